"""Articles: read, say whether they helped, write, publish, look after."""

from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select

from accounts.models import Product
from accounts.services import settings
from core import counters
from core.audience import Audience
from core.db import db, release
from core.diff import diff_lines
from core.i18n import current_language
from core.markdown import ARTICLE_LENGTH, table_of_contents
from core.permissions import authorize
from core.slugs import slugify
from core.text import clean_text
from kb import forms, permissions
from kb.models import Article, Collection, FeedbackReason
from kb.services import (
    checking,
    drafting,
    organizing,
    publishing,
    reading,
    receipts,
    shelves,
    translations,
    variables,
    work_lists,
)
from kb.services import feedback as voices
from kb.services import unsaved as kept_texts
from kb.services.rendering import render_article
from kb.services.standing import standing_of
from kb.views import editor
from kb.views.unsaved import choice, seen, typed

bp = Blueprint("articles", __name__)


def _found(article_id: int) -> Article:
    """The article, or 404 for what this person may not know of."""
    return reading.find_article(article_id, for_=current_user) or abort(404)


def _code(form: FlaskForm) -> int:
    return 422 if form.errors else 200


@bp.get("/")
def index() -> str:
    """The knowledge base's home: its shelves, what is featured, what is new."""
    language = current_language()
    return render_template(
        "kb/articles/index.html",
        shelves=reading.shelves(for_=current_user, language=language),
        featured=reading.featured(for_=current_user, language=language),
        newest=reading.newest(for_=current_user, language=language),
    )


@bp.get("/articles/<int:article_id>")
@bp.get("/articles/<int:article_id>-<slug>")
def show(article_id: int, slug: str = "") -> ResponseReturnValue:
    """One article. A wrong or missing slug leads to the right address."""
    article = _found(article_id)
    if slug != slugify(article.title):
        return redirect(article.url, 301)
    text = article.live_revision or drafting.newest_revision(article, ours=True)
    if article.is_public_now and not current_user.is_staff:
        counters.count("article", "view_count", article.id)
    before, after = reading.neighbours(article, for_=current_user)
    return render_template(
        "kb/articles/show.html",
        article=article,
        text=text,
        headings=[h for h in table_of_contents(text.html) if h.level < 4] if text else [],
        path=reading.path_to(article.collection),
        before=before,
        after=after,
        translations=reading.translations_of(article, for_=current_user),
        outdated=translations.outdated(article, for_=current_user),
        contributors=reading.contributors(article),
        newest=drafting.newest_revision(article) if current_user.is_staff else None,
        standing=standing_of(article),
        has_read=current_user.is_staff
        and article.asks_receipt
        and receipts.has_read(article, current_user),
        complaints=voices.latest_words(article) if current_user.is_staff else [],
        doubts=checking.doubts(article)
        if current_user.is_staff and article.source_changed_at
        else checking.NO_DOUBTS,
    )


@bp.route("/articles/<int:article_id>/feedback", methods=["GET", "POST"])
def feedback(article_id: int) -> ResponseReturnValue:
    """Did this help? Anybody who may read it may say so."""
    article = _found(article_id)
    authorize(permissions.give_feedback, article)
    form = forms.FeedbackForm(helpful=request.args.get("helpful"))
    if form.validate_on_submit():
        voices.give(
            article,
            is_helpful=form.helpful.data == "yes",
            reason=FeedbackReason(form.reason.data) if form.reason.data else None,
            words=form.words.data or "",
            by=current_user if current_user.is_authenticated else None,
            address=request.remote_addr or "",
        )
        db.session.commit()
        flash(_("Thank you. That helps us to write better."), "success")
        return redirect(article.url, 303)
    return render_template("kb/articles/feedback.html", article=article, form=form), _code(form)


