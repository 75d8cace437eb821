"""Keep the index true to the database, and tell those who searched in vain. Worker only."""

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from accounts.services import mailing, notifications
from core import mail
from core.clock import now, today
from core.db import db, reading
from core.events import Delivery, announce, hears, hears_batch
from core.schedule import every
from forum.models import Post, Thread
from kb.models import Article
from search.models import Gap, SearchStep, StepKind, Waiting
from search.services import (
    clustering,
    counting,
    days,
    demand,
    engine,
    gaps,
    log_lists,
    nearest,
    waiting,
)

ARTICLE_NEWS = ("article.published", "article.changed", "article.archived", "feedback.given")
THREAD_NEWS = (
    "thread.asked", "thread.changed", "thread.promoted", "thread.linked", "thread.voted",
)  # fmt: skip
POST_NEWS = (
    "post.replied", "post.edited", "post.hidden", "post.restored", "post.withdrawn", "post.held",
    "post.approved", "post.accepted",
)  # fmt: skip


class CannotIndex(Exception):
    """This thing cannot be indexed; the log says why."""


@hears_batch(*ARTICLE_NEWS, *THREAD_NEWS, *POST_NEWS, lane="index")
def index_again(deliveries: list[Delivery]) -> None:
    """One index commit for the batch: each thing as the database knows it now.

    What cannot be indexed gets a delivery of its own, so that it holds up nobody else.
    """
    for ref in engine.bring_up_to_date(_refs(deliveries)):
        kind, _colon, number = ref.partition(":")
        announce(f"{kind}.unindexed", int(number))


def _refs(deliveries: list[Delivery]) -> list[str]:
    """What the news is about, in a session of its own: the index commit must not keep others."""
    with current_app.app_context(), reading():
        return sorted({ref for delivery in deliveries if (ref := _ref(delivery))})


def _ref(delivery: Delivery) -> str | None:
    if delivery.event in POST_NEWS:
        post = db.session.get(Post, delivery.subject_id)
        return f"thread:{post.thread_id}" if post else None
    kind = "thread" if delivery.event in THREAD_NEWS else "article"
    return f"{kind}:{delivery.subject_id}"


@hears("article.unindexed", "thread.unindexed", lane="index")
def index_alone(delivery: Delivery) -> None:
    """Try again what could not be indexed; after the last try it stands on the desk."""
    ref = f"{delivery.event.partition('.')[0]}:{delivery.subject_id}"
    if engine.bring_up_to_date([ref]):
        raise CannotIndex(ref)


@hears("thread.asked")
def tie_those_who_wait(delivery: Delivery) -> None:
    """Somebody asked what others searched in vain: the thread now stands for their gap."""
    thread = db.session.get(Thread, delivery.subject_id)
    if thread is not None and thread.search_words and not thread.is_private:
        gaps.tie(thread.search_words, thread.id)


@hears("thread.asked")
def note_that_they_asked(delivery: Delivery) -> None:
    """After a search somebody asked; which thread it was is not kept with the words.

    Staff who ask the community for others did not search in vain themselves.
    """
    thread = db.session.get(Thread, delivery.subject_id)
    if thread is not None and thread.search_words and not thread.author.is_staff:
        words = gaps.without_traces(thread.search_words)
        db.session.add(SearchStep(words=words, language=thread.language, kind=StepKind.ASKED))


@hears("article.published", "thread.linked", "thread.promoted")
def answer_gaps(delivery: Delivery) -> None:
    """An article made or linked for a gap, or for a thread asked from it, is out."""
    number: int | None = delivery.subject_id
    if delivery.event != "article.published":
        thread = db.session.get(Thread, delivery.subject_id)
        number = thread.article_id if thread else None
    article = db.session.get(Article, number) if number else None
    if article is not None and article.is_public_now:
        for gap in gaps.one_a_cluster(gaps.answered_by(article)):
            gaps.answer(gap, article)


@hears("article.changed")
def tell_new_readers(delivery: Delivery) -> None:
    """An article was opened to more people: those who wait for it may be among them."""
    article = db.session.get(Article, delivery.subject_id)
    if article is not None and article.is_public_now:
        for gap in gaps.one_a_cluster(gaps.made_for(article)):
            gaps.answer(gap, article)


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
    if one.user:
        notifications.notify(
            one.user.id,
            "waiting.answered",
            f"waiting.answered:{one.id}:{article.id}",
            article.url,
            title=article.title,
            words=gap.typed,
        )
    if address := waiting.proved_address(one):
        message = mailing.compose(
            address,
            _l("You asked, we wrote it: %(title)s", title=article.title),
            "search/waiting_answered",
            one.user.language if one.user else one.language,
            key=f"waiting.answered:{one.id}:{article.id}",
            unsubscribe_url=waiting.leave_url(one),
            article=article,
            words=gap.typed,
            is_member=one.user is not None,
        )
        db.session.commit()  # nothing is pending while we wait for the mail server
        mail.deliver(message)
    one.told_at = now()
    one.email = None  # it was given for this one mail


@notifications.words("waiting.answered")
def _answered(data: dict[str, Any]) -> str:
    words, title = data.get("words", ""), data["title"]
    return str(_("You searched for “%(words)s”. We wrote “%(title)s”.", words=words, title=title))


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


@every(timedelta(minutes=5))
def count_searches() -> None:
    """What was searched becomes counts of its day."""
    days.count()


@every(timedelta(hours=1))
def list_searches() -> None:
    """What staff read of the log."""
    log_lists.renew()


@hears_batch("gap.changed", "waiting.confirmed", "waiting.answered", lane="board")
def count_demand(deliveries: list[Delivery]) -> None:
    """Once for all that changed."""
    counting.renew(_missed(deliveries))


def _missed(deliveries: list[Delivery]) -> list[int]:
    """The gaps that the news is about, in a session of its own: nobody shall wait for the count."""
    changed = [each.subject_id for each in deliveries if each.event == "gap.changed"]
    waits = [each.subject_id for each in deliveries if each.event != "gap.changed"]
    with current_app.app_context(), reading():
        waited = select(Waiting.gap_id).where(Waiting.id.in_(waits))
        return [*changed, *db.session.scalars(waited)]


@every(timedelta(minutes=1))
def cluster_gaps() -> None:
    """What wants the same stands together: failed searches, and questions without an answer."""
    clustering.take_in_questions()
    db.session.commit()  # nobody shall wait for us while we compare
    clustering.cluster()


@every(timedelta(minutes=1))
def count_demand_anew() -> None:
    """Also what was searched since."""
    counting.renew()


@every(timedelta(hours=6))
def look_for_nearest_articles() -> None:
    """Of what stands on the board; articles come and go."""
    with reading():
        shown = demand.shown()
        db.session.rollback()
    nearest.renew(shown)


@every(timedelta(hours=12))
def forget_old_searches() -> None:
    """Raw searches live 90 days, whole days at once and never before they are counted; the counts
    stay in the gaps and days, but not a year-old day's words that only one search held."""
    if days.count() < days.SLICE:
        gaps.forget_searches_before(days.midnight(today() - timedelta(days=89)))
    days.fold_rare(before=today() - timedelta(days=365))
    unproved = select(Waiting).where(
        Waiting.confirmed_at.is_(None), Waiting.created_at < now() - timedelta(days=7)
    )
    for one in db.session.scalars(unproved):
        db.session.delete(one)
