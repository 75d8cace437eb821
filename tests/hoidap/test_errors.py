import pytest
from flask import abort
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from accounts.models import Role, User
from accounts.services import sessions
from core import dialects
from core.db import db
from core.ratelimits import TooMany
from hoidap import create_app
from hoidap.errors import PAGES
from tests.conftest import new_client, settings

SAYS = {
    400: "did not understand",
    403: "not for you",
    404: "find that page",
    405: "cannot be used",
    410: "removed for good",
    413: "too large",
    422: "does not fit",
    429: "too often",
    500: "went wrong",
    503: "not quite there",
}


@pytest.fixture
def broken(app):
    """A site with pages that fail on purpose."""

    def fail(code: int):
        if code == 429:
            raise TooMany(120)
        if code == 500:
            raise RuntimeError("planted")
        if code == 503:
            raise OperationalError("planted", {}, Exception("disk"))
        abort(code)

    app.add_url_rule("/planted/<int:code>", view_func=fail, methods=["GET", "POST"])
    return new_client(app)


@pytest.mark.parametrize("code", PAGES)
def test_each_error_says_what_happened_and_what_to_do(broken, code):
    answer = broken.get(f"/planted/{code}")
    assert answer.status_code == code
    assert SAYS[code] in answer.text
    assert 'name="q"' in answer.text
    assert "planted" not in answer.text.replace("/planted", "")


def test_too_often_says_when_to_come_back(broken):
    answer = broken.get("/planted/429")
    assert answer.headers["Retry-After"] == "120"
    assert "2 minutes" in answer.text


def test_an_unexpected_error_has_a_number_that_the_log_has(broken, caplog):
    page = broken.get("/planted/500").text
    number = page.partition("<code>")[2].partition("</code>")[0]
    assert len(number) == 8
    assert number in caplog.text


def test_words_are_not_lost_when_the_database_is_away(broken):
    page = broken.post("/planted/503", data={"body": "A long <b>answer</b>"}).text
    assert "A long &lt;b&gt;answer&lt;/b&gt;" in page
    assert "readonly" in page


def test_words_are_not_lost_when_somebody_else_writes_too_long(app, tmp_path, make, monkeypatch):
    monkeypatch.setattr(dialects, "WAIT", 100)  # ms
    impatient = create_app(settings(tmp_path))
    browser = new_client(impatient)
    browser.set_cookie(sessions.cookie_name(), sessions.begin(make.user(role=Role.STAFF)))
    db.session.commit()

    with db.engine.begin() as other:
        other.execute(update(User).values(about="Still at it"))
        answer = browser.post("/forum/threads/ask", data={"body": "A long answer"})

    assert answer.status_code == 503
    assert "A long answer" in answer.text
    assert 'href="/desk/' in answer.text  # as the one who asked, so the page waited for nobody
    with impatient.app_context():
        db.engine.dispose()


@pytest.mark.postgresql
def test_words_are_not_lost_when_the_server_is_gone(tmp_path):
    nobody_there = "postgresql+psycopg://hoidap@127.0.0.1:1/hoidap"
    site = create_app(settings(tmp_path, HOIDAP_DATABASE_URL=nobody_there))
    browser = new_client(site)
    with site.app_context():
        browser.set_cookie(sessions.cookie_name(), "of a session that cannot be looked up")

    answer = browser.post("/forum/threads/ask", data={"body": "A long answer"})

    assert answer.status_code == 503
    assert "A long answer" in answer.text


def test_the_error_page_needs_no_database(app, broken):
    from sqlalchemy import text

    from core.db import db

    db.session.execute(text("DROP TABLE setting"))
    db.session.commit()
    answer = broken.get("/planted/500")
    assert answer.status_code == 500
    assert "went wrong" in answer.text
    assert "<header" in answer.text


def test_wrong_method_and_missing_page(client):
    assert client.get("/nowhere").status_code == 404
    assert client.post("/privacy").status_code == 405


def test_an_address_cannot_forge_a_line_of_the_log(client, caplog):
    client.get("/people/99999999999999999999-x%0Asigned in user=1")
    assert r"x\nsigned in" in caplog.text
    assert "x\nsigned in" not in caplog.text


def test_a_number_no_column_holds_is_nowhere(client):
    assert client.get("/p/99999999999999999999").status_code == 404


def test_no_form_is_taken_as_json(client):
    assert client.post("/accounts/sessions/new", json={"email": 5}).status_code == 415
