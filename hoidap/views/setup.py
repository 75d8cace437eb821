"""The first ten minutes of a site: five small pages, opened by the one-time link."""

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Role
from accounts.services import (
    identities,
    inviting,
    joining,
    passwords,
    products,
    sessions,
    settings,
)
from core.db import db
from core.events import announce
from core.i18n import COOKIE, current_language
from forum.services import categories
from hoidap import first_run
from hoidap.forms.setup import AdminForm, BeginForm, FirstSiteForm, StaffForm, ThingsForm
from hoidap.forms.site import MailForm
from hoidap.views.settings import keeps_mails, test_mail
from kb.services import shelves

bp = Blueprint("setup", __name__, url_prefix="/setup")
MOST_LINES = 30  # of each list


@bp.before_request
def only_with_the_link() -> None:
    """Not there for anybody else; after the first admin, for that admin alone."""
    if request.endpoint == "hoidap.setup.index":
        return
    if not first_run.is_open_here():
        abort(404)
    if first_run.is_set_up() and not current_user.is_admin:
        abort(404)
    if not first_run.is_set_up() and request.endpoint not in (
        "hoidap.setup.site",
        "hoidap.setup.admin",
    ):
        abort(redirect(url_for("hoidap.setup.admin"), 303))


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Show what will be asked; the button uses the link up (a mail scanner's GET must not)."""
    if first_run.is_open_here() and not (first_run.is_set_up() and not current_user.is_admin):
        return redirect(url_for("hoidap.setup.site"), 303)
    form = BeginForm(data={"token": request.args.get("token", "")})
    if not first_run.is_good(form.token.data or ""):
        if first_run.is_set_up():
            abort(404)
        return render_template("hoidap/setup/not_yet.html", was_wrong=True), 404
    if form.validate_on_submit() and first_run.open_for_this_browser(form.token.data or ""):
        db.session.commit()
        return redirect(url_for("hoidap.setup.site"), 303)
    answer = render_template("hoidap/setup/index.html", form=form)
    return answer, 200, {"Referrer-Policy": "no-referrer"}


@bp.route("/site", methods=["GET", "POST"])
def site() -> ResponseReturnValue:
    """Step 1: what the site is called and which language it speaks first."""
    name = settings.get("site_name") if first_run.is_set_up() else ""
    form = FirstSiteForm(data={"site_name": name, "site_language": current_language()})
    if form.validate_on_submit():
        by = current_user if current_user.is_authenticated else None
        settings.put("site_name", form.site_name.data, by=by)
        settings.put("site_language", form.site_language.data, by=by)
        db.session.commit()
        onward = redirect(url_for("hoidap.setup.mail" if by else "hoidap.setup.admin"), 303)
        onward.set_cookie(
            COOKIE,
            form.site_language.data or "vi",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return onward
    return render_template("hoidap/setup/site.html", form=form), 422 if form.errors else 200


@bp.route("/admin", methods=["GET", "POST"])
def admin() -> ResponseReturnValue:
    """Step 2: the first admin, who is signed in at once."""
    if first_run.is_set_up():
        return redirect(url_for("hoidap.setup.mail"), 303)
    form = AdminForm()
    if form.validate_on_submit():
        db.session.commit()  # nothing locked while the hash is computed
        password_hash = passwords.hashed(form.password.data or "")
        if first_run.is_set_up():
            abort(404)  # another browser was faster
        person = joining.make_admin(
            name=form.name.data or "",
            email=form.email.data or "",
            password_hash=password_hash,
            language=current_language(),
        )
        token = sessions.begin(person, user_agent=request.user_agent.string)
        db.session.commit()
        onward = redirect(url_for("hoidap.setup.mail"), 303)
        sessions.set_cookie(onward, token, person)
        return onward
    return render_template("hoidap/setup/admin.html", form=form), 422 if form.errors else 200


@bp.route("/mail", methods=["GET", "POST"])
def mail() -> ResponseReturnValue:
    """Step 3: does mail go out? The server's answer is shown; one may go on without."""
    form = MailForm(data={"to": current_user.email})
    failure: str | None = None
    sent_to: str | None = None
    if form.validate_on_submit():
        failure = test_mail(form.to.data or "")
        sent_to = form.to.data
    page = render_template(
        "hoidap/setup/mail.html", form=form, sent_to=sent_to, failure=failure, keeps=keeps_mails()
    )
    return page, 422 if form.errors else 200


@bp.route("/rooms", methods=["GET", "POST"])
def rooms() -> ResponseReturnValue:
    """Step 4: products, categories and collections; good suggestions stand there already."""
    suggested = {
        "categories": "\n".join((_("Questions and answers"), _("Ideas"), _("News from us"))),
        "collections": "\n".join((_("First steps"), _("Orders and returns"), _("Your account"))),
    }
    form = ThingsForm(data=suggested)
    if form.validate_on_submit():
        _make_all(form)
        db.session.commit()
        return redirect(url_for("hoidap.setup.people"), 303)
    return render_template("hoidap/setup/rooms.html", form=form), 422 if form.errors else 200


def _make_all(form: ThingsForm) -> None:
    """What the three lists name and is not there yet: sent twice, it is made once."""
    language = current_language()
    known = {each.name for each in products.listed()}
    for position, name in enumerate(_lines(form.products.data, but=known)):
        products.add({language: name}, {}, position=position, by=current_user)
    known = {each.name for each in categories.all_categories()}
    for name in _lines(form.categories.data, but=known):
        try:
            categories.add(names={language: name}, by=current_user)
        except categories.SlugTaken:
            continue
    known = {each.name for each in shelves.listed()}
    for position, name in enumerate(_lines(form.collections.data, but=known)):
        shelves.add({language: name}, {}, position=position, by=current_user)


def _lines(text: str | None, *, but: Iterable[str] = ()) -> list[str]:
    lines = (line.strip()[:80] for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line and line not in but))[:MOST_LINES]


@bp.route("/people", methods=["GET", "POST"])
def people() -> ResponseReturnValue:
    """Step 5: ask colleagues in, and take in Hoidap's own help; then the set-up is over."""
    form = StaffForm()
    if form.validate_on_submit():
        addresses, wrong = _addresses(form.emails.data)
        if wrong:
            form.emails.errors = [_("No e-mail address: %(what)s", what=", ".join(wrong))]
        else:
            _invite(addresses)
            if form.with_help.data:
                announce("help.wanted", current_user.id, actor_id=current_user.id)
            db.session.commit()
            first_run.close()
            flash(_("The site is set up. Here is the desk: what waits for you stands here."))
            return redirect(url_for("hoidap.desk.index"), 303)
    return render_template("hoidap/setup/people.html", form=form), 422 if form.errors else 200


def _addresses(text: str | None) -> tuple[list[str], list[str]]:
    """The addresses typed, and what is none."""
    good, wrong = [], []
    for line in _lines((text or "").replace(",", "\n")):
        try:
            good.append(identities.normalised_email(line))
        except identities.BadAddress:
            wrong.append(line)
    return good, wrong


def _invite(addresses: list[str]) -> None:
    for address in addresses:
        try:
            name = address.partition("@")[0]
            inviting.invite(address, role=Role.STAFF, name=name, by=current_user)
        except inviting.AlreadyMember:
            continue
