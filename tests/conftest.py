"""The fixed cast, a real database, a real index, a real mail server; no mocks of our own code."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import hypothesis
import pytest
from flask import Flask, has_request_context, request
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from accounts.models import Role, User
from accounts.services import sessions
from core import worker
from core.db import SAFE_METHODS, db
from core.markdown import safely
from hoidap import create_app
from tests import databases, factories, sharing

NO_QUERIES = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SELECT pg_advisory_xact_lock")
SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


# In `make sure` the same examples each time: what chance finds is found at a desk, not in a queue.
hypothesis.settings.register_profile("sure", derandomize=True)
if os.environ.get("HOIDAP_NOTHING_MAY_SKIP"):
    hypothesis.settings.load_profile("sure")

sharing.begin()
OTHER_DATABASE = "sqlite" if databases.SERVER else "postgresql"


def pytest_collection_modifyitems(config, items):
    """Real content by others may be absent, and some tests are about one database alone;
    everything else must run where nothing may skip. On a second database only what asks one."""
    if databases.SERVER:
        indifferent = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=indifferent)
        items[:] = [item for item in items if _asks_a_database(item)]
    for item in items:
        if "shared_data" in item.keywords and not SHARED_DATA.exists():
            item.add_marker(pytest.mark.skip(reason="real content by others is not here"))
        if OTHER_DATABASE in item.keywords:
            item.add_marker(pytest.mark.skip(reason=f"is about {OTHER_DATABASE}"))


def _asks_a_database(item) -> bool:
    """Whether the test, or a fixture of it, has a database or a module that makes its own."""
    makers = {"empty_database", "full", "another_site"}
    return bool(makers & set(item.fixturenames)) or hasattr(item.module, "databases")


def pytest_sessionfinish():
    databases.drop_all()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real content by others; only for tests marked `shared_data`."""
    return SHARED_DATA


class Client(FlaskClient):
    """Gives each request its own app context, as in production.

    Without it a request would share the test's session and sign-in: a forgotten commit would pass
    unseen, and one person's sign-in would leak into the next.
    """

    user: User | None = None

    def open(self, *args, **kwargs):
        db.session.commit()  # what the test itself looked at must not lock the request out
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Callable[[Path], None]:
    """`empty_database(folder)` gives the site in that folder all tables and no rows."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings(folder))
    with app.app_context():
        db.create_all()
        sharing.share_statements(db.engine)
        db.engine.dispose()
    if databases.SERVER:
        return lambda _folder: databases.empty()
    made = (folder / "hoidap.db").read_bytes()
    return lambda folder: (folder / "hoidap.db").write_bytes(made)


def settings(folder: Path, **more) -> dict:
    return {
        "TESTING": True,
        "PROPAGATE_EXCEPTIONS": False,
        "WTF_CSRF_ENABLED": False,
        "HOIDAP_MODE": "development",
        "HOIDAP_INSTANCE_PATH": folder,
        "HOIDAP_DATABASE_URL": databases.ours(),
        "HOIDAP_CONTENT_PATH": folder / "content",
        "HOIDAP_SECRET_KEY": "a key for tests only, long enough to pass",
        "HOIDAP_RATE_LIMIT_FACTOR": 0,
        "HOIDAP_PAGE_CACHE_BYTES": 0,  # on where `more_settings` says so
        "HOIDAP_SQLITE_SYNCHRONOUS": "OFF",
        "HOIDAP_BASE_URL": "http://localhost",
        "BABEL_DEFAULT_LOCALE": "en",
    } | more


@pytest.fixture
def more_settings() -> dict:
    """A module whose site needs other settings defines this fixture anew."""
    return {}


@pytest.fixture
def app(tmp_path, empty_database, more_settings) -> Iterator[Flask]:
    empty_database(tmp_path)
    app = create_app(settings(tmp_path, **more_settings))
    app.test_client_class = Client
    with app.app_context():
        sharing.share_statements(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The visitor, whose browser asks for English (the message ids)."""
    return new_client(app)


