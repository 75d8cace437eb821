"""Whole pages for visitors: fast, of everybody and nobody, and never older than a change."""

import gzip
from datetime import UTC, datetime

import pytest
from sqlalchemy import NullPool, create_engine, text

from accounts.models import Role
from accounts.services import settings as site
from core import content_version, counters
from core.clock import now
from core.db import db
from forum.models import Post
from forum.services import moderation
from hoidap import create_app, page_cache
from kb.models import Article
from kb.services import publishing
from tests.conftest import new_client, settings

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def more_settings():
    return {"HOIDAP_PAGE_CACHE_BYTES": 1_000_000, "WTF_CSRF_ENABLED": True}


@pytest.fixture
def drawn(queries):
    """`drawn(client, path)`: whether the page was made for this request."""

    def _drawn(client, path, **more) -> bool:
        with queries() as log:
            client.get(path, **more)
        return any("FROM setting" in statement for statement in log)

    return _drawn


@pytest.fixture(autouse=True)
def _the_same_minute(monkeypatch):
    monkeypatch.setattr(page_cache, "minute", lambda: 1)


def another_process_changes():
    """What a commit elsewhere does to the number."""
    another = create_engine(db.engine.url, poolclass=NullPool)
    with another.begin() as connection:
        connection.execute(text("UPDATE content_version SET number = number + 1"))


# It works.


def test_the_second_visitor_gets_the_page_of_the_first(app, make, queries):
    path = make.article(title="How to").url
    first = new_client(app).get(path)
    with queries() as log:
        second = new_client(app).get(path)
    assert all("content_version" in statement for statement in log)  # a look at most
    assert second.data == first.data
    assert second.headers == first.headers


@pytest.mark.parametrize("kind", ["article", "thread", "category", "collection"])
def test_pages_of_every_kind_are_kept(client, make, drawn, kind):
    thing = make.article().collection if kind == "collection" else getattr(make, kind)()
    assert [drawn(client, thing.url) for _ in range(3)] == [True, False, False]


def test_each_language_has_its_page(app, client, make):
    path = make.article().url
    texts = [
        client.get(path, headers={"Accept-Language": language}).text
        for language in ("vi", "en", "vi-VN,vi;q=0.9", "en")
    ]
    assert texts[0] == texts[2] != texts[1] == texts[3]
    client.set_cookie("language", "vi")
    assert client.get(path, headers={"Accept-Language": "en"}).text == texts[0]


def test_each_encoding_has_its_page(client, make):
    path = make.article().url
    for _ in range(2):
        plain, packed = client.get(path), client.get(path, headers=GZIP)
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data


def test_each_page_of_a_list_has_its_page(client, make, drawn):
    room = make.category()
    for _ in range(31):
        make.thread(category=room)
    older = client.get(room.url).text.partition("?before=")[2].partition('"')[0]
    first, second = client.get(room.url).text, client.get(f"{room.url}?before={older}").text
    assert first != second
    assert not drawn(client, f"{room.url}?before={older}")
    assert client.get(room.url).text == first


def test_a_hit_counts_as_a_view(client, make):
    article = make.article()
    for _ in range(5):
        client.get(article.url)
    counters.counters().flush()
    db.session.expire_all()
    assert db.session.get_one(Article, article.id).view_count == 5


# Nobody sees another's page.


@pytest.mark.parametrize("kind", ["article", "thread"])
def test_the_name_the_site_was_called_by_is_on_no_page(client, make, kind):
    path = getattr(make, kind)().url
    asked = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for address in ("/", path):
        assert "evil.example" not in client.get(address, headers=asked).text


def test_whoever_is_signed_in_neither_gets_nor_leaves_a_page(client, as_staff, make, drawn):
    path = make.article().url
    name = as_staff.user.name
    assert name in as_staff.get(path).text
    visitors = client.get(path).text
    assert name not in visitors
    assert "Sign in" in visitors
    assert name in as_staff.get(path).text
    assert drawn(as_staff, path)
    assert not drawn(client, path)


