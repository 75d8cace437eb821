"""What else is known of a thread when its page is drawn, asked in one query."""

from typing import NamedTuple

from sqlalchemy import func, select

from core import trials
from core.db import db
from core.permissions import Actor
from core.trials import Tally
from forum.models import Nomination, PostProof, Thread
from forum.services import reuse


class Marks(NamedTuple):
    """nominations -- how many wait for staff; is_nominator -- whether this person made one, open
    or settled; tally -- for whom the accepted answer worked; reuse_id, article_id, article_title --
    the article that this person used here and has not yet said of whether it is still right."""

    nominations: int = 0
    is_nominator: bool = False
    tally: Tally = Tally()

    reuse_id: int | None = None
    article_id: int | None = None
    article_title: str = ""


def of(thread: Thread, *, for_: Actor) -> Marks:
    """One query; none for a visitor to a thread that nothing has settled yet."""
    is_settled = thread.accepted_post_id is not None or thread.article_id is not None
    if not is_settled and not for_.is_authenticated:
        return Marks()
    about = Nomination.thread_id == thread.id
    count = select(func.count())
    tried = PostProof.post_id == (thread.accepted_post_id or 0)
    row = db.session.execute(
        select(
            count.where(about, Nomination.settled_at.is_(None)).scalar_subquery(),
            count.where(about, Nomination.user_id == (for_.id or 0)).scalar_subquery(),
            *trials.columns(PostProof, tried, for_.id),
            *(reuse.asked_here(thread, for_) if for_.is_staff else ()),
        )
    ).one()
    return Marks(row[0], bool(row[1]), Tally.of(row[2:7]), *row[7:])
