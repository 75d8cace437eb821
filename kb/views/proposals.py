"""Better texts that readers propose: sent, listed, taken, refused, taken back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core.db import db, release
from core.diff import diff_lines
from core.permissions import authorize
from core.permissions import refuse as send_away
from kb import permissions
from kb.forms import DeedForm, ProposalForm, RefuseForm, TakeForm
from kb.models import Article, Proposal, Revision
from kb.services import drafting, proposing, reading

bp = Blueprint("proposals", __name__, url_prefix="/proposals")
PER_PAGE = proposing.PER_PAGE
_FASTER = _l("A colleague was faster: it is decided already.")
_ALREADY = _l("Your last proposal for this article is not decided yet. Take it back first.")


def _found(proposal_id: int) -> Proposal:
    """The proposal, or 404 for whom it is no business of."""
    if not current_user.is_authenticated:
        send_away()
    proposal = proposing.find(proposal_id) or abort(404)
    return proposal if permissions.see_proposal(current_user, proposal) else abort(404)


@bp.get("")
def index() -> str:
    """What waits for staff."""
    authorize(permissions.see_proposals)
    found = proposing.waiting(before=request.args.get("before", type=int))
    return render_template(
        "kb/proposals/index.html",
        proposals=found[:PER_PAGE],
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
    )


@bp.get("/mine")
def mine() -> str:
    """What one proposed oneself, and what became of it."""
    if not current_user.is_authenticated:
        send_away()
    found = proposing.of(current_user, before=request.args.get("before", type=int))
    return render_template(
        "kb/proposals/mine.html",
        proposals=found[:PER_PAGE],
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Propose a better text for a published article (`?article=7`)."""
    number = request.args.get("article", type=int)
    article = number is not None and reading.find_article(number, for_=current_user)
    if not article:
        abort(404)
    authorize(permissions.propose_edit, article)
    if request.method == "GET" and (waiting := proposing.undecided(article, current_user)):
        flash(_ALREADY, "warning")  # before a text is typed that cannot be sent
        return redirect(url_for("kb.proposals.show", proposal_id=waiting), 303)
    live = article.live_revision
    assert live is not None  # noqa: S101 -- the rule asks for a published text
    form = ProposalForm(
        title=live.title, summary=live.summary, body=live.body, based_on=live.number
    )
    shown = {"article": article, "form": form}
    if form.validate_on_submit():
        if form.based_on.data != str(live.number):
            form.based_on.data = str(live.number)
            release()  # comparing long texts may take a moment
            hunks = diff_lines(live.body, form.body.data or "")
            return render_template("kb/proposals/new.html", hunks=hunks, **shown), 409
        if (proposal := _propose(article, live, form)) is not None:
            return redirect(url_for("kb.proposals.show", proposal_id=proposal.id), 303)
    wrong = form.errors or form.form_errors
    return render_template("kb/proposals/new.html", **shown), 422 if wrong else 200


def _propose(article: Article, live: Revision, form: ProposalForm) -> Proposal | None:
    """The proposal that there is now; None with a word in the form when nothing was changed."""
    try:
        proposal = proposing.propose(
            article,
            live,
            title=form.title.data or "",
            summary=form.summary.data or "",
            body=form.body.data or "",
            note=form.note.data or "",
            by=current_user,
        )
    except proposing.NothingChanged:
        form.form_errors.append(_("You have changed nothing yet."))
        return None
    except proposing.AlreadyProposed:
        form.form_errors.append(_ALREADY)
        return None
    db.session.commit()
    flash(_("Thank you. Staff will look at it, and you will be told."), "success")
    return proposal