def test_a_dead_sign_in_cookie_gets_a_page_of_its_own(client, make, drawn):
    path = make.article().url
    client.get(path)
    client.set_cookie("hoidap_session", "of yesterday")
    assert drawn(client, path)


def test_a_customers_article_is_no_visitors_page(client, as_customer, make):
    from core.audience import Audience

    article = make.article(title="For customers", audience=Audience.CUSTOMERS)
    for _ in range(2):
        assert as_customer.get(article.url).status_code == 200
        assert client.get(article.url).status_code == 404
        assert "For customers" in as_customer.get(article.collection.url).text
        assert client.get(article.collection.url).status_code == 404


def test_a_message_is_shown_once_to_whom_it_is_for(app, make):
    article = make.article()
    reader, other = new_client(app), new_client(app)
    other.get(article.url)
    form = reader.get(f"/kb/articles/{article.id}/feedback?helpful=yes").text
    token = form.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    told = reader.post(
        f"/kb/articles/{article.id}/feedback", data={"csrf_token": token, "helpful": "yes"}
    )
    assert told.status_code == 303
    assert "Thank you" in reader.get(article.url).text
    assert "Thank you" not in other.get(article.url).text
    assert "Thank you" not in reader.get(article.url).text


def test_a_form_is_never_kept(app, make):
    path = f"/kb/articles/{make.article().id}/feedback"
    tokens = set()
    for _ in range(3):
        browser = new_client(app)
        for _ in range(2):  # the second time it has its cookie already
            form = browser.get(path).text
            assert 'name="csrf_token"' in form
        tokens.add(browser.get_cookie("hoidap").value)
    assert len(tokens) == 3
    for path in ("/accounts/sessions/new", "/accounts/people/new", "/language"):
        one, two = new_client(app), new_client(app)
        assert "Set-Cookie" in one.get(path).headers, path
        assert "Set-Cookie" in two.get(path).headers, path


def test_a_browser_with_a_form_token_reads_the_kept_pages(app, make, drawn):
    article = make.article()
    browser = new_client(app)
    browser.get(f"/kb/articles/{article.id}/feedback")
    assert browser.get_cookie("hoidap")
    assert drawn(browser, article.url)  # and leaves none behind
    assert drawn(new_client(app), article.url)
    assert not drawn(browser, article.url)


def test_a_forged_cookie_is_as_none(client, make, drawn):
    path = make.article().url
    client.get(path)
    client.set_cookie("hoidap", "eyJfZmxhc2hlcyI6W119.forged")
    assert not drawn(client, path)


@pytest.mark.parametrize(
    "path", ["/search/?q=button", "/search/suggestions?q=button", "/search/look-alikes?title=a+b"]
)
def test_a_search_is_never_kept(app, client, make, path, queries):
    make.thread()
    for _ in range(2):
        client.get(path)
    assert not any(key[0].startswith("/search") for key in kept(app))


def kept(app) -> list:
    return list(app.wsgi_app.pages._things)


def test_an_address_with_words_of_its_own_is_not_kept(client, make, drawn):
    path = make.category().url
    for query in ("?utm_source=mail", "?before=1-1&x=1", "?token=secret"):
        assert [drawn(client, path + query) for _ in range(2)] == [True, True], query


def test_other_ways_to_ask_pass_by(client, make, drawn, queries):
    path = make.article().url
    client.get(path)
    assert drawn(client, path, headers={"Authorization": "Bearer x"})
    other = make.article().url
    client.head(other)
    assert drawn(client, other)  # it left none,
    assert not drawn(client, other)
    with queries() as log:
        client.head(other)
    assert any("FROM setting" in statement for statement in log)  # and took none
    assert client.get(path).data


# Nobody sees what is gone.


def test_a_hidden_post_is_gone_with_the_commit_that_hid_it(client, as_staff, make):
    thread = make.thread()
    post = make.post(thread=thread, body="Rude words")
    for _ in range(2):
        assert "Rude words" in client.get(thread.url).text
    moderation.hide_post(db.session.get_one(Post, post.id), by=as_staff.user, reason="Rude")
    db.session.commit()
    assert "Rude words" not in client.get(thread.url).text


