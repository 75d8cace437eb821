"""How often sign-in, joining and mailed links may be tried; counted in the database.

Each raises core.ratelimits.TooMany; the caller commits the count before it does the work.
`address` is the network address of the browser, `email` what was typed, known here or not.
"""

from datetime import timedelta

from accounts.services import settings
from core.ratelimits import count

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


def sign_in(email: str, address: str) -> None:
    """Slow for a guesser, from where the guesser sits: the owner elsewhere is not locked out."""
    count("sign-in", f"{email}|{address}", at_most=10, per=QUARTER)
    count("sign-in from", address, at_most=100, per=HOUR)


def password_check(user_id: int) -> None:
    count("password check", str(user_id), at_most=10, per=QUARTER)


def join(address: str) -> None:
    count("join", address, at_most=settings.get("joins_per_day"), per=DAY)


def mail_to(email: str, address: str) -> None:
    """Mails somebody can make us send to an address by typing it in."""
    count("mail to", email, at_most=4, per=HOUR)
    count("mail asked from", address, at_most=30, per=HOUR)


def link(address: str) -> None:
    """Opening mailed links: nobody guesses 256 bits, but nobody needs hundreds either."""
    count("link", address, at_most=60, per=HOUR)
