"""A site with something of everything, and other sites beside it."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from accounts.models import Consent, Role, User
from accounts.services import sessions, settings
from core import worker
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import announce
from core.markdown import render
from core.origins import FormerAddress, note_origin
from forum.models import Post, PostRevision, Thread
from hoidap import create_app, keeping, pictures
from hoidap.demo.seeding import seed
from hoidap.exporting import running
from kb.models import Article, ArticleStatus, Collection, Feedback, FeedbackReason
from search.services import engine
from tests import databases, sharing
from tests import factories as make
from tests.conftest import Client
from tests.conftest import settings as settings_of
from tests.hoidap.exporting import loop
from tests.hoidap.given_files import PDF


@pytest.fixture
def another_site(tmp_path) -> Iterator[Callable[..., Flask]]:
    """`another_site("b")` is an empty site in a folder of its own; use it in its app context.

    tables=False -- its database has not even tables.
    """
    with ExitStack() as stack:

        def _another_site(name: str, *, tables: bool = True) -> Flask:
            app = _site(tmp_path / name, databases.new_database())
            stack.callback(_close, app)
            if tables:
                with app.app_context():
                    db.create_all()
            return app

        yield _another_site


def _site(folder: Path, database: str) -> Flask:
    app = create_app(settings_of(folder, HOIDAP_DATABASE_URL=database))
    app.test_client_class = Client
    with app.app_context():
        sharing.share_statements(db.engine)
    return app


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def full(tmp_path_factory) -> tuple[Path, str]:
    """The demo, and what the demo lacks: not one exported table is empty. Made once, with its
    export beside it: the folder of both, and the database's URL."""
    folder, database = tmp_path_factory.mktemp("full"), databases.new_database()
    app = _site(folder / "site", database)
    with app.app_context():
        db.create_all()
        _fill()
        worker.work_off(app)
        engine.rebuild()  # as an import does, so that equal hits come in one order
        running.export(folder / "export")
    _close(app)
    return folder, database


@pytest.fixture
def full_site(full, tmp_path) -> Iterator[Flask]:
    """A copy of it, to be read and written."""
    folder, database = full
    shutil.copytree(folder / "site", tmp_path / "full")
    app = _site(tmp_path / "full", databases.new_database(like=database))
    with app.app_context():
        yield app
    _close(app)


@pytest.fixture
def exported(full, tmp_path) -> Path:
    """Its export, to be read and damaged."""
    shutil.copytree(full[0] / "export", tmp_path / "export")
    return tmp_path / "export"


def _fill() -> None:
    seed()
    staff = db.session.query(User).filter_by(role=Role.STAFF).first()
    _people()
    article = _library(staff)
    post = _forum(staff)
    loop.of_the_library(article, staff)
    loop.of_the_forum(post, article, staff)
    loop.of_search(article, staff)
    picture = pictures.keep(pictures.redraw(_png(), (100, 100)), by=staff)
    settings.put("logo_key", picture.key, by=staff)
    keeping.keep(PDF, "pdf", "application/pdf", by=staff)
    note_origin("old-forum", "thread", "t-1", 1, digest="d" * 64, kept_hash="e" * 64)
    db.session.add(FormerAddress(path="/t/1", kind="thread", subject_id=1))
    db.session.commit()


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    return out.getvalue()


def _people() -> None:
    make.save(User(name="Left", erased_at=now()))
    make.user(name="Loud", suspended_until=now() + timedelta(days=900), password="a" * 20)
    person = make.user(name="Lan ‘Ngọc’ 🌸\u202f\n\\", email="lan@example.com")
    db.session.add(Consent(user_id=person.id, purpose="terms", text_version="1"))
    db.session.add(
        Consent(user_id=person.id, purpose="notices", text_version="1", withdrawn_at=now())
    )
    sessions.begin(person)
    db.session.commit()


def _library(staff) -> Article:
    child = make.collection(slug="above/below", name="Below")
    above = make.collection(slug="above", name="Above")
    db.session.get_one(Collection, child.id).parent_id = above.id  # the parent came later
    seen = make.article(title="Linked", body="See [the other](other.md#part).", collection=child)
    make.article(title="The other", body="## Part", collection=child).slug = "other"
    make.article(title="Draft", status=ArticleStatus.DRAFT, collection=child)
    make.article(title="For staff", audience=Audience.STAFF, keywords=["nội bộ"], author=staff)
    make.article(title="Old", status=ArticleStatus.ARCHIVED, archived_at=now())
    make.article(title="Soon", publish_at=now() + timedelta(days=30))
    made = make.article(title="Made", checked_on=today(), review_days=30)
    made.source = {"url": "/forum/threads/1", "quotes": [], "contributors": [staff.id]}
    made.front_matter = {"layout": {"$date": "2026-01-02"}, "weights": [1, 2.5, None, True]}
    db.session.add(
        Feedback(
            article_id=seen.id,
            revision_id=seen.live_revision_id,
            user_id=staff.id,
            is_helpful=False,
            reason=FeedbackReason.WRONG,
            words="Không đúng",
        )
    )
    _again(seen)
    for number in db.session.scalars(select(Article.id)):
        announce("article.changed", number)
    db.session.commit()
    return seen


def _again(article: Article) -> None:
    """A newer text that is not live yet."""
    from kb.services.drafting import add_revision

    add_revision(
        article, title="Linked, 2", summary="", body="New.", html="<p>New.</p>", author=None
    )


def _forum(staff) -> Post:
    post = make.post(body="> [!TIP]\n> Press **here**", edited_at=now(), edited_by=staff.id)
    post.html = render(post.body, language="en")
    db.session.add(PostRevision(post_id=post.id, replaced_by=staff.id, body="Press"))
    make.post(body="Rude", hidden_at=now(), hidden_by=staff.id, hidden_reason="Rude")
    make.post(body="Gone", withdrawn_at=now())
    make.thread(title="Private", is_private=True, fields={"order": "12-34"})
    make.thread(title="Locked", locked_at=now(), locked_reason="Old", product_id=1)
    settled = make.thread(title="Settled", promised_on=today(), owner_id=staff.id, outcome="Paid")
    first = db.session.query(Post).filter_by(thread_id=settled.id).one()
    db.session.get_one(Thread, settled.id).accepted_post_id = first.id
    db.session.commit()
    return first
