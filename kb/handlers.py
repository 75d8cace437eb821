"""Keep the content folder true to the database; publish what is due. Worker only."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Row, select, update

from accounts.models import Notification
from accounts.services import notifications, settings
from core.clock import now
from core.db import db
from core.events import Delivery, announce, hears, hears_batch
from core.markdown import RENDERER_VERSION
from core.schedule import every
from kb.content import renamed, writing
from kb.models import Article, Collection, Proposal, ProposalDecision, Revision
from kb.services import (
    counting,
    notice_mails,  # noqa: F401 (makes its mails known)
    publishing,
    work_lists,
)
from kb.services.rendering import render_article

CHECK_DAYS = (0, 3)  # Monday and Thursday
CHECK_HOUR = 7  # of the site's clock; not before anybody is up
log = logging.getLogger(__name__)


def _folder() -> Path:
    folder: Path = current_app.config["HOIDAP_CONTENT_PATH"]
    return folder


@notifications.words("article.returned")
def _returned(data: dict[str, Any]) -> str:
    return str(_("%(who)s returned “%(title)s”: %(words)s", **data))


@notifications.words("articles.due")
def _due(_data: dict[str, Any]) -> str:
    return str(_("Articles that you look after need a check."))


@every(timedelta(hours=1))
def ask_owners() -> None:
    """On Mondays and Thursdays, where something is due: once a day, however often this runs."""
    local = now().astimezone(ZoneInfo(settings.get("timezone")))
    if local.weekday() not in CHECK_DAYS or local.hour < CHECK_HOUR:
        return
    key = f"articles.due:{local.date()}"
    owners = work_lists.owners_with_work()
    # By person and key, as there is an index: notices are many, and this is asked every hour.
    told = select(Notification.user_id).where(
        Notification.user_id.in_(owners), Notification.key == key
    )
    for person in set(owners) - set(db.session.scalars(told)):
        address = "/kb/articles/needs-check?filter=mine"
        notice = notifications.notify(person, "articles.due", key, address)
        announce("notice.given", notice.id)


@hears("article.published", "article.changed", "article.archived")
def write_file(delivery: Delivery) -> None:
    """The article's file says what readers see; again after a crash it does no harm.

    It is read anew in any case, so that the unit of work has begun and holds the write lock.
    """
    article = db.session.get(Article, delivery.subject_id, populate_existing=True)
    if article is not None:
        writing.write_article(article, _folder(), by=delivery.actor_id)


@hears("article.doubted")
def tell_owner(delivery: Delivery) -> None:
    """Who looks after the article hears once that it needs a check."""
    article = db.session.get(Article, delivery.subject_id)
    if article is None or article.source_changed_at is None or not article.needs_check:
        return
    if article.owner is not None and article.owner.is_staff:
        key = f"article.doubted:{article.id}:{article.source_changed_at:%Y%m%d%H%M%S}"
        url = f"{article.url}#source-changes"
        notifications.notify(article.owner.id, "article.doubted", key, url, title=article.title)


@notifications.words("article.doubted")
def _doubted(data: dict[str, Any]) -> str:
    return str(_("What “%(title)s” rests on has changed: please check it.", title=data["title"]))


@hears("proposal.decided")
def tell_who_proposed(delivery: Delivery) -> None:
    """By the words they wrote themselves: the article may not be for them any more."""
    one = db.session.get(Proposal, delivery.subject_id)
    if one is None or one.decision is None:
        return
    kind, key = f"proposal.{one.decision}", f"proposal.decided:{one.id}"
    url = f"/kb/proposals/{one.id}"
    notifications.notify(one.author_id, kind, key, url, title=one.title, reason=one.reason)


@notifications.words(f"proposal.{ProposalDecision.TAKEN}")
def _taken(data: dict[str, Any]) -> str:
    return str(_("Staff took your proposal for “%(title)s”. Thank you!", title=data["title"]))


@notifications.words(f"proposal.{ProposalDecision.REFUSED}")
def _refused(data: dict[str, Any]) -> str:
    words = {"title": data["title"], "reason": data.get("reason", "")}
    return str(_("Your proposal for “%(title)s” was not taken: %(reason)s", **words))


@hears("collection.changed")
def write_index_files(delivery: Delivery) -> None:
    """The collection's `_index.md` files say what it is called."""
    collection = db.session.get(Collection, delivery.subject_id, populate_existing=True)
    if collection is not None:
        writing.write_indexes(collection, _folder())