@bp.route("/articles/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a draft, or the translation of an article."""
    authorize(permissions.write_article)
    original = _original()
    kept = kept_texts.of(current_user, None) if request.method == "GET" else None
    if kept and "unsaved" not in request.args:
        return choice(None, kept)
    every = shelves.listed()
    form = editor.new_form(original, kept, every)
    if "preview" in request.form:
        return editor.preview("kb/articles/new.html", form, original=original, shelves=every)
    if form.validate_on_submit():
        article = drafting.draft(
            title=form.title.data or "",
            summary=form.summary.data or "",
            body=form.body.data or "",
            collection=db.session.get_one(Collection, form.collection.data),
            language=form.language.data,
            audience=Audience(form.audience.data),
            by=current_user,
            translation_of=original,
            kind=form.kind.data,
            effective_on=form.effective_on.data,
        )
        kept_texts.throw_away(current_user, None, seen=seen(), saved=typed())
        db.session.commit()
        flash(_("The draft is saved. Only staff see it until it is published."), "success")
        return redirect(article.url, 303)
    page = render_template("kb/articles/new.html", form=form, original=original, shelves=every)
    return page, _code(form)


def _original() -> Article | None:
    number = request.args.get("article", type=int)
    return _found(number) if number is not None else None


@bp.post("/articles/preview")
def preview() -> ResponseReturnValue:
    """How a text will look, for the editor's script."""
    authorize(permissions.write_article)
    text = clean_text(request.form.get("text", "")[:ARTICLE_LENGTH])
    html = render_article(text, language=current_language(), collection=None).html
    unknown = variables.unknown_in(text)
    return render_template("kb/articles/preview.html", html=html, unknown=unknown)


@bp.route("/articles/<int:article_id>/edit", methods=["GET", "POST"])
def edit(article_id: int) -> ResponseReturnValue:
    """Change the text. Two at once: the second sees both texts and the difference."""
    article = _found(article_id)
    authorize(permissions.edit_article, article)
    newest = drafting.newest_revision(article)
    kept = kept_texts.of(current_user, article) if request.method == "GET" else None
    if kept and "unsaved" not in request.args:
        return choice(article, kept)
    form = editor.edit_form(article, kept, newest)
    shown = {"article": article, "conflict": newest if newest and newest.is_conflict else None}
    if "preview" in request.form:
        return editor.preview("kb/articles/edit.html", form, **shown)
    if form.validate_on_submit():
        try:
            drafting.save(
                article,
                title=form.title.data or "",
                summary=form.summary.data or "",
                body=form.body.data or "",
                note=form.note.data or "",
                by=current_user,
                based_on=_number(form.based_on.data),
            )
        except drafting.StaleText as stale:
            return editor.both_texts(article, form, stale.newest), 409
        kept_texts.throw_away(current_user, article, seen=seen(), saved=typed())
        db.session.commit()
        flash(_("Saved. Readers see it once you publish it."), "success")
        return redirect(article.url, 303)
    return render_template("kb/articles/edit.html", form=form, **shown), _code(form)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() else 0


@bp.route("/articles/<int:article_id>/organize", methods=["GET", "POST"])
def organize(article_id: int) -> ResponseReturnValue:
    """Where it stands and by which words it is found."""
    article = _found(article_id)
    authorize(permissions.organize_article, article)
    products = db.session.scalars(select(Product).order_by(Product.position).limit(500)).all()
    form = editor.organize_form(article, products)
    if form.validate_on_submit():
        organizing.organize(
            article,
            collection=db.session.get_one(Collection, form.collection.data),
            products=[p for p in products if p.id in (form.products.data or [])],
            tags=forms.listed(form.tags.data),
            keywords=forms.listed(form.keywords.data),
            is_featured=form.is_featured.data,
            position=form.position.data or 0,
            owner_id=int(form.owner.data) if form.owner.data else None,
            review_days=form.review_days.data,
            kind=form.kind.data,
            effective_on=form.effective_on.data,
            by=current_user,
        )
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(article.url, 303)
    return render_template("kb/articles/organize.html", article=article, form=form), _code(form)


@bp.route("/articles/<int:article_id>/audience", methods=["GET", "POST"])
def audience(article_id: int) -> ResponseReturnValue:
    """Let others read it; the page says what becomes visible to whom."""
    article = _found(article_id)
    authorize(permissions.change_audience, article)
    form = forms.AudienceForm(audience=str(article.audience), shown=str(article.audience))
    if form.validate_on_submit():
        try:
            publishing.change_audience(
                article,
                Audience(form.audience.data),
                by=current_user,
                shown=_audience(form.shown.data),
            )
        except publishing.Widened:
            form.shown.data = str(article.audience)
            form.audience.errors = [_("A colleague changed it meanwhile. Please choose again.")]
        else:
            db.session.commit()
            flash(_("Changed."), "success")
            return redirect(article.url, 303)
    return render_template("kb/articles/audience.html", article=article, form=form), _code(form)


def _audience(typed: str | None) -> Audience | None:
    return Audience(typed) if typed in set(Audience) else None


@bp.route("/articles/<int:article_id>/publish", methods=["GET", "POST"])
def publish(article_id: int) -> ResponseReturnValue:
    """Show the newest text to readers, now or later; the page says who they are."""
    article = _found(article_id)
    authorize(permissions.publish_article, article)
    revision = drafting.newest_revision(article, ours=True)
    number = str(revision.number if revision else 0)
    form = forms.PublishForm(shown=str(article.audience), revision=number)
    if form.validate_on_submit():
        problem = _publish(article, form, number)
        if problem is None:
            db.session.commit()
            return redirect(article.url, 303)
        db.session.rollback()
        form.form_errors.append(problem)
    live = article.live_revision
    old, new = (live.body, revision.body) if live and revision else ("", "")
    doubts = checking.doubts(article)
    form.seen.data = doubts.seen
    release()  # comparing long texts may take a moment
    return render_template(
        "kb/articles/publish.html",
        article=article,
        form=form,
        revision=revision,
        hunks=diff_lines(old, new),
        doubts=doubts,
    ), _code(form)


def _publish(article: Article, form: forms.PublishForm, newest: str) -> str | None:
    """Publish as the form says; a sentence when that cannot be."""
    if form.revision.data and form.revision.data != newest:
        form.revision.data = newest
        return str(_("A colleague saved a newer text meanwhile. Please look again."))
    if _audience(form.shown.data) is not article.audience:
        form.shown.data = str(article.audience)
        return str(_("A colleague changed who may read it. Please look again."))
    at = form.publish_at.data
    if at is not None:
        at = at.replace(tzinfo=ZoneInfo(settings.get("timezone")))
    try:
        publishing.publish(article, by=current_user, at=at, seen=form.seen.data or "")
    except publishing.NothingToPublish:
        return str(_("There is no text to publish yet."))
    except publishing.AlreadyPublished:
        return str(_("Readers see it already; a change is published at once."))
    except checking.NotSeen:
        return str(_("Its source changed since you opened this page. Please look again."))
    later = article.publish_at is not None
    flash(_("It will be published then.") if later else _("Published."), "success")
    return None


@bp.route("/articles/<int:article_id>/unpublish", methods=["GET", "POST"])
def unpublish(article_id: int) -> ResponseReturnValue:
    """Take it back into a draft."""
    article = _found(article_id)
    authorize(permissions.unpublish_article, article)
    form = forms.DeedForm()
    if form.validate_on_submit():
        publishing.unpublish(article, by=current_user)
        db.session.commit()
        flash(_("It is a draft again; readers no longer see it."), "success")
        return redirect(article.url, 303)
    return render_template("kb/articles/unpublish.html", article=article, form=form), _code(form)


@bp.route("/articles/<int:article_id>/archive", methods=["GET", "POST"])
def archive(article_id: int) -> ResponseReturnValue:
    """Take it out of sight; staff keep it."""
    article = _found(article_id)
    authorize(permissions.archive_article, article)
    form = forms.DeedForm()
    if form.validate_on_submit():
        publishing.archive(article, by=current_user)
        db.session.commit()
        flash(_("Archived. Publish it again whenever it is needed."), "success")
        return redirect(article.url, 303)
    return render_template("kb/articles/archive.html", article=article, form=form), _code(form)


@bp.post("/articles/<int:article_id>/check")
def check(article_id: int) -> ResponseReturnValue:
    """Still right: one press, on a page that showed what had changed."""
    article = _found(article_id)
    authorize(permissions.check_article, article)
    form = forms.CheckForm()
    if form.validate_on_submit():
        try:
            publishing.check(article, by=current_user, seen=form.seen.data or "")
        except checking.NotSeen:
            checking.call_for_check(article)
            db.session.commit()
            flash(_("Its source changed since you opened this page. Please look again."), "warning")
            return redirect(f"{article.url}#source-changes", 303)
        db.session.commit()
        flash(_("Noted: checked today."), "success")
    return redirect(article.url, 303)


@bp.get("/articles/<int:article_id>/revisions")
def revisions(article_id: int) -> str:
    """Every text it ever had."""
    article = _found(article_id)
    authorize(permissions.see_revisions, article)
    found = reading.revisions(article, before=request.args.get("before", type=int))
    more = found[reading.PER_PAGE - 1].number if len(found) > reading.PER_PAGE else None
    return render_template(
        "kb/articles/revisions.html",
        article=article,
        revisions=found[: reading.PER_PAGE],
        more=more,
    )


@bp.get("/articles/drafts")
def drafts() -> str:
    """What is not out yet, and what came in conflict with its file."""
    authorize(permissions.see_drafts)
    found = work_lists.drafts(before=request.args.get("before", type=int)).articles
    return render_template(
        "kb/articles/drafts.html",
        articles=found[: work_lists.PER_PAGE],
        more=found[work_lists.PER_PAGE - 1].id if len(found) > work_lists.PER_PAGE else None,
        conflicts=work_lists.conflicts().articles,
    )


@bp.get("/articles/needs-check")
def needs_check() -> str:
    """What somebody should read again; `?filter=mine` what is one's own to look after."""
    authorize(permissions.see_drafts)
    found = work_lists.needs_check(
        before=request.args.get("before", type=int),
        owner=current_user if request.args.get("filter") == "mine" else None,
    ).articles
    return render_template(
        "kb/articles/needs_check.html",
        articles=found[: work_lists.PER_PAGE],
        more=found[work_lists.PER_PAGE - 1].id if len(found) > work_lists.PER_PAGE else None,
    )
