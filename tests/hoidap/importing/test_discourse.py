"""Discourse's topics and category exports, made by hand."""

import io
import json

import pytest
from PIL import Image

from core.audience import Audience
from core.db import db
from forum.models import ThreadState
from hoidap.importing.pictures import MISSING
from hoidap.importing.source import BadExport
from hoidap.importing.sources import discourse_files
from hoidap.importing.sources.discourse_uploads import sha1_of
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


def post(number=1, **more):
    fields = {
        "id": 100 + number,
        "post_number": number,
        "post_type": 1,
        "username": "lan",
        "user_id": 5,
    }
    fields |= {"created_at": f"2020-01-0{number}T10:00:00.000Z", "raw": f"Words {number}"}
    return fields | more


def topic(*posts, id=12, **more):
    fields = {
        "id": id,
        "title": f"Topic {id}",
        "category_id": 3,
        "archetype": "regular",
        "views": 9,
    }
    posts = [each | {"id": each["id"] + id * 1000} for each in posts or [post()]]
    stream = {"posts": posts, "stream": [each["id"] for each in posts]}
    return json.dumps(
        fields | {"posts_count": len(posts), "post_stream": stream, "tags": ["sim"]} | more
    )


CATEGORIES = [
    {"id": 3, "name": "Hỏi đáp", "slug": "hoi-dap", "position": 2, "description_text": "Ask here"},
    {"id": 4, "name": "Staff", "slug": "staff", "read_restricted": True},
    {"id": 5, "name": "Inner", "slug": "inner", "parent_category_id": 4},
    {"id": 6, "name": "Phones", "slug": "phones", "parent_category_id": 3},
]
LIST = json.dumps({"category_list": {"categories": CATEGORIES}})


@pytest.fixture
def export(tmp_path):
    def _export(*topics, **more):
        files = {f"t/{number}.json": text for number, text in enumerate(topics)}
        return write(tmp_path / "export", files | {"categories.json": LIST} | more)

    return _export


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")
    return out.getvalue()


def test_a_topic_comes_with_its_posts(app, client, export):
    likes = [{"id": 2, "count": 4}, {"id": 3, "count": 9}]
    accepted = post(
        3, username="minh", accepted_answer=True, updated_at="2020-02-01T00:00:00Z", version=2
    )
    path = export(
        topic(post(actions_summary=likes), post(2), accepted, closed=True, pinned_globally=True)
    )

    move_in("discourse", path)

    thread = threads()["Topic 12"]
    assert (thread.author.name, thread.view_count, thread.vote_count) == ("lan", 9, 4)
    assert [tag.slug for tag in thread.tags] == ["sim"]
    assert (thread.category.names, thread.category.slug) == ({"en": "Hỏi đáp"}, "hoi-dap")
    assert thread.category.descriptions == {"en": "Ask here"}
    assert (thread.state, thread.accepted_post.body) == (ThreadState.SOLVED, "Words 3")
    assert thread.is_locked
    assert thread.pinned_at is not None
    assert str(thread.accepted_post.edited_at) == "2020-02-01 00:00:00+00:00"
    assert client.get("/t/any-slug/12").location == thread.url
    assert client.get("/t/any-slug/12/3").location == thread.accepted_post.url
    assert client.get("/t/12/99").location == thread.url


def test_of_two_accepted_answers_the_first_counts_and_the_other_is_named(app, export):
    report = move_in(
        "discourse",
        export(topic(post(), post(2, accepted_answer=True), post(3, accepted_answer=True))),
    )
    assert threads()["Topic 12"].accepted_post.position == 2
    assert report.constructs["second accepted answer in one thread"].examples == ["12103"]


def test_the_topic_may_name_its_answer(app, export):
    move_in("discourse", export(topic(post(), post(2), accepted_answer={"post_number": 2})))
    assert threads()["Topic 12"].accepted_post.position == 2


def test_private_messages_and_whispers_never_come(app, export):
    report = move_in(
        "discourse",
        export(
            topic(post(raw="Secret"), archetype="private_message"),
            topic(post(), post(2, post_type=4, raw="Whispered"), id=13),
        ),
    )
    assert set(threads()) == {"Topic 13"}
    assert bodies("Topic 13") == ["Words 1"]
    assert "private message: never imported" in report.constructs
    assert "whisper among staff: never imported" in report.constructs
    assert "Secret" not in json.dumps(report.as_json())


def test_small_actions_and_deleted_posts_stay_out(app, export):
    gone = [
        post(2, post_type=3, raw="", cooked=""),
        post(3, user_deleted=True),
        post(4, deleted_at="2020"),
    ]
    report = move_in("discourse", export(topic(post(), *gone, post(5))))
    assert bodies("Topic 12") == ["Words 1", "Words 5"]
    assert report.as_json()["counts"]["post"] == {"new": 2, "skipped": 3}


