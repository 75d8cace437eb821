"""The board of what people search in vain, by demand: write it, link it, or say why not."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_percent
from flask_babel import gettext as _
from flask_login import current_user

from core.audience import Audience
from core.db import db
from core.permissions import authorize
from forum.services import promotion, reuse
from search import permissions, synonyms
from search.contract import IndexUnavailable
from search.forms import (
    DismissForm,
    EquateForm,
    LinkForm,
    WaitAsMemberForm,
    WriteForm,
    why_no_group,
)
from search.models import Gap
from search.services import demand, equating, finding, gaps, wordings

bp = Blueprint("gaps", __name__, url_prefix="/gaps")
BOARD = "/search/gaps"


@bp.get("")
def index() -> str:
    """The strongest demand first; of what is closed, the last first and what became of it."""
    authorize(permissions.see_gaps)
    after = max(0, request.args.get("after", 0, type=int) or 0)
    is_open = request.args.get("filter") != "closed"
    board = demand.board(after=after) if is_open else demand.closed(after=after)
    return render_template(
        "search/gaps/index.html",
        board=board,
        is_open=is_open,
        deeds_of=partial(permissions.deeds_of, current_user._get_current_object()),
        percent=format_percent,
    )


def _found(gap_id: int) -> Gap:
    authorize(permissions.see_gaps)
    return db.session.get(Gap, gap_id) or abort(404)


@bp.route("/<int:gap_id>/write", methods=["GET", "POST"])
def write(gap_id: int) -> ResponseReturnValue:
    """Begin the wanted article with the customers' own words."""
    gap = _found(gap_id)
    authorize(permissions.write_gap, gap)
    form = WriteForm(title=gap.typed[:1].upper() + gap.typed[1:])
    shelves = promotion.collections()
    form.offer(shelves)
    if form.validate_on_submit():
        article = gaps.write(
            gap,
            by=current_user._get_current_object(),
            collection=next(shelf for shelf in shelves if shelf.id == form.collection.data),
            title=str(form.title.data),
            audience=wordings.readers_of(gap),
        )
        db.session.commit()
        flash(
            _("A draft with the customers' words. Those who wait are told when it is published."),
            "success",
        )
        return redirect(f"/kb/articles/{article.id}/edit", 303)
    code = 422 if form.errors else 200
    page = render_template(
        "search/gaps/write.html", gap=gap, form=form, shelves=shelves, likes=_likes(gap)
    )
    return page, code


@bp.route("/<int:gap_id>/link", methods=["GET", "POST"])
def link(gap_id: int) -> ResponseReturnValue:
    """An article answers it already: say which."""
    gap = _found(gap_id)
    authorize(permissions.link_gap, gap)
    form = LinkForm(article=request.args.get("article"))
    if form.validate_on_submit():
        article = reuse.find_article(form.article.data or "", for_=current_user)
        if article is not None:
            gaps.link(gap, article, by=current_user._get_current_object())
            left_out = wordings.are_kept_from(article.audience, gap)
            db.session.commit()
            flash(_said(article.is_public_now), "success")
            if left_out:
                flash(_("Words of questions that not all of its readers may see were left out."))
            return redirect(BOARD, 303)
        form.article.errors = [_("There is no such article.")]
    code = 422 if form.errors else 200
    return render_template("search/gaps/link.html", gap=gap, form=form, likes=_likes(gap)), code


def _said(is_out: bool) -> str:
    if is_out:
        return str(_("Linked. Those who wait are told now."))
    return str(_("Linked. Those who wait are told when the article is published."))


@bp.route("/<int:gap_id>/equate", methods=["GET", "POST"])
def equate(gap_id: int) -> ResponseReturnValue:
    """An article answers it in other words: say which mean the same."""
    gap = _found(gap_id)
    authorize(permissions.equate_gap, gap)
    everybody_knows = wordings.readers_of(gap) is Audience.PUBLIC
    form = EquateForm(
        article=request.args.get("article"), typed=gap.typed if everybody_knows else ""
    )
    if form.validate_on_submit() and _equate(gap, form):
        db.session.commit()
        flash(_("Search knows it from now on; administrators can undo it in the settings."))
        return redirect(BOARD, 303)
    code = 422 if form.errors else 200
    return render_template("search/gaps/equate.html", gap=gap, form=form), code


def _equate(gap: Gap, form: EquateForm) -> bool:
    """Do it, or say on the field why not."""
    article = reuse.find_article(form.article.data or "", for_=current_user)
    if article is None:
        form.article.errors = [_("There is no such article.")]
        return False
    pair = {"typed": str(form.typed.data), "meant": str(form.meant.data)}
    try:
        equating.equate(gap, article, **pair, by=current_user._get_current_object())
    except synonyms.BadGroup as bad:
        form.typed.errors = [why_no_group(bad)]
    except equating.NoRoom:
        form.typed.errors = [_("The site has no room for more synonyms.")]
    return not form.errors


@bp.post("/<int:gap_id>/take")
def take(gap_id: int) -> ResponseReturnValue:
    """Say to one's colleagues that one writes it."""
    gap = _found(gap_id)
    authorize(permissions.take_gap, gap)
    gaps.take(gap, by=current_user._get_current_object())
    db.session.commit()
    flash(_("It is yours. Write it, or give it back."), "success")
    return redirect(BOARD, 303)


@bp.post("/<int:gap_id>/give-back")
def give_back(gap_id: int) -> ResponseReturnValue:
    """Somebody else shall write it."""
    gap = _found(gap_id)
    authorize(permissions.give_back_gap, gap)
    gaps.give_back(gap, by=current_user._get_current_object())
    db.session.commit()
    flash(_("It is nobody's again."), "success")
    return redirect(BOARD, 303)


@bp.route("/<int:gap_id>/dismiss", methods=["GET", "POST"])
def dismiss(gap_id: int) -> ResponseReturnValue:
    """No article is needed; the reason is kept."""
    gap = _found(gap_id)
    authorize(permissions.dismiss_gap, gap)
    form = DismissForm()
    if form.validate_on_submit():
        gaps.dismiss(gap, by=current_user._get_current_object(), reason=str(form.reason.data))
        db.session.commit()
        flash(_("Dismissed. It stands under “Closed”, and can be opened again."), "success")
        return redirect(BOARD, 303)
    page = render_template("search/gaps/dismiss.html", gap=gap, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:gap_id>/reopen")
def reopen(gap_id: int) -> ResponseReturnValue:
    """Put it back on the board."""
    gap = _found(gap_id)
    authorize(permissions.reopen_gap, gap)
    if WaitAsMemberForm().validate_on_submit():
        gaps.reopen(gap, by=current_user._get_current_object())
        db.session.commit()
        flash(_("It is on the board again."), "success")
    return redirect(BOARD, 303)


def _likes(gap: Gap) -> list[finding.Line]:
    """Articles near it: perhaps one only lacks the customers' words."""
    try:
        return finding.look_alikes(gap.typed, for_=current_user, articles=5, threads=3)
    except IndexUnavailable:
        return []
