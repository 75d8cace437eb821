"""Threads: the lists, a thread's page, asking, replying, and what is done with a whole thread."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from core.audience import Audience
from core.clock import today
from core.db import db, release
from core.db import reading as reading_only
from core.markdown import render_safely
from core.permissions import authorize, refuse
from core.text import clean_line
from forum import forms, permissions
from forum.models import Thread, ThreadState, ThreadType
from forum.services import (
    complaints,
    editing,
    moderation,
    promotion,
    reading,
    reuse,
    states,
    thread_lists,
    thread_marks,
    thread_page,
    watching,
)
from forum.services.reading import find_thread
from forum.views import posting

bp = Blueprint("threads", __name__)


@bp.get("/")
def index() -> str:
    """All threads this person may see; tabs, kind, product and tag narrow them."""
    chosen = request.args.get("filter", "latest")
    kind = request.args.get("kind", "")
    if chosen not in thread_lists.FILTERS or (
        chosen == "mine" and not current_user.is_authenticated
    ):
        chosen = "latest"
    products = reading.products()
    product = posting.chosen_product(products, request.args.get("product"))
    page = thread_lists.threads(
        current_user,
        filter=chosen,
        product=product,
        tag=reading.find_tag(clean_line(request.args.get("tag"))),
        type=ThreadType(kind) if kind in set(ThreadType) else None,
        before=request.args.get("before"),
    )
    return render_template(
        "forum/threads/index.html",
        page=page,
        chosen=chosen,
        kind=kind,
        product=product,
        products=products,
        categories=reading.categories(current_user),
    )


@bp.get("/threads/<int:thread_id>")
@bp.get("/threads/<int:thread_id>-<slug>")
def show(thread_id: int, slug: str = "") -> ResponseReturnValue:  # noqa: ARG001 (the id finds)
    """A thread's posts, 20 a page, the accepted answer under the question."""
    thread = find_thread(thread_id, for_=current_user)
    if request.path != thread.url:
        query = request.query_string.decode("ascii", "replace")
        return redirect(f"{thread.url}?{query}" if query else thread.url, 301)
    page = thread_page.posts_page(thread, request.args.get("page", 1, type=int), for_=current_user)
    if page is None:
        abort(404)
    return render_template(
        "forum/threads/show.html",
        thread=thread,
        page=page,
        article=reuse.article_of(thread, for_=current_user),
        asked_from=reuse.asked_from(thread, for_=current_user)
        if permissions.see_fields(current_user, thread)
        else None,
        marks=thread_marks.of(thread, for_=current_user),
        form=forms.ReplyForm(formdata=None) if current_user.is_authenticated else None,
    )


