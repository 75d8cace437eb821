"""What an import can say is said in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

from hoidap.importing.sentences import SENTENCES
from hoidap.paths import ROOT

IMPORTING = ROOT / "hoidap" / "importing"
TRANSLATED = {str(each) for each in SENTENCES}
# Which argument is the sentence.
SAYING = {"note": 0, "leave_out": 1, "skip": 2, "Unreadable": 0, "BadExport": 0}


def test_every_sentence_is_among_those_that_are_translated():
    """Those that stand where they are said; not what a variable brings, nor importing/whole, which
    speaks on the command line alone."""
    missing = {
        f"{path.relative_to(ROOT)}:{line}: {sentence}"
        for path in IMPORTING.rglob("*.py")
        if IMPORTING / "whole" not in path.parents
        for line, sentence in _sentences(path)
        if not _is_translated(sentence)
    }
    assert missing == set()


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", None) or getattr(function, "id", "")
            for argument in node.args[SAYING[name] :][:1] if name in SAYING else ():
                for each in _branches(argument):
                    if isinstance(each, ast.Constant | ast.JoinedStr):
                        yield node.lineno, _as_written(each)


def _branches(said: ast.expr) -> list[ast.expr]:
    return [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]


def _as_written(said: ast.Constant | ast.JoinedStr) -> str:
    """With {} for what is filled in."""
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in parts)


def _is_translated(sentence: str) -> bool:
    """As wording.in_words sees it: the whole, or what is before the colon and what follows."""
    head, _, tail = sentence.partition(": ")
    return sentence in TRANSLATED or (head in TRANSLATED and ("{}" in tail or tail in TRANSLATED))
