"""Searches become counts of their day: counted twice they are the same, and they stay."""

from collections import Counter
from datetime import timedelta

import pytest

from core.clock import now, today
from core.db import db
from search import handlers
from search.models import SearchDay, SearchLog, SearchStep, StepKind
from search.services import days


@pytest.fixture
def searched(app):
    """`searched(days_ago, "words", failed=…, steps=…)` in the order of time."""

    def _searched(ago, words, *, language="vi", failed=False, steps=()):
        at = now() - timedelta(days=ago)
        more = {"words": words, "language": language, "created_at": at}
        db.session.add(SearchLog(typed=words, hit_count=0, has_failed=failed, **more))
        for kind in steps:
            db.session.add(SearchStep(kind=kind, **more))
        db.session.commit()

    return _searched


def count():
    found = days.count()
    db.session.commit()
    db.session.expire_all()
    return found


def forget():
    handlers.forget_old_searches()
    db.session.commit()


def rows():
    return {
        ((today() - row.day).days, row.language, row.words): (
            row.search_count,
            row.failed_count,
            row.opened_count,
            row.asked_count,
        )
        for row in db.session.query(SearchDay)
    }


def test_a_day_is_counted_by_language_and_words(searched):
    searched(1, "kettl", failed=True, steps=[StepKind.ASKED, StepKind.WAITED])
    searched(1, "kettl", steps=[StepKind.OPENED])
    searched(1, "kettl", language="en")
    searched(0, "may", steps=[StepKind.OPENED, StepKind.OPENED])
    assert count() == 2
    assert rows() == {
        (1, "vi", "kettl"): (2, 1, 1, 1),
        (1, "en", "kettl"): (1, 0, 0, 0),
        (0, "vi", "may"): (1, 0, 2, 0),
    }


def test_counting_twice_says_the_same_and_later_searches_are_added(searched):
    searched(0, "may")
    count()
    before = rows()
    assert count() == 1
    assert rows() == before
    searched(0, "may", failed=True)
    searched(0, "in")
    count()
    assert rows() == {(0, "vi", "may"): (2, 1, 0, 0), (0, "vi", "in"): (1, 0, 0, 0)}


def test_many_days_are_counted_a_slice_at_a_time_whatever_lies_between(searched):
    whens = [80, 79, 60, 59, 58, 40, 39, 38, 3, 0]
    for ago in whens:
        searched(ago, f"word{ago}")
    assert count() == days.SLICE
    assert count() == 10 - days.SLICE + 1  # the newest counted day is looked at again
    assert sorted(key[0] for key in rows()) == sorted(whens)


def test_a_day_is_found_among_many_rows(searched):
    wanted = Counter()
    for ago in sorted([5] * 7 + [4] + [2] * 9 + [1] * 2, reverse=True):
        searched(ago, "word")
        wanted[ago] += 1
    count()
    assert {ago: counts[0] for (ago, *_), counts in rows().items()} == wanted


def test_rows_are_forgotten_only_after_they_are_counted(searched, monkeypatch):
    monkeypatch.setattr(days, "SLICE", 2)
    for ago in (95, 94, 93, 10):
        searched(ago, "word", steps=[StepKind.OPENED])
    forget()
    assert db.session.query(SearchLog).count() == 4  # two days may not be counted yet
    for _ in range(3):
        forget()
    assert db.session.query(SearchLog).count() == db.session.query(SearchStep).count() == 1
    assert {ago: counts for (ago, *_), counts in rows().items()} == dict.fromkeys(
        (95, 94, 93, 10), (1, 0, 1, 0)
    )


def test_words_that_one_search_held_are_forgotten_after_a_year_but_not_their_number(app):
    old, young = today() - timedelta(days=400), today() - timedelta(days=300)
    for day, words, times in ((old, "a", 1), (old, "b", 1), (old, "c", 2), (young, "d", 1)):
        row = SearchDay(day=day, language="vi", words=words, search_count=times, asked_count=1)
        db.session.add(row)
    db.session.commit()
    for _ in range(2):
        forget()
    assert rows() == {
        (400, "vi", days.REST): (2, 0, 0, 2),
        (400, "vi", "c"): (2, 0, 0, 1),
        (300, "vi", "d"): (1, 0, 0, 1),
    }
