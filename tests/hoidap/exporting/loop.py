"""The knowledge loop's rows, one of each kind: enough for an export to be held to them."""

from accounts.models import User
from core.clock import now, today
from core.db import db
from forum.models import Nomination, NominationOutcome, Post, PostProof, Rating, Reuse, Thanks
from kb.models import (
    Article,
    ArticleDay,
    ArticleProof,
    Proposal,
    ProposalDecision,
    Receipt,
    Unsaved,
    Variable,
    article_contributor,
    article_variable,
)
from search.models import Gap, SearchDay


def of_the_library(article: Article, staff: User) -> None:
    """What people do with an article beside reading it."""
    assert article.live_revision_id is not None
    article.translated_from_id, article.must_be_read = article.live_revision_id, True
    article.submitted_at, article.submitted_by = now(), staff.id
    decided = {"decided_at": now(), "decided_by": staff.id, "decision": ProposalDecision.REFUSED}
    proposed = {"article_id": article.id, "revision_id": article.live_revision_id}
    db.session.add_all((
        ArticleDay(day=today(), article_id=article.id, view_count=7),
        ArticleProof(
            article_id=article.id, user_id=staff.id, has_worked=False, version="5.2",
            words="Không được", tried_on=today(),
        ),
        Proposal(**proposed, author_id=staff.id, title="Mới", body="Chữ", reason="Chưa", **decided),
        Receipt(revision_id=article.live_revision_id, user_id=staff.id),
        Unsaved(user_id=staff.id, article_id=article.id, based_on=1, title="Đang", body="gõ"),
        Unsaved(user_id=staff.id, title="Bài mới"),
        Variable(name="hotline", values={"vi": "1900 1234", "en": "1900 1234"}),
    ))  # fmt: skip
    db.session.execute(article_contributor.insert().values(article_id=article.id, user_id=staff.id))
    db.session.execute(article_variable.insert().values(article_id=article.id, name="hotline"))


def of_the_forum(post: Post, article: Article, staff: User) -> None:
    """Where it was asked, and what people do with an answer beside accepting it."""
    post.thread.asked_from_id = article.id
    db.session.add_all((
        Nomination(
            thread_id=post.thread_id, user_id=staff.id, note="Hay", settled_at=now(),
            settled_by=staff.id, outcome=NominationOutcome.REFUSED, reason="Đã có",
        ),
        PostProof(post_id=post.id, user_id=staff.id, has_worked=True, tried_on=today()),
        Rating(thread_id=post.thread_id, user_id=staff.id, score=2, words="Chậm"),
        Reuse(article_id=article.id, thread_id=post.thread_id, user_id=staff.id, is_right=True),
        Thanks(post_id=post.id, user_id=staff.id),
    ))  # fmt: skip


def of_search(article: Article, staff: User) -> None:
    """A cluster of two gaps, the second one standing behind the first, and a day's counts."""
    near = Gap(words="gan", typed="gần", language="vi", nearest_id=article.id, owner_id=staff.id)
    db.session.add_all((near, SearchDay(day=today(), language="vi", words="gan", search_count=3)))
    db.session.flush()
    db.session.add(Gap(words="gan do", typed="gần đó", language="vi", head_id=near.id))
