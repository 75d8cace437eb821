"""What came after a search is counted, without a person, on nobody's time."""

import pytest

from core.db import db
from search.models import SearchStep, StepKind
from search.services import limits, log

OURS = {"Origin": "http://localhost"}


def steps():
    log.buffer().flush()
    found = db.session.query(SearchStep).all()
    return [(one.words, one.language, one.kind, one.ref) for one in found]


def opened(client, headers=OURS, **more):
    said = {"q": "Kettle 123", "ref": "article:5", "language": "en"} | more
    return client.post("/search/steps", data=said, headers=headers)


def test_a_results_page_says_what_was_searched_and_what_stands_there(client, make, index):
    article = make.article(title="Kettle", body="kettle")
    index()
    page = client.get("/search/?q=Kettle+tag:none+-x").text + client.get("/search/?q=Kettle").text
    assert 'data-searched="Kettle"' in page
    assert f'<li data-ref="article:{article.id}">' in page
    assert "js/opened.js" in page


@pytest.mark.parametrize("who", ["client", "as_customer"])
def test_an_opened_hit_is_kept_later_and_asks_the_database_nothing(
    who, request, queries, app, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)  # a kept page holds no token
    browser = request.getfixturevalue(who)
    with queries() as asked:
        assert opened(browser).status_code == 204
    assert asked == []
    assert steps() == [("0 kettl", "en", StepKind.OPENED, "article:5")]
    assert not {"user_id", "email", "address"} & set(SearchStep.__table__.columns.keys())


@pytest.mark.parametrize(
    "wrong",
    [{"ref": "user:1"}, {"ref": "article:5x"}, {"ref": ""}, {"language": "xx"}, {"language": ""}],
)
def test_what_is_no_hit_is_refused(client, wrong):
    assert opened(client, **wrong).status_code == 422
    assert steps() == []


@pytest.mark.parametrize("origin", [None, "null", "http://elsewhere.example"])
def test_only_our_own_pages_say_so(client, origin):
    assert opened(client, {"Origin": origin} if origin else {}).status_code == 403
    assert steps() == []


def test_words_that_are_none_leave_nothing(client):
    assert opened(client, q="?!").status_code == 204
    assert steps() == []


def test_nobody_opens_hits_without_end(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "HOIDAP_RATE_LIMIT_FACTOR", 1)
    monkeypatch.setitem(app.config, "HOIDAP_WEB_PROCESSES", 1)
    monkeypatch.setattr(limits, "SIGNED_IN", 2)
    answers = [opened(client, q="much").status_code for _ in range(3)]
    assert answers == [204, 204, 429]


def test_who_waits_after_a_search_is_counted(as_customer):
    as_customer.post("/search/waiting/new?words=Kettle+99")
    assert steps() == [("0 kettl", "en", StepKind.WAITED, "")]


def test_who_asks_after_a_search_is_counted_without_their_thread(make, work):
    from core.events import announce

    for author in (make.user(), make.user(role="staff")):
        thread = make.thread(search_words="kettl 0912", author=author)
        announce("thread.asked", thread.id)
    announce("thread.asked", make.thread().id)
    db.session.commit()
    work()
    assert steps() == [("kettl 0", "en", StepKind.ASKED, "")]
