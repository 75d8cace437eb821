"""Members say whether an accepted or official answer worked for them."""

from datetime import date, timedelta

from accounts.models import User
from accounts.services import settings
from core import trials
from core.events import announce
from core.ratelimits import count
from forum.models import Post, PostProof


def prove(
    post: Post,
    *,
    by: User,
    has_worked: bool,
    tried_on: date,
    version: str = "",
    words: str = "",
) -> None:
    """Note whether it worked for this person; said again, the later word stands.

    version -- of the product, as they typed it; words -- for staff alone.
    Raises core.ratelimits.TooMany. The caller commits.
    """
    most = settings.get("feedback_per_day")
    count("forum.proof", str(by.id), at_most=most, per=timedelta(days=1))
    said = {"has_worked": has_worked, "version": version, "words": words, "tried_on": tried_on}
    trials.note(PostProof, {"post_id": post.id}, by.id, **said)
    if not has_worked:
        announce("post.disproved", post.id, actor_id=by.id)


def take_back(post: Post, *, by: User) -> None:
    trials.take_back(PostProof, {"post_id": post.id}, by.id)
