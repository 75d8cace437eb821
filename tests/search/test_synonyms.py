"""What means the same on a site: read from its groups, looked for beside what is typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Visitor
from accounts.services import settings
from core.audience import Audience
from core.db import db
from search import snapshot, synonyms
from search.services import engine, finding
from tests.search.test_results import titles

GROUPS = "bảo hành, warranty, guarantee\nmáy lạnh, điều hoà\nmáy, machine\n"


def found(typed, groups=GROUPS):
    words = typed.split()
    return [
        (" ".join(words[each.start : each.stop]), [" ".join(meant) for meant in each.meanings])
        for each in synonyms.find(words, synonyms.table(groups))
    ]


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ("hạn bảo hành máy", [("bảo hành", ["warranty", "guarantee"]), ("máy", ["machine"])]),
        ("bao hanh", [("bao hanh", ["warranty", "guarantee"])]),
        ("bạo hành", []),  # other marks, another word
        ("warranties", [("warranties", ["bảo hành", "guarantee"])]),
        ("điều hòa máy lạnh", [("điều hòa", ["máy lạnh"]), ("máy lạnh", ["điều hoà"])]),
        ("bảo", []),
    ],
)
def test_a_phrase_stands_for_the_others_of_its_group(typed, alike):
    assert found(typed) == alike


def test_a_phrase_of_two_groups_stands_for_both():
    assert found("table", "table, bàn\ntable, bảng") == [("table", ["bàn", "bảng"])]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("bảo hành", "alone"),
        ("bảo hành,", "alone"),
        ("bảo hành, ???", "alone"),
        (",", "alone"),
        ("a, b, c, d, e, g, h, i, k", "crowded"),
        ("one, a b c d e g h", "long"),
        ("warranty, Warranties", "twice"),
    ],
)
def test_a_line_that_is_no_group_is_told_and_why(line, why):
    with pytest.raises(synonyms.BadGroup, match=re.escape(line)) as raised:
        synonyms.check(f"máy, machine\n\n{line}\n")
    assert raised.value.why == why
    synonyms.check(GROUPS)


def test_a_site_has_so_many_groups_at_most():
    groups = [f"word{number}, thing{number}" for number in range(synonyms.MOST_GROUPS + 1)]
    with pytest.raises(synonyms.BadGroup, match=groups[-1]):
        synonyms.check("\n".join(groups))
    synonyms.check("\n".join(groups[:-1]))


@given(st.text(st.sampled_from("ab ,\n,ảb日"), max_size=400))
def test_whatever_is_kept_as_groups_is_read_within_bounds(kept):
    table = synonyms.table(kept)
    for entries in table.values():
        for entry in entries:
            assert len(entry.words) <= synonyms.MOST_WORDS
            assert len(entry.meanings) <= synonyms.MOST_MEANINGS
    assert len(synonyms.find(list("abab" * 20), table)) <= synonyms.MOST_FOUND


@pytest.fixture
def groups(app):
    settings.put("synonyms", GROUPS, by=None)
    db.session.commit()


def test_each_language_finds_the_other_without_a_new_index(client, make, index):
    make.article(title="Bảo hành tận nhà", body="…", language="vi")
    make.article(title="Warranty terms", body="…")
    index()
    assert titles(client.get("/search/?q=warranty")) == ["Warranty terms"]
    settings.put("synonyms", GROUPS, by=None)
    db.session.commit()
    for typed in ("warranty", "guarantee"):
        page = client.get(f"/search/?q={typed}")
        assert set(titles(page)) == {"Bảo hành tận nhà", "Warranty terms"}
        assert "<mark>Bảo hành</mark>" in page.text
    assert titles(client.get("/search/?q=warranty"))[0] == "Warranty terms"  # as typed first
    assert titles(client.get("/search/?q=bao+hanh"))[0] == "Bảo hành tận nhà"
    assert "Nothing answers" not in client.get("/search/?q=guarantee").text
    assert titles(client.get("/search/?q=warranty&as_typed=1")) == ["Warranty terms"]


def test_they_are_offered_while_typing_and_asking(client, make, index, groups):
    make.article(title="Bảo hành tận nhà", body="…", language="vi")
    make.article(title="Warranty terms", body="…")
    make.article(title="Bảo quản", body="…", language="vi")
    index()
    for path in ("/search/suggestions?q=warranty", "/search/suggestions?q=bao+hanh",
                 "/search/look-alikes?title=My+guarantee"):  # fmt: skip
        page = client.get(path).text
        assert "Bảo hành tận nhà" in page
        assert "Warranty terms" in page
    assert "Bảo quản" not in client.get("/search/suggestions?q=warranty").text


def test_what_one_may_not_see_is_no_synonym(client, make, index, groups):
    make.article(title="Bảo hành", body="…", language="vi", audience=Audience.STAFF)
    make.article(title="A guarantee", body="…")
    index()
    scope = finding.scope_of(Visitor())
    understood = engine.index().search(finding.words_of("warranty"), scope=scope).understood
    assert [each.terms for each in understood.senses["warranti"]] == [("guarante",)]


def test_they_cost_no_statement(client, make, index, queries):
    make.article(title="Bảo hành")
    index()
    client.get("/search/?q=kettle")
    counts = []
    for typed, kept in (("warranty+one", ""), ("warranty+two", GROUPS)):
        settings.put("synonyms", kept, by=None)
        db.session.commit()
        with queries() as log:
            client.get(f"/search/?q={typed}")
        counts.append(len(log))
    assert counts[0] <= counts[1] <= counts[0] + 1  # a hit's row


def test_many_groups_in_one_query_are_bounded(client, make, index):
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"]
    kept = "\n".join(", ".join([word, *(f"{word}{n}" for n in range(7))]) for word in words)
    synonyms.check(kept)
    settings.put("synonyms", kept, by=None)
    make.article(title="All", body=kept)
    db.session.commit()
    index()
    results = engine.index().search(
        finding.words_of(" ".join(words)), scope=finding.scope_of(Visitor())
    )
    senses = [sense for each in results.understood.senses.values() for sense in each]
    assert 0 < len(senses) <= 12
    assert len(results.information) <= len(words) + snapshot.MAX_JOINED


def test_the_explanation_tells_of_them(app, make, index, groups):
    make.article(title="Bảo hành tận nhà", body="…", language="vi")
    index()
    out = app.test_cli_runner().invoke(args=["search", "query", "warranty", "--explain"]).output
    assert "warranty means the same here as bảo hành, guarantee" in out
    assert "warranti may also be bao hanh (0.4)" in out
