"""How much one person may post: Discourse's numbers, wider with trust, none for staff."""

from datetime import timedelta

from accounts.models import User
from accounts.services import settings
from core import ratelimits

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A newcomer (trust level 0), a day.
NEW_THREADS, NEW_REPLIES = 3, 10
NEW_PAUSE = timedelta(seconds=30)  # between two posts
MENTIONS = 2  # people one post of a newcomer may call; more are not told
FACTORS = (1.0, 1.0, 1.5, 2.0)  # by trust level


def count_thread(author: User) -> None:
    """Note a thread started. Raises core.ratelimits.TooMany. The caller commits."""
    if author.is_staff:
        return
    if author.trust_level == 0:
        _count("forum.thread.new", author, NEW_THREADS, DAY)
    _count("forum.thread", author, settings.get("threads_per_day"), DAY)
    _count_post(author)


def count_reply(author: User) -> None:
    """Note a reply. Raises core.ratelimits.TooMany. The caller commits."""
    if author.is_staff:
        return
    if author.trust_level == 0:
        _count("forum.reply.new", author, NEW_REPLIES, DAY)
    _count_post(author)


def count_flag(by: User) -> None:
    if not by.is_staff:
        _count("forum.flag", by, settings.get("flags_per_day"), DAY)


def count_vote(by: User) -> None:
    if not by.is_staff:
        _count("forum.vote", by, settings.get("votes_per_day"), DAY)


def _count_post(author: User) -> None:
    if author.trust_level == 0:
        ratelimits.count("forum.pause", str(author.id), at_most=1, per=NEW_PAUSE)
    _count("forum.post", author, settings.get("posts_per_hour"), HOUR)


def _count(what: str, who: User, at_most: int, per: timedelta) -> None:
    factor = FACTORS[min(max(who.trust_level, 0), 3)]
    ratelimits.count(what, str(who.id), at_most=int(at_most * factor), per=per)
