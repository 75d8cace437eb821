"""How long mailed links work. (Sessions: accounts/services/sessions.py.)"""

from datetime import timedelta

CONFIRM_LINK = timedelta(days=2)
RESET_LINK = timedelta(hours=1)
CLAIM_LINK = timedelta(days=7)
INVITATION_LINK = timedelta(days=7)
