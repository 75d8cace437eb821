"""Move in from another system: upload an export, see what would come, bring it in."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from core.db import db, release
from core.permissions import authorize
from core.text import clean_line
from hoidap import permissions
from hoidap.forms.imports import FORMAT_NAMES, ImportForm
from hoidap.importing import receiving, runs, storing, wording
from hoidap.models import ImportRun

bp = Blueprint("imports", __name__, url_prefix="/desk/settings/import")
PER_PAGE = 50
FILE_NAME_LENGTH = 120


@bp.url_value_preprocessor
def let_exports_in(endpoint: str | None, _values: object) -> None:
    """Before anything reads the form: an admin's export may be large, and goes straight to disk."""
    is_upload = request.method == "POST" and endpoint == "hoidap.imports.index"
    if is_upload and permissions.import_content(current_user):
        receiving.let_in(_asked(), by=current_user)


@bp.before_request
def admins_only() -> None:
    authorize(permissions.import_content)


@bp.teardown_request
def remove_what_was_not_taken(_error: BaseException | None) -> None:
    receiving.let_go(_asked())


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """So large that it was not even read to its end: the choices were never seen."""
    form = ImportForm(formdata=None)
    form.export.errors = [_("The file is larger than what we take at the moment.")]
    return _index(form), 413


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """The form for an export, and the former imports."""
    form = ImportForm(data=_choices_of(request.args.get("like")))
    if form.validate_on_submit():
        try:
            run = _take_in(form)
        except runs.AnotherUnderWay:
            form.export.errors = [_("Another import is under way. Send this one when it is done.")]
            return _index(form), 409
        return redirect(run.url, 303)
    return _index(form), _status_of(form)


def _status_of(form: ImportForm) -> int:
    if any(part.is_too_large for part in _asked().parts):
        return 413
    return 422 if form.errors else 200


def _take_in(form: ImportForm) -> ImportRun:
    if runs.under_way() is not None:
        raise runs.AnotherUnderWay
    sent = form.export.data
    part: receiving.Part = sent.stream
    release()  # to write a gigabyte to the disk takes its time
    key, place = storing.new_place(storing.ending_of(sent.filename) or "")
    part.keep(place)
    run = runs.ask(
        form.format.data,
        form.options(),
        file_name=clean_line(sent.filename)[:FILE_NAME_LENGTH] or "export",
        file_key=key,
        file_size=part.size,
        by=current_user,
    )
    db.session.commit()
    return run


def _choices_of(run_id: str | None) -> dict[str, str]:
    """What was chosen for a former import, as the form's data."""
    run = db.session.get(ImportRun, int(run_id)) if run_id and run_id.isdecimal() else None
    return {"format": run.format} | run.options if run else {}


def _index(form: ImportForm) -> str:
    former = runs.latest(before=request.args.get("before", type=int), limit=runs.LISTED + 1)
    return render_template(
        "hoidap/imports/index.html",
        form=form,
        former=former[: runs.LISTED],
        more=former[runs.LISTED - 1].id if len(former) > runs.LISTED else None,
        under_way=runs.under_way(),
        format_names=FORMAT_NAMES,
        most=receiving.most_bytes(),
        wording=wording,
    )


@bp.get("/<int:run_id>")
def show(run_id: int) -> str:
    """How far it is, or what would come, or what came."""
    run = _run(run_id)
    return render_template(
        "hoidap/imports/show.html",
        run=run,
        report=_report_of(run),
        format_name=FORMAT_NAMES.get(run.format, run.format),
        wording=wording,
    )


@bp.get("/<int:run_id>/progress")
def progress(run_id: int) -> str:
    """Only how far it is: script asks for it again and again."""
    return render_template("hoidap/imports/_progress.html", run=_run(run_id), wording=wording)


@bp.get("/<int:run_id>/details")
def details(run_id: int) -> str:
    """One of the report's lists to its end: left out, not understood, dead links."""
    run = _run(run_id)
    report = _report_of(run) or abort(404)
    lists = wording.lists(report)
    chosen = request.args.get("kind", "")
    rows = lists.get(chosen)
    if rows is None:
        abort(404)
    page = min(max(1, request.args.get("page", 1, type=int)), pages_of(rows))
    return render_template(
        "hoidap/imports/details.html",
        run=run,
        lists=lists,
        beyond=wording.beyond(report),
        chosen=chosen,
        rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages_of(rows),
        wording=wording,
    )


@bp.get("/<int:run_id>/report")
def report(run_id: int) -> ResponseReturnValue:
    """The whole report as a table for a spreadsheet."""
    run = _run(run_id)
    found = _report_of(run) or abort(404)
    answer = Response(wording.as_csv(found), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"import-{run.id}.csv")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/<int:run_id>/begin")
def begin(run_id: int) -> ResponseReturnValue:
    """Bring in for real what the dry run showed."""
    return _do(run_id, runs.confirm, _("The import begins within a moment."))


@bp.post("/<int:run_id>/try-again")
def try_again(run_id: int) -> ResponseReturnValue:
    return _do(run_id, runs.try_again, _("It is tried again within a moment."))


@bp.post("/<int:run_id>/cancel")
def cancel(run_id: int) -> ResponseReturnValue:
    return _do(run_id, runs.cancel, _("The import is cancelled."))


@bp.post("/<int:run_id>/delete-file")
def delete_file(run_id: int) -> ResponseReturnValue:
    return _do(run_id, runs.delete_file, _("The uploaded file is deleted."))


def _do(run_id: int, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    run = _run(run_id)
    try:
        verb(run, by=current_user)
    except runs.AnotherUnderWay:
        flash(_("Another import is under way. Try again when it is done."), "warning")
    except runs.NotNow:
        flash(_("That is not possible any more: look at how the import stands now."), "warning")
    else:
        db.session.commit()
        flash(said)
    return redirect(run.url, 303)


def _run(run_id: int) -> ImportRun:
    return db.session.get(ImportRun, run_id) or abort(404)


def _report_of(run: ImportRun) -> dict[str, Any] | None:
    """What the import did, or what its dry run found."""
    return run.found if run.is_dry else run.report


def pages_of(rows: list[Any]) -> int:
    return max(1, -(-len(rows) // PER_PAGE))


def _asked() -> receiving.Request:
    return cast("receiving.Request", request)
