"""Figures: each day's two numbers, added up, and shown as words, table, chart and file."""

import csv
import io
from datetime import date, timedelta

import pytest
from flask_babel import force_locale

from core.clock import now, today
from core.db import db
from forum.models import Reuse
from hoidap.figures import daily, kinds, periods
from kb.models import ArticleDay, Feedback
from search.models import Gap, SearchDay

PAGE = "/desk/figures/"


def ago(days):
    return now() - timedelta(days=days)


def day(days):
    return (today() - timedelta(days=days)).isoformat()


def counted(name):
    return daily.count()[name]


def test_what_comes_of_searches_is_added_up_by_day(app):
    for language, words, counts in (
        ("vi", "a", (10, 4, 3, 1)),
        ("en", "a", (5, 0, 4, 2)),
        ("vi", "", (1, 1, 0, 0)),  # what only one person searched, long ago, is one search still
    ):
        names = ("search_count", "failed_count", "opened_count", "asked_count")
        numbers = dict(zip(names, counts, strict=True))
        db.session.add(SearchDay(day=today(), language=language, words=words, **numbers))
    opened = {"search_count": 1, "opened_count": 5, "asked_count": 2}  # of searches before midnight
    db.session.add(SearchDay(day=today() - timedelta(1), language="vi", words="b", **opened))
    db.session.commit()
    assert counted("searches") == {day(0): [16, 0], day(1): [1, 0]}
    assert counted("failed") == {day(0): [5, 16], day(1): [0, 1]}
    assert counted("opened") == {day(0): [7, 16], day(1): [1, 1]}
    assert counted("self_service") == {day(0): [13, 16], day(1): [0, 1]}


def test_link_rate_and_reuse_count_articles_that_answered(make):
    article, staff = make.article(), make.user(role="staff")
    named = make.thread(created_at=ago(2))
    for times in range(2):
        make.thread(created_at=ago(2))
        db.session.add(
            Reuse(
                article_id=article.id, thread_id=named.id, user_id=staff.id, created_at=ago(times)
            )
        )
    make.thread(created_at=ago(2), article_id=article.id)
    make.thread(created_at=ago(2), type="idea", article_id=article.id)
    make.thread(created_at=ago(2), hidden_at=now())
    db.session.commit()
    assert counted("link_rate") == {day(2): [2, 4]}
    assert counted("reuse") == {day(0): [1, 0], day(1): [1, 0]}


def test_days_from_question_to_article_are_those_until_it_was_published(make):
    article = make.article()
    article.published_at = ago(1)
    for days in (3, 8):
        make.thread(created_at=ago(days), article_id=article.id)
    make.thread(created_at=ago(0), article_id=article.id)  # linked: it was there before
    ((at, (together, threads)),) = counted("to_article").items()
    assert (at, round(together, 3), threads) == (day(1), 9, 2)


def test_an_article_is_out_at_once_when_it_was_within_a_day_of_the_solution(make):
    article = make.article()
    article.published_at = ago(1)
    for solved in (ago(5), ago(1.9), ago(0), None):
        make.thread(created_at=ago(6), article_id=article.id, solved_at=solved)
    make.thread(created_at=ago(0), article_id=article.id)  # linked: it was there before
    db.session.commit()
    assert counted("at_once") == {day(1): [3, 4]}


def test_self_service_first_asks_of_customers_questions_what_came_before(make):
    article = make.article()
    make.thread(search_words="kettl")
    make.thread(asked_from_id=article.id)
    make.thread()
    make.thread(type="idea", search_words="kettl")
    make.thread(search_words="kettl", hidden_at=now())
    make.thread(search_words="kettl", author=make.user(role="staff"))  # for others
    db.session.commit()
    assert counted("first") == {day(0): [2, 3]}


