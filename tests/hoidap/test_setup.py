"""From an empty folder to an invited colleague, in the browser alone."""

import pytest

from accounts.models import Product, Role, User
from accounts.services import settings
from core.db import db
from forum.models import Category
from hoidap import create_app, first_run
from kb.models import Article, Collection
from tests import conftest

SECRET = "sunny elephants walk home"


@pytest.fixture
def new_site(tmp_path, empty_database):
    """A production site whose database is there and empty."""
    folder = tmp_path / "production"
    folder.mkdir()
    empty_database(folder)
    app = create_app(
        conftest.settings(folder, HOIDAP_MODE="production", HOIDAP_RATE_LIMIT_FACTOR=1)
    )
    app.test_client_class = conftest.Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def link() -> str:
    return first_run.setup_link().removeprefix("http://localhost")


def begin(app):
    """A browser that used the link."""
    browser = conftest.new_client(app)
    path = link()
    browser.post("/setup", data={"token": path.partition("token=")[2]})
    return browser


ADMIN = {"name": "Thu Hà", "email": "Ha@Example.com", "password": SECRET}


def test_a_site_that_is_not_set_up_says_so_on_every_page(new_site):
    visitor = conftest.new_client(new_site)
    for path in ("/", "/kb/", "/accounts/people/new", "/desk/", "/nowhere"):
        answer = visitor.get(path)
        assert answer.status_code == 503, path
        assert "not set up yet" in answer.text
    assert visitor.get("/healthz").status_code == 200


def test_nobody_sets_it_up_without_the_link(new_site):
    stranger = conftest.new_client(new_site)
    assert stranger.get("/setup").status_code == 404
    assert stranger.get("/setup?token=guessed").status_code == 404
    assert stranger.post("/setup", data={"token": "guessed"}).status_code == 404
    for step in ("site", "admin", "mail", "rooms", "people"):
        assert stranger.get(f"/setup/{step}").status_code == 404
        assert stranger.post(f"/setup/{step}", data=ADMIN).status_code == 404
    assert db.session.query(User).count() == 0


def test_the_link_works_once_and_looking_does_not_use_it_up(new_site):
    path = link()
    scanner, owner, late = (conftest.new_client(new_site) for _ in range(3))
    assert scanner.get(path).status_code == 200
    token = {"token": path.partition("token=")[2]}
    assert owner.post("/setup", data=token).status_code == 303
    assert late.post("/setup", data=token).status_code == 404
    assert "does not work" in late.get(path).text
    assert owner.get("/setup/site").status_code == 200


def test_the_whole_way(new_site, work_of):
    owner = begin(new_site)
    words = {"site_name": "Lotus Help", "site_language": "en"}
    assert owner.post("/setup/site", data=words).location == "/setup/admin"
    assert owner.get("/setup/mail").location == "/setup/admin"
    assert owner.post("/setup/admin", data=ADMIN).location == "/setup/mail"
    assert "kept as a file" in owner.post("/setup/mail", data={"to": "ha@example.com"}).text
    suggested = owner.get("/setup/rooms").text
    assert "Questions and answers" in suggested
    rooms = {
        "products": "Router X1\nRouter X2\n",
        "categories": "Questions\nIdeas",
        "collections": "First steps",
    }
    assert owner.post("/setup/rooms", data=rooms).location == "/setup/people"
    owner.post("/setup/rooms", data=rooms)  # a second press makes nothing twice
    people = {"emails": "lan@example.com, minh@example.com", "with_help": "y"}
    assert owner.post("/setup/people", data=people).location == "/desk/"

    admin = db.session.query(User).one()
    assert (admin.role, admin.email, admin.is_confirmed) == (Role.ADMIN, "ha@example.com", True)
    settings.forget_loaded()
    assert settings.get("site_name") == "Lotus Help"
    assert db.session.query(Product).count() == 2
    assert db.session.query(Category).count() == 2
    assert db.session.query(Collection).filter_by(slug="first-steps").count() == 1
    assert "lan@example.com" in owner.get("/desk/settings/invitations").text
    assert work_of(new_site) > 0
    db.session.expire_all()
    help_articles = db.session.query(Article).all()
    assert len(help_articles) >= 20
    assert {article.audience.value for article in help_articles} == {"staff"}

    assert owner.get("/setup").status_code == 404
    assert owner.get("/setup/site").status_code == 404
    visitor = conftest.new_client(new_site)
    assert "Lotus Help" in visitor.get("/").text
    assert visitor.get("/setup").status_code == 404
    assert first_run.setup_link() is None
    mails = list((new_site.config["HOIDAP_INSTANCE_PATH"] / "mail").glob("*.eml"))
    assert len(mails) == 3  # the test and two invitations


@pytest.fixture
def work_of():
    from core import worker

    return worker.work_off


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "nobody"}, "no e-mail address"),
        ({"password": "short"}, "at least 15"),
        ({"password": "passwordpassword"}, "first that somebody would try"),
        ({"name": ""}, "required"),
    ],
)
def test_a_wrong_admin_is_refused_and_nothing_retyped(new_site, wrong, says):
    owner = begin(new_site)
    answer = owner.post("/setup/admin", data=ADMIN | wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert db.session.query(User).count() == 0
    if "name" not in wrong:
        assert 'value="Thu Hà"' in answer.text


def test_two_links_make_one_admin(new_site):
    one, two = begin(new_site), begin(new_site)
    one.post("/setup/admin", data=ADMIN)
    assert two.post("/setup/admin", data=ADMIN | {"email": "evil@example.com"}).status_code == 404
    assert two.get("/setup/rooms").status_code == 404
    assert db.session.query(User).count() == 1


def test_an_invitation_to_no_address_is_refused(new_site):
    owner = begin(new_site)
    owner.post("/setup/admin", data=ADMIN)
    answer = owner.post("/setup/people", data={"emails": "lan@example.com\nnobody"})
    assert answer.status_code == 422
    assert "No e-mail address: nobody" in answer.text
    assert "lan@example.com" in answer.text


def test_a_development_site_needs_no_set_up(client):
    assert client.get("/").status_code == 200
