"""The rooms of the forum, in the settings: who may read, who may start, who keeps order."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Product, User
from accounts.services import products
from core.audience import Audience
from core.db import db
from core.permissions import authorize
from forum.models import Category
from forum.services import categories
from hoidap import permissions, reading
from hoidap.forms.fields import choices
from hoidap.forms.shelves import CategoryForm, names_data

bp = Blueprint("categories", __name__, url_prefix="/desk/settings/categories")


@bp.before_request
def admins_only() -> None:
    authorize(permissions.manage_settings)


@bp.get("")
def index() -> str:
    return render_template("hoidap/categories/index.html", categories=categories.all_categories())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = CategoryForm(data={"icon": "chat-dots", "position": 0, "audience": "public"})
    people = _offer_choices(form)
    if form.validate_on_submit():
        try:
            room = categories.add(by=current_user, **_details(form))
        except categories.SlugTaken:
            form.name_vi.errors = [_("There is a category of this name already.")]
        else:
            _place(room, form, people)
            db.session.commit()
            flash(_("The category is there: the first question can be asked."))
            return redirect(url_for("hoidap.categories.index"), 303)
    return render_template("hoidap/categories/new.html", form=form), 422 if form.errors else 200


@bp.route("/<int:category_id>/edit", methods=["GET", "POST"])
def edit(category_id: int) -> ResponseReturnValue:
    """A wider audience is shown what it would come to see, and has to be said twice."""
    room = db.session.get(Category, category_id) or abort(404)
    form = CategoryForm(data=names_data(room) | _present(room))
    people = _offer_choices(form)
    widens: tuple[int, list[Any]] | None = None
    if form.validate_on_submit():
        seen = form.widened_to.data == form.audience.data
        try:
            categories.change(room, by=current_user, may_widen=seen, **_details(form))
        except categories.WouldWiden:
            widens = reading.made_visible(room)
            form.widened_to.data = form.audience.data
        else:
            _place(room, form, people)
            db.session.commit()
            flash(_("The category is changed."))
            return redirect(url_for("hoidap.categories.index"), 303)
    page = render_template("hoidap/categories/edit.html", form=form, category=room, widens=widens)
    return page, 422 if form.errors or widens else 200


def _present(room: Category) -> dict[str, Any]:
    return {
        "icon": room.icon,
        "product": room.product_id,
        "audience": room.audience.value,
        "staff_start_only": room.staff_start_only,
        "moderators": [person.id for person in room.moderators],
    }


def _details(form: CategoryForm) -> dict[str, Any]:
    return {
        "names": form.names,
        "descriptions": form.descriptions,
        "audience": Audience(form.audience.data),
        "product": db.session.get(Product, form.product.data) if form.product.data else None,
        "staff_start_only": form.staff_start_only.data,
    }


def _place(room: Category, form: CategoryForm, people: list[User]) -> None:
    """Its icon, its place in the list and who keeps order in it."""
    room.icon = form.icon.data or "chat-dots"
    room.position = form.position.data or 0
    chosen = [person for person in people if person.id in (form.moderators.data or [])]
    if {person.id for person in chosen} != {person.id for person in room.moderators}:
        categories.set_moderators(room, chosen, by=current_user)


def _offer_choices(form: CategoryForm) -> list[User]:
    people = reading.moderators()
    form.moderators.choices = choices((person.id, person.name) for person in people)
    named = ((str(product.id), product.name) for product in products.listed())
    form.product.choices = choices([("0", _("None: for everything")), *named])
    return people
