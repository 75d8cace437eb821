"""Every deed × every role. A rule without a row fails."""

import pytest

from accounts.models import Role
from core import permissions
from core.audience import Audience
from kb.models import ArticleStatus, Proposal, Revision

# deed -> who may, of visitor, customer, author, moderator, staff, admin, on a public article.
# An author (who wrote the post it was made of) and a moderator are readers here.
READERS = {"visitor", "customer", "author", "moderator", "staff", "admin"}
WRITERS = {"staff", "admin"}
TABLE = {
    "kb.see_article": READERS,
    "kb.give_feedback": READERS,
    "kb.see_feedback": WRITERS,
    "kb.prove_article": READERS - {"visitor"},
    "kb.take_back_proof": READERS - {"visitor"},
    "kb.propose_edit": READERS - WRITERS - {"visitor"},
    "kb.see_proposals": WRITERS,
    "kb.see_proposal": WRITERS | {"author"},
    "kb.decide_proposal": WRITERS,
    "kb.take_back_proposal": {"author"},
    "kb.write_article": WRITERS,
    "kb.see_drafts": WRITERS,
    "kb.change_variables": WRITERS,
    "kb.edit_article": WRITERS,
    "kb.organize_article": WRITERS,
    "kb.change_audience": WRITERS,
    "kb.publish_article": WRITERS,
    "kb.submit_article": set(),  # nothing newer than what readers see: tests/kb/test_reviews.py
    "kb.return_article": set(),
    "kb.unpublish_article": WRITERS,
    "kb.archive_article": WRITERS,
    "kb.check_article": WRITERS,
    "kb.require_reading": set(),  # nothing public is a duty: tests/kb/test_receipts.py
    "kb.sign_receipt": set(),
    "kb.see_receipts": set(),
    "kb.confirm_translation": WRITERS,
    "kb.see_revisions": WRITERS,
    "kb.restore_revision": WRITERS,
}
WITHOUT_SUBJECT = {"kb.write_article", "kb.see_drafts", "kb.change_variables", "kb.see_proposals"}


def test_every_rule_has_a_row():
    assert {name for name in permissions.rules() if name.startswith("kb.")} == set(TABLE)


@pytest.fixture
def cast(client, make):
    from accounts.models import Visitor

    return {
        "visitor": Visitor(),
        "customer": make.user(),
        "author": make.user(),
        "moderator": make.user(role=Role.MODERATOR),
        "staff": make.user(role=Role.STAFF),
        "admin": make.user(role=Role.ADMIN),
    }


@pytest.mark.parametrize("deed", sorted(TABLE))
def test_deed_by_role(deed, cast, make):
    source = {"url": "/forum/threads/1", "contributors": [cast["author"].id]}
    article = make.article(source=source, translation_group=make.article().key)
    rule = permissions.rules()[deed]
    subject = article.live_revision if deed == "kb.restore_revision" else article
    if deed.endswith("_proposal"):
        subject = Proposal(author_id=cast["author"].id)
    subjects = () if deed in WITHOUT_SUBJECT else (subject,)
    assert {role for role, person in cast.items() if rule(person, *subjects)} == TABLE[deed]


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.PUBLIC, READERS),
        (Audience.CUSTOMERS, READERS - {"visitor"}),
        (Audience.STAFF, WRITERS),
    ],
)
def test_audience_decides_who_sees_and_judges(audience, readers, cast, make):
    article = make.article(audience=audience)
    for deed in ("kb.see_article", "kb.give_feedback"):
        rule = permissions.rules()[deed]
        assert {role for role, person in cast.items() if rule(person, article)} == readers


@pytest.mark.parametrize("status", [s for s in ArticleStatus if s != ArticleStatus.PUBLISHED])
def test_only_staff_see_what_is_not_published(status, cast, make):
    article = make.article(status=status)
    see, judge = permissions.rules()["kb.see_article"], permissions.rules()["kb.give_feedback"]
    assert {role for role, person in cast.items() if see(person, article)} == WRITERS
    assert not any(judge(person, article) for person in cast.values())


def test_state_takes_buttons_away(cast, make):
    rules, staff = permissions.rules(), cast["staff"]
    draft, archived = make.article(status="draft"), make.article(status=ArticleStatus.ARCHIVED)
    draft.status = ArticleStatus.DRAFT
    assert not rules["kb.check_article"](staff, draft)
    assert not rules["kb.unpublish_article"](staff, draft)
    assert not rules["kb.archive_article"](staff, archived)
    assert rules["kb.restore_revision"](staff, Revision())


PAGES = [
    ("get", "/kb/articles/new"),
    ("get", "/kb/articles/drafts"),
    ("get", "/kb/articles/needs-check"),
    ("post", "/kb/articles/preview"),
    *[
        (method, f"/kb/articles/{{id}}/{verb}")
        for verb in ("edit", "organize", "audience", "publish", "unpublish", "archive")
        for method in ("get", "post")
    ],
    ("post", "/kb/articles/{id}/check"),
    ("get", "/kb/articles/{id}/revisions"),
    ("get", "/kb/feedback/{id}"),
    ("get", "/kb/revisions/{revision}"),
    ("get", "/kb/revisions/{revision}/restore"),
    ("post", "/kb/revisions/{revision}/restore"),
]


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_pages_of_writers_refuse_everybody_else(
    method, path, client, as_customer, as_moderator, as_staff, make
):
    article = make.article()
    path = path.format(id=article.id, revision=article.live_revision_id)
    assert getattr(client, method)(path).status_code in (302, 303, 401)
    assert getattr(as_customer, method)(path).status_code == 403
    assert getattr(as_moderator, method)(path).status_code == 403
    assert getattr(as_staff, method)(path).status_code in (200, 303, 422)
