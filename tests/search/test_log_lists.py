"""What was searched, in four lists: counted alike in one go, shown, downloaded, and anonymous."""

from datetime import timedelta

import pytest

from core.clock import now, today
from core.db import db
from search import handlers
from search.models import SearchDay, SearchLog, SearchStep, StepKind
from search.services import days, log, log_lists

PAGE = "/search/log"


def came_from(client, before, words, **more):
    referrer = before and f"http://localhost{before}"
    return client.get(
        "/search/",
        query_string={"q": words, **more},
        headers={"Referer": referrer} if before else {},
    )


def steps():
    log.buffer().flush()
    found = db.session.query(SearchStep).order_by(SearchStep.id)
    return [(step.words, step.ref) for step in found if step.kind is StepKind.REFINED]


def test_other_words_from_a_page_of_results_are_a_search_again(client, make, index):
    make.article(title="Kettle", body="kettle leaks")
    index()
    came_from(client, "/search/?q=Kettles+tag:nothing", "kettle leaks")
    assert steps() == [("kettl", "kettl leak")]
    for kept in range(2):  # the page is kept from the first time on
        came_from(client, "/search/?kind=thread&q=kettle", "water boiler")
        assert steps()[1 + kept :] == [("kettl", "boiler water")]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "/search/",
        "/search/?q=",
        "/search/?q=Leaks+KETTLE",  # the same words
        "/kb/?q=other",
        "/search/suggestions?q=other",
        ".evil.example/search/?q=other",
        "/search/?q=%00%ff&" + "a=1&" * 2000,
    ],
)
def test_anything_else_is_none(before, client, index):
    came_from(client, before, "kettle leaks")
    assert steps() == []


def test_further_pages_and_bad_addresses_are_none(client, index):
    for more in ({"page": 2}, {"kind": "article"}, {"sort": "newest"}, {"as_typed": 1}):
        came_from(client, "/search/?q=other", "kettle", **more)
    client.get("/search/?q=kettle", headers={"Referer": "http://[::1"})
    assert steps() == []


def test_no_number_or_address_is_kept_of_either_search(client, index):
    came_from(client, "/search/?q=order+0912345678+van@example.com", "order DH-55123")
    ((before, after),) = steps()
    assert not any(digit in before + after for digit in "123456789")
    assert "van" not in before


@pytest.fixture
def searched(app):
    """`searched("words", times, failed=…, opened=…, then=…)`, days ago."""

    def _searched(typed, times, *, failed=0, opened=0, then=(), ago=1, language="vi"):
        words = log.gaps.words_of(typed)
        at = now() - timedelta(days=ago)
        more = {"words": words, "language": language, "created_at": at}
        for number in range(times):
            db.session.add(SearchLog(typed=typed, hit_count=0, has_failed=number < failed, **more))
        kinds = [(StepKind.OPENED, "article:1")] * opened
        kinds += [(StepKind.REFINED, log.gaps.words_of(next_)) for next_ in then]
        for kind, ref in kinds:
            db.session.add(SearchStep(kind=kind, ref=ref, **more))
        db.session.commit()

    return _searched


@pytest.fixture
def season(searched):
    searched("nồi cơm", 2, ago=60)
    searched("máy pha cà phê", 9, opened=9, ago=40)
    searched("hoa don", 5, failed=5, then=["hóa đơn VAT", "hóa đơn VAT", "xuất hóa đơn"])
    searched("bảo hành", 6, opened=1, failed=2)
    searched("BẢO HÀNH", 1)
    searched("warranty", 4, opened=4, language="en")
    searched("hóa đơn VAT", 2, opened=2)
    days.count()
    db.session.commit()
    handlers.list_searches()
    db.session.commit()


def lines(which, span="days"):
    return [(line.typed, line.searches) for line in log_lists.lines(which, span)]


def test_each_list_has_its_order_and_its_time(season):
    assert lines("most")[:3] == [("bảo hành", 7), ("hoa don", 5), ("warranty", 4)]
    assert lines("most", "weeks")[0] == ("máy pha cà phê", 9)
    assert ("nồi cơm", 2) in lines("most", "weeks")
    assert lines("failed") == [("hoa don", 5), ("bảo hành", 7)]
    assert lines("unopened") == [("bảo hành", 7)]
    assert lines("unopened", "weeks") == [("bảo hành", 7), ("nồi cơm", 2)]
    (line,) = log_lists.lines("refined", "days")
    assert (line.typed, line.searches, line.failed, line.refined) == ("hoa don", 5, 5, 3)
    assert line.then == ["hóa đơn VAT", "don hoa xuat"]  # which nobody's kept search spells


def test_a_list_is_bounded_and_what_one_person_searched_long_ago_is_in_none(app):
    row = {"day": today(), "language": "vi", "failed_count": 1}
    db.session.add(SearchDay(words=days.REST, search_count=500, **row))
    for number in range(log_lists.MOST + 5):
        db.session.add(SearchDay(words=f"w{number:03}", search_count=number + 1, **row))
    db.session.commit()
    found = lines("most")
    assert len(found) == log_lists.MOST
    assert found[0] == (f"w{log_lists.MOST + 4:03}", log_lists.MOST + 5)


def test_staff_read_it_and_nobody_else(season, as_customer, as_moderator, client):
    for other in (as_customer, as_moderator):
        assert other.get(PAGE).status_code == 403
        assert other.get(f"{PAGE}/download").status_code == 403
    assert client.get(PAGE).status_code in (302, 403)


def test_the_page_shows_a_list_and_what_nobody_knows_is_the_first(season, as_staff):
    page = as_staff.get(f"{PAGE}?list=refined").text
    assert "hoa don" in page
    assert "hóa đơn VAT" in page
    assert "warranty" not in page
    first = as_staff.get(f"{PAGE}?list=nonsense&period=years").text
    assert first.index("bảo hành") < first.index("warranty")


def test_the_file_is_the_list_and_no_cell_is_a_formula(searched, as_staff):
    searched("=1+2 máy in", 3, then=["máy in kêu"])
    days.count()
    db.session.commit()
    answer = as_staff.get(f"{PAGE}/download?list=refined")
    assert answer.headers["Content-Disposition"] == "attachment; filename=searches-refined.csv"
    head, line = answer.get_data().decode("utf-8-sig").splitlines()
    assert head == "words,language,searches,failed,opened,refined,then"
    assert line == "'=1+2 máy in,vi,3,0,0,1,in keu may"


def test_an_empty_log_says_so(app, as_staff):
    assert "empty-title" in as_staff.get(PAGE).text
