"""The dump of a Stack Exchange site, made by hand."""

from html import escape

import pytest

from forum.models import ThreadState
from hoidap.importing.source import BadExport
from tests.hoidap.importing.moving import bodies, move_in, person, posts_of, state, threads, write


def row(**fields):
    return "  <row " + " ".join(f'{key}="{escape(str(v))}"' for key, v in fields.items()) + " />\n"


def file(kind, *rows, bom="", doctype=True):
    name = f"<!DOCTYPE {kind} SYSTEM '{kind}.dtd'>\n" if doctype else ""
    return f'{bom}<?xml version="1.0" encoding="utf-8"?>\n{name}<{kind}>\n{"".join(rows)}</{kind}>'


def question(id=1, **more):
    fields = {"Id": id, "PostTypeId": 1, "CreationDate": "2020-01-01T10:00:00.123", "Score": 3}
    fields |= {"Body": "<p>Why <b>so</b>?</p>", "OwnerUserId": 7, "Title": f"Question {id}"}
    return row(**(fields | {"Tags": "<sim-card><roaming>", "ViewCount": 40} | more))


def answer(id=2, parent=1, **more):
    fields = {"Id": id, "PostTypeId": 2, "ParentId": parent, "OwnerUserId": 8, "Score": -2}
    return row(
        **(fields | {"CreationDate": "2020-01-02T10:00:00", "Body": f"<p>Answer {id}</p>"} | more)
    )


USERS = file(
    "users",
    row(Id=-1, DisplayName="Community", CreationDate="2010-01-01T00:00:00"),
    row(Id=7, DisplayName="Lan", CreationDate="2019-05-05T00:00:00", AboutMe="<p>Hi</p>"),
    row(Id=8, DisplayName="Minh", CreationDate="2019-05-06T00:00:00"),
    row(Id=9, DisplayName="Silent", CreationDate="2019-05-06T00:00:00"),
)


@pytest.fixture
def dump(tmp_path):
    def _dump(*posts, **more):
        files = {"Posts.xml": file("posts", *posts), "Users.xml": USERS}
        return write(tmp_path / "dump", files | {f"{key}.xml": text for key, text in more.items()})

    return _dump


def test_a_question_comes_with_all_that_belongs_to_it(app, dump):
    path = dump(
        answer(5),
        question(AcceptedAnswerId=4, LastEditDate="2020-02-01T00:00:00"),
        answer(4, Score=6, CreationDate="2020-01-03T10:00:00"),
        Comments=file(
            "comments",
            row(
                Id=1,
                PostId=4,
                Score=2,
                Text="# No, `x` is **it**",
                CreationDate="2020-01-04T00:00:00",
                UserId=7,
            ),
            row(Id=2, PostId=1, Text="Which model?", CreationDate="2020-01-01T11:00:00", UserId=8),
        ),
    )

    report = move_in("stackexchange", path)

    thread = threads()["Question 1"]
    assert (thread.author.name, thread.view_count, thread.vote_count) == ("Lan", 40, 3)
    assert {tag.slug for tag in thread.tags} == {"sim-card", "roaming"}
    assert thread.state is ThreadState.SOLVED
    assert thread.accepted_post.body == "Answer 4"
    posts = posts_of(thread)
    assert [post.body for post in posts] == [
        "Why **so**?",
        "Which model?",
        "Answer 5",
        "Answer 4",
        f"> **[Minh]({posts[3].url})**\n\n\\# No, `x` is **it**",
    ]
    assert [post.vote_count for post in posts] == [3, 0, -2, 6, 2]
    assert str(posts[0].edited_at) == "2020-02-01 00:00:00+00:00"
    assert thread.reply_count == 4
    assert person("Lan").about == "Hi"
    assert str(person("Lan").created_at) == "2019-05-05 00:00:00+00:00"
    assert report.as_json()["counts"]["person"] == {"new": 2}


@pytest.mark.parametrize("tags", ["<sim-card><roaming>", "|sim-card|roaming|"])
def test_tags_are_read_in_both_ways_of_writing_them(app, dump, tags):
    move_in("stackexchange", dump(question(Tags=tags)))
    assert {tag.slug for tag in threads()["Question 1"].tags} == {"sim-card", "roaming"}


def test_a_missing_owner_keeps_the_name_that_is_left(app, dump):
    move_in(
        "stackexchange",
        dump(
            question(1, OwnerUserId="", OwnerDisplayName="user39"),
            question(2, OwnerUserId=""),
            question(3, OwnerUserId=-1),
        ),
    )
    found = threads()
    assert found["Question 1"].author.name == "user39"
    assert found["Question 2"].author.name == "Thành viên cũ"  # in the site's language
    assert found["Question 3"].author.name == "Community"


