"""What is sent that nobody should send: refused with the text kept, or made harmless."""

import pytest

from core.db import db
from core.markdown import as_typed
from forum.models import Post, Thread

EMPTY = ["", "   \n\t ", "\u200b\u200b\u2060", "\u3164", "\x00", "\u202e"]


def url(thread):
    return f"/forum/threads/{thread.id}/reply"


def replies():
    return db.session.query(Post).filter(Post.position > 1).all()


@pytest.mark.parametrize("body", EMPTY)
def test_nothing_to_read_is_refused(as_customer, make, body):
    assert as_customer.post(url(make.thread()), data={"body": body}).status_code == 422
    assert replies() == []


def test_32_000_characters_pass_and_one_more_does_not(as_customer, make):
    thread = make.thread()
    words = ("word " * 6400)[:31_999] + "."
    answer = as_customer.post(url(thread), data={"body": words + "x"})
    assert answer.status_code == 422
    assert words in answer.text
    assert as_customer.post(url(thread), data={"body": words}).status_code == 303


def test_repeated_words_are_refused_with_the_text_kept(as_customer, make):
    thread = make.thread()
    as_customer.post(url(thread), data={"body": "The very same"})
    answer = as_customer.post(url(thread), data={"body": "The very same"})
    assert answer.status_code == 422
    assert "The very same" in answer.text
    assert len(replies()) == 1


def test_nul_and_direction_tricks_do_not_reach_the_database(as_customer, make):
    as_customer.post(url(make.thread()), data={"body": "a\x00b\u202ec\u200bd"})
    (post,) = replies()
    assert post.body == "abcd"


def test_100_kb_of_brackets_are_refused_before_anybody_renders_them(
    as_customer, make, while_rendering
):
    rendered = []
    while_rendering.append(lambda: rendered.append(True))
    answer = as_customer.post(url(make.thread()), data={"body": "[" * 100_000})
    assert answer.status_code in (413, 422)
    assert rendered == []
    assert replies() == []


def test_31_kb_of_brackets_are_stored_as_typed(as_customer, make):
    brackets = "[" * 31_000
    answer = as_customer.post(url(make.thread()), data={"body": brackets})
    assert answer.status_code == 303
    assert [reply.html for reply in replies()] == [as_typed(brackets)]


@pytest.mark.parametrize("title", [*EMPTY, "x" * 201])
def test_titles_have_something_to_say(as_customer, make, title):
    room = make.category()
    data = {"title": title, "body": "Words", "category": room.slug, "type": "question"}
    answer = as_customer.post("/forum/threads/ask", data=data | {"language": "en", "product": ""})
    assert answer.status_code == 422
    assert db.session.query(Thread).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("type", "secret"), ("language", "xx"), ("category", "nowhere"), ("readers", "nobody")],
)
def test_choices_are_what_was_offered(as_customer, make, field, value):
    room = make.category()
    data = {"title": "Why", "body": "Words", "category": room.slug, "type": "question"}
    data |= {"language": "en", "product": "", field: value}
    assert as_customer.post("/forum/threads/ask", data=data).status_code == 422


@pytest.mark.parametrize("begun", ["", "nonsense", "1e400", "nan", "-1", "99999999999999", "\x00"])
def test_a_broken_form_stamp_is_no_stamp(as_customer, make, begun):
    thread = make.thread()
    data = {"body": f"Words {begun!r}", "begun": begun}
    assert as_customer.post(url(thread), data=data).status_code == 303


@pytest.mark.parametrize(
    "query",
    [
        "before=99999999999999999999-1",
        "before=1-99999999999999999999999",
        "before=-",
        "before=%00",
        "filter=%00",
        "product=%00",
        "product=a%00b",
        "tag=a%00b",
        "tag=%ff",
        "page=x",
        "kind=" + "x" * 3000,
    ],
)
def test_lists_bear_any_address(client, make, query):
    make.thread()
    assert client.get(f"/forum/?{query}").status_code == 200


def test_markup_stands_as_typed(as_customer, client, make):
    thread = make.thread(title="<img src=x onerror=alert(1)>")
    as_customer.post(
        url(thread), data={"body": "<script>alert(1)</script> [x](javascript:alert(1))"}
    )
    page = client.get(thread.url).text
    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("javascript:alert(1))", "")
    assert "<img src=x" not in page
