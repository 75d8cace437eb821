"""Confidence × audience × governance, from what the article says of itself anyway."""

import pytest

from core.audience import Audience
from core.clock import now
from kb.models import ArticleKind, ArticleStatus
from kb.services.standing import standing_of


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "validated public experience"),
        ({"status": ArticleStatus.DRAFT}, "work_in_progress public experience"),
        ({"status": ArticleStatus.IN_REVIEW}, "not_validated public experience"),
        ({"source_changed_at": now()}, "not_validated public experience"),
        ({"status": ArticleStatus.ARCHIVED}, "archived public experience"),
        ({"kind": ArticleKind.POLICY}, "validated public compliance"),
        ({"audience": Audience.STAFF, "must_be_read": True}, "validated staff compliance"),
    ],
)
def test_what_kcs_calls_it(make, more, expected):
    assert " ".join(standing_of(make.article(**more))) == expected


def test_staff_read_it_and_nobody_else(make, client, as_customer, as_moderator, as_staff):
    article = make.article(kind=ArticleKind.POLICY)
    words = "Validated × Everyone × Compliance based"
    assert words in as_staff.get(article.url).text
    for browser in (client, as_customer, as_moderator):
        assert "Validated" not in browser.get(article.url).text
