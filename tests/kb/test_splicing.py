"""A file is changed where the article changed, and nowhere else."""

from dataclasses import replace
from datetime import date

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st

from kb.content import files, updating
from kb.models import ArticleStatus

PATH = "en/guides/returns.md"
TEXT = """---
# ours since 2020
title:   'Giving back'   # ask Lan
author:  {name: "Lan",   team: [a,b]}
tags:
  - one   # the first
  - two
summary: >-
  How it
  goes.
status: published
ms.date: 04/21/2020
when: 2020-01-02T03:04:05Z

# the end
---

First line.
Second line.
"""
FORMS = {
    "as it is": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no line end": lambda text: text.rstrip("\n").encode(),
    "indented": lambda text: text.replace("  - ", "- ").encode(),
}
CHANGES = {
    "title": (
        {"title": "It's: new"}, "'Giving back'   #", "'It''s: new'   #", "title:   ", "title: ",
    ),
    "status": ({"status": ArticleStatus.DRAFT}, "status: published", "status: draft"),
    "summary": ({"summary": "Ngắn: gọn"}, "summary: >-\n  How it\n  goes.", "summary: 'Ngắn: gọn'"),
    "body": ({"body": "First line.\nThird.\nSecond line."}, "Second", "Third.\nSecond"),
    "featured comes in": ({"featured": True}, "published\n", "published\nfeatured: true\n"),
    "owner stays": ({"owner": 7}, "", ""),
    "unknown goes": ({"extra": {}}, 'author:  {name: "Lan",   team: [a,b]}\n', ""),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_changes(form, change):
    values, *swaps = CHANGES[change]
    before = FORMS[form]("---\nkey: abcdefghi1\n" + TEXT.removeprefix("---\n"))
    file = files.parse_article(PATH, before)
    if "extra" in values:
        values = {"extra": {name: v for name, v in file.front.extra.items() if name != "author"}}
    expected = before.decode()
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        old, new = (part.replace("\n", "\r\n") if form == "CRLF" else part for part in (old, new))
        expected = expected.replace(old, new, 1)

    after = updating.updated(file, before, "abcdefghi1", replace(file.front, **values))

    assert after.decode() == expected


def test_a_list_stays_a_list_of_lines_and_a_key_comes_in_on_top():
    before = TEXT.encode()
    file = files.parse_article(PATH, before)

    after = updating.updated(file, before, "abcdefghi1", replace(file.front, tags=("one", "three")))

    swapped = TEXT.replace("  - one   # the first\n  - two", "  - one\n  - three")
    assert after.decode() == swapped.replace("---\n", "---\nkey: abcdefghi1\n", 1)


def test_front_matter_in_braces_is_written_anew():
    before = b"---\n{title: Old, mood: blue}\n---\nText\n"
    file = files.parse_article(PATH, before)

    after = updating.updated(file, before, "abcdefghi1", replace(file.front, title="New"))

    again = files.parse_article(PATH, after)
    assert (again.front.title, again.front.extra, again.key) == (
        "New",
        {"mood": "blue"},
        "abcdefghi1",
    )


def test_an_index_keeps_what_stands_in_it():
    before = b"---\nname: Old  # short\nours: [1,  2]\n---\nWords below.\n"
    index = files.parse_index("en/guides/_index.md", before)

    after = updating.updated_index(index, before, replace(index, name="New", extra={}))

    assert after == before.replace(b"Old", b"New")


words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
names = st.from_regex(r"[a-z]{1,3}[.:# -]?[a-z]{0,3}", fullmatch=True).filter(
    lambda name: name not in files.values_of(None, files.Front("a"))
)
values = st.recursive(
    st.one_of(words, st.booleans(), st.integers(-9, 9), st.dates(), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=4,
)
extras = st.dictionaries(names, values, max_size=3)


@hypothesis.given(
    extra=extras, newer=extras, title=words, tags=st.lists(words, max_size=3), flow=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]), wide=st.sampled_from([20, 1000]),
)  # fmt: skip
@hypothesis.settings(max_examples=150, deadline=None)
def test_whatever_stood_there_it_says_what_it_should(
    extra, newer, title, tags, flow, newline, wide
):
    head = yaml.safe_dump(
        {"title": "Old", **extra}, allow_unicode=True, default_flow_style=flow, width=wide
    )
    before = f"---\n{head}---\nText\n".replace("\n", newline).encode()
    try:
        file = files.parse_article(PATH, before)
        wanted = files.parse_article(
            PATH,
            files.dump_article(
                "abcdefghi1",
                replace(
                    file.front,
                    title=title,
                    tags=tuple(tags),
                    extra=newer,
                    checked_on=date(2026, 1, 2),
                    body="Other",
                ),
            ),
        )
    except files.BadFile:
        hypothesis.reject()
    after = files.parse_article(PATH, updating.updated(file, before, "abcdefghi1", wanted.front))
    assert after.key == "abcdefghi1"
    assert after.front.says_the_same_as(wanted.front)
