"""The top box: when it speaks, what it shows, and when it is silent."""

import re
from datetime import timedelta
from html import unescape

import pytest

from core.clock import now, today
from core.db import db
from search.services import engine

BODY = """The manual of the printer.

## Cleaning the print head

1. Open the lid and take out the cartridge.
2. Wipe the head with a [dry cloth](#loading-paper).

{long}

## Loading paper

Pull out the tray and fill it.
"""


@pytest.fixture
def manual(make, index):
    body = BODY.format(long="A word about paper. " * 40)
    article = make.article(title="Printer manual", summary="For the P1.", body=body)
    index()
    return article


def box(client, words, **more):
    page = client.get("/search/", query_string={"q": words, **more}).text
    found = re.findall(r'<section class="panel top-box".*?</section>', page, re.S)
    assert len(found) <= 1
    return unescape(found[0]) if found else ""


def test_it_shows_the_passage_and_leads_there(client, manual):
    shown = box(client, "cleaning print head")

    assert f'<a href="{manual.url}#u-cleaning-the-print-head">Cleaning the print head</a>' in shown
    assert "<li>Open the lid and take out the cartridge.</li>" in shown
    assert f'href="{manual.url}#u-loading-paper"' in shown  # not to this page
    assert "A word about paper" not in shown  # beyond its bound
    assert "Pull out the tray" not in shown
    assert f'<a href="{manual.url}" lang="en">Printer manual</a>' in shown
    assert f'datetime="{today().isoformat()}"' in shown
    assert 'aria-labelledby="top-box"' in shown
    assert '<h2 class="panel-title" id="top-box"' in shown


def test_the_beginning_of_an_article_is_a_passage_as_well(client, manual):
    shown = box(client, "printer manual")

    assert f'<a href="{manual.url}">Printer manual</a>' in shown
    assert "<p>For the P1.</p>" in shown
    assert "The manual of the printer." in shown


@pytest.mark.parametrize(
    "more",
    [
        {"page": 2},
        {"sort": "newest"},
        {"kind": "article"},
        {"language": "en"},
        {"as_typed": "1"},
    ],
)
def test_it_stands_on_the_plain_first_page_alone(client, manual, more):
    assert box(client, "cleaning print head", **more) == ""


@pytest.mark.parametrize(
    "words",
    [
        "cleaning",  # one word asks too little
        "cleaning print head of a car",
        "cleaning the print head of my cart",  # half of “cartridge”, or another thing
        "cleaning without print head",
        "lau chùi print head",
        "cleaning print head -paper",
        "cartridge tray",  # each in a passage of its own
    ],
)
def test_what_is_not_clearly_answered_gets_nothing(client, manual, words):
    assert box(client, words) == ""


def test_the_heading_denies_what_was_asked(client, make, index):
    make.article(title="Warranty", body="Read on.\n\n## Not covered by warranty\n\nWater.")
    index()

    assert box(client, "covered by warranty") == ""
    assert "Water." in box(client, "not covered by warranty")


def test_two_that_answer_alike_are_a_list(client, manual, make, index):
    make.article(title="Printer P2", body="## Cleaning the print head\n\nUse a wet cloth.")
    index()

    assert box(client, "cleaning print head") == ""


@pytest.mark.parametrize("lacks", ["check", "date", "source"])
def test_only_a_checked_article_answers(client, manual, lacks):
    if lacks == "check":
        manual.review_days, manual.checked_on = 30, today() - timedelta(days=31)
    elif lacks == "date":
        manual.checked_on = None
    else:
        manual.source_changed_at = now()
    db.session.commit()

    assert box(client, "cleaning print head") == ""


def test_a_passage_that_begins_with_too_much_is_not_cut(client, make, index):
    make.article(title="Printer manual", body="## Loading paper\n\n" + "Fill the tray. " * 60)
    index()

    assert box(client, "loading paper") == ""


def test_it_is_in_vietnamese_with_and_without_marks(client, make, index):
    body = "Ba bước.\n\n## Lau đầu in\n\nMở nắp rồi lau bằng khăn khô.\n"
    make.article(title="Máy in P1", body=body, language="vi")
    engine.rebuild()

    for words in ("lau đầu in", "lau dau in"):
        assert 'lang="vi"' in box(client, words), words


def test_other_marks_are_another_word(client, make, index):
    make.article(title="Bảo hành", body="Khi vẫn hiện sau khi lau.", language="vi")
    index()

    assert box(client, "bảo hành bao lâu") == ""
    assert "vẫn hiện" in box(client, "bảo hành khi lau")
    assert "vẫn hiện" in box(client, "bao hanh khi lau")
