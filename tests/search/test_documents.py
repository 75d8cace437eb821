"""What search knows of an article or a thread, and of which it knows nothing."""

from datetime import timedelta

import pytest

from core.audience import Audience
from core.clock import now
from core.db import db
from core.tags import named
from forum.services import accepting
from kb.models import ArticleStatus
from search import documents
from search.services import gathering


def test_an_article(make):
    article = make.article(
        title="Đổi trả", summary="In short", body="Bring **it** <b>back</b>.", language="vi",
        products=[make.product(slug="router")], keywords=["hoàn tiền"], audience=Audience.CUSTOMERS,
    )  # fmt: skip
    article.tags = named(["Bảo hành"])
    db.session.commit()
    found = documents.of(f"article:{article.id}", 1)
    assert (found.kind, found.title, found.language) == ("article", "Đổi trả", "vi")
    assert found.text.startswith("In short\nBring it")
    assert found.audience == "customers"
    assert (found.product, found.tags) == (("router",), ("bao-hanh",))
    assert found.keywords == "hoàn tiền"
    assert (found.status, found.checked) == ("checked", True)


@pytest.mark.parametrize(
    "more",
    [
        {"status": ArticleStatus.DRAFT},
        {"status": ArticleStatus.IN_REVIEW},
        {"status": ArticleStatus.ARCHIVED},
        {"publish_at": now() + timedelta(hours=1)},
    ],
)
def test_an_article_that_is_not_out_is_unknown(make, more):
    assert documents.of(f"article:{make.article(**more).id}", 1) is None


def test_a_thread_with_all_its_visible_replies_the_accepted_one_first(make):
    thread = make.thread(title="Loud", body="It rattles.")
    make.post(thread=thread, body="First guess.")
    answer = make.post(thread=thread, body="Clean the roller.")
    for state in ("hidden_at", "held_at", "withdrawn_at"):
        make.post(thread=thread, body="Secret words.", **{state: now()})
    accepting.accept(answer, by=thread.author)
    db.session.commit()
    found = documents.of(f"thread:{thread.id}", 1)
    assert [line for line in found.text.splitlines() if line] == [
        "It rattles.", "Clean the roller.", "First guess.",
    ]  # fmt: skip
    assert (found.status, found.accepted, found.audience) == ("solved", True, "public")
    assert found.readers == ()


def test_a_private_thread_is_for_its_author(make):
    thread = make.thread(is_private=True, fields={"order": "A-778899"})
    found = documents.of(f"thread:{thread.id}", 1)
    assert (found.audience, found.readers) == ("private", (thread.author_id,))
    assert "778899" not in repr(found)


@pytest.mark.parametrize("state", ["held_at", "hidden_at"])
def test_a_thread_out_of_sight_is_unknown(make, state):
    assert documents.of(f"thread:{make.thread(**{state: now()}).id}", 1) is None


@pytest.mark.parametrize("ref", ["article:999", "thread:999"])
def test_what_is_gone_is_unknown(app, ref):
    assert documents.of(ref, 1) is None


def test_a_later_look_is_newer(make):
    ref = f"article:{make.article().id}"
    first, second = (gathering.read([ref], [])[0][1].version for _ in range(2))
    assert first < second


def test_a_change_while_a_slice_is_read_wins(make, monkeypatch):
    """The version is from before the reading: what was changed meanwhile is indexed on its own."""
    ref, read = f"article:{make.article().id}", documents.of
    changed = []

    def slowly(ref, version):
        changed.append(documents.version_now())
        return read(ref, version)

    monkeypatch.setattr(documents, "of", slowly)
    ((_ref, document),) = gathering.read([ref], [])
    assert document.version < changed[0]
