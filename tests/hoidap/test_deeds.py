"""The record of deeds speaks words: each deed that is recorded anywhere has some."""

import ast
from functools import cache
from pathlib import Path

from flask_babel import force_locale

from forum.models import ThreadState
from hoidap.deeds import DEEDS, NOUNS, deed, thing
from hoidap.paths import ROOT

PACKAGES = ("accounts", "core", "forum", "kb", "search", "hoidap")


@cache
def _recorded() -> list[tuple[str, str]]:
    """What stands in the calls of `audit.record` as it is written there: deeds and subjects."""
    found = []
    for file in (path for package in PACKAGES for path in Path(ROOT, package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record":
                found.append((ast.unparse(node.args[1]), ast.unparse(node.args[2])))
    return found


def test_each_recorded_deed_has_words():
    deeds = {ast.literal_eval(deed) for deed, _ in _recorded() if deed[0] == "'"}
    assert len(deeds) > 60
    deeds |= {f"thread.{state}" for state in ThreadState}  # forum/services/states.py
    assert deeds - DEEDS.keys() == set()


def test_each_recorded_subject_has_a_noun():
    nouns = {subject.lstrip("f").strip("'\"").partition(":")[0] for _, subject in _recorded()}
    assert nouns - NOUNS.keys() == set()


def test_what_has_no_words_shows_its_name(app):
    with app.test_request_context(), force_locale("en"):
        assert deed("moon.eaten") == "moon.eaten"
        assert thing("post:7") == "Post 7"
        assert thing("moon:7") == "moon 7"
