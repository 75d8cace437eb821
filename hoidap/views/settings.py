"""What an admin changes without a shell: name and look, contact card, limits, search, mail."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.services import audit, mailing, settings
from core import mail as post_office
from core.db import db
from core.permissions import authorize
from hoidap import permissions, pictures
from hoidap.forms.site import (
    DAY_NAMES,
    ContactForm,
    LimitsForm,
    MailForm,
    SearchForm,
    SiteForm,
    hours_data,
)
from hoidap.page import site as present_site

bp = Blueprint("settings", __name__, url_prefix="/desk/settings")
SITE = ("site_name", "site_language", "brand_color", "notice", "notice_kind")
SEARCH = ("abbreviations", "synonyms")
CONTACT = ("contact_phone", "contact_zalo", "contact_mail", "contact_address")


@bp.before_request
def admins_only() -> None:
    authorize(permissions.manage_settings)


@bp.get("/")
def index() -> str:
    """All there is to set, each with what it is for."""
    return render_template("hoidap/settings/index.html")


@bp.route("/site", methods=["GET", "POST"])
def site() -> ResponseReturnValue:
    """Name, language, colour, logo and notice."""
    form = SiteForm(data={name: settings.get(name) for name in SITE})
    if form.validate_on_submit() and _take_logo(form):
        for name in SITE:
            settings.put(name, form[name].data, by=current_user)
        db.session.commit()
        flash(_("The site looks as you said."))
        return redirect(url_for("hoidap.settings.site"), 303)
    answer = render_template("hoidap/settings/site.html", form=form)
    return answer, 422 if form.errors else 200


def _take_logo(form: SiteForm) -> bool:
    """Keep the picture that was sent, or say on the field why not."""
    sent = form.logo.data
    if sent:
        try:
            picture = pictures.redraw(sent.read(pictures.MOST_BYTES + 1))
        except pictures.Refused as refused:
            form.logo.errors = [_why_refused(refused.why)]
            return False
        upload = pictures.keep(picture, by=current_user)
        settings.put("logo_key", upload.key, by=current_user)
    elif form.without_logo.data:
        settings.put("logo_key", "", by=current_user)
    return True


def _why_refused(why: str) -> str:
    sentences = {
        "empty": _("The file is empty."),
        "large": _("The picture is larger than 2 MB."),
        "kind": _("This is no picture that we can use: PNG, JPEG, WEBP or GIF, please."),
        "broken": _("The picture is damaged: it cannot be read to its end."),
        "small": _("The picture is too small: 16 pixels at least."),
        "pixels": _("The picture has too many pixels: 16 million at most."),
    }
    return str(sentences[why])


@bp.route("/contact", methods=["GET", "POST"])
def contact() -> ResponseReturnValue:
    """The card that articles, empty results and threads show."""
    kept = {name: settings.get(name) for name in CONTACT}
    form = ContactForm(data=kept | hours_data(settings.get("contact_hours")))
    if form.validate_on_submit():
        for name in CONTACT:
            settings.put(name, form[name].data, by=current_user)
        settings.put("contact_hours", form.hours(), by=current_user)
        db.session.commit()
        flash(_("The contact card is changed."))
        return redirect(url_for("hoidap.settings.contact"), 303)
    answer = render_template(
        "hoidap/settings/contact.html", form=form, days=DAY_NAMES, card=present_site().contact
    )
    return answer, 422 if form.errors else 200


@bp.route("/limits", methods=["GET", "POST"])
def limits() -> ResponseReturnValue:
    """How often is too often, and what is held before others see it."""
    names = [name for name in settings.OPTIONS if hasattr(LimitsForm, name)]
    kept = {name: settings.get(name) for name in names}
    form = LimitsForm(data=kept | {"held_words": "\n".join(kept["held_words"])})
    if form.validate_on_submit():
        words = [word.strip() for word in (form.held_words.data or "").splitlines()]
        for name in names:
            value = [w for w in words if w] if name == "held_words" else form[name].data
            settings.put(name, value, by=current_user)
        db.session.commit()
        flash(_("The limits are changed."))
        return redirect(url_for("hoidap.settings.limits"), 303)
    return render_template("hoidap/settings/limits.html", form=form), 422 if form.errors else 200


@bp.route("/search", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """What customers write short, and what means the same, for search to look for as well."""
    form = SearchForm(data={name: settings.get(name) for name in SEARCH})
    if form.validate_on_submit():
        for name in SEARCH:
            settings.put(name, form[name].data, by=current_user)
        db.session.commit()
        flash(_("Search knows them from now on."))
        return redirect(url_for("hoidap.settings.search"), 303)
    return render_template("hoidap/settings/search.html", form=form), 422 if form.errors else 200


@bp.route("/mail", methods=["GET", "POST"])
def mail() -> ResponseReturnValue:
    """Send a mail and show what the server said; the server itself is set in the environment."""
    form = MailForm(data={"to": current_user.email})
    failure: str | None = None
    sent_to: str | None = None
    if form.validate_on_submit():
        audit.record(current_user, "mail.tested", f"user:{current_user.id}")
        failure = test_mail(form.to.data or "")
        sent_to = form.to.data
    status = 422 if form.errors else 200
    page = render_template(
        "hoidap/settings/mail.html",
        form=form,
        sent_to=sent_to,
        failure=failure,
        keeps=keeps_mails(),
    )
    return page, status


def test_mail(to: str) -> str | None:
    """Send the test mail with nothing pending; what went wrong, or None. Commits."""
    subject = _("Test mail from %(site)s", site=settings.get("site_name"))
    message = mailing.compose(to, subject, "test", current_user.language)
    db.session.commit()  # nobody shall wait for the mail server but us
    try:
        post_office.deliver(message)
    except (post_office.MailFailed, post_office.BadMailUrl) as problem:
        return str(problem)
    return None


def keeps_mails() -> bool:
    """Whether mails become files instead of going out."""
    return str(current_app.config["HOIDAP_MAIL_URL"]).startswith("file:")
