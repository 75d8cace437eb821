"""Figures and phrases of policy that articles name, in the settings; staff look after them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from hoidap.forms.variables import ValuesForm, VariableForm
from kb import permissions
from kb.forms import DeedForm
from kb.models import Variable
from kb.services import variables

bp = Blueprint("variables", __name__, url_prefix="/desk/settings/variables")


@bp.before_request
def writers_only() -> None:
    authorize(permissions.change_variables)


@bp.get("")
def index() -> str:
    return render_template("hoidap/variables/index.html", lines=variables.listed())


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add one; articles may name it already."""
    form = VariableForm(name=request.args.get("q", "")[:40])
    if form.validate_on_submit():
        try:
            variables.add(form.name.data, form.values, by=current_user)
        except variables.Taken:
            form.name.errors = [_("There is a variable of that name.")]
        else:
            db.session.commit()
            flash(_("The variable is there."), "success")
            return redirect(url_for("hoidap.variables.index"), 303)
    return render_template("hoidap/variables/new.html", form=form), 422 if form.errors else 200


@bp.route("/<name>/edit", methods=["GET", "POST"])
def edit(name: str) -> ResponseReturnValue:
    """Another value; the page says which articles will show it."""
    variable = _found(name)
    form = ValuesForm(
        value_vi=variable.values.get("vi", ""), value_en=variable.values.get("en", "")
    )
    if form.validate_on_submit():
        variables.change(variable, form.values, by=current_user)
        db.session.commit()
        flash(_("Changed. The articles that name it follow in a moment."), "success")
        return redirect(url_for("hoidap.variables.index"), 303)
    found = variables.used_in(name, before=request.args.get("before", type=int))
    page = render_template(
        "hoidap/variables/edit.html",
        form=form,
        variable=variable,
        articles=found[: variables.PER_PAGE],
        more=found[variables.PER_PAGE - 1].id if len(found) > variables.PER_PAGE else None,
    )
    return page, 422 if form.errors else 200


@bp.route("/<name>/remove", methods=["GET", "POST"])
def remove(name: str) -> ResponseReturnValue:
    """Take it away; articles then show the name itself."""
    variable = _found(name)
    form = DeedForm()
    if form.validate_on_submit():
        variables.remove(variable, by=current_user)
        db.session.commit()
        flash(_("The variable is gone."), "success")
        return redirect(url_for("hoidap.variables.index"), 303)
    is_used = bool(variables.used_in(name))
    page = render_template(
        "hoidap/variables/remove.html", form=form, variable=variable, is_used=is_used
    )
    return page, 422 if form.errors else 200


def _found(name: str) -> Variable:
    return db.session.get(Variable, name[:100]) or abort(404)
