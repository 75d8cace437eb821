"""What asking and replying share: what a form brings along, and why nothing was saved."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm

from accounts.models import Product
from core.db import db, release
from core.i18n import LANGUAGES, current_language
from core.permissions import authorize
from core.ratelimits import TooMany
from forum import forms, permissions
from forum.models import Category, Post, Thread, ThreadType
from forum.services import asking, replying, reuse
from forum.services.repeating import RepeatedWords


def asked(form: forms.AskForm, rooms: list[Category], products: list[Product]) -> Thread | None:
    """The thread, or None when it was refused and the form says why."""
    room = next(room for room in rooms if room.slug == form.category.data)
    authorize(permissions.start_thread, room)
    asked_from = reuse.find_article(form.article.data or "", for_=current_user)
    release()  # rendering may take a moment: nobody shall wait for our lock
    try:
        thread = asking.ask(
            category=room,
            author=current_user._get_current_object(),
            type=ThreadType(form.type.data),
            title=form.title.data or "",
            body=form.body.data or "",
            language=form.language.data,
            product=chosen_product(products, form.product.data),
            tags=form.tag_names,
            fields=form.fields,
            search_words=form.search.data,
            asked_from_id=asked_from.id if asked_from else None,
            is_private=form.is_private,
            begun_at=form.begun_at,
        )
    except (RepeatedWords, TooMany) as problem:
        _explain(form, problem)
        return None
    db.session.commit()
    return thread


def replied(thread: Thread, form: forms.ReplyForm) -> Post | None:
    """The reply, or None when it was refused and the form says why."""
    release()
    try:
        post = replying.reply(
            thread,
            by=current_user._get_current_object(),
            body=form.body.data or "",
            begun_at=form.begun_at,
            watch=form.watch.data,
        )
    except (RepeatedWords, TooMany, replying.Locked) as problem:
        _explain(form, problem)
        return None
    db.session.commit()
    return post


def _explain(form: FlaskForm, problem: Exception) -> None:
    """Why nothing was saved; what was typed stays in the form."""
    if isinstance(problem, TooMany):
        words = ngettext(
            "That was a lot at once. Please try again in %(num)d second.",
            "That was a lot at once. Please try again in %(num)d seconds.",
            problem.retry_after,
        )
    elif isinstance(problem, replying.Locked):
        words = _("No more replies")
    else:
        words = _("You said the same a moment ago. It is there; no need to send it twice.")
    form.form_errors.append(words)


def types() -> list[ThreadType]:
    """What kinds of thread this person may begin."""
    kinds = list(ThreadType)
    if not permissions.make_announcement(current_user):
        kinds.remove(ThreadType.ANNOUNCEMENT)
    return kinds


def brought_along() -> dict[str, Any]:
    """What the address fills in: title, category, product, kind, language, search, article."""
    brought = request.args
    language = brought.get("language", "")
    kind = brought.get("kind", "")
    return {
        "title": brought.get("title", "")[: forms.TITLE_LIMIT],
        "body": brought.get("body", "")[: forms.BODY_LIMIT],
        "category": brought.get("category", ""),
        "product": brought.get("product", ""),
        "type": kind if kind in set(ThreadType) else ThreadType.QUESTION.value,
        "language": language if language in LANGUAGES else current_language(),
        "search": brought.get("search", "")[:200],
        "article": brought.get("article", "")[:20],
        "tags": brought.get("tag", ""),
    }


def chosen_product(products: list[Product], slug: str | None) -> Product | None:
    return next((product for product in products if slug and product.slug == slug), None)