def new_client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def make(app: Flask):
    return factories


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], FlaskClient]:
    """`sign_in(user)` gives a browser of its own in which that person is signed in."""

    def _sign_in(user: User) -> FlaskClient:
        client = new_client(app)
        token = sessions.begin(user)
        db.session.commit()
        client.set_cookie(sessions.cookie_name(), token)
        client.user = user
        return client

    return _sign_in


@pytest.fixture
def as_customer(sign_in, make):
    return sign_in(make.user(name="Customer", language="en"))


@pytest.fixture
def as_moderator(sign_in, make):
    """A moderator; `make.category(moderators=[as_moderator.user])` gives them a category."""
    return sign_in(make.user(name="Moderator", role=Role.MODERATOR, language="en"))


@pytest.fixture
def as_staff(sign_in, make):
    return sign_in(make.user(name="Staff", role=Role.STAFF, language="en"))


@pytest.fixture
def as_admin(sign_in, make):
    return sign_in(make.user(name="Admin", role=Role.ADMIN, language="en"))


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """Run the worker until nothing is due; returns how many deliveries were done."""

    def _work() -> int:
        db.session.commit()  # as above: the worker has a session of its own
        done = worker.work_off(app)
        db.session.expire_all()
        return done

    return _work


@pytest.fixture
def queries(app: Flask):
    """`with queries() as log:` collects the SQL statements sent meanwhile (not how they begin)."""

    @contextmanager
    def _queries() -> Iterator[list[str]]:
        log: list[str] = []

        def note(_conn, _cursor, statement, *_):
            if not statement.startswith(NO_QUERIES):
                log.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield log
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return _queries


@pytest.fixture
def onward() -> Callable[[TestResponse], str]:
    """`onward(page)` gives the address of the next page of the list, "" after its end."""

    def _onward(page: TestResponse) -> str:
        return page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")

    return _onward


@pytest.fixture(autouse=True)
def while_rendering(monkeypatch) -> Iterator[list[Callable[[], object]]]:
    """What else happens while words are rendered: functions put in here are called then.

    Whatever a test is about, no request of it may render words while it holds the write lock
    (a POST's unit of work is BEGIN IMMEDIATE from its first query on).
    """
    meanwhile: list[Callable[[], object]] = []
    locked: list[str] = []
    is_plain = safely.is_plain  # the first thing asked of every text

    def _is_plain(text: str) -> bool:
        writes = has_request_context() and request.method not in SAFE_METHODS
        if writes and db.session().in_transaction():
            locked.append(request.path)
        for happens in meanwhile:
            happens()
        return is_plain(text)

    monkeypatch.setattr(safely, "is_plain", _is_plain)
    yield meanwhile
    assert locked == [], "rendered while holding the write lock: release() first"


class _Inbox:
    """An SMTP server's memory: the messages it accepted."""

    def __init__(self) -> None:
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd's name)
        message = message_from_bytes(envelope.content, policy=policy.default)
        message.envelope_to = list(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mails(app: Flask) -> Iterator[list]:
    """The mails that a real SMTP server on loopback accepted, parsed."""
    from aiosmtpd.controller import Controller

    inbox = _Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd must be told its port
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    app.config["HOIDAP_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield inbox.messages
    server.stop()


@pytest.fixture(autouse=True, scope="session")
def _no_proxy():
    """Nothing in the suite goes out; a proxy in the environment must not tempt a library."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In `make sure` a skip is a failure, unless for want of others' data or the other database."""
    report = yield
    strict = os.environ.get("HOIDAP_NOTHING_MAY_SKIP")
    expected = {"shared_data", OTHER_DATABASE} & set(item.keywords)
    if strict and not expected and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may skip: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    for marker, why in (
        ("shared_data", "for want of others' data (shared_data)"),
        (OTHER_DATABASE, f"because they are about {OTHER_DATABASE}"),
    ):
        count = sum(marker in report.keywords for report in skipped)
        terminalreporter.write_line(f"skipped {why}: {count}")
