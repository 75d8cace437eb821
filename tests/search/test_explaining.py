"""Why a hit is where it is: search/explaining.py, and hoidap search query --explain."""

import json

import pytest

from accounts.models import Role
from core.audience import Audience
from core.db import db
from search.contract import Filters, Scope
from search.index import Index
from search.query import parse
from tests.search.test_index import VISITOR, document


@pytest.fixture
def index(tmp_path) -> Index:
    """Several segments, something deleted, priors of all kinds."""
    index = Index(tmp_path)
    index.ensure()
    texts = ["đổi trả hàng trong bảy ngày", "hàng giao chậm", "trả góp", "đổi mật khẩu máy in"]
    for n, text in enumerate(texts):
        index.apply(
            [
                document(f"article:{n}", text.title(), f"{text} của tôi", checked=n % 2 == 0),
                document(f"thread:{n}", f"Hỏi {text}", text * 3, accepted=n == 1, votes=n * 5),
            ]
        )
    index.apply([document("article:0", "Đổi trả hàng", "đổi hàng", version=2)], [("thread:2", 9)])
    return index


@pytest.mark.parametrize(
    "words",
    ["đổi trả hàng", "doi tra hang", "hangf giao chậm", "mat khua may in", "trả gó", "đổi -máy"],
)
def test_the_shares_of_a_hit_add_up_to_its_score(index, words):
    found = index.search(words, scope=VISITOR, per_page=10)

    explained = index.explain(parse(words), scope=VISITOR)

    assert [(hit.ref, hit.score) for hit in explained.hits] == [
        (hit.ref, hit.score) for hit in found.hits
    ]
    assert explained.results == found
    assert explained.hits
    for hit in explained.hits:
        together = sum(share.value for share in hit.shares) * hit.prior
        assert together == pytest.approx(hit.score, abs=1e-3)
        assert {share.field for share in hit.shares} <= {"text", "title", "pair", "exact"}


def test_a_pair_is_told_as_its_words(index):
    explained = index.explain(parse("trả hàng"), scope=VISITOR)

    assert ("pair", "tra hang") in {share[:2] for hit in explained.hits for share in hit.shares}


def test_filters_and_scope_hold_for_the_explanation(index):
    articles = index.explain(parse("đổi"), scope=VISITOR, filters=Filters(kind="article"))
    nobody = index.explain(parse("đổi"), scope=Scope(frozenset()))

    assert {hit.ref.partition(":")[0] for hit in articles.hits} == {"article"}
    assert (nobody.hits, nobody.results.total) == ([], 0)


@pytest.fixture
def run(app, make):
    make.user(role=Role.STAFF, email="lan@example.com")
    make.article(title="Đổi trả hàng", body="…", language="vi")
    make.article(title="Đổi trả nội bộ", body="…", language="vi", audience=Audience.STAFF)
    db.session.commit()
    runner = app.test_cli_runner()
    runner.invoke(args=["search", "rebuild"])
    return lambda *words: runner.invoke(args=["search", "query", *words])


def test_explaining_says_what_was_understood_and_what_each_field_adds(run):
    told = run("doi trar hang", "--explain").output

    assert "trar is read as trả" in told
    for word in ("Đổi trả hàng", "text", "title", "pair", "prior", "1 article", "understand"):
        assert word in told
    assert "nội bộ" not in told
    assert "Filters   none" in told
    assert "in_title True" in run("doi tra in:title", "--explain").output


def test_what_somebody_else_finds_can_be_asked(run):
    assert "nội bộ" in run("doi tra", "--as", "Lan@example.com").output
    assert "nội bộ" in run("doi tra", "--explain", "--as", "lan@example.com").output
    for unknown in ("nobody@example.com", "no address"):
        refused = run("doi tra", "--as", unknown)
        assert (refused.exit_code, "Nobody here" in refused.output) == (1, True)


def test_an_explanation_is_json_as_well(run):
    told = json.loads(run("doi tra", "--json").output)

    (hit,) = told["hits"]
    assert (told["total"], hit["title"]) == (1, "Đổi trả hàng")
    assert sum(share["value"] for share in hit["shares"]) * hit["prior"] == pytest.approx(
        hit["score"], abs=1e-3
    )
    assert set(told["cpu_ms"]) == {"first", "search", "understand", "score", "top", "rows"}