@hears("collection.renamed")
def write_renamed(delivery: Delivery) -> None:
    """Its folder is called otherwise: the `_index.md` files go there, then each article's file."""
    collection = db.session.get(Collection, delivery.subject_id, populate_existing=True)
    if collection is not None:
        renamed.carry_indexes(collection, _folder())
        for number in db.session.scalars(
            select(Article.id).where(Article.collection_id == collection.id)
        ):
            announce("article.changed", number)


@hears_batch("article.published", "article.changed", "article.archived")
def count_shelves(_deliveries: list[Delivery]) -> None:
    """What lists of shelves say beside each; once for all that changed."""
    counting.renew()


@every(timedelta(hours=1))
def count_shelves_anew() -> None:
    """Also what came by a way that announces nothing (an import)."""
    counting.renew()


@every(timedelta(minutes=1))
def publish_scheduled() -> None:
    publishing.publish_due()


@every(timedelta(minutes=10))
def render_again() -> None:
    """Live texts made by an older renderer, or with a variable's former value; a few at a time.

    One that cannot be rendered keeps its HTML and holds up nobody else: it is tried alone.
    """
    for revision, article in _outdated():
        number = revision.id
        if not _render(revision, article):
            announce("revision.unrendered", number)
            db.session.commit()


class CannotRender(Exception):
    """The text of this article cannot be rendered; the log says why."""


@hears("revision.unrendered")
def render_alone(delivery: Delivery) -> None:
    """Try again; after the last try it stands on the desk by its name."""
    revision = db.session.get_one(Revision, delivery.subject_id)
    article = db.session.get_one(Article, revision.article_id)
    is_live = article.live_revision_id == revision.id
    if is_live and revision.renderer_version < RENDERER_VERSION:
        name = f"“{article.title}” ({article.url})"
        if not _render(revision, article):
            raise CannotRender(name)


def _render(revision: Revision, article: Article) -> bool:
    """Whether it could be rendered; a well-rendered text never becomes one shown as typed."""
    seen, former, number = revision.renderer_version, revision.html, article.id
    try:
        rendered = render_article(
            revision.body, language=article.language, collection=article.collection
        )
    except Exception:  # whatever is wrong with this one, the others wait
        db.session.rollback()
        log.exception("The text of article %d could not be rendered again.", number)
        return False
    if rendered.shown_as_typed and rendered.html != former:
        log.error("The text of article %d could not be rendered again.", number)
        return False
    written = db.session.execute(
        update(Revision)
        .where(Revision.id == revision.id, Revision.renderer_version == seen)
        .values(html=rendered.html, renderer_version=rendered.version)
    )
    if written.rowcount and seen < 0:  # type: ignore[attr-defined]
        announce("article.changed", number)
    db.session.commit()
    return True


@hears("variable.changed")
def render_with_new_values(delivery: Delivery) -> None:
    """A slice of the texts that name a variable whose value changed; the rest in its turn."""
    render_again()
    if any(revision.renderer_version < 0 for revision, _article in _outdated(1)):
        announce("variable.changed", delivery.subject_id)


def _outdated(limit: int = 20) -> Sequence[Row[Revision, Article]]:
    tried_alone = select(Delivery.subject_id).where(Delivery.event == "revision.unrendered")
    old = (
        select(Revision, Article)
        .join(Article, Article.live_revision_id == Revision.id)
        .where(Revision.renderer_version < RENDERER_VERSION, Revision.id.not_in(tried_alone))
        .order_by(Revision.renderer_version, Revision.id)
        .limit(limit)
    )
    return db.session.execute(old).all()
