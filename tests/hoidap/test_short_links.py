"""/a, /p, /uploads, /healthz, /theme.css, /privacy."""

import pytest

from core.audience import Audience
from core.clock import now


def test_an_article_has_a_short_address(client, as_customer, make):
    article = make.article(title="Returning goods")
    answer = client.get(f"/a/{article.id}")
    assert (answer.status_code, answer.location) == (301, article.url)
    secret = make.article(audience=Audience.STAFF)
    assert client.get(f"/a/{secret.id}").status_code == 404
    assert as_customer.get(f"/a/{secret.id}").status_code == 404
    assert client.get("/a/999").status_code == 404


def test_a_post_has_a_short_address(client, as_staff, make):
    post = make.post()
    answer = client.get(f"/p/{post.id}")
    assert (answer.status_code, answer.location) == (301, post.url)
    secret = make.post(thread=make.thread(is_private=True))
    assert client.get(f"/p/{secret.id}").status_code == 404
    assert as_staff.get(f"/p/{secret.id}").status_code == 301
    assert client.get("/p/999").status_code == 404


def test_a_hidden_post_leads_to_its_stub(client, make):
    post = make.post(hidden_at=now(), hidden_reason="Rude")
    assert client.get(f"/p/{post.id}").status_code == 301


def test_a_held_post_has_no_address_for_others(client, sign_in, make):
    post = make.post(held_at=now())
    assert client.get(f"/p/{post.id}").status_code == 404
    assert sign_in(post.author).get(f"/p/{post.id}").status_code == 301


def test_there_are_no_other_files_behind_uploads(client):
    for key in ("nothing.png", "..%2fsecret-key", "%2e%2e/secret-key", "secret-key"):
        assert client.get(f"/uploads/{key}").status_code == 404


def test_health_says_ok_and_nothing_more(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_the_theme_is_css_that_anybody_may_keep(client):
    answer = client.get("/theme.css?color=7a1f5c")
    assert answer.mimetype == "text/css"
    assert "--brand: #7a1f5c" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("color", ["", "red;}body{", "zzzzzz", "7a1f5c;}"])
def test_a_strange_colour_becomes_our_own_or_is_cut(client, color):
    text = client.get("/theme.css", query_string={"color": color}).text
    assert "body{" not in text
    assert "--brand: #0b5f8a" in text or "--brand: #7a1f5c" in text


def test_the_privacy_page_speaks_both_languages(client):
    assert "While you only read and search" in client.get("/privacy").text
    vietnamese = client.get("/privacy", headers={"Accept-Language": "vi"}).text
    assert "Khi bạn chỉ đọc và tìm kiếm" in vietnamese
