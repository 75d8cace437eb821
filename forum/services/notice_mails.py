"""The mails about the forum's notices: each asks anew what its person may read."""

from email.message import EmailMessage

from flask_babel import lazy_gettext as _l

from accounts.models import Notification, User
from accounts.services import notifications
from core.db import db
from core.markdown import excerpt
from forum import permissions
from forum.models import Post, Thread
from forum.services import follow_ups, ratings, reuse


@notifications.mails("post.replied", "post.mentioned")
def _replied(person: User, notice: Notification) -> EmailMessage | None:
    post = db.session.get(Post, notice.data["post_id"])
    if post is None or not post.is_visible or not permissions.see_post(person, post):
        return None
    return notifications.compose(
        person,
        notice,
        _l("New reply: %(title)s", title=post.thread.title),
        "forum/replied",
        person=person,
        post=post,
        thread=post.thread,
        text=excerpt(post.html, 400),
    )


@notifications.mails("thread.has_article")
def _has_article(person: User, notice: Notification) -> EmailMessage | None:
    """The article may have been narrowed or taken back, the thread hidden or moved."""
    thread = _thread(notice)
    if thread is None or not permissions.see_thread(person, thread):
        return None
    article = reuse.article_of(thread, for_=person)
    if article is None or not article.is_published or article.id != _ids(notice)[1]:
        return None
    return notifications.compose(
        person,
        notice,
        _l("There is an article: %(title)s", title=article.title),
        "forum/has_article",
        thread=thread,
        article=article,
    )


@notifications.mails("thread.solved")
def _how_it_went(person: User, notice: Notification) -> EmailMessage | None:
    thread = _may_be_asked(person, notice)
    if thread is None or ratings.of(thread) is not None:
        return None
    return notifications.compose(
        person,
        notice,
        _l("How did it go? %(title)s", title=thread.title),
        "forum/solved",
        thread=thread,
        give_url=ratings.give_url(thread),
        unsubscribe_url=follow_ups.stop_url(person),
    )


@notifications.mails(follow_ups.KIND)
def _still_fine(person: User, notice: Notification) -> EmailMessage | None:
    thread = _may_be_asked(person, notice)
    if thread is None:
        return None
    return notifications.compose(
        person,
        notice,
        _l("Is it still fine? %(title)s", title=thread.title),
        "forum/follow_up",
        notice=notice,
        thread=thread,
        unsubscribe_url=follow_ups.stop_url(person),
    )


def _may_be_asked(person: User, notice: Notification) -> Thread | None:
    thread = _thread(notice)
    if thread is None or not permissions.rate_thread(person, thread):
        return None
    return thread if person.wants_follow_ups else None


def _thread(notice: Notification) -> Thread | None:
    return db.session.get(Thread, _ids(notice)[0])


def _ids(notice: Notification) -> list[int]:
    """What the notice is about, by its key: `thread.has_article:7:12`."""
    return [int(number) for number in notice.key.split(":")[1:]]
