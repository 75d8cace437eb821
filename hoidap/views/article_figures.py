"""Figures by article: read most, asked from most, helpful least."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_percent
from flask_login import current_user

from core import spreadsheets
from core.permissions import authorize
from hoidap import permissions
from hoidap.figures import articles, periods

bp = Blueprint("article_figures", __name__, url_prefix="/desk/figures/articles")


@bp.get("")
def index() -> str:
    """One list of one period: what was read most in 28 days unless another is asked for."""
    authorize(permissions.see_figures)
    which, period = _chosen()
    return render_template(
        "hoidap/article_figures/index.html",
        lines=articles.lines(which, period, for_=current_user),
        which=which,
        period=period,
        fewest=articles.FEWEST,
        most=articles.MOST,
        percent=format_percent,
        number=format_decimal,
    )


@bp.get("/download")
def download() -> ResponseReturnValue:
    """The same list as CSV: shares and rates as machines read them."""
    authorize(permissions.see_figures)
    which, period = _chosen()
    head = ("article", "title", "views", "contacts", "per_1000_views", "helpful", "answers")
    rows = (
        (of.id, line.title, of.views, of.contacts, _plain(of.per_thousand), _plain(of.share),
         of.answers)
        for line in articles.lines(which, period, for_=current_user)
        for of in (line.numbers,)
    )  # fmt: skip
    return spreadsheets.download(f"articles-{which}-by-{period}.csv", head, *rows)


def _chosen() -> tuple[str, str]:
    which = request.args.get("list", "")
    return (
        which if which in articles.LISTS else articles.LISTS[0],
        periods.chosen(request.args.get("period", "")),
    )


def _plain(value: float | None) -> float | str:
    return "" if value is None else round(value, 4)
