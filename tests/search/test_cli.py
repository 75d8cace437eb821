"""hoidap search rebuild | check | query."""

import shutil
from dataclasses import replace

import pytest

from core.audience import Audience
from core.db import db
from kb.models import Article, ArticleStatus
from search import comparing, documents
from search.services import engine

SOUND = "0 missing, 0 stray, 0 different, 0 ahead of their time.\n"


def run(app, *words):
    db.session.commit()
    return app.test_cli_runner().invoke(args=["search", *words])


def test_rebuild_says_how_many(app, make):
    make.article(title="Kettle")
    make.thread()
    make.article(status=ArticleStatus.DRAFT)
    done = run(app, "rebuild")
    assert (done.exit_code, done.output) == (0, "2 documents indexed.\n")


def test_rebuild_with_several_processes_says_the_same(app, make):
    make.article(title="Kettle")
    make.thread()
    done = run(app, "rebuild", "--processes", "2")
    assert (done.exit_code, done.output) == (0, "2 documents indexed.\n")


def test_check_names_what_differs_and_mends_it(app, make, index):
    gone = make.article(title="Kettle", body="kettle")
    index()
    added = make.article(title="Teapot", body="teapot")
    db.session.get_one(Article, gone.id).status = ArticleStatus.ARCHIVED
    found = run(app, "check")
    assert found.exit_code == 1
    assert f"missing article:{added.id}" in found.output
    assert f"stray   article:{gone.id}" in found.output
    assert run(app, "check", "--mend").exit_code == 0
    again = run(app, "check")
    assert (again.exit_code, again.output) == (0, SOUND)


@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        ({"audience": "public"}, "audience"),
        ({"readers": (77,)}, "audience"),
        ({"text": "kettle kettle"}, "words"),
        ({"keywords": "teapot"}, "words"),
        ({"tags": ("loud",)}, "words, filters"),
        ({"votes": 5}, "order"),
        ({"status": "needs_check"}, "filters"),
    ],
)
def test_check_says_in_what_a_document_differs_and_mends_it(app, make, index, wrong, parts):
    kept = [make.article(title=f"Pot {number}", body="pot", audience=Audience.STAFF)
            for number in range(3)]  # fmt: skip
    index()
    known = documents.of(f"article:{kept[1].id}", 1)
    for version in (2, 3):  # as what was replaced, it may lie in the same segment, deleted
        now = documents.version_now()
        engine.index().apply([replace(known, version=now + version, **wrong)])
    found = run(app, "check")
    assert found.exit_code == 1
    assert found.output == (
        f"differs article:{kept[1].id} ({parts})\n"
        "0 missing, 0 stray, 1 different, 0 ahead of their time.\n"
    )
    assert run(app, "check", "--mend").exit_code == 0
    assert run(app, "check").output == SOUND


def test_a_version_of_tomorrow_is_mended_as_well(app, make, index):
    """Somebody set the clock back: whatever changed since was taken for old news."""
    article = make.article(title="Kettle", body="kettle")
    index()
    known = documents.of(f"article:{article.id}", 2 * documents.version_now())
    engine.index().apply([known])
    db.session.get_one(Article, article.id).audience = Audience.STAFF
    db.session.commit()
    engine.bring_up_to_date([f"article:{article.id}"])
    found = run(app, "check")
    assert f"ahead   article:{article.id}" in found.output
    assert run(app, "check", "--mend").exit_code == 0
    assert run(app, "check").output == SOUND
    assert run(app, "query", "kettle").output.startswith("0 found")


def test_what_is_indexed_meanwhile_is_not_judged(app, make, index, monkeypatch):
    article = make.article(title="Kettle", body="kettle")
    gone = make.article(title="Teapot", body="teapot")
    index()
    ask = comparing.of_index

    def changed_since(*asked):
        known = ask(*asked)
        db.session.get_one(Article, gone.id).status = ArticleStatus.ARCHIVED
        db.session.get_one(Article, article.id).keywords = ["pot"]
        added = make.article(title="Pan", body="pan")
        db.session.commit()
        engine.bring_up_to_date([f"article:{each.id}" for each in (article, gone, added)])
        return known

    monkeypatch.setattr(comparing, "of_index", changed_since)
    assert engine.check().is_sound


def test_check_tells_how_far_it_is(app, make, index):
    for number in range(5):
        make.article(title=f"Pot {number}")
    index()
    told = []
    engine.check(lambda total, done: told.append((total, done)))
    assert {total for total, _done in told} == {10}
    assert sum(done for _total, done in told) == 10


def test_without_an_index_each_says_what_to_do(app, make, index):
    shutil.rmtree(app.config["HOIDAP_INSTANCE_PATH"] / "index")
    for words in (["check"], ["query", "kettle"]):
        done = run(app, *words)
        assert done.exit_code == 1
        assert "Traceback" not in done.output
    assert "hoidap search rebuild" in run(app, "check").output


def test_query_prints_what_a_visitor_finds(app, make, index):
    article = make.article(title="Đổi trả hàng", body="…", language="vi")
    make.article(title="Đổi trả nội bộ", body="…", language="vi", audience=Audience.STAFF)
    index()
    done = run(app, "query", "doi tra")
    assert done.exit_code == 0
    assert done.output == f"article:{article.id:<6} Đổi trả hàng\n1 found.\n"
    assert "0 found, but nothing that looks like an answer." in run(app, "query", "zzz").output
