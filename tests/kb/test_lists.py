"""Lists: who sees what, and what they cost."""

from datetime import timedelta

import pytest

from core.audience import Audience
from core.clock import now, today
from core.db import db
from kb.models import ArticleStatus


def fill(make, count, **more):
    shelf, product = make.collection(name="Shelf"), make.product()
    for n in range(count):
        make.article(
            title=f"Title {n}", collection=shelf, is_featured=True, products=[product],
            checked_on=today() - timedelta(days=500), review_days=10, owner=make.user(), **more
        )  # fmt: skip
    return shelf, product


READERS = ["/kb/", "{shelf}", "{product}"]
STAFF = [*READERS, "/kb/articles/drafts", "/kb/articles/needs-check"]


@pytest.mark.parametrize(
    ("who", "path"),
    [("client", path) for path in READERS] + [("as_staff", path) for path in STAFF],
)
def test_a_list_costs_the_same_with_1_and_30_rows(path, who, request, make, queries):
    browser = request.getfixturevalue(who)
    status = ArticleStatus.DRAFT if "drafts" in path else ArticleStatus.PUBLISHED
    shelf, product = fill(make, 1, status=status)
    url = path.format(shelf=shelf.url, product=product.url)
    with queries() as one:
        assert browser.get(url).status_code == 200
    for n in range(29):
        make.article(
            title=f"More {n}", collection=shelf, products=[product], owner=make.user(),
            status=status, checked_on=today() - timedelta(days=500), review_days=10,
        )  # fmt: skip
    with queries() as many:
        page = browser.get(url)
    assert "More 2" in page.text  # the newest are in every list
    assert len(many) == len(one) <= 14, "\n".join(many)


def test_an_article_page_costs_the_same_among_1_and_30(client, make, queries):
    shelf, _ = fill(make, 1)
    url = make.article(collection=shelf, title="This").url
    with queries() as one:
        client.get(url)
    for n in range(30):
        make.article(collection=shelf, title=f"More {n}", tags=[], products=[make.product()])
    with queries() as many:
        client.get(url)
    assert len(many) == len(one) <= 14, "\n".join(many)


def test_the_revisions_page_costs_the_same(as_staff, make, queries):
    from kb.services import drafting

    article = make.article()
    path = f"/kb/articles/{article.id}/revisions"
    with queries() as one:
        as_staff.get(path)
    for n in range(31):
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
    with queries() as many:
        page = as_staff.get(path)
    assert "Revision 32" in page.text
    assert f"before={3}" in page.text
    # authors are joined: as many statements as with one revision
    assert len(many) == len(one)


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


def test_a_long_shelf_has_pages(client, make):
    shelf, _ = fill(make, 31)
    assert "Title 30" not in client.get(shelf.url).text
    assert "Title 30" in client.get(f"{shelf.url}?page=2").text
    for page in ("0", "-1", "x", "99999999999999999999"):
        assert client.get(f"{shelf.url}?page={page}").status_code == 200


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
