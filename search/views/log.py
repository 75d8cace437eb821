"""The log of searches for staff: what is asked most, in vain, without a click, and differently."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_percent

from core import spreadsheets
from core.permissions import authorize
from search import permissions
from search.services import log_lists

bp = Blueprint("log", __name__, url_prefix="/log")


@bp.get("")
def index() -> str:
    """One list of one time: what was searched most in 28 days unless another is asked for."""
    authorize(permissions.see_log)
    which, period = _chosen()
    return render_template(
        "search/log/index.html",
        lines=log_lists.lines(which, period),
        which=which,
        period=period,
        percent=format_percent,
    )


@bp.get("/download")
def download() -> ResponseReturnValue:
    """The same list as CSV."""
    authorize(permissions.see_log)
    which, period = _chosen()
    head = ("words", "language", "searches", "failed", "opened", "refined", "then")
    rows = (
        (line.typed, line.language, line.searches, line.failed, line.opened, line.refined,
         "; ".join(line.then))
        for line in log_lists.lines(which, period)
    )  # fmt: skip
    return spreadsheets.download(f"searches-{which}.csv", head, *rows)


def _chosen() -> tuple[str, str]:
    which, period = request.args.get("list", ""), request.args.get("period", "")
    return (
        which if which in log_lists.LISTS else log_lists.LISTS[0],
        period if period in log_lists.SPANS else next(iter(log_lists.SPANS)),
    )
