"""Keep the index true to the database, and tell those who searched in vain. Worker only."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from accounts.services import mailing, notifications
from core import mail
from core.clock import now
from core.db import db
from core.events import Delivery, announce, hears, hears_batch
from core.schedule import every
from forum.models import Post, Thread
from kb.models import Article
from search.models import Gap, Waiting
from search.services import engine, gaps, waiting

ARTICLE_NEWS = ("article.published", "article.changed", "article.archived", "feedback.given")
THREAD_NEWS = ("thread.asked", "thread.changed", "thread.promoted", "thread.linked")
POST_NEWS = (
    "post.replied", "post.edited", "post.hidden", "post.restored", "post.withdrawn", "post.held",
    "post.approved", "post.accepted",
)  # fmt: skip


@hears_batch(*ARTICLE_NEWS, *THREAD_NEWS, *POST_NEWS)
def index_again(deliveries: list[Delivery]) -> None:
    """One index commit for the batch: each thing as the database knows it now."""
    refs = sorted({ref for delivery in deliveries if (ref := _ref(delivery))})
    engine.bring_up_to_date(refs)


def _ref(delivery: Delivery) -> str | None:
    if delivery.event in POST_NEWS:
        post = db.session.get(Post, delivery.subject_id)
        return f"thread:{post.thread_id}" if post else None
    kind = "thread" if delivery.event in THREAD_NEWS else "article"
    return f"{kind}:{delivery.subject_id}"


@hears("thread.asked")
def tie_those_who_wait(delivery: Delivery) -> None:
    """Somebody asked what others searched in vain: the thread now stands for their gap."""
    thread = db.session.get(Thread, delivery.subject_id)
    if thread is not None and thread.search_words and not thread.is_private:
        gaps.tie(thread.search_words, thread.id)


@hears("article.published", "thread.linked", "thread.promoted")
def answer_gaps(delivery: Delivery) -> None:
    """An article made or linked for a gap, or for a thread asked from it, is out."""
    if delivery.event == "article.published":
        article = db.session.get(Article, delivery.subject_id)
    else:
        thread = db.session.get(Thread, delivery.subject_id)
        article = (
            db.session.get(Article, thread.article_id) if thread and thread.article_id else None
        )
    if article is None or not article.is_public_now:
        return
    for gap in gaps.answered_by(article):
        gap.article_id = article.id
        gap.answered_at = gap.answered_at or now()
        for number in waiting.untold(gap, article):
            announce("waiting.answered", number)


@hears("waiting.answered", "waiting.confirmed")
def write_back(delivery: Delivery) -> None:
    """We wrote it, you asked: one mail (or notice and mail) to one person, once."""
    one = db.session.get(Waiting, delivery.subject_id)
    if one is None or one.told_at or one.left_at or not one.confirmed_at:
        return
    gap = db.session.get_one(Gap, one.gap_id)
    article = db.session.get(Article, gap.article_id) if gap.article_id else None
    if gap.answered_at is None or article is None or not waiting.may_read(one, article):
        return
    address = one.email or (one.user.email if one.user else None)
    if one.user_id:
        notifications.notify(
            one.user_id,
            "waiting.answered",
            f"waiting.answered:{one.id}",
            article.url,
            title=article.title,
            words=gap.typed,
        )
    if address:
        message = mailing.compose(
            address,
            _l("You asked, we wrote it: %(title)s", title=article.title),
            "search/waiting_answered",
            one.language,
            key=f"waiting.answered:{one.id}",
            unsubscribe_url=waiting.leave_url(one),
            article=article,
            words=gap.typed,
        )
        db.session.commit()  # nothing is pending while we wait for the mail server
        mail.deliver(message)
    one.told_at = now()
    one.email = None  # it was given for this one mail


@hears("waiting.asked")
def ask_to_confirm(delivery: Delivery) -> None:
    """The address must be proved to be theirs before we ever write to it again."""
    one = db.session.get(Waiting, delivery.subject_id)
    if one is None or one.email is None or one.confirmed_at or one.left_at:
        return
    message = mailing.compose(
        one.email,
        _l("Please confirm: tell you when there is an answer?"),
        "search/waiting_confirm",
        one.language,
        link=waiting.confirm_url(one),
        words=db.session.get_one(Gap, one.gap_id).typed,
    )
    db.session.commit()
    mail.deliver(message)


@every(timedelta(minutes=1))
def mend_the_index() -> None:
    """A missing or broken index is rebuilt from the database; searching goes on meanwhile."""
    if engine.health() in ("missing", "broken", "outdated"):
        engine.rebuild()


@every(timedelta(hours=12))
def forget_old_searches() -> None:
    """Raw searches live 90 days; their counts stay in the gaps."""
    gaps.forget_searches_before(now() - timedelta(days=90))
    unproved = select(Waiting).where(
        Waiting.confirmed_at.is_(None), Waiting.created_at < now() - timedelta(days=7)
    )
    for one in db.session.scalars(unproved):
        db.session.delete(one)
