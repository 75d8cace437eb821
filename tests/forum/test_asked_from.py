"""Which article did not help who asks: kept when they may read it, else as if nothing was said."""

import pytest

from core.audience import Audience
from core.db import GREATEST_ID, db
from forum.models import Thread
from kb.models import ArticleStatus

ASK = "/forum/threads/ask"


@pytest.fixture
def send(make):
    """Ask with this as the form's article; gives the answer and the thread."""
    room = make.category()

    def ask(browser, article):
        words = {"title": "Why?", "body": "It stopped.", "category": room.slug, "language": "en"}
        more = {"type": "question", "readers": "usual", "product": "", "article": f"{article}"}
        answer = browser.post(ASK, data=words | more)
        return answer, db.session.query(Thread).one()

    return ask


def test_the_way_from_an_article_to_its_thread(as_customer, make, send):
    article = make.article()
    page = as_customer.get(article.url).text
    assert f"{ASK}?title=" in page
    assert f"article={article.id}" in page
    form = as_customer.get(f"{ASK}?article={article.id}").text
    assert f'name="article" type="hidden" value="{article.id}"' in form

    _answer, thread = send(as_customer, article.id)

    assert thread.asked_from_id == article.id
    assert thread.fields == {}


HIDDEN = {
    "for staff": {"audience": Audience.STAFF},
    "a draft": {"status": ArticleStatus.DRAFT},
    "archived": {"status": ArticleStatus.ARCHIVED},
}


@pytest.mark.parametrize("which", HIDDEN)
def test_an_article_that_the_asker_may_not_read_is_left_out(as_customer, make, send, which):
    answer, thread = send(as_customer, make.article(**HIDDEN[which]).id)
    assert (answer.status_code, answer.location) == (303, thread.url)
    assert thread.asked_from_id is None


@pytest.mark.parametrize("typed", ["", "0", "999", f"{GREATEST_ID + 1}", "9" * 30, "x", "-1", "²"])
def test_what_is_no_articles_number_is_left_out(as_customer, make, send, typed):
    make.article()
    answer, thread = send(as_customer, typed)
    assert (answer.status_code, answer.location) == (303, thread.url)
    assert thread.asked_from_id is None


def test_staff_ask_from_what_is_for_staff(as_staff, make, send):
    article = make.article(audience=Audience.STAFF)
    assert send(as_staff, article.id)[1].asked_from_id == article.id
