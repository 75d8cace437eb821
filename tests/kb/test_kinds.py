"""Kinds of articles: an outline each to begin with, the day a policy is in force, both in files."""

from datetime import date

import pytest

from core.db import db
from kb import content
from kb.content import files
from kb.content.state import front_of
from kb.models import Article, ArticleKind
from kb.services.outlines import outline


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("troubleshooting", "en", ("## Symptom", "## Cause", "## Resolution")),
        ("troubleshooting", "vi", ("## Triệu chứng", "## Nguyên nhân", "## Cách xử lý")),
        ("policy", "vi", ("Chính sách", "## Ngoại lệ")),
    ],
)
def test_a_new_article_begins_with_the_outline_of_its_kind(as_staff, make, kind, language, words):
    make.collection()
    page = as_staff.get(f"/kb/articles/new?kind={kind}&language={language}").text
    typed = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert all(word in typed for word in words)
    assert f'<option selected value="{kind}">' in page
    assert f'<option selected value="{language}">' in page


def test_every_kind_has_an_outline_in_every_language():
    texts = {outline(kind, language) for kind in ArticleKind for language in ("vi", "en")}
    assert len(texts) == 8


def test_an_odd_kind_or_language_begins_empty(as_staff, make):
    make.collection()
    page = as_staff.get("/kb/articles/new?kind=recipe&language=xx").text
    assert page.partition("<textarea")[2].partition("</textarea>")[0].endswith(">\r\n")


def test_a_policy_says_from_when_on_it_is_in_force(as_staff, client, make):
    shelf = make.collection()
    form = {
        "title": "Returns", "body": "Within 7 days.", "collection": shelf.id, "language": "en",
        "audience": "public", "kind": "policy", "effective_on": "2026-12-01",
    }  # fmt: skip
    assert as_staff.post("/kb/articles/new", data=form).status_code == 303
    article = db.session.query(Article).one()
    assert (article.kind, article.effective_on) == (ArticleKind.POLICY, date(2026, 12, 1))
    as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert "In force from" in client.get(article.url).text

    place = {"collection": shelf.id, "kind": "how_to", "effective_on": ""}
    assert as_staff.post(f"/kb/articles/{article.id}/organize", data=place).status_code == 303
    assert "In force from" not in client.get(article.url).text
    assert as_staff.post(f"/kb/articles/{article.id}/organize", data=place | {"kind": "x"}
                         ).status_code == 422  # fmt: skip


def test_files_say_the_kind_and_the_day_both_ways(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    text = "---\ntitle: R\nkind: policy\neffective_on: 2026-12-01\nstatus: published\n---\nText.\n"
    path = folder / "en/guides/returns.md"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    content.sync(folder)
    article = db.session.query(Article).one()
    assert (article.kind, article.effective_on) == (ArticleKind.POLICY, date(2026, 12, 1))
    written = files.dump_article(article.key, front_of(article)).decode()
    assert "kind: policy\neffective_on: 2026-12-01\n" in written
    article.kind, article.effective_on = ArticleKind.FAQ, None
    assert "kind:" not in files.dump_article(article.key, front_of(article)).decode()
    path.write_text(text.replace("policy", "recipe"))
    [problem] = content.check(folder)[:1]
    assert (problem.line, problem.words.split(":")[0]) == (3, "`kind` is one of")
