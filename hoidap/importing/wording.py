"""An import's state and report in the words of whoever looks."""

from typing import Any, NamedTuple

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import spreadsheets
from hoidap.importing.report import Step
from hoidap.models import ImportRun

KINDS = {
    "article": _l("Articles"),
    "collection": _l("Collections"),
    "thread": _l("Threads"),
    "post": _l("Posts"),
    "category": _l("Categories"),
    "person": _l("People"),
    "picture": _l("Pictures"),
    "file": _l("Files"),
}
STEPS = {
    Step.CHANGED: _l("%(count)s changed there since"),
    Step.GREW: _l("%(count)s with new posts"),
    Step.UNCHANGED: _l("%(count)s here already"),
    Step.KEPT: _l("%(count)s changed here too: ours stay"),
    Step.SKIPPED: _l("%(count)s left out"),
}
LISTS = {
    "skipped": _l("Left out"),
    "constructs": _l("Came simplified"),
    "links": _l("Dead links"),
}
MEANINGS = {
    "skipped": _l("These do not come, each for the reason named."),
    "constructs": _l("These come, but not quite as they were; some examples of where they stand."),
    "links": _l("These links led to nothing that came; they stay as they were."),
}
STAGES = {
    "": _l("Opening the file"),
    "reading": _l("Reading and converting"),
    "linking": _l("Leading links to their new places"),
    "filing": _l("Writing the articles' files"),
    "indexing": _l("Making the search index anew"),
}
FAILURES = {
    "bad_export": _l("This file cannot be read as such an export."),
    "missing": _l("The uploaded file is gone. Please upload it once more."),
    "died": _l("The import ended three times by itself, perhaps for want of memory."),
    "unexpected": _l("Something went wrong that should not; the log says more."),
}


class Figure(NamedTuple):
    """How many of a kind come, and what becomes of the others."""

    label: str
    new: int
    hints: list[str]
    has_left_out: bool


def figures(report: dict[str, Any]) -> list[Figure]:
    """The numbers of a report, the weightiest kinds first."""
    counts = report["counts"]
    return [_figure(kind, counts[kind]) for kind in (*KINDS, *_others(counts)) if kind in counts]


def is_empty(report: dict[str, Any]) -> bool:
    """Whether nothing of the export comes, or is here already."""
    return not any(set(steps) - {Step.SKIPPED} for steps in report["counts"].values())


def _others(counts: dict[str, Any]) -> list[str]:
    return sorted(set(counts) - set(KINDS))


def _figure(kind: str, steps: dict[str, int]) -> Figure:
    hints = [
        str(words) % {"count": format_decimal(steps[step])}
        for step, words in STEPS.items()
        if step in steps
    ]
    return Figure(str(KINDS.get(kind, kind)), steps.get(Step.NEW, 0), hints, Step.SKIPPED in steps)


class Line(NamedTuple):
    """One thing that needs a look."""

    where: str
    what: str
    times: int | None = None


def lists(report: dict[str, Any]) -> dict[str, list[Line]]:
    """The lists of a report: `skipped`, `constructs` and `links`, empty ones as well."""
    constructs = report["constructs"].items()
    return {
        "skipped": [Line(where, in_words(why)) for where, why in report["skipped"]],
        "constructs": [
            Line(", ".join(each["examples"]), in_words(name), each["count"])
            for name, each in constructs
        ],
        "links": [Line(where, href) for where, href in report["dead_links"]],
    }


def beyond(report: dict[str, Any]) -> dict[str, int]:
    """How many more there are than a list names."""
    dead = report["links"].get("dead", 0) - len(report["dead_links"])
    return {"skipped": report["skipped_unnamed"], "constructs": 0, "links": dead}


def as_csv(report: dict[str, Any]) -> bytes:
    """The whole report as a table that a spreadsheet opens."""
    numbers = [
        (_("Numbers"), figure.label, "; ".join(figure.hints), figure.new)
        for figure in figures(report)
    ]
    named = [
        (LISTS[name], line.what, line.where, line.times or 1)
        for name, lines in lists(report).items()
        for line in lines
    ]
    return spreadsheets.as_csv([_("Part"), _("What"), _("Where"), _("Count")], *numbers, *named)


def stage(run: ImportRun) -> str:
    return str(STAGES.get(run.stage, run.stage))


def failure(run: ImportRun) -> str:
    return str(FAILURES[run.failure or "unexpected"])


def in_words(sentence: str) -> str:
    """A sentence of a report in the reader's language, where it is a usual one (sentences.py)."""
    whole = str(_(sentence))
    head, colon, tail = sentence.partition(": ")
    if whole != sentence or not colon:
        return whole
    return f"{_(head)}{colon}{_(tail)}" if tail else sentence


def size(count: int) -> str:
    """Bytes in words: "1.5 MB", "1,5 MB"."""
    amount, unit = count / 1024, "KB"
    for larger in ("MB", "GB"):
        if amount >= 1000:
            amount, unit = amount / 1024, larger
    return f"{format_decimal(round(amount, 1))} {unit}"
