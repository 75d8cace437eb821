"""What the forum does when it hears news: tells people. Runs in the worker; safe to run twice."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from accounts.models import Notification, Role, User
from accounts.services import notifications
from core.db import db
from core.events import Delivery, announce, hears, hears_batch
from core.schedule import every
from forum import permissions
from forum.models import Nomination, NominationOutcome, Post, Thread
from forum.services import (
    counting,
    follow_ups,
    limits,
    notice_mails,  # noqa: F401 (makes its mails known)
    promotion,
    ratings,
    reuse,
    telling,
    thanking,
    watching,
)


def _post(delivery: Delivery) -> Post | None:
    return db.session.get(Post, delivery.subject_id)


def _tell(
    user_id: int, kind: str, key: str, url: str, *, by_mail: bool = False, **data: Any
) -> None:
    """One notice; a mail about it is a delivery of its own, so that one failure is one mail."""
    known = select(Notification.id).where(Notification.user_id == user_id, Notification.key == key)
    if db.session.scalar(known) is not None:
        return
    notice = notifications.notify(user_id, kind, key, url, **data)
    db.session.flush()
    if by_mail:
        announce("notice.given", notice.id)


@hears("post.replied")
def tell_of_reply(delivery: Delivery) -> None:
    """Whoever watches, and staff who are called by name, hear of a reply that they may read."""
    post = _post(delivery)
    if post is None or not post.is_visible:
        return
    called = _called(post)
    told = {post.author_id}
    for person in [*called, *watching.watchers(post.thread)]:
        if person.id in told or not permissions.see_post(person, post):
            continue
        told.add(person.id)
        _tell(
            person.id,
            "post.mentioned" if person in called else "post.replied",
            f"post.replied:{post.id}",
            post.url,
            by_mail=True,
            who=post.author.name,
            title=post.thread.title,
            post_id=post.id,
        )


def _called(post: Post) -> list[User]:
    """Staff whose @name stands in the post."""
    if "@" not in post.body:
        return []
    text = post.body.casefold()
    staff = select(User).where(User.role.in_((Role.STAFF, Role.ADMIN)), User.erased_at.is_(None))
    called = [p for p in db.session.scalars(staff) if f"@{p.name.casefold()}" in text]
    is_new = post.author.trust_level == 0 and not post.author.is_staff
    return called[: limits.MENTIONS] if is_new else called


@hears("post.accepted")
def tell_of_acceptance(delivery: Delivery) -> None:
    post = _post(delivery)
    if post is None or post.thread.accepted_post_id != post.id:
        return
    for person in {post.author, post.thread.author}:
        if person.id == delivery.actor_id or not permissions.see_post(person, post):
            continue
        _tell(
            person.id,
            "post.accepted",
            f"post.accepted:{post.id}",
            post.url,
            title=post.thread.title,
            is_own=person.id == post.author_id,
        )


@hears("post.hidden")
def tell_of_hiding(delivery: Delivery) -> None:
    """The author reads why; who decided and who flagged is not said."""
    post = _post(delivery)
    if post is None or post.hidden_at is None or post.author_id == delivery.actor_id:
        return
    if not permissions.see_thread(post.author, post.thread):
        return
    key = f"post.hidden:{post.id}:{post.hidden_at:%Y%m%d%H%M%S}"
    title, reason = post.thread.title, post.hidden_reason or ""
    _tell(post.author_id, "post.hidden", key, post.url, title=title, reason=reason)


@hears("post.approved")
def tell_of_approval(delivery: Delivery) -> None:
    post = _post(delivery)
    if post is not None and post.is_visible and permissions.see_post(post.author, post):
        key = f"post.approved:{post.id}"
        _tell(post.author_id, "post.approved", key, post.url, title=post.thread.title)


@hears("complaint.settled")
def tell_of_settlement(delivery: Delivery) -> None:
    thread = db.session.get(Thread, delivery.subject_id)
    if thread is None or thread.outcome is None:
        return
    if permissions.see_thread(thread.author, thread):
        key = f"complaint.settled:{thread.id}"
        _tell(thread.author_id, "complaint.settled", key, thread.url, title=thread.title)


@hears("nomination.settled")
def tell_of_nomination(delivery: Delivery) -> None:
    """Who nominated a thread hears what staff made of it, as long as they may see the thread."""
    nomination = db.session.get(Nomination, delivery.subject_id)
    if nomination is None or nomination.outcome is None:
        return
    thread = db.session.get_one(Thread, nomination.thread_id)
    person = db.session.get_one(User, nomination.user_id)
    if permissions.see_thread(person, thread):
        _tell(
            person.id,
            "nomination.settled",
            f"nomination.settled:{nomination.id}",
            thread.url,
            title=thread.title,
            outcome=nomination.outcome.value,
            reason=nomination.reason,
        )


@hears("article.published", "thread.linked", "thread.promoted")
def tell_of_article(delivery: Delivery) -> None:
    """The thread's people hear once that their question became (or has) an article; who only
    voted there gets no mail."""
    for thread in _threads_behind(delivery):
        for portion in telling.people_of(thread.id):
            db.session.refresh(thread)
            for person, is_involved in portion:
                if person.id != delivery.actor_id:
                    _tell_one_of_article(thread, person, by_mail=is_involved)
            db.session.commit()  # hundreds may be told: nobody waits for all of them


def _tell_one_of_article(thread: Thread, person: User, *, by_mail: bool) -> None:
    if not permissions.see_thread(person, thread):
        return
    article = reuse.article_of(thread, for_=person)
    if article is None or not article.is_published:
        return
    _tell(
        person.id,
        "thread.has_article",
        f"thread.has_article:{thread.id}:{article.id}",
        article.url,
        by_mail=by_mail,
        title=thread.title,
        article=article.title,
    )


def _threads_behind(delivery: Delivery) -> Iterable[Thread]:
    if delivery.event == "article.published":
        return reuse.threads_of(delivery.subject_id)
    thread = db.session.get(Thread, delivery.subject_id)
    return [thread] if thread is not None else []


@hears(
    "post.edited", "post.hidden", "post.withdrawn", "post.restored", "post.held",
    "post.disproved", "thread.changed",
)  # fmt: skip
def check_the_article(delivery: Delivery) -> None:
    """A post that an article quotes may be another now, or did not work: it needs a check."""
    if delivery.event == "thread.changed":
        thread = db.session.get(Thread, delivery.subject_id)
    else:
        post = _post(delivery)
        thread = post.thread if post is not None else None
    if thread is not None:
        promotion.notice_changes(thread)


@hears("article.checked")
def take_quotes_as_read(delivery: Delivery) -> None:
    """Somebody read the article against its source and says that it is right."""
    promotion.note_check(delivery.subject_id, at=delivery.created_at)


@hears_batch("thread.asked", "thread.changed", "post.held")
def count_rooms(_deliveries: list[Delivery]) -> None:
    """What the list of rooms says beside each; once for all that changed."""
    counting.renew_rooms()


@every(timedelta(hours=1))
def count_rooms_anew() -> None:
    """Also what came by a way that announces nothing (an import)."""
    counting.renew_rooms()


@hears(thanking.KIND)
def tell_of_thanks(delivery: Delivery) -> None:
    """Its author has one notice a post, whoever thanks for it and takes it back."""
    post = _post(delivery)
    if post is not None and post.is_visible and permissions.see_post(post.author, post):
        thanking.tell(post)


@hears("thread.solved")
def ask_how_it_went(delivery: Delivery) -> None:
    """The asker is asked once how content they are, unless they said so or it is open again."""
    thread = db.session.get(Thread, delivery.subject_id)
    if thread is None or ratings.of(thread) or not permissions.rate_thread(thread.author, thread):
        return
    key, url = f"thread.solved:{thread.id}", f"/forum/ratings/{thread.id}/edit"
    _tell(thread.author_id, "thread.solved", key, url, by_mail=True, title=thread.title)


@every(timedelta(hours=1))
def ask_whether_it_is_still_fine() -> None:
    """Once for each solved thread, so many days later as the site says."""
    follow_ups.ask_due()


# How the notices read.


@notifications.words("post.replied")
def _replied(data: dict[str, Any]) -> str:
    return str(_("%(who)s replied in “%(title)s”.", who=data["who"], title=data["title"]))


@notifications.words("post.mentioned")
def _mentioned(data: dict[str, Any]) -> str:
    return str(_("%(who)s called you in “%(title)s”.", who=data["who"], title=data["title"]))


@notifications.words("post.accepted")
def _accepted(data: dict[str, Any]) -> str:
    if data.get("is_own"):
        return str(_("Your answer in “%(title)s” was accepted.", title=data["title"]))
    return str(_("An answer to “%(title)s” was accepted.", title=data["title"]))


@notifications.words("post.hidden")
def _hidden(data: dict[str, Any]) -> str:
    return str(
        _(
            "Your post in “%(title)s” was hidden: %(reason)s",
            title=data["title"],
            reason=data.get("reason", ""),
        )
    )


@notifications.words("post.approved")
def _approved(data: dict[str, Any]) -> str:
    return str(_("Your post in “%(title)s” can be seen by everybody now.", title=data["title"]))


@notifications.words("nomination.settled")
def _nominated(data: dict[str, Any]) -> str:
    title = data["title"]
    if data["outcome"] == NominationOutcome.PROMOTED:
        return str(_("Staff took up “%(title)s”, which you nominated. Thank you!", title=title))
    return str(
        _(
            "Staff make no article of “%(title)s”, which you nominated: %(reason)s",
            title=title,
            reason=data["reason"],
        )
    )


@notifications.words("complaint.settled")
def _settled(data: dict[str, Any]) -> str:
    return str(_("Your complaint “%(title)s” was settled.", title=data["title"]))


@notifications.words(thanking.KIND)
def _thanked(data: dict[str, Any]) -> str:
    if not data["others"]:
        return str(_("%(who)s thanks you for your post in “%(title)s”.", **data))
    return str(
        ngettext(
            "%(who)s and %(num)d other person thank you for your post in “%(title)s”.",
            "%(who)s and %(num)d others thank you for your post in “%(title)s”.",
            data["others"],
            who=data["who"],
            title=data["title"],
        )
    )


@notifications.words("thread.solved")
def _solved(data: dict[str, Any]) -> str:
    return str(_("“%(title)s” is solved. How content are you?", title=data["title"]))


@notifications.words(follow_ups.KIND)
def _follow_up(data: dict[str, Any]) -> str:
    return str(_("“%(title)s” was solved. Is it still fine?", title=data["title"]))


@notifications.words("thread.has_article")
def _has_article(data: dict[str, Any]) -> str:
    return str(
        _(
            "There is an article about “%(title)s”: %(article)s",
            title=data["title"],
            article=data["article"],
        )
    )
