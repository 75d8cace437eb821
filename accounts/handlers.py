"""The mails about accounts, and those about notices. Worker only.

A link's secret is made here, so that only its digest is ever written down. It is committed before
the mail goes out: no link is dead on arrival, and nobody waits for the mail server with us. A mail
that fails is tried again with a fresh link.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from accounts.models import Identity, Notification, Purpose, Token, User
from accounts.services import mailing, notifications, settings, tokens
from accounts.services.lifetimes import CLAIM_LINK, CONFIRM_LINK, INVITATION_LINK, RESET_LINK
from core import mail
from core.db import db, reading
from core.events import Delivery, hears


@hears("identity.confirmation_asked")
def send_confirmation(delivery: Delivery) -> None:
    identity = db.session.get(Identity, delivery.subject_id)
    if identity is None or identity.verified_at is not None:
        return
    token = tokens.latest(Purpose.CONFIRM_IDENTITY, identity.id)
    if token is None:
        return
    secret = tokens.renew(token, CONFIRM_LINK)
    subject = _l("Please confirm your e-mail address")
    path = f"/accounts/identities/confirm/{secret}"
    _send(identity.value, subject, "confirm", identity.user.language, path=path)


@hears("identity.join_repeated")
def tell_owner(delivery: Delivery) -> None:
    """Somebody wanted to join with an address that has an account: its owner is told, only they.

    An account that came with an import and was never claimed is offered to them.
    """
    identity = db.session.get(Identity, delivery.subject_id)
    if identity is not None and identity.user.is_placeholder:
        _offer_account(identity.user, identity.value)
    elif identity is not None:
        subject = _l("You already have an account here")
        _send(identity.value, subject, "already_joined", identity.user.language)


@hears("password.reset_asked")
def send_reset(delivery: Delivery) -> None:
    user = db.session.get(User, delivery.subject_id)
    if user is None or user.email is None or user.erased_at is not None:
        return
    if user.is_placeholder:
        _offer_account(user, user.email)
        return
    secret = tokens.issue(Purpose.RESET_PASSWORD, user.id, RESET_LINK)
    subject = _l("Choose a new password")
    path = f"/accounts/passwords/reset/{secret}"
    _send(user.email, subject, "reset", user.language, path=path)


@hears("password.changed")
def tell_password_changed(delivery: Delivery) -> None:
    user = db.session.get(User, delivery.subject_id)
    if user is None or user.email is None:
        return
    key = f"password.changed:{delivery.id}"
    subject = _l("Your password was changed")
    _send(user.email, subject, "password_changed", user.language, key=key)


@hears("claim.sent")
def send_claim(delivery: Delivery) -> None:
    """Staff were told whose account it is."""
    token = db.session.get(Token, delivery.subject_id)
    user = db.session.get(User, token.subject_id) if token else None
    if token is None or token.used_at is not None or user is None or not user.is_placeholder:
        return
    secret = tokens.renew(token, CLAIM_LINK)
    path = f"/accounts/claims/{secret}/accept"
    subject = _l("Your account from the former forum")
    _send(token.data["email"], subject, "claim", user.language, path=path, name=user.name, days=7)


@hears("invitation.sent")
def send_invitation(delivery: Delivery) -> None:
    token = db.session.get(Token, delivery.subject_id)
    if token is None or token.used_at is not None:
        return
    inviter = db.session.get(User, token.subject_id)
    secret = tokens.renew(token, INVITATION_LINK)
    _send(
        token.data["email"],
        _l("You are invited to %(site)s", site=settings.get("site_name")),
        "invitation",
        inviter.language if inviter else settings.get("site_language"),
        path=f"/accounts/invitations/{secret}/accept",
        inviter=inviter.name if inviter else settings.get("site_name"),
    )


def _offer_account(user: User, email: str) -> None:
    secret = tokens.issue(Purpose.RESET_PASSWORD, user.id, RESET_LINK)
    path = f"/accounts/passwords/reset/{secret}"
    subject = _l("Your account from the former forum")
    _send(email, subject, "claim", user.language, path=path, name=user.name, days=0)


def _send(to: str, subject: Any, template: str, language: str, **context: Any) -> None:
    message = mailing.compose(to, subject, f"accounts/{template}", language, **context)
    db.session.commit()
    mail.deliver(message)


@hears("notice.given")
def mail_notice(delivery: Delivery) -> None:
    """One mail to one person about one notice, if it still says something to them."""
    with reading():  # nobody waits for our words, nor for the mail server
        notice = db.session.get(Notification, delivery.subject_id)
        message = notifications.mail_of(notice) if notice else None
        db.session.commit()
    if message is not None:
        mail.deliver(message)
