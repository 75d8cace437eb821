"""Links between imported documents lead on; old addresses answer 301."""

import pytest

from core.db import db
from forum.models import Post, Thread
from hoidap.former_addresses import canonical
from tests.hoidap.importing.conftest import post, topic

OLD = "https://old.example.com"


def body_of(title: str) -> Post:
    thread = db.session.query(Thread).filter_by(title=title).one()
    return db.session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def test_links_lead_on_whichever_document_came_first(bring):
    words = f"See [two]({OLD}/t/topic-two/2), {OLD}/t/2 and <{OLD}/t/x/2?u=1>."
    report = bring(topic(1, post(1, words)), topic(2, post(2, f"Back: {OLD}/t/1.")), url=OLD)

    two = db.session.query(Thread).filter_by(title="Topic 2").one()
    assert body_of("Topic 1").body == f"See [two]({two.url}), {two.url} and <{two.url}>."
    assert f'href="{two.url}"' in body_of("Topic 1").html
    assert report.links["led on"] == 4


def test_links_in_code_and_to_others_stay(bring):
    words = f"`{OLD}/t/2` and https://other.example.com/t/2\n\n```\n{OLD}/t/2\n```"
    bring(topic(1, post(1, words)), topic(2), url=OLD)
    assert body_of("Topic 1").body == words


def test_dead_links_are_listed_and_stay(bring):
    report = bring(topic(1, post(1, f"See {OLD}/t/99.")), url=OLD)
    assert body_of("Topic 1").body == f"See {OLD}/t/99."
    assert report.dead_links == [("1", f"{OLD}/t/99")]


def test_a_repeated_import_leads_what_an_interrupted_one_left(bring, monkeypatch):
    from hoidap.importing import linking

    topics = topic(1, post(1, f"See {OLD}/t/2")), topic(2)
    with monkeypatch.context() as stopped:
        stopped.setattr(linking, "link_all", lambda *_: None)
        bring(*topics, url=OLD)
    assert OLD in body_of("Topic 1").body

    bring(*topics, url=OLD)
    assert body_of("Topic 1").body.startswith("See /forum/threads/")


def test_a_text_that_was_edited_here_is_left_alone(bring, monkeypatch):
    from hoidap.importing import linking

    topics = topic(1, post(1, f"See {OLD}/t/2")), topic(2)
    with monkeypatch.context() as stopped:
        stopped.setattr(linking, "link_all", lambda *_: None)
        bring(*topics, url=OLD)
    edited = body_of("Topic 1")
    edited.body, edited.body_hash = f"Mine: {OLD}/t/2", "another"
    db.session.commit()

    bring(*topics, url=OLD)
    assert body_of("Topic 1").body == f"Mine: {OLD}/t/2"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/hc/en-us/articles/360021-How-to", "/hc/articles/360021"),
        ("/hc/vi/articles/360021", "/hc/articles/360021"),
        ("/hc/articles/360021--tr%E1%BA%A3-h%C3%A0ng", "/hc/articles/360021"),
        ("/t/some-topic/12", "/t/12"),
        ("/t/12", "/t/12"),
        ("/t/some-topic/12/1", "/t/12"),
        ("/t/some-topic/12/5", "/t/12/5"),
        ("/t/12/5", "/t/12/5"),
        ("/questions/7/a-slug", "/questions/7"),
        ("/q/7", "/questions/7"),
        ("/forum/viewtopic.php?f=2&t=9&start=20", "/viewtopic.php?t=9"),
        ("/viewtopic.php?p=44#p44", "/viewtopic.php?p=44"),
        ("/viewtopic.php?t=9#p44", "/viewtopic.php?p=44"),
        ("/guide/start.html", "/guide/start"),
        ("/guide/start/", "/guide/start"),
        ("https://x.example/guide/start?a=1", "/guide/start"),
        ("guide/start", None),
        ("/", None),
        ("/viewtopic.php", None),
        ("http://[", None),
        ("/" + "a" * 600, None),
    ],
)
def test_an_address_has_one_form(typed, kept):
    assert canonical(typed) == kept


def test_old_addresses_answer_301(bring, client):
    bring(topic(5))
    thread = db.session.query(Thread).one()
    for old in ("/t/5", "/t/any-slug/5", "/t/any-slug/5/1?page=2"):
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, thread.url), old
    assert client.get("/t/6").status_code == 404
    assert client.get("/t/").status_code == 404


def test_an_old_address_tells_nobody_of_what_they_may_not_see(bring, client, as_staff):
    bring(topic(5))
    thread = db.session.query(Thread).one()
    thread.is_private = True
    db.session.commit()
    assert client.get("/t/5").status_code == 404
    assert as_staff.get("/t/5").status_code == 301
