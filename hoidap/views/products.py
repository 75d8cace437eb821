"""What the company sells, in the settings."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Product
from accounts.services import products
from core.db import db
from core.permissions import authorize
from hoidap import permissions
from hoidap.forms.shelves import ProductForm, names_data

bp = Blueprint("products", __name__, url_prefix="/desk/settings/products")


@bp.before_request
def admins_only() -> None:
    authorize(permissions.manage_settings)


@bp.get("")
def index() -> str:
    return render_template("hoidap/products/index.html", products=products.listed())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = ProductForm()
    if form.validate_on_submit():
        products.add(
            form.names, form.descriptions, position=form.position.data or 0, by=current_user
        )
        db.session.commit()
        flash(_("The product is there: articles, categories and questions can name it."))
        return redirect(url_for("hoidap.products.index"), 303)
    return render_template("hoidap/products/new.html", form=form), 422 if form.errors else 200


@bp.route("/<int:product_id>/edit", methods=["GET", "POST"])
def edit(product_id: int) -> ResponseReturnValue:
    product = db.session.get(Product, product_id) or abort(404)
    form = ProductForm(data=names_data(product))
    if form.validate_on_submit():
        products.change(
            product,
            form.names,
            form.descriptions,
            position=form.position.data or 0,
            by=current_user,
        )
        db.session.commit()
        flash(_("The product is changed."))
        return redirect(url_for("hoidap.products.index"), 303)
    page = render_template("hoidap/products/edit.html", form=form, product=product)
    return page, 422 if form.errors else 200