def test_another_processs_change_is_seen_within_a_moment(app, client, make, drawn, monkeypatch):
    path = make.article().url
    client.get(path)
    another_process_changes()
    clock = [content_version.time.monotonic()]
    monkeypatch.setattr(content_version.time, "monotonic", lambda: clock[0])
    clock[0] += content_version.LOOK_EVERY
    assert drawn(client, path)
    assert content_version.LOOK_EVERY <= 0.1


def test_a_page_drawn_before_a_change_is_not_used_after_it(app, client, make, drawn, monkeypatch):
    """Somebody hides a post while the page that shows it is being drawn."""
    path = make.article().url
    monkeypatch.setattr(content_version, "LOOK_EVERY", 0)
    draw = app.wsgi_app.inner

    def slowly(environ, start):
        answer = draw(environ, start)
        another_process_changes()
        return answer

    monkeypatch.setattr(app.wsgi_app, "inner", slowly)
    client.get(path)
    monkeypatch.setattr(app.wsgi_app, "inner", draw)
    assert drawn(client, path)


@pytest.mark.parametrize("address", ["archived", "renamed", "not yet", "missing"])
def test_only_pages_are_kept_no_errors_and_no_redirects(client, make, address):
    staff, article = make.user(role=Role.STAFF), make.article(title="First title")
    old = article.url
    if address == "archived":
        assert client.get(old).status_code == 200
        publishing.archive(article, by=staff)
        after, again = 404, "published"
    elif address == "renamed":
        article.title = "Second title"
        after, again = 301, "first"
    elif address == "not yet":
        article.publish_at = datetime(2999, 1, 1, tzinfo=UTC)
        after, again = 404, "now"
    else:
        old, after, again = "/kb/articles/999", 404, ""
    db.session.commit()
    for _ in range(2):
        assert client.get(old).status_code == after
    if again == "published":
        publishing.publish(article, by=staff)
    elif again == "first":
        article.title = "First title"
    elif again == "now":
        article.publish_at = None
    if again:
        db.session.commit()
        assert client.get(old).status_code == 200


def test_an_erased_person_is_gone(client, make):
    person = make.user()
    assert client.get(person.url).status_code == 200
    person.erased_at = now()
    db.session.commit()
    for _ in range(2):
        assert client.get(person.url).status_code == 410


def test_the_sites_notice_and_name_are_new_at_once(client, make):
    path = make.article().url
    client.get(path)
    for name, words in (("notice", "We are closed today"), ("site_name", "Bluebird Support")):
        site.put(name, words, by=make.user(role=Role.ADMIN))
        db.session.commit()
        assert words in client.get(path).text


def test_what_time_brings_about_is_shown_in_its_minute(client, make, monkeypatch, drawn):
    """Opening hours, moments of publication and “3 minutes ago” are true to the minute."""
    path = make.article().url
    client.get(path)
    assert not drawn(client, path)
    monkeypatch.setattr(page_cache, "minute", lambda: 2)
    assert drawn(client, path)
    assert not drawn(client, path)


# It is bounded, and can be off.


def test_it_keeps_no_more_than_it_may(app, client, make):
    room = make.category()
    cache = app.wsgi_app.pages
    cache.most = 3 * len(client.get(room.url).data) + 5_000
    for number in range(20):
        client.get(f"{room.url}?before=1-{number}")
        assert 0 < cache.size <= cache.most
    assert len(kept(app)) < 20


def test_without_bytes_there_is_none(tmp_path, empty_database):
    empty_database(tmp_path)
    app = create_app(settings(tmp_path, HOIDAP_PAGE_CACHE_BYTES=0))
    assert not isinstance(app.wsgi_app, page_cache.PageCache)


def test_while_the_database_is_away_it_answers_nothing(app, client, make, monkeypatch):
    path = make.article().url
    client.get(path)
    monkeypatch.setattr(page_cache.content_version, "present", lambda: None)
    monkeypatch.setattr(content_version, "LOOK_EVERY", 0)
    assert client.get(path).status_code == 200  # drawn by the database that is there after all
    assert kept(app) == []
