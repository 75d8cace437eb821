"""Whoever renders words lets go of the database first: one slow text holds up nobody who writes.

SQLite has one write lock, and a unit of work that writes takes it at its first query.
"""

import ast
import sys
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from core import schedule
from core.clock import now
from core.db import db, is_writing
from core.events import announce, deliver_due, events_heard
from forum.services import accepting
from kb import content, handlers
from kb.models import Article, Revision
from kb.services import drafting
from search.services import gaps
from tests.databases import others_can_write
from tests.test_architecture import PACKAGES, ROOT

FILE = "---\nkey: abcdefghi1\ntitle: Giving back\n---\n[Bring](other.md) the product.\n"


@pytest.fixture
def rendered(app, while_rendering):
    """Functions of ours that were about to render, each time with whether others could write."""
    noted: list[tuple[set[str], bool]] = []

    def note():
        frame, names = sys._getframe(), set()
        while frame := frame.f_back:
            names.add(f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}")
        noted.append((names, others_can_write()))

    while_rendering.append(note)
    return noted


def posts(make, sign_in, staff):
    """Every POST that renders: who sends what, and what is answered."""
    post, answer = make.post(), make.post()
    room, author = post.thread.category, sign_in(post.author)
    accepting.accept(answer, by=answer.thread.author)
    shelf, article = make.collection(slug="shelf"), make.article()
    old = drafting.newest_revision(article)
    words = {"title": "Words", "body": "Words, [a link](other.md)", "summary": ""}
    asked = words | {"category": room.slug, "type": "question", "language": "en", "product": ""}
    written = words | {"collection": shelf.id, "audience": "public", "language": "en"}
    look = {"preview": "y"}
    thread, page = f"/forum/threads/{post.thread_id}", f"/kb/articles/{article.id}"
    db.session.commit()
    return [
        (author, "/forum/posts/preview", {"text": "Words"}, 200),
        (author, f"/forum/posts/{post.id}/edit", words | look, 200),
        (author, f"/forum/posts/{post.id}/edit", words, 303),
        (author, f"{thread}/reply", words | look, 200),
        (author, f"{thread}/reply", {"body": "Something else"}, 303),
        (author, "/forum/threads/ask", asked | look, 200),
        (author, "/forum/threads/ask", asked | {"body": "A question"}, 303),
        (staff, f"/forum/threads/{answer.thread_id}/promote", written, 303),
        (staff, "/kb/articles/preview", {"text": "Words"}, 200),
        (staff, "/kb/articles/new", words | look, 200),
        (staff, "/kb/articles/new", written, 303),
        (staff, f"{page}/edit", words | look, 200),
        (staff, f"{page}/edit", words | {"based_on": "1"}, 303),
        (staff, f"/kb/revisions/{old.id}/restore", {}, 303),
    ]


def test_nobody_renders_while_others_cannot_write(app, make, sign_in, as_staff, work, rendered):
    seen: set[str] = set()

    def check(what):
        assert rendered, f"{what} renders nothing"
        assert all(free for _, free in rendered), f"{what} renders while it holds the write lock"
        seen.update(*(names for names, _ in rendered))
        rendered.clear()

    for browser, url, data, code in posts(make, sign_in, as_staff):
        assert browser.post(url, data=data).status_code == code, url
        check(url)

    folder = app.config["HOIDAP_CONTENT_PATH"]
    file = folder / "en/guides/returns.md"
    file.parent.mkdir(parents=True)
    file.write_text(FILE)
    content.sync(folder)
    check("kb sync")

    article = db.session.query(Article).filter_by(key="abcdefghi1").one()
    file.write_text(FILE.replace("product", "receipt"))
    announce("article.changed", article.id)
    work()
    check("the worker, whose file somebody changed")

    db.session.execute(update(Revision).values(renderer_version=0))
    db.session.commit()
    handlers.render_again()
    check("a raised renderer's version")

    imports = {name for name in renderers() if name.startswith("hoidap.importing.")}
    assert renderers() - imports <= seen  # an import's tests look at theirs: see `bring`


def renderers() -> set[str]:
    """`module.function` of ours that renders words, or asks for it."""
    found = set()
    for file in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                called = {
                    node.func.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                if called & {"render_safely", "render_article"}:
                    found.add(f"{module}.{function.name}")
    return found


def test_the_worker_looks_around_while_others_can_write(app, make):
    """What takes its time reads in a unit of work of its own, and nothing may be pending then."""
    make.thread(created_at=now() - timedelta(days=4), category=make.category())
    for words in ("giving it back", "giving back", "a key for the box"):
        gaps.count_failed(words, words, "en")
    article = make.article()
    for news in events_heard().keys() - {"import.asked"}:  # which a process of its own does
        announce(news, article.id)  # what each is about is there, the first of its kind
    db.session.commit()
    looks: dict[str, list[bool]] = {}

    @event.listens_for(db.engine, "begin")
    def _look(_connection):
        if not is_writing():
            looks[name].append(others_can_write())

    for name, (_interval, job) in {**schedule._jobs, "news": (None, deliver_due)}.items():
        looks[name] = []
        with app.app_context():
            job()
            db.session.commit()

    assert {name for name, free in looks.items() if not all(free)} == set()
    looked = {name.rpartition(".")[2] for name, free in looks.items() if len(free) > 1}
    assert looked >= {"cluster_gaps", "count_figures", "look_for_nearest_articles", "news"}


def test_a_reply_asks_for_the_lock_once(as_customer, make):
    """The most frequent write: while one waits for the lock all others do."""
    thread = make.thread()
    asked = []
    event.listen(db.engine, "begin", lambda _connection: asked.append(is_writing()))
    for number in range(2):
        answer = as_customer.post(
            f"/forum/threads/{thread.id}/reply", data={"body": f"Try to clean it {number}."}
        )
        assert answer.status_code == 303
        assert asked.count(True) == 1
        asked.clear()
