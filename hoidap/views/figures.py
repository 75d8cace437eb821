"""Figures: how the help works. Each has its chart, its table, its file and how it is computed."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal, format_percent

from core import spreadsheets
from core.permissions import authorize
from hoidap import permissions
from hoidap.figures import daily, periods
from hoidap.figures.kinds import BY_NAME, FIGURES, Unit

bp = Blueprint("figures", __name__, url_prefix="/desk/figures")
FORMATS = {"days": "d/M", "weeks": "d/M", "months": "M/yyyy"}


@bp.get("/")
def index() -> str:
    """All of one period; what came of the last 28 days unless another is asked for."""
    authorize(permissions.see_figures)
    period = periods.chosen(request.args.get("period", ""))
    counted = daily.read()
    shown = []
    for figure in FIGURES:
        parts = periods.parts(figure, counted.get(figure.name, {}), period)
        shown.append((figure, parts, periods.whole(figure, parts)))
    return render_template(
        "hoidap/figures/index.html",
        shown=shown,
        period=period,
        periods=periods.PERIODS,
        written=_written,
        number=format_decimal,
        label=lambda day: format_date(day, FORMATS[period]),
    )


@bp.get("/download")
def download() -> ResponseReturnValue:
    """The table of one figure as CSV: numbers and days as machines read them."""
    authorize(permissions.see_figures)
    figure = BY_NAME.get(request.args.get("figure", "")) or abort(404)
    period = periods.chosen(request.args.get("period", ""))
    head = ("from", "above", "below", "value")
    parts = periods.parts(figure, daily.read().get(figure.name, {}), period)
    rows = ((p.begins, _plain(p.above), _plain(p.below), _plain(p.value)) for p in parts)
    return spreadsheets.download(f"{figure.name}-by-{period}.csv", head, *rows)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def _written(value: float | None, unit: Unit) -> str:
    """As people read it."""
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return str(format_percent(value, "#,##0.#%"))
    return str(format_decimal(value, "#,##0.#" if unit is Unit.MEAN else "#,##0"))