def test_freshness_weighs_articles_by_how_much_they_are_read(make):
    fresh = make.article()
    changed = make.article(source_changed_at=now())
    due = make.article(review_days=30, checked_on=today() - timedelta(days=31))
    for article, views in ((fresh, 6), (changed, 3), (due, 1)):
        db.session.add(ArticleDay(day=today(), article_id=article.id, view_count=views))
    db.session.commit()
    assert counted("freshness") == {day(0): [6, 10]}


def test_helpful_and_closed(make):
    article = make.article()
    for helpful in (True, True, False):
        db.session.add(
            Feedback(
                article_id=article.id, revision_id=article.live_revision_id, is_helpful=helpful
            )
        )
    head = Gap(words="a", typed="a", language="vi", search_count=7, answered_at=ago(1))
    db.session.add(head)
    db.session.flush()
    more = {"language": "vi", "search_count": 3, "answered_at": ago(1)}
    db.session.add(Gap(words="b", typed="b", head_id=head.id, **more))
    db.session.add(Gap(words="c", typed="c", language="vi", search_count=9))
    db.session.commit()
    assert counted("helpful") == {day(0): [2, 3]}
    assert counted("closed") == {day(1): [1, 10]}


@pytest.mark.parametrize(
    ("period", "first", "second", "last", "many"),
    [
        ("days", date(2026, 2, 5), date(2026, 2, 6), date(2026, 3, 4), 28),
        ("weeks", date(2025, 12, 15), date(2025, 12, 22), date(2026, 3, 2), 12),
        ("months", date(2025, 4, 1), date(2025, 5, 1), date(2026, 3, 1), 12),
    ],
)
def test_periods_are_cut_at_days_mondays_and_firsts(period, first, second, last, many, monkeypatch):
    monkeypatch.setattr(periods, "today", lambda: date(2026, 3, 4))
    begins = periods.beginnings(period)
    assert (begins[0], begins[1], begins[-1], len(begins)) == (first, second, last, many)
    before = (first - timedelta(days=1)).isoformat()
    pairs = {first.isoformat(): [1, 2], before: [9, 9], "2026-03-04": [1, 8]}
    parts = periods.parts(kinds.BY_NAME["failed"], pairs, period)
    assert (parts[0].value, parts[1].value, parts[-1].value) == (0.5, None, 0.125)
    assert periods.whole(kinds.BY_NAME["failed"], parts).value == 0.2
    assert periods.first_day() <= first


@pytest.fixture
def kept(app):
    """The worker counted once; what came later is not in its numbers."""
    row = SearchDay(day=today(), language="vi", words="a", search_count=1200, failed_count=300)
    db.session.add(row)
    db.session.commit()
    daily.renew()
    db.session.add(SearchDay(day=today(), language="vi", words="b", search_count=1))
    db.session.commit()


@pytest.mark.parametrize("period", ["days", "weeks", "months", "x"])
def test_the_page_shows_what_the_worker_counted(kept, as_staff, queries, period):
    with queries() as log:
        page = as_staff.get(f"{PAGE}?period={period}").text
    assert len(log) == 4
    assert "<td>1,200</td>" in page
    assert "25%" in page
    for figure in kinds.FIGURES:
        assert f'id="table-{figure.name}"' in page
        with force_locale("en"):
            assert str(figure.how) in page
    assert "style=" not in page


def test_each_figure_is_a_file(kept, as_staff):
    for figure in kinds.FIGURES:
        answer = as_staff.get(f"{PAGE}download?figure={figure.name}&period=weeks")
        assert answer.mimetype == "text/csv"
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert lines[0] == ["from", "above", "below", "value"]
        assert len(lines) == 13
        if figure.name == "failed":
            assert lines[-1][1:] == ["300", "1200", "0.25"]
            assert lines[1][1:] == ["0", "0", ""]
    assert as_staff.get(f"{PAGE}download?figure=none").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}download?figure=failed"])
def test_figures_are_for_staff(client, as_customer, as_moderator, as_admin, path):
    assert client.get(path).status_code == 302
    assert as_customer.get(path).status_code == as_moderator.get(path).status_code == 403
    assert as_admin.get(path).status_code == 200
