"""Tell me when there is an answer."""

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Purpose
from accounts.services import limits, tokens
from core.db import db
from core.i18n import current_language
from core.text import clean_line
from search.forms import WaitAsMemberForm, WaitForm
from search.models import StepKind, Waiting
from search.services import gaps, log, waiting

bp = Blueprint("waiting", __name__, url_prefix="/waiting")


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A member waits with a button, a visitor with an address that is proved by mail."""
    typed = clean_line(request.args.get("words", "")[:2000])[:256].strip()
    folded = gaps.words_of(typed)
    if not folded:
        return redirect("/search/", 303)
    form = WaitAsMemberForm() if current_user.is_authenticated else WaitForm()
    if form.validate_on_submit():
        masked = gaps.typed_of(typed)
        if current_user.is_authenticated:
            gap = gaps.found_or_new(folded, masked, current_language())
            waiting.wait_as(current_user, gap)
            sentence = _("We will tell you when there is an answer.")
        else:
            email = _normal(str(form.email.data))
            limits.mail_to(email, request.remote_addr or "")
            gap = gaps.found_or_new(folded, masked, current_language())
            waiting.wait_by_mail(email, gap, current_language())
            sentence = _("Almost done: open the mail we sent you and press the button in it.")
        db.session.commit()
        log.note_step(typed, current_language(), StepKind.WAITED)
        flash(sentence, "success")
        return redirect("/", 303)
    code = 422 if form.errors else 200
    page = render_template("search/waiting/new.html", form=form, words=typed, folded=folded)
    return page, code


def _normal(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        abort(422)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The link in the mail: a page with a button, since a mail scanner must not confirm."""
    found = tokens.find(Purpose.CONFIRM_WAITING, token)
    one = db.session.get(Waiting, found.subject_id) if found else None
    if found is None or one is None or one.left_at:
        return render_template("search/waiting/gone.html"), 410
    form = WaitAsMemberForm()
    if form.validate_on_submit():
        try:
            tokens.use(found)
        except tokens.AlreadyUsed:
            return render_template("search/waiting/gone.html"), 410
        waiting.confirm(one)
        db.session.commit()
        flash(_("Done. We will write to you once, when there is an answer."), "success")
        return redirect("/", 303)
    page = render_template("search/waiting/confirm.html", form=form, words=one.gap.typed)
    return page, 422 if form.errors else 200


@bp.route("/leave/<token>", methods=["GET", "POST"])
def leave(token: str) -> ResponseReturnValue:
    """Stop waiting: a page with a button, or a mail program's one click (RFC 8058).

    The click carries no CSRF token: the signed link, which only the mail holds, is the proof.
    """
    one = waiting.by_leave_token(token) or abort(404)
    is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    form = WaitAsMemberForm()
    if is_one_click or form.validate_on_submit():
        if one.left_at is None:
            waiting.leave(one)
            db.session.commit()
        if is_one_click:
            return _("You will hear no more about this search."), {"Content-Type": "text/plain"}
        flash(_("You will hear no more about this search."), "success")
        return redirect("/", 303)
    page = render_template("search/waiting/leave.html", form=form, words=one.gap.typed)
    return page, 422 if form.errors else 200
