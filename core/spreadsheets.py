"""Tables as files that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable

from flask import Response


def download(name: str, *rows: Iterable[object]) -> Response:
    """The table to be saved as `name`."""
    answer = Response(as_csv(*rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def as_csv(*rows: Iterable[object]) -> bytes:
    """Rows of cells as CSV. Excel takes it for UTF-8 by the mark at its beginning alone."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    """A text that no spreadsheet takes for a formula: people typed it."""
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
