"""hoidap search rebuild | check | query."""

import shutil

from core.audience import Audience
from core.db import db
from kb.models import Article, ArticleStatus


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
    assert (again.exit_code, again.output) == (0, "0 missing, 0 stray.\n")


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
