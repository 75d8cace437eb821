"""The people of the site: found, given a role, shut out for a time. Staff look, admins act."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Role, User
from accounts.services import audit, claiming, members, sessions
from core.clock import now
from core.db import db
from core.permissions import authorize
from core.text import clean_line
from forum.services.categories import all_categories, moderated_by, set_moderators
from hoidap import permissions, reading
from hoidap.forms.fields import choices
from hoidap.forms.people import (
    TRUST_LEVELS,
    ClaimLinkForm,
    RoleForm,
    RoomsForm,
    SuspendForm,
    TrustForm,
)

bp = Blueprint("members", __name__, url_prefix="/desk/settings/members")


@bp.get("")
def index() -> str:
    """Members by name or e-mail, newest first."""
    authorize(permissions.see_members)
    page = reading.members(
        q=clean_line(request.args.get("q"))[:100],
        role=request.args.get("kind", ""),
        before=request.args.get("before", type=int),
    )
    return render_template("hoidap/members/index.html", page=page, roles=list(Role))


@bp.get("/<int:person_id>")
def show(person_id: int) -> str:
    """One person: who they are here, and what was done about them."""
    authorize(permissions.see_members)
    person = _person(person_id)
    return render_template(
        "hoidap/members/show.html",
        person=person,
        trust=dict(TRUST_LEVELS)[str(person.trust_level)],
        entries=audit.latest(subject=f"user:{person.id}", limit=20),
        moderated=moderated_by(person),
        session_count=len(sessions.of(person)),
    )


@bp.route("/<int:person_id>/role", methods=["GET", "POST"])
def role(person_id: int) -> ResponseReturnValue:
    """Give another role; the person signs in anew."""
    authorize(permissions.manage_members)
    person = _person(person_id)
    authorize(permissions.change_role, person)
    form = RoleForm(data={"role": person.role.value})
    if form.validate_on_submit():
        try:
            members.change_role(
                person, Role(form.role.data), by=current_user, reason=form.reason.data or ""
            )
        except members.LastAdmin:
            form.role.errors = [_("This is the only admin: make another one first.")]
        else:
            db.session.commit()
            flash(_("%(name)s has the new role and signs in anew.", name=person.name))
            return redirect(_page_of(person), 303)
    page = render_template("hoidap/members/role.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.route("/<int:person_id>/trust", methods=["GET", "POST"])
def trust(person_id: int) -> ResponseReturnValue:
    """How far a member is trusted."""
    authorize(permissions.see_members)
    person = _person(person_id)
    authorize(permissions.change_trust, person)
    form = TrustForm(data={"level": str(person.trust_level)})
    if form.validate_on_submit():
        level, reason = int(form.level.data), form.reason.data or ""
        members.set_trust_level(person, level, by=current_user, reason=reason)
        db.session.commit()
        flash(_("Saved."))
        return redirect(_page_of(person), 303)
    page = render_template("hoidap/members/trust.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.route("/<int:person_id>/categories", methods=["GET", "POST"])
def categories(person_id: int) -> ResponseReturnValue:
    """Which rooms a moderator keeps in order."""
    authorize(permissions.manage_members)
    person = _person(person_id)
    every = all_categories()
    kept = {room.id for room in moderated_by(person)}
    form = RoomsForm(data={"categories": list(kept)})
    form.categories.choices = choices((room.id, room.name) for room in every)
    if form.validate_on_submit():
        changed = kept ^ set(form.categories.data or [])
        for room in (room for room in every if room.id in changed):
            others = [each for each in room.moderators if each is not person]
            wanted = others if room.id in kept else [*others, person]
            set_moderators(room, wanted, by=current_user)
        db.session.commit()
        flash(_("The categories of %(name)s are changed.", name=person.name))
        return redirect(_page_of(person), 303)
    page = render_template("hoidap/members/categories.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.route("/<int:person_id>/suspend", methods=["GET", "POST"])
def suspend(person_id: int) -> ResponseReturnValue:
    """Shut a person out for some days and say why."""
    authorize(permissions.manage_members)
    person = _person(person_id)
    authorize(permissions.suspend_member, person)
    form = SuspendForm()
    if form.validate_on_submit():
        until = now() + timedelta(days=form.days.data or 1)
        try:
            members.suspend(person, until=until, by=current_user, reason=form.reason.data or "")
        except members.LastAdmin:
            form.days.errors = [_("This is the only admin: make another one first.")]
        else:
            db.session.commit()
            flash(_("%(name)s is suspended and signed out everywhere.", name=person.name))
            return redirect(_page_of(person), 303)
    page = render_template("hoidap/members/suspend.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.post("/<int:person_id>/end-suspension")
def end_suspension(person_id: int) -> ResponseReturnValue:
    authorize(permissions.manage_members)
    person = _person(person_id)
    authorize(permissions.suspend_member, person)
    members.end_suspension(person, by=current_user)
    db.session.commit()
    flash(_("%(name)s may come in again.", name=person.name))
    return redirect(_page_of(person), 303)


@bp.post("/<int:person_id>/sign-out")
def sign_out(person_id: int) -> ResponseReturnValue:
    """End every session of a person, on all devices."""
    authorize(permissions.manage_members)
    person = _person(person_id)
    members.end_sessions(person, by=current_user)
    db.session.commit()
    flash(_("%(name)s is signed out everywhere.", name=person.name))
    return redirect(_page_of(person), 303)


@bp.route("/<int:person_id>/claim", methods=["GET", "POST"])
def claim(person_id: int) -> ResponseReturnValue:
    """Send the link by which somebody takes over their account from the former forum."""
    authorize(permissions.see_members)
    person = _person(person_id)
    authorize(permissions.send_claim_link, person)
    form = ClaimLinkForm()
    if form.validate_on_submit():
        try:
            claiming.send_link(person, form.email.data or "", by=current_user)
        except claiming.AddressTaken:
            form.email.errors = [
                _("This address has an account here already. Two accounts cannot be made one.")
            ]
        else:
            db.session.commit()
            flash(_("The link goes to %(email)s.", email=form.email.data))
            return redirect(_page_of(person), 303)
    page = render_template("hoidap/members/claim.html", form=form, person=person)
    return page, 422 if form.errors else 200


def _person(person_id: int) -> User:
    return db.session.get(User, person_id) or abort(404)


def _page_of(person: User) -> str:
    return url_for("hoidap.members.show", person_id=person.id)
