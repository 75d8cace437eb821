"""The place of a second ranker (search/services/ranking.py)."""

import pytest

from accounts.models import Visitor
from core.db import db
from search.contract import Filters, Scope
from search.query import parse
from search.services import finding, ranking

EVERYBODY = Scope(frozenset({"public"}))


def backwards(_query, hits):
    return reversed(hits)


@pytest.fixture
def shelf(make, index):
    """Sixty articles, each a better hit than the next."""
    for number in range(60):
        make.article(title=f"Kettle {number}", body="kettle " + "filler " * number)
    db.session.commit()
    index()


def refs(page=1, per_page=10, **details):
    found = ranking.search(
        parse("kettle"), scope=EVERYBODY, page=page, per_page=per_page, **details
    )
    return [hit.ref for hit in found.hits]


def shown(page):
    found = finding.find("kettle", for_=Visitor(), filters=Filters(), page=page)
    return [line.ref for line in found.lines]


def test_without_a_ranker_the_order_is_the_indexs(app, shelf):
    assert [shown(page) for page in (1, 2)] == [refs(1), refs(2)]


def test_a_ranker_orders_the_first_fifty_and_loses_none(app, shelf):
    plain = [ref for page in range(1, 7) for ref in refs(page)]

    ranking.use(app, backwards)

    assert [ref for page in range(1, 7) for ref in shown(page)] == [*plain[49::-1], *plain[50:]]
    assert [ref for page in (1, 2) for ref in refs(page, 40)] == [*plain[49::-1], *plain[50:]]


def test_it_is_told_what_was_understood_and_every_score(app, shelf):
    asked = []
    ranking.use(app, lambda query, hits: asked.append((query, hits)) or hits)

    finding.find("ketle", for_=Visitor(), filters=Filters())

    ((query, hits),) = asked
    assert query.replaced == {"ketle": "kettl"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == ranking.FIRST


def test_other_orders_are_not_its_affair(app, shelf):
    plain = refs(sort="newest")

    ranking.use(app, backwards)

    assert refs(sort="newest") == plain


def fails(_query, _hits):
    raise RuntimeError("no model")


@pytest.mark.parametrize(
    "ranker",
    [fails, lambda q, hits: hits[1:], lambda q, hits: [*hits, hits[0]], lambda q, hits: None],
)
def test_one_that_fails_is_not_believed(app, shelf, ranker):
    plain = refs()

    ranking.use(app, ranker)

    assert refs() == plain
    assert ranking.search(parse("kettle"), scope=EVERYBODY, page=1, per_page=10).partial