@bp.route("/threads/ask", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Begin a thread. What a search or a link brought along stands in the form already."""
    if not current_user.is_authenticated:
        refuse()  # they come back to this address, words and all
    if not permissions.ask(current_user):
        page = render_template("forum/threads/ask.html", form=None)
        return page, 403 if request.method == "POST" else 200
    form = forms.AskForm(data=posting.brought_along())
    rooms = reading.startable_categories(current_user)
    products = reading.products()
    form.offer(types=posting.types(), categories=rooms, products=products)
    shown = None
    if form.validate_on_submit():
        if form.preview.data:
            release()
            shown = render_safely(form.body.data or "").html
        elif thread := posting.asked(form, rooms, products):
            if thread.is_held:
                flash(_("Thank you. A moderator looks at it before everybody sees it."))
            else:
                flash(_("Your question is there. We tell you when somebody replies."))
            return redirect(thread.url, 303)
    page = render_template("forum/threads/ask.html", form=form, rooms=rooms, shown=shown)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/threads/<int:thread_id>/reply", methods=["GET", "POST"])
def reply(thread_id: int) -> ResponseReturnValue:
    with reading_only():  # nobody shall wait for a lock that we do not need yet
        thread = find_thread(thread_id, for_=current_user)
        authorize(permissions.reply, thread)
        form = forms.ReplyForm()
        is_sent = form.validate_on_submit()
    shown = None
    if is_sent:
        if form.preview.data:
            release()
            shown = render_safely(form.body.data or "").html
        elif post := posting.replied(thread, form):
            if post.is_held:
                flash(_("Thank you. A moderator looks at it before everybody sees it."))
            return redirect(post.url, 303)
    page = render_template("forum/threads/reply.html", thread=thread, form=form, shown=shown)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/threads/<int:thread_id>/edit", methods=["GET", "POST"])
def edit(thread_id: int) -> ResponseReturnValue:
    """Title, tags and product; the words are edited as posts are."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.edit_thread, thread)
    form = forms.ThreadForm(
        title=thread.title,
        tags=", ".join(tag.name for tag in thread.tags),
        product=thread.product.slug if thread.product else "",
    )
    products = reading.products()
    form.product.choices = forms.product_choices(products)
    if form.validate_on_submit():
        editing.edit_thread(
            thread,
            by=current_user,
            title=form.title.data or "",
            tags=form.tag_names,
            product=posting.chosen_product(products, form.product.data),
        )
        return _done(thread, _("Saved."))
    return _form_page("edit", thread, form)


@bp.post("/threads/<int:thread_id>/watch")
def watch(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.watch_thread, thread)
    watching.watch(thread, by=current_user)
    return _done(thread, _("We tell you when somebody replies."))


@bp.post("/threads/<int:thread_id>/unwatch")
def unwatch(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.watch_thread, thread)
    watching.unwatch(thread, by=current_user)
    return _done(thread, _("You hear no more of this thread."))


@bp.route("/threads/<int:thread_id>/lock", methods=["GET", "POST"])
def lock(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.lock_thread, thread)
    form = forms.ReasonForm()
    if form.validate_on_submit():
        moderation.lock_thread(thread, by=current_user, reason=form.reason.data or "")
        return _done(thread, _("The thread takes no more replies."))
    return _form_page("lock", thread, form)


@bp.post("/threads/<int:thread_id>/unlock")
def unlock(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.unlock_thread, thread)
    moderation.unlock_thread(thread, by=current_user)
    return _done(thread, _("The thread takes replies again."))


@bp.post("/threads/<int:thread_id>/pin")
def pin(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.pin_thread, thread)
    moderation.pin_thread(thread, by=current_user)
    return _done(thread, _("Pinned on top of the lists."))


@bp.post("/threads/<int:thread_id>/unpin")
def unpin(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.unpin_thread, thread)
    moderation.unpin_thread(thread, by=current_user)
    return _done(thread, _("No longer pinned."))


@bp.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
def move(thread_id: int) -> ResponseReturnValue:
    """Into another category; who would come to see it is said, and agreed to, first."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.move_thread, thread)
    rooms = reading.startable_categories(current_user)
    form = forms.MoveForm(category=thread.category.slug)
    form.category.choices = forms.choices((room.slug, room.name) for room in rooms)
    target = None
    if form.validate_on_submit():
        target = next(room for room in rooms if room.slug == form.category.data)
        may_widen = _agreed(form, f"{thread.category.slug} → {target.slug}")
        try:
            moderation.move_thread(thread, to=target, by=current_user, may_widen=may_widen)
            return _done(thread, _("The thread stands in “%(name)s” now.", name=target.name))
        except moderation.WouldWiden:
            pass
    page = render_template("forum/threads/move.html", thread=thread, form=form, target=target)
    return page, 422 if form.errors or target else 200


def _agreed(form: forms.MoveForm | forms.PromoteForm, step: str) -> bool:
    """Whether the yes was said to this very step; if not, the page says what it would be."""
    if form.widened_to.data != step:
        form.may_widen.data = False
    form.widened_to.data = step
    return bool(form.may_widen.data)


@bp.route("/threads/<int:thread_id>/promote", methods=["GET", "POST"])
def promote(thread_id: int) -> ResponseReturnValue:
    """The draft beside the thread, and what becomes visible; publishing is a second act."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.promote_thread, thread)
    try:
        suggested = promotion.proposal(thread)
    except promotion.NothingToPromote:
        return _done(thread, _("The question or the accepted answer is out of sight."))
    form = forms.PromoteForm(
        title=suggested.title, body=suggested.body, audience=suggested.audience.value
    )
    shelves = promotion.collections()
    form.collection.choices = forms.choices((shelf.id, shelf.name) for shelf in shelves)
    would_widen = False
    if form.validate_on_submit():
        may_widen = _agreed(form, f"{suggested.audience} → {form.audience.data}")
        try:
            article = promotion.promote(
                thread,
                by=current_user._get_current_object(),
                collection=next(shelf for shelf in shelves if shelf.id == form.collection.data),
                title=form.title.data or "",
                body=form.body.data or "",
                summary=form.summary.data or "",
                audience=Audience(form.audience.data),
                may_widen=may_widen,
            )
        except promotion.WouldWiden:
            would_widen = True
        except (promotion.AlreadyPromoted, promotion.NothingToPromote):
            return _done(thread, _("Somebody else has decided this already."))
        else:
            db.session.commit()
            flash(_("The draft is there. Readers see it when you publish it."))
            return redirect(url_for("kb.articles.edit", article_id=article.id), 303)
    page = render_template(
        "forum/threads/promote.html",
        thread=thread,
        form=form,
        suggested=suggested,
        shelves=shelves,
        would_widen=would_widen,
        link_form=forms.LinkForm(formdata=None),
    )
    return page, 422 if form.errors or would_widen else 200


@bp.route("/threads/<int:thread_id>/link-article", methods=["GET", "POST"])
def link_article(thread_id: int) -> ResponseReturnValue:
    """An article that exists is the answer."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.link_article, thread)
    form = forms.LinkForm(article=request.args.get("article"))
    if form.validate_on_submit():
        article = reuse.find_article(form.article.data or "", for_=current_user)
        if article is not None:
            reuse.link_article(thread, article, by=current_user)
            db.session.commit()
            flash(_("Linked: both pages show each other."))
            return redirect(f"{thread.url}#reuse", 303)  # is it still right?
        form.article.errors = [_("There is no such article, or you may not see it.")]
    return _form_page("link_article", thread, form)


@bp.route("/threads/<int:thread_id>/promise", methods=["GET", "POST"])
def promise(thread_id: int) -> ResponseReturnValue:
    """By when a complaint is answered, and whose it is."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.promise_answer, thread)
    form = forms.PromiseForm(
        promised_on=thread.promised_on or today(),
        owner=str(thread.owner_id or current_user.id),
    )
    owners = complaints.possible_owners()
    form.owner.choices = forms.choices((str(person.id), person.name) for person in owners)
    if form.validate_on_submit():
        owner = next(person for person in owners if str(person.id) == form.owner.data)
        complaints.promise(
            thread, by=current_user, on=form.promised_on.data or today(), owner=owner
        )
        return _done(thread, _("Its author sees the date and whose it is."))
    return _form_page("promise", thread, form)


@bp.route("/threads/<int:thread_id>/settle", methods=["GET", "POST"])
def settle(thread_id: int) -> ResponseReturnValue:
    """What came of a complaint."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.settle_complaint, thread)
    form = forms.SettleForm()
    if form.validate_on_submit():
        complaints.settle(thread, by=current_user, outcome=form.outcome.data or "")
        return _done(thread, _("Settled. Its author will be told."))
    return _form_page("settle", thread, form)


@bp.route("/threads/<int:thread_id>/state", methods=["GET", "POST"])
def state(thread_id: int) -> ResponseReturnValue:
    """What becomes of an idea."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.set_state, thread)
    form = forms.StateForm(state=thread.state.value)
    if form.validate_on_submit():
        chosen = ThreadState(form.state.data)
        states.set_state(thread, chosen, by=current_user, reason=form.reason.data or "")
        return _done(thread, _("Saved."))
    return _form_page("state", thread, form)


def _form_page(verb: str, thread: Thread, form: FlaskForm) -> ResponseReturnValue:
    page = render_template(f"forum/threads/{verb}.html", thread=thread, form=form)
    return page, 422 if form.errors else 200


def _done(thread: Thread, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(thread.url, 303)