def test_descriptions_of_tags_and_their_like_stay_out_with_a_reason(app, dump):
    others = [row(Id=10 + kind, PostTypeId=kind, Body="") for kind in (4, 5, 6, 7)]
    report = move_in("stackexchange", dump(question(), *others, answer(30, parent="")))
    assert report.as_json()["counts"]["post"] == {"new": 1, "skipped": 5}
    assert "no question and no answer: description of a tag" in report.constructs


def test_closed_questions_are_locked_and_duplicates_named(app, dump):
    links = file("postlinks", row(Id=1, PostId=2, RelatedPostId=1, LinkTypeId=3))
    closed = {"ClosedDate": "2020-05-05T00:00:00"}
    report = move_in(
        "stackexchange", dump(question(1, **closed), question(2, **closed), PostLinks=links)
    )
    found = threads()
    assert found["Question 1"].locked_reason == "closed in the former forum"
    assert found["Question 2"].locked_reason == "closed as a duplicate in the former forum"
    assert report.constructs["duplicate of another question"].examples == ["2"]


def test_old_addresses_lead_to_questions_answers_and_comments(app, client, dump):
    comment = row(Id=77, PostId=1, Text="x", CreationDate="2020-01-04T00:00:00", UserId=8)
    text = (
        '<a href="https://old.vn/questions/1/slug/4#4">a</a> <a href="https://old.vn/q/1">q</a> '
        '<a href="https://old.vn/questions/1/slug#comment77_1">c</a> '
        '<a href="https://old.vn/a/4">s</a> <a href="https://old.vn/questions/1/x/99#99">near</a> '
        '<a href="https://old.vn/questions/98">dead</a> <a href="https://else.vn/q/1">other</a>'
    )
    path = dump(question(), answer(4), question(3, Body=text), Comments=file("comments", comment))

    report = move_in("stackexchange", path, url="https://old.vn")

    thread = threads()["Question 1"]
    _, comment, found = posts_of(thread)
    assert bodies("Question 3") == [
        f"[a]({found.url}) [q]({thread.url}) [c]({comment.url}) [s]({found.url}) "
        f"[near]({thread.url}) [dead](https://old.vn/questions/98) [other](https://else.vn/q/1)"
    ]
    assert report.links == {"led on": 5, "dead": 1}
    assert client.get("/questions/1/any-slug").location == thread.url
    assert client.get("/questions/1/any-slug/4").location == found.url
    assert client.get("/questions/98/slug").status_code == 404


def test_a_dump_with_a_bom_and_control_characters_is_read(app, dump):
    path = dump(question())
    text = file("posts", question(Title="A&#x1F;B").replace("&amp;#", "&#"), bom="\ufeff")
    (path / "Posts.xml").write_text(text.replace("Why", "\x0bWhy"))
    move_in("stackexchange", path)
    assert "AB" in threads()


def test_a_file_that_breaks_off_gives_what_stands_before(app, dump):
    path = dump(question(1))
    text = file("posts", question(1), question(2))
    (path / "Posts.xml").write_text(text[: text.index("Question 2")])
    report = move_in("stackexchange", path)
    assert set(threads()) == {"Question 1"}
    assert report.skipped[0][0] == "Posts.xml"


def test_entities_are_refused(app, dump):
    path = dump(question())
    bomb = '<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY a "boom">]><posts>&a;</posts>'
    (path / "Posts.xml").write_text(bomb)
    report = move_in("stackexchange", path)
    assert threads() == {}
    assert "refused" in report.skipped[0][1]


def test_a_row_without_a_date_is_passed_by(app, dump):
    report = move_in("stackexchange", dump(question(1, CreationDate=""), question(2)))
    assert set(threads()) == {"Question 2"}
    assert report.skipped[0][0] == "1"


def test_what_is_no_dump_is_said_so(app, tmp_path):
    with pytest.raises(BadExport, match=r"Posts\.xml"):
        move_in("stackexchange", write(tmp_path / "x", {"a.txt": ""}))
    with pytest.raises(BadExport, match="one site"):
        move_in("stackexchange", write(tmp_path / "y", {"a/Posts.xml": "", "b/Posts.xml": ""}))


def test_twice_is_once_and_more_answers_grow_the_thread(app, dump):
    path = dump(question(), answer(4))
    move_in("stackexchange", path)
    before = state()
    report = move_in("stackexchange", path)
    assert state() == before
    assert report.as_json()["counts"]["thread"] == {"unchanged": 1}

    move_in("stackexchange", dump(question(), answer(4), answer(9)))
    assert bodies("Question 1") == ["Why **so**?", "Answer 4", "Answer 9"]


def test_a_dry_run_counts_and_writes_nothing(app, dump):
    report = move_in("stackexchange", dump(question(), answer(4)), dry_run=True)
    counts = report.as_json()["counts"]
    assert (counts["thread"], counts["post"], counts["person"]) == (
        {"new": 1},
        {"new": 2},
        {"new": 2},
    )
    assert threads() == {}
