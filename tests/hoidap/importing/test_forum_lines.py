"""JSON lines, made by hand."""

import gzip
import json

import pytest

from core.audience import Audience
from forum.models import ThreadState
from hoidap.importing.source import BadExport
from tests.hoidap.importing.moving import (
    bodies,
    move_in,
    person,
    posts_of,
    rooms,
    state,
    threads,
    write,
)


def post(id=1, **more):
    fields = {"id": id, "author": "lan", "created": "2026-01-02T03:04:05Z", "body": f"Post {id}"}
    return fields | more


def thread(*posts, id=12, **more):
    fields = {"id": id, "title": f"Thread {id}", "lang": "en", "views": 40, "tags": ["sim"]}
    return fields | {"category": "Phones", "posts": list(posts) or [post()]} | more


@pytest.fixture
def lines(tmp_path):
    def _lines(*lines):
        return write(tmp_path / "export", {"a.jsonl": "\n".join(map(json.dumps, lines))})

    return _lines


def test_a_thread_comes_with_its_posts(app, client, lines):
    posts = [
        post(1, score=-3),
        post(2, author="minh", score=5, accepted=True, edited="2026-01-03T00:00:00+07:00", n=2),
        post(3, author=None, hidden=True, accepted=True, n=4),
        post(4, accepted=True, n=5),
    ]
    report = move_in("forum", lines(thread(*posts, closed=True)))

    found = threads()["Thread 12"]
    assert (found.author.name, found.view_count, found.vote_count) == ("lan", 40, -3)
    assert (found.category.name, found.language, found.is_locked) == ("Phones", "en", True)
    assert (found.state, found.accepted_post.position) == (ThreadState.SOLVED, 2)
    assert str(found.accepted_post.edited_at) == "2026-01-02 17:00:00+00:00"
    assert [each.vote_count for each in posts_of(found)] == [-3, 5, 0, 0]
    assert posts_of(found)[2].hidden_reason == "hidden in the former forum"
    assert report.constructs["second accepted answer in one thread"].examples == ["4"]
    assert client.get("/t/12").location == found.url
    assert client.get("/t/slug/12/2").location == found.accepted_post.url


@pytest.mark.parametrize(
    ("format_", "body", "kept"),
    [
        (None, "**a** [b]c[/b]\n\n    [b]", "**a** **c**\n\n    [b]"),
        ("markdown", "# a :wink:", "# a 😉"),
        ("html", "<p>a <b>b</b></p>", "a **b**"),
        ("html", "<p>[quote=“an”]a *[/quote]</p>", "> **an:**\n>\n> a \\*"),
        ("text", "  # a\n\n  *b*   c", "\\# a\n\n\\*b\\* c"),
        ("wiki", "''a''", "''a''"),
    ],
)
def test_formats(app, lines, format_, body, kept):
    report = move_in(
        "forum", lines(thread(post(body=body) | ({"format": format_} if format_ else {})))
    )
    assert bodies("Thread 12") == [kept]
    said = "taken as Markdown, since this format is not known: wiki"
    assert (said in report.constructs) == (format_ == "wiki")


def test_a_thread_may_name_its_category_by_number(app, lines):
    move_in(
        "forum", lines(thread(category=None, category_id=10), thread(post(2), id=13, category=None))
    )
    assert set(rooms()) == {"Category 10", "old"}


def test_members_and_rooms_may_be_described(app, lines):
    path = lines(
        {
            "member": "u4",
            "name": "Lan Nguyễn",
            "email": "LAN@x.vn",
            "joined": "2020-01-01",
            "about": "Hi",
        },
        {"room": 10, "name": "Inside", "audience": "staff"},
        thread(post(author="u4"), category=None, category_id=10),
    )
    report = move_in("forum", path)
    found = threads()["Thread 12"]
    assert (found.author.name, found.author.email, found.author.about) == (
        "Lan Nguyễn",
        "lan@x.vn",
        "Hi",
    )
    assert str(found.author.created_at) == "2020-01-01 00:00:00+00:00"
    assert (found.category.name, found.category.audience) == ("Inside", Audience.STAFF)
    assert "category that was not open to everybody: for staff only here" in report.constructs


def test_addresses_emails_come_from_a_list_too(app, lines):
    move_in("forum", lines(thread()), emails={"lan": "lan@x.vn"})
    assert person("lan").email == "lan@x.vn"


def test_threads_and_posts_may_say_their_address(app, client, lines):
    move_in(
        "forum",
        lines(thread(post(url="/old/5"), post(2, url="https://x.vn/old/6?a=b"), url="/old/4")),
    )
    found = threads()["Thread 12"]
    assert client.get("/old/4").location == found.url
    assert client.get("/old/6").location == posts_of(found)[1].url


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '"text"',
        json.dumps(thread(posts=[])),
        json.dumps({"id": 3}),
        json.dumps(thread(post(created="yesterday"))),
        json.dumps(thread(post(created=None))),
        json.dumps({"room": 1, "audience": "nobody"}),
        "[" * 100_000,
    ],
)
def test_a_bad_line_is_named_and_passed_by(app, tmp_path, bad):
    path = write(tmp_path / "x", {"a.jsonl": f"{bad}\n\n{json.dumps(thread(id=7))}"})
    report = move_in("forum", path)
    assert set(threads()) == {"Thread 7"}
    assert [where for where, _ in report.skipped] == ["a.jsonl:1"]


def test_archives_boms_and_line_ends(app, tmp_path):
    text = "\ufeff" + json.dumps(thread(post(body="a\r\nb\u200b\x00"))) + "\r\n"
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(text.encode()))
    move_in("forum", path)
    assert bodies("Thread 12") == ["a\nb"]


def test_what_is_no_export_is_said_so(app, tmp_path):
    with pytest.raises(BadExport):
        move_in("forum", write(tmp_path / "x", {"a.json": "{}"}))


def test_twice_is_once_and_a_longer_thread_grows(app, lines):
    path = lines(thread(post(), post(2)))
    move_in("forum", path)
    before = state()
    report = move_in("forum", path)
    assert state() == before
    assert report.as_json()["counts"]["thread"] == {"unchanged": 1}

    report = move_in("forum", lines(thread(post(body="changed"), post(2), post(3))))
    assert bodies("Thread 12") == ["Post 1", "Post 2", "Post 3"]
    assert report.as_json()["counts"]["thread"] == {"grew": 1}


def test_a_post_that_moved_to_another_thread_is_not_doubled(app, lines):
    move_in("forum", lines(thread(post(), post(2))))
    report = move_in("forum", lines(thread(post()), thread(post(2), post(3), id=13)))
    assert bodies("Thread 12") == ["Post 1", "Post 2"]
    assert bodies("Thread 13") == ["Post 3"]
    assert report.constructs["post that stands in another thread here"].examples == ["2"]


@pytest.mark.shared_data
def test_real_threads(app, shared_data, tmp_path):
    path = shared_data / "forum" / "en-urho3d.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        text = "".join(line for _, line in zip(range(30), file, strict=False))
    report = move_in("forum", write(tmp_path / "real", {"a.jsonl": text}))
    assert report.as_json()["counts"]["thread"] == {"new": 30}
    assert not report.skipped
    for found in threads().values():
        for each in posts_of(found):
            assert "[/quote]" not in each.body
            assert "[/code]" not in each.body
