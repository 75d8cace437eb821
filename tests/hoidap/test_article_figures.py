"""Figures by article: counted by the worker as a plain recount would, listed three ways."""

import csv
import io
from datetime import UTC, datetime, time, timedelta

import pytest

from core.audience import Audience
from core.clock import now, today
from core.db import db
from hoidap.figures import articles, periods
from kb.models import ArticleDay, ArticleStatus, Feedback

PAGE = "/desk/figures/articles"


@pytest.fixture
def read(make):
    """Note that an article was read, judged and asked from on a day, some of it at its edges."""

    def note(article, *, ago=0, views=0, yes=0, no=0, contacts=0, **thread):
        day = today() - timedelta(days=ago)
        first = datetime.combine(day, time.min, UTC)
        moments = first, datetime.combine(day, time.max, UTC) if ago else now()
        if views:
            db.session.add(ArticleDay(day=day, article_id=article.id, view_count=views))
        said = {"article_id": article.id, "revision_id": article.live_revision_id}
        for number in range(yes + no):
            at = moments[number % 2]
            db.session.add(Feedback(**said, is_helpful=number < yes, created_at=at))
        for number in range(contacts):
            make.thread(asked_from_id=article.id, created_at=moments[number % 2], **thread)
        db.session.commit()

    return note


def counted(which="read", period="days"):
    """The lines as plain tuples: article, views, “yes”, answers, contacts."""
    return [tuple(numbers) for numbers in articles.count()[f"{which}.{period}"]]


@pytest.mark.parametrize("period", periods.PERIODS)
def test_what_is_counted_equals_a_plain_recount(make, read, period):
    first = (today() - periods.beginnings(period)[0]).days  # its first day
    one, other = make.article(), make.article()
    on_days = {
        one: ((0, 5, 1, 0, 1), (1, 7, 2, 1, 2), (first, 11, 1, 2, 3), (first + 1, 13, 2, 2, 4)),
        other: ((0, 2, 0, 0, 0), (first, 3, 0, 3, 1), (first + 1, 90, 5, 0, 5)),
    }
    plain = {article: [0, 0, 0, 0] for article in on_days}
    for article, days in on_days.items():
        for ago, views, yes, no, contacts in days:
            read(article, ago=ago, views=views, yes=yes, no=no, contacts=contacts)
            if ago <= first:
                numbers = views, yes, yes + no, contacts
                plain[article] = [a + b for a, b in zip(plain[article], numbers, strict=True)]

    assert counted("read", period) == [(article.id, *plain[article]) for article in (one, other)]


def test_spam_is_no_contact_and_a_complaint_is_one(make, read):
    article = make.article()
    read(article, contacts=2, type="complaint", is_private=True)
    read(article, contacts=1, hidden_at=now())
    read(article, contacts=1, held_at=now())
    make.thread()
    assert counted("asked") == [(article.id, 0, 0, 0, 2)]
    assert counted("read") == []


def test_three_lists_in_their_order_each_with_its_own(make, read):
    some = [make.article() for _ in range(5)]
    a, b, c, d, _unread = (article.id for article in some)
    for article, more in zip(
        some,
        (
            {"views": 10, "yes": 2, "no": 1, "contacts": 1},
            {"views": 30, "yes": 1, "no": 2, "contacts": 1},
            {"views": 30, "yes": 2, "no": 4},
            {"views": 20, "no": 2, "contacts": 4},  # too few answers to be judged by
            {},
        ),
        strict=True,
    ):
        read(article, **more)
    order = {which: [line[0] for line in counted(which)] for which in articles.LISTS}
    assert order == {"read": [b, c, d, a], "asked": [d, a, b], "unhelpful": [c, b, a]}


def test_a_list_keeps_the_first_fifty(make, read, monkeypatch):
    monkeypatch.setattr(articles, "MOST", 2)
    some = [make.article() for _ in range(3)]
    for views, article in enumerate(some, start=1):
        read(article, views=views)
    assert [line[0] for line in counted()] == [some[2].id, some[1].id]


@pytest.fixture
def kept(make, read):
    """The worker counted once; what came later is not in its numbers."""
    leaks = make.article(title="Kettles that leak")
    read(leaks, views=1200, yes=1, no=3, contacts=3)
    read(make.article(title="=Tea(1)"), views=8)
    articles.renew()
    db.session.commit()
    read(leaks, ago=1, views=99)
    return leaks


def test_the_page_shows_what_the_worker_counted(kept, as_staff):
    page = as_staff.get(PAGE).text
    assert f'<a href="{kept.url}">Kettles that leak</a>' in page
    cells = page[page.index("Kettles that leak") :].partition("</tr>")[0]
    assert [cell.partition("<")[0] for cell in cells.split("<td>")[1:]] == [
        *("1,200", "3", "2.5", "25%", "4")
    ]
    assert "Tea(1)" in page
    assert 'href="/desk/figures/?period=days"' in page
    asked = as_staff.get(f"{PAGE}?list=asked&period=months").text
    assert kept.title in asked
    assert "Tea(1)" not in asked
    assert "at least 3 answers" in as_staff.get(f"{PAGE}?list=unhelpful").text
    assert as_staff.get(f"{PAGE}?list=x&period=y").text.count(kept.title) == 1
    assert f'href="{PAGE}?period=weeks"' in as_staff.get("/desk/figures/?period=weeks").text


GONE = {
    "archived": {"status": ArticleStatus.ARCHIVED},
    "a draft again": {"status": ArticleStatus.DRAFT},
    "for a later day": {"publish_at": now() + timedelta(days=1)},
}


@pytest.mark.parametrize("gone", GONE)
def test_what_readers_cannot_open_today_is_left_out(kept, as_staff, gone):
    for name, value in GONE[gone].items():
        setattr(kept, name, value)
    db.session.commit()
    page = as_staff.get(PAGE)
    assert page.status_code == 200
    assert "Tea(1)" in page.text
    assert kept.title not in page.text
    assert kept.id not in [line[0] for line in counted()]


def test_staff_see_articles_for_staff_as_well(as_staff, make, read):
    read(make.article(title="How we decide", audience=Audience.STAFF), views=3)
    assert "How we decide" in as_staff.get(PAGE).text


def test_a_list_is_a_file(kept, as_staff):
    answer = as_staff.get(f"{PAGE}/download?list=read&period=weeks")
    assert answer.mimetype == "text/csv"
    assert "articles-read-by-weeks.csv" in answer.headers["Content-Disposition"]
    head, leaks, tea = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:3] == ["article", "title", "views"]
    assert leaks == [str(kept.id), kept.title, "1200", "3", "2.5", "0.25", "4"]
    assert tea[1:] == ["'=Tea(1)", "8", "0", "0.0", "", "0"]


def test_an_empty_site_has_nothing_to_list(as_staff):
    page = as_staff.get(PAGE).text
    assert "Nothing of this kind yet" in page
    assert "/download" not in page
    assert as_staff.get(f"{PAGE}/download").data.count(b"\n") == 1


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/download"])
def test_they_are_for_staff(client, as_customer, as_moderator, as_staff, as_admin, path):
    assert client.get(path).status_code == 302
    assert as_customer.get(path).status_code == as_moderator.get(path).status_code == 403
    assert as_staff.get(path).status_code == as_admin.get(path).status_code == 200
