"""Lists: who sees what, and where they are cut."""

import re
from datetime import timedelta

import pytest

from core.audience import Audience
from core.clock import now, today
from core.db import db
from kb.models import ArticleStatus
from kb.services import drafting


def fill(make, count, **more):
    shelf, product = make.collection(name="Shelf"), make.product()
    for n in range(count):
        make.article(
            title=f"Title {n}", collection=shelf, is_featured=True, products=[product],
            checked_on=today() - timedelta(days=500), review_days=10, owner=make.user(), **more
        )  # fmt: skip
    return shelf, product


def test_a_long_list_of_revisions_has_pages(as_staff, make, onward):
    article = make.article()
    for n in range(30):
        drafting.save(
            article,
            title="T",
            summary="",
            body=f"Text {n}",
            note="",
            by=make.user(),
            based_on=n + 1,
        )
    db.session.commit()
    page = as_staff.get(f"/kb/articles/{article.id}/revisions")
    assert "Revision 31" in page.text
    assert "Revision 1:" not in page.text
    assert "Revision 1:" in as_staff.get(onward(page)).text


@pytest.mark.parametrize("path", ["/kb/", "{shelf}", "{product}"])
def test_lists_show_what_the_reader_may_see(
    path, client, as_customer, as_moderator, as_staff, make
):
    shelf, product = make.collection(), make.product()
    place = {"collection": shelf, "products": [product], "is_featured": True}
    make.article(title="For all", **place)
    make.article(title="For customers", audience=Audience.CUSTOMERS, **place)
    make.article(title="For staff", audience=Audience.STAFF, **place)
    make.article(title="In work", status=ArticleStatus.DRAFT, **place)
    make.article(title="Put away", status=ArticleStatus.ARCHIVED, **place)
    make.article(title="Not yet", publish_at=now() + timedelta(hours=1), **place)
    url = path.format(shelf=shelf.url, product=product.url)
    every = ("For all", "For customers", "For staff", "In work", "Put away", "Not yet")
    seen = {
        name: [title for title in every if title in browser.get(url).text]
        for name, browser in (
            ("visitor", client), ("customer", as_customer),
            ("moderator", as_moderator), ("staff", as_staff),
        )
    }  # fmt: skip
    assert seen == {
        "visitor": ["For all"],
        "customer": ["For all", "For customers"],
        "moderator": ["For all", "For customers"],
        "staff": ["For all", "For customers", "For staff"],
    }


def test_a_shelf_without_readable_articles_is_not_known(client, as_staff, make):
    shelf = make.collection(name="Secret shelf")
    make.article(collection=shelf, audience=Audience.STAFF)
    assert "Secret shelf" not in client.get("/kb/").text
    assert client.get(shelf.url).status_code == 404
    assert "Secret shelf" in as_staff.get("/kb/").text


def test_counts_include_the_shelves_below(client, make):
    outer = make.collection(slug="outer", name="Outer")
    inner = make.collection(slug="outer/inner", name="Inner", parent=outer)
    make.article(collection=outer)
    make.article(collection=inner)
    assert "2 articles" in client.get("/kb/").text
    assert "Inner" in client.get(outer.url).text
    assert "Outer" in client.get(inner.url).text  # breadcrumbs


@pytest.mark.parametrize("place", [0, 1], ids=["shelf", "product"])
def test_a_long_list_of_articles_has_pages(client, make, onward, place):
    url = fill(make, 61)[place].url
    shown, pages = [], 0
    while url:
        page = client.get(url)
        shown += re.findall(r">(Title \d+)<", page.text)
        url, pages = onward(page), pages + 1

    assert pages == 3
    assert sorted(shown) == sorted(f"Title {n}" for n in range(61))


def test_the_order_holds_over_pages(client, make, onward):
    shelf, product = make.collection(), make.product()
    for n in range(31):
        make.article(
            title=f"Title {n}.", collection=shelf, position=-n, view_count=n, products=[product]
        )
    for url in (shelf.url, product.url):
        first = client.get(url)
        assert first.text.index("Title 30.") < first.text.index("Title 1.")
        assert "Title 0." not in first.text
        assert "Title 0." in client.get(onward(first)).text


def test_a_cursor_that_is_none_begins_at_the_top(client, make):
    shelf, product = fill(make, 1)
    for url in (shelf.url, product.url):
        for before in ("0", "-1", "x", "1.x", "9" * 30 + ".1", "%00", "-99999999999999999999.1"):
            assert "Title 0" in client.get(f"{url}?before={before}").text


def test_drafts_list_scheduled_and_newer_texts_too(as_staff, make):
    make.article(title="Scheduled", publish_at=now() + timedelta(days=1))
    live = make.article(title="Live one")
    assert "Live one" not in as_staff.get("/kb/articles/drafts").text
    as_staff.post(
        f"/kb/articles/{live.id}/edit",
        data={"title": "Live one", "body": "Newer", "based_on": "1"},
    )
    page = as_staff.get("/kb/articles/drafts").text
    assert "Scheduled" in page
    assert "Live one" in page


def test_unknown_places_answer_404(client):
    assert client.get("/kb/collections/none").status_code == 404
    assert client.get("/kb/products/none").status_code == 404
    assert client.get("/kb/revisions/1").status_code == 404