def test_what_was_hidden_stays_hidden(app, client, export):
    move_in("discourse", export(topic(post(), post(2, hidden=True)), topic(id=13, visible=False)))
    shown, hidden = threads()["Topic 12"], threads()["Topic 13"]
    assert [each.hidden_reason for each in posts_of(shown)] == [None, "hidden in the former forum"]
    assert shown.reply_count == 0
    assert hidden.is_hidden
    assert client.get(hidden.url).status_code == 404
    assert "Words 2" not in client.get(shown.url).text


def test_no_import_widens_an_audience(app, export):
    report = move_in(
        "discourse", export(*(topic(id=id, category_id=id) for id in (3, 4, 5, 6, 99)))
    )
    assert {name: room.audience for name, room in rooms().items()} == {
        "Hỏi đáp": Audience.PUBLIC,
        "Staff": Audience.STAFF,
        "Staff › Inner": Audience.STAFF,
        "Hỏi đáp › Phones": Audience.PUBLIC,
        "Category 99": Audience.STAFF,
    }
    assert "category that was not open to everybody: for staff only here" in report.constructs
    assert "category that the list of categories lacks: for staff only here" in report.constructs


def test_a_room_for_staff_does_not_become_a_public_one_of_the_same_name(app, make, export):
    make.category(slug="staff", name="Staff")
    move_in("discourse", export(topic(category_id=4)))
    room = threads()["Topic 12"].category
    assert (room.slug, room.audience) == ("staff-staff", Audience.STAFF)


def test_without_a_list_of_categories_they_go_by_number(app, tmp_path):
    path = write(tmp_path / "export", {"12.json": topic()})
    report = move_in("discourse", path, audience=Audience.CUSTOMERS)
    assert rooms()["Category 3"].audience is Audience.CUSTOMERS
    assert "category without a name: there is no categories.json or site.json" in report.constructs


def test_a_quote_leads_to_the_quoted_post(app, export):
    quote = '[quote="lan, post:2, topic:12"]\nWords 2\n[/quote]\n\nNo. '
    quote += '[quote="x, post:1, topic:77"]y[/quote]'
    move_in("discourse", export(topic(post(), post(2), post(3, raw=quote))))
    second = posts_of(threads()["Topic 12"])[1]
    assert (
        bodies("Topic 12")[2]
        == f"> **[lan]({second.url}):**\n>\n> Words 2\n\nNo.\n\n> **x:**\n>\n> y"
    )


def test_links_to_the_old_forum_are_led_on(app, export):
    text = "see https://old.vn/t/slug/13/2 and [this](/t/13) and https://old.vn/t/x/14"
    report = move_in(
        "discourse",
        export(topic(post(raw=text)), topic(post(), post(2), id=13)),
        url="https://old.vn",
    )
    thread = threads()["Topic 13"]
    reply = posts_of(thread)[1]
    assert bodies("Topic 12") == [
        f"see {reply.url} and [this]({thread.url}) and https://old.vn/t/x/14"
    ]
    assert report.dead_links == [("12101", "https://old.vn/t/x/14")]


def test_pictures_of_the_export_come_along(app, export):
    name = "tkFJSz0JuyynWyNIc9x3DoxY7W4"
    path = export(
        topic(
            post(raw=f"![plan|690x388](upload://{name}.png)"),
            post(2, raw="![gone|690x388](upload://zzz.png) after"),
            post(3, raw="![there|9x9](upload://yyy.png)",
                 cooked='<img src="https://cdn.vn/y.png" alt="there" data-base62-sha1="yyy">'),
            post(4, raw=None, cooked=f'<img src="//cdn.vn/2X/c/{sha1_of(name)}.png" alt="plan">'),
        ),
        **{f"uploads/default/original/2X/c/{sha1_of(name)}.png": picture()},
    )  # fmt: skip
    report = move_in("discourse", path)
    first, second, third, fourth = bodies("Topic 12")
    assert first.startswith("![plan](/uploads/")
    assert second == f"{MISSING} gone after"
    assert third == "[there](https://cdn.vn/y.png)"
    assert fourth == first
    assert report.as_json()["counts"]["picture"] == {"new": 1}


COOKED = """<p>Hi <a class="mention" href="/u/lan">@lan</a>
<img class="emoji" alt=":wink:" src="/e.png"></p>
<aside class="quote no-group" data-username="lan" data-post="1" data-topic="12">
<div class="title"><div class="quote-controls"></div><img class="avatar" src="/a.png"> lan:</div>
<blockquote><p>Words 1</p></blockquote></aside>
<aside class="onebox" data-onebox-src="https://w.vn/a"><article><h3>T</h3></article></aside>
<div class="lazyYT" data-youtube-id="abc" data-youtube-title="A film"></div>
<div class="lightbox-wrapper"><a class="lightbox" href="https://cdn.vn/b.png"><img alt="big"
src="https://cdn.vn/s.png"><div class="meta"><span>b.png</span> 900×900</div></a></div>
<div class="spoiler"><p>hidden</p></div><a class="attachment" href="/uploads/f.zip">f.zip</a>"""


