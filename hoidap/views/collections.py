"""The shelves of the knowledge base, in the settings."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # older stubs

from accounts.models import User
from accounts.services import members
from core.db import db
from core.permissions import authorize
from hoidap import permissions
from hoidap.forms.fields import choices
from hoidap.forms.shelves import CollectionForm, names_data
from kb.models import Collection
from kb.services import renaming, shelves

bp = Blueprint("collections", __name__, url_prefix="/desk/settings/collections")


@bp.before_request
def admins_only() -> None:
    authorize(permissions.manage_settings)


@bp.get("")
def index() -> str:
    return render_template("hoidap/collections/index.html", collections=shelves.listed())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = CollectionForm(data={"icon": "book", "position": 0})
    every = shelves.listed()
    form.parent.choices = [
        ("0", _("Nothing: it stands at the top")),
        *((str(c.id), c.name) for c in every),
    ]
    form.owner.choices = _owners()
    del form.folder
    if form.validate_on_submit():
        shelf = shelves.add(
            form.names,
            form.descriptions,
            icon=form.icon.data or "",
            parent=next((c for c in every if c.id == form.parent.data), None),
            position=form.position.data or 0,
            by=current_user,
        )
        _look_after(shelf, form)
        db.session.commit()
        flash(_("The collection is there: articles can be written into it."))
        return redirect(url_for("hoidap.collections.index"), 303)
    return render_template("hoidap/collections/new.html", form=form), 422 if form.errors else 200


@bp.route("/<int:collection_id>/edit", methods=["GET", "POST"])
def edit(collection_id: int) -> ResponseReturnValue:
    """Names, folder and place. Its parent stays."""
    shelf = db.session.get(Collection, collection_id) or abort(404)
    kept = {"icon": shelf.icon, "review_days": shelf.review_days, "owner": shelf.owner_id}
    kept |= {"folder": shelf.slug.rpartition("/")[2]}
    form = CollectionForm(data=names_data(shelf) | kept)
    form.owner.choices = _owners(shelf.owner)
    del form.parent
    if form.validate_on_submit() and _renamed(shelf, form):
        shelves.change(
            shelf,
            form.names,
            form.descriptions,
            icon=form.icon.data or "",
            position=form.position.data or 0,
            by=current_user,
        )
        _look_after(shelf, form)
        db.session.commit()
        flash(_("The collection is changed."))
        return redirect(url_for("hoidap.collections.index"), 303)
    page = render_template("hoidap/collections/edit.html", form=form, collection=shelf)
    return page, 422 if form.errors else 200


def _renamed(shelf: Collection, form: CollectionForm) -> bool:
    try:
        renaming.rename(shelf, form.folder.data or "", by=current_user)
    except renaming.SlugTaken:
        form.folder.errors = [_("Another collection is called that.")]
        return False
    return True


def _owners(now: User | None = None) -> list[SelectChoice]:
    """Whose it may be: all staff, and whoever has it now."""
    people = {p.id: p for p in (now, *members.staff()) if p is not None}
    return choices([("0", _("Nobody")), *((str(p.id), p.name) for p in people.values())])


def _look_after(shelf: Collection, form: CollectionForm) -> None:
    shelves.look_after(
        shelf, owner_id=form.owner.data, review_days=form.review_days.data, by=current_user
    )