@bp.get("/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """What it would change. Its author sees the article's own words while they may read them."""
    proposal = _found(proposal_id)
    may_compare = permissions.see_article(current_user, proposal.article)
    newest = drafting.newest_revision(proposal.article, ours=True)
    release()  # comparing long texts may take a moment
    return render_template(
        "kb/proposals/show.html",
        proposal=proposal,
        may_compare=may_compare,
        has_moved=newest is not None and newest.id != proposal.revision_id,
        hunks=diff_lines(proposal.revision.body, proposal.body) if may_compare else [],
    )


@bp.route("/<int:proposal_id>/take", methods=["GET", "POST"])
def take(proposal_id: int) -> ResponseReturnValue:
    """Make it the newest revision, as it is or as staff change it here."""
    proposal = _found(proposal_id)
    authorize(permissions.see_proposals)
    is_late = not permissions.decide_proposal(current_user, proposal)
    if is_late and request.method == "GET":
        return _too_late(proposal_id)
    newest = drafting.newest_revision(proposal.article)
    form = TakeForm(
        title=proposal.title,
        summary=proposal.summary,
        body=proposal.body,
        based_on=str(newest.number if newest else 0),
    )
    code = 200
    if is_late:  # what was typed stays on the page
        form.form_errors.append(_FASTER)
        code = 409
    elif form.validate_on_submit():
        try:
            proposing.take(
                proposal,
                title=form.title.data or "",
                summary=form.summary.data or "",
                body=form.body.data or "",
                by=current_user,
                based_on=_number(form.based_on.data),
            )
        except drafting.StaleText as stale:
            newest, code = stale.newest, 409
            form.based_on.data = str(stale.newest.number)
        except proposing.AlreadyDecided:
            db.session.rollback()
            form.form_errors.append(_FASTER)
            code = 409
        else:
            db.session.commit()
            flash(_("Taken. It is the newest text; publish it to show it to readers."), "success")
            return redirect(proposal.article.url, 303)
    elif form.errors:
        code = 422
    return _page_to_take(proposal, form, newest), code


def _page_to_take(proposal: Proposal, form: TakeForm, newest: Revision | None) -> str:
    """The proposal to be edited; where the article moved on, what changed there meanwhile."""
    has_moved = newest is not None and newest.id != proposal.revision_id
    present = newest.body if newest else ""
    release()  # comparing long texts may take a moment
    return render_template(
        "kb/proposals/take.html",
        proposal=proposal,
        form=form,
        has_moved=has_moved,
        moved=diff_lines(proposal.revision.body, present) if has_moved else [],
        hunks=diff_lines(present, form.body.data or ""),
    )


@bp.route("/<int:proposal_id>/refuse", methods=["GET", "POST"])
def refuse(proposal_id: int) -> ResponseReturnValue:
    """Say no, with a reason that its author reads."""
    proposal = _found(proposal_id)
    authorize(permissions.see_proposals)
    is_late = not permissions.decide_proposal(current_user, proposal)
    if is_late and request.method == "GET":
        return _too_late(proposal_id)
    form = RefuseForm()
    code = 200
    if is_late:  # what was typed stays on the page
        form.form_errors.append(_FASTER)
        code = 409
    elif form.validate_on_submit():
        try:
            proposing.refuse(proposal, reason=form.reason.data or "", by=current_user)
        except proposing.AlreadyDecided:
            db.session.rollback()
            form.form_errors.append(_FASTER)
            code = 409
        else:
            db.session.commit()
            flash(_("Refused. Its author will be told why."), "success")
            return redirect(url_for("kb.proposals.index"), 303)
    elif form.errors:
        code = 422
    page = render_template("kb/proposals/refuse.html", proposal=proposal, form=form)
    return page, code


@bp.post("/<int:proposal_id>/take-back")
def take_back(proposal_id: int) -> ResponseReturnValue:
    """Its author changed their mind."""
    proposal = _found(proposal_id)
    authorize(permissions.take_back_proposal, proposal)
    if DeedForm().validate_on_submit():
        try:
            proposing.take_back(proposal, by=current_user)
        except proposing.AlreadyDecided:
            return _too_late(proposal_id)
        db.session.commit()
        flash(_("Taken back."), "success")
    return redirect(url_for("kb.proposals.mine"), 303)


def _too_late(proposal_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_FASTER, "warning")
    return redirect(url_for("kb.proposals.show", proposal_id=proposal_id), 303)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() else 0