def test_what_only_the_cooked_html_holds(app, export):
    move_in("discourse", export(topic(post(), post(2, raw=None, cooked=COOKED))))
    thread = threads()["Topic 12"]
    assert bodies("Topic 12")[1] == (
        f"Hi @lan 😉\n\n> **[lan]({thread.url}):**\n>\n> Words 1\n\n<https://w.vn/a>\n\n"
        "[A film](https://www.youtube.com/watch?v=abc)\n\n[big](https://cdn.vn/b.png)\n\n"
        "<details>\n<summary>Spoiler</summary>\n\nhidden\n\n</details>\n\n*f.zip*"
    )


def category_export(**more):
    posts = [
        {
            "id": 1,
            "user_id": 5,
            "post_number": 1,
            "raw": "Asked",
            "created_at": "2020-01-01T00:00:00Z",
        },
        {
            "id": 2,
            "user_id": 6,
            "post_number": 2,
            "raw": "Said",
            "created_at": "2020-01-02T00:00:00Z",
        },
    ]
    private = {"id": 8, "title": "Private", "archetype": "private_message", "posts": posts}
    return {
        "users": [{"id": 5, "username": "lan", "email": "lan@x.vn"}, {"id": 6, "username": "minh"}],
        "groups": [{"id": 1, "name": "admins"}],
        "categories": [
            *CATEGORIES,
            {"id": 7, "name": "Closed", "permissions_params": {"admins": 1}},
        ],
        "topics": [{"id": 7, "title": "Exported", "category_id": 7, "posts": posts}, private],
    } | more


@pytest.mark.parametrize("whole", [discourse_files.WHOLE, 0])
def test_an_admins_category_export(app, tmp_path, monkeypatch, whole):
    monkeypatch.setattr(discourse_files, "WHOLE", whole)
    path = tmp_path / "export.json"
    path.write_text(json.dumps(category_export()), encoding="utf-8-sig")
    move_in("discourse", path)
    assert bodies("Exported") == ["Asked", "Said"]
    assert set(threads()) == {"Exported"}
    assert person("lan").email == "lan@x.vn"
    assert threads()["Exported"].category.audience is Audience.STAFF


def test_a_great_topic_is_read_in_a_stream(app, tmp_path, monkeypatch):
    monkeypatch.setattr(discourse_files, "WHOLE", 0)
    path = write(
        tmp_path / "export", {"12.json": topic(post(), post(2), accepted_answer={"post_number": 2})}
    )
    move_in("discourse", path)
    thread = threads()["Topic 12"]
    assert (thread.accepted_post.position, [tag.slug for tag in thread.tags]) == (2, ["sim"])


def test_a_long_topic_may_lie_in_several_files(app, export):
    more = json.dumps({"id": 12, "post_stream": {"posts": [post(2), post(3)]}})
    first = topic(post())
    report = move_in("discourse", export(first, more))
    assert bodies("Topic 12") == ["Words 1", "Words 2", "Words 3"]
    assert not report.constructs


def test_missing_posts_are_named(app, export):
    cut = json.loads(topic(post()))
    cut["post_stream"]["stream"], cut["posts_count"] = [101, 102, 103], 3
    report = move_in("discourse", export(json.dumps(cut)))
    assert report.constructs["topic with posts that are not in the export"].count == 2


def test_broken_files_are_named_and_passed_by(app, export):
    path = export(topic(), "{", "[]", json.dumps({"topics": [{"id": 9, "title": "listed"}]}))
    report = move_in("discourse", path)
    assert set(threads()) == {"Topic 12"}
    assert [where for where, _ in report.skipped] == ["1.json", "2.json"]


def test_what_is_no_export_is_said_so(app, tmp_path):
    with pytest.raises(BadExport):
        move_in("discourse", write(tmp_path / "x", {"categories.json": LIST}))


def test_twice_is_once(app, export):
    path = export(topic(post(), post(2)))
    move_in("discourse", path)
    before = state()
    move_in("discourse", path)
    assert state() == before


def test_a_vote_here_counts_on_top(app, client, sign_in, make, export):
    move_in("discourse", export(topic(post(actions_summary=[{"id": 2, "count": 4}]))))
    first = posts_of(threads()["Topic 12"])[0]
    sign_in(make.user(confirmed=True)).post(f"/forum/posts/{first.id}/vote")
    db.session.expire_all()
    assert posts_of(threads()["Topic 12"])[0].vote_count == 5


@pytest.mark.shared_data
def test_real_topics(app, shared_data, tmp_path):
    folder = shared_data / "formats" / "discourse"
    files = {path.name: path.read_bytes() for path in folder.glob("sample-topic-*.json")}
    report = move_in("discourse", write(tmp_path / "real", files))
    assert report.as_json()["counts"]["thread"] == {"new": 5}
    assert not report.skipped
    for thread in threads().values():
        for each in posts_of(thread):
            assert "<p>" not in each.body
            assert "[quote" not in each.body
