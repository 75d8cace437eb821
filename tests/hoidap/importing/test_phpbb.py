"""phpBB's dumps, made by hand."""

import io
import json

import pytest
from PIL import Image

from core.audience import Audience
from forum.models import ThreadType
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


def sql(value):
    if value is None:
        return "NULL"
    return (
        str(value)
        if isinstance(value, int)
        else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    )


def named(table, *rows, prefix="phpbb_"):
    """As phpBB's own backup writes it."""
    into = f"INSERT INTO {prefix}{table}"
    lines = [
        f"{into} ({', '.join(row)}) VALUES ({', '.join(map(sql, row.values()))});\n" for row in rows
    ]
    return "# phpBB Backup Script\n" + "".join(lines)


def plain(table, *rows, prefix="phpbb_"):
    """As mysqldump writes it."""
    columns = ",\n".join(f"  `{name}` mediumtext COLLATE utf8_bin NOT NULL" for name in rows[0])
    values = ",".join(f"({','.join(map(sql, row.values()))})" for row in rows)
    return (
        f"CREATE TABLE `{prefix}{table}` (\n{columns},\n  PRIMARY KEY (`a`)\n) ENGINE=InnoDB;\n"
        f"INSERT INTO `{prefix}{table}` VALUES {values};\n"
    )


def post(id=1, topic=1, **more):
    fields = {"post_id": id, "topic_id": topic, "poster_id": 2, "post_time": 1_500_000_000 + id}
    fields |= {"poster_ip": "203.0.113.9", "post_username": "", "post_text": f"<t>Post {id}</t>"}
    return fields | {"bbcode_uid": "", "post_visibility": 1, "post_edit_time": 0} | more


def topic(id=1, **more):
    fields = {"topic_id": id, "forum_id": 2, "topic_title": f"Topic {id}", "topic_views": 9}
    fields |= {"topic_status": 0, "topic_type": 0, "topic_moved_id": 0, "topic_visibility": 1}
    return fields | {"poll_title": ""} | more


FORUMS = [
    {
        "forum_id": 1,
        "parent_id": 0,
        "left_id": 1,
        "forum_name": "Support &amp; more",
        "forum_password": "",
    },
    {"forum_id": 2, "parent_id": 1, "left_id": 2, "forum_name": "Phones", "forum_password": ""},
]


def user(id, name, email, **more):
    fields = {"user_id": id, "username": name, "user_email": email, "user_regdate": 1_400_000_000}
    return fields | {"user_type": 0, "user_password": "$2y$10$x", "user_ip": "203.0.113.7"} | more


USERS = [
    user(1, "Anonymous", "", user_type=2),
    user(2, "Lan &amp; Co", "LAN@x.vn"),
    user(3, "Silent", "s@x.vn"),
]


@pytest.fixture(params=[named, plain])
def style(request):
    return request.param


@pytest.fixture
def dump(tmp_path):
    def _dump(topics, posts, *more, style=plain, prefix="phpbb_", forums=FORUMS):
        parts = {"forums": forums, "posts": posts, "topics": topics, "users": USERS}
        text = "".join(style(table, *rows, prefix=prefix) for table, rows in parts.items())
        return write(tmp_path / "export", {"dump.sql": text + "".join(more)})

    return _dump


@pytest.mark.parametrize("prefix", ["phpbb_", "forum_", ""])
def test_topics_come_from_both_ways_of_writing_a_dump(app, client, dump, style, prefix):
    posts = [
        post(2, poster_id=1, post_username="Guest &lt;1&gt;"),
        post(1, post_edit_time=1_500_000_500),
    ]
    title = {"topic_title": "It's &quot;new&quot; &amp; good"}

    move_in("phpbb", dump([topic(**title)], posts, style=style, prefix=prefix))

    thread = threads()['It\'s "new" & good']
    assert (thread.author.name, thread.view_count) == ("Lan & Co", 9)
    assert thread.category.names == {"en": "Support & more › Phones"}
    first, second = posts_of(thread)
    assert (first.body, second.body, second.author.name) == ("Post 1", "Post 2", "Guest <1>")
    assert str(first.created_at) == "2017-07-14 02:40:01+00:00"
    assert str(first.edited_at) == "2017-07-14 02:48:20+00:00"
    assert second.edited_at is None
    assert client.get("/viewtopic.php?f=2&t=1").location == thread.url
    assert client.get("/forum/old/viewtopic.php?p=2#p2").location == second.url


@pytest.mark.sqlite
def test_addresses_of_machines_and_passwords_are_nowhere(app, dump, tmp_path):
    report = move_in("phpbb", dump([topic()], [post()]))
    assert person("Lan & Co").email == "lan@x.vn"
    kept = (tmp_path / "hoidap.db").read_bytes() + json.dumps(report.as_json()).encode()
    assert b"203.0.113" not in kept
    assert b"$2y$" not in kept
    assert b"s@x.vn" not in kept  # who wrote nothing does not come


def test_what_was_not_approved_or_was_deleted_stays_out(app, dump):
    topics = [topic(1), topic(2, topic_visibility=0), topic(3, topic_visibility=2), topic(4)]
    posts = [
        post(1),
        post(2, post_visibility=0),
        post(3, post_visibility=2),
        post(4, post_visibility=3),
    ]
    posts += [post(5, 2), post(6, 3), post(7, 4, post_visibility=0), post(8)]
    report = move_in("phpbb", dump(topics, posts))
    assert set(threads()) == {"Topic 1"}
    assert bodies("Topic 1") == ["Post 1", "Post 8"]
    counts = report.as_json()["counts"]
    assert (counts["thread"], counts["post"]) == (
        {"new": 1, "skipped": 3},
        {"new": 2, "skipped": 4},
    )


def test_approval_as_phpbb_3_0_says_it(app, dump):
    topics = [topic(1, topic_approved=1), topic(2, topic_approved=0)]
    posts = [post(1, post_approved=1), post(2, post_approved=0), post(3, 2, post_approved=1)]
    for row in topics:
        del row["topic_visibility"]
    for row in posts:
        del row["post_visibility"]
    move_in("phpbb", dump(topics, posts))
    assert set(threads()) == {"Topic 1"}
    assert bodies("Topic 1") == ["Post 1"]


def test_the_shadow_of_a_moved_topic_leads_to_it(app, client, dump):
    shadow = topic(7, topic_status=2, topic_moved_id=1)
    report = move_in("phpbb", dump([topic(), shadow], [post(), post(2, 7)]))
    assert set(threads()) == {"Topic 1"}
    assert client.get("/viewtopic.php?t=7").location == threads()["Topic 1"].url
    assert "shadow of a topic that was moved" in report.constructs


def test_locked_sticky_and_announced(app, dump):
    topics = [
        topic(1, topic_status=1),
        topic(2, topic_type=1),
        topic(3, topic_type=2),
        topic(4, topic_type=3),
    ]
    move_in("phpbb", dump(topics, [post(id, id) for id in (1, 2, 3, 4)]))
    found = threads()
    assert [found[f"Topic {id}"].is_locked for id in (1, 2, 3, 4)] == [True, False, False, False]
    assert [bool(found[f"Topic {id}"].pinned_at) for id in (1, 2, 3, 4)] == [
        False,
        True,
        True,
        True,
    ]
    assert found["Topic 2"].type is ThreadType.QUESTION
    assert found["Topic 3"].type is found["Topic 4"].type is ThreadType.ANNOUNCEMENT


def rule(group, forum, *, option=0, role=0, setting=0):
    fields = {"group_id": group, "forum_id": forum, "auth_option_id": option}
    return fields | {"auth_role_id": role, "auth_setting": setting}


GUESTS, REGISTERED, READ, LIST, MAY, MAY_NOT = 1, 2, 20, 21, 17, 16
ACL = "".join(
    [
        plain(
            "groups",
            {"group_id": GUESTS, "group_name": "GUESTS"},
            {"group_id": REGISTERED, "group_name": "REGISTERED"},
        ),
        plain(
            "acl_options",
            {"auth_option_id": READ, "auth_option": "f_read"},
            {"auth_option_id": LIST, "auth_option": "f_list"},
        ),
        plain(
            "acl_roles_data",
            {"role_id": MAY, "auth_option_id": READ, "auth_setting": 1},
            {"role_id": MAY_NOT, "auth_option_id": READ, "auth_setting": 0},
        ),
        plain(
            "acl_groups",
            rule(GUESTS, 2, role=MAY),
            rule(REGISTERED, 3, option=READ, setting=1),
            rule(GUESTS, 3, option=LIST, setting=1),
            rule(GUESTS, 4, role=MAY_NOT),
            rule(5, 4, role=MAY),
            rule(GUESTS, 5, option=READ, setting=1),
        ),
    ]
)


def test_no_import_widens_an_audience(app, dump):
    more = [FORUMS[1] | {"forum_id": id, "forum_name": f"F{id}", "parent_id": 0} for id in (3, 4)]
    locked = FORUMS[1] | {"forum_id": 5, "forum_name": "F5", "parent_id": 0, "forum_password": "x"}
    topics = [topic(id, forum_id=id) for id in (2, 3, 4, 5)]
    posts = [post(id, id) for id in (2, 3, 4, 5)]
    report = move_in("phpbb", dump(topics, posts, ACL, forums=[*FORUMS, *more, locked]))
    assert {name: room.audience for name, room in rooms().items()} == {
        "Support & more › Phones": Audience.PUBLIC,
        "F3": Audience.CUSTOMERS,
        "F4": Audience.STAFF,
        "F5": Audience.STAFF,
    }
    assert report.constructs["forum with a password: for staff only here"].examples == ["F5"]
    assert report.constructs[
        "forum that was not open to everybody: for staff only here"
    ].examples == ["F4"]


def test_polls_become_lists(app, dump):
    options = plain(
        "poll_options",
        {"poll_option_id": 2, "topic_id": 1, "poll_option_text": "No", "poll_option_total": 3},
        {"poll_option_id": 1, "topic_id": 1, "poll_option_text": "Yes", "poll_option_total": 8},
    )
    report = move_in("phpbb", dump([topic(poll_title="Better?")], [post()], options))
    assert bodies("Topic 1") == ["Post 1\n\n**Better?**\n\n- Yes: 8\n- No: 3"]
    assert "poll: kept as a list with its counts" in report.constructs


def attachment(id, **more):
    fields = {"attach_id": id, "post_msg_id": 1, "in_message": 0, "is_orphan": 0}
    fields |= {"physical_filename": f"2_{id:032x}", "real_filename": f"plan {id}.png"}
    return fields | {"mimetype": "image/png"} | more


def test_attachments_stand_where_their_post_put_them(app, dump):
    inline = (
        '<r>See <ATTACHMENT filename="plan 6.png" index="1"><s>[attachment=1]</s>plan 6.png'
        "<e>[/attachment]</e></ATTACHMENT> there</r>"
    )
    rows = [
        attachment(5),
        attachment(6),
        attachment(7, real_filename="log.zip", mimetype="application/zip"),
        attachment(8, in_message=1),
        attachment(9, is_orphan=1),
        attachment(10, post_msg_id=2),
    ]
    path = dump([topic()], [post(post_text=inline), post(2)], plain("attachments", *rows))
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")
    write(path, {f"files/2_{6:032x}": out.getvalue(), f"files/2_{10:032x}": out.getvalue()})

    move_in("phpbb", path)

    first, second = bodies("Topic 1")
    head, log, foot = first.split("\n\n")
    assert head == "See ![plan 6.png](" + head.partition("(")[2]
    assert (log, foot) == ("*log.zip*", "🖼 plan 5.png")
    assert second.startswith("Post 2\n\n![plan 10.png](/uploads/")


def test_quotes_and_links_lead_to_posts_here(app, dump):
    quote = (
        '<r><QUOTE author="Lan" post_id="1"><s>[quote]</s>x<e>[/quote]</e></QUOTE> '
        '<URL url="https://old.vn/viewtopic.php?f=2&amp;t=1&amp;p=1#p1">here</URL></r>'
    )
    move_in("phpbb", dump([topic()], [post(), post(2, post_text=quote)]), url="https://old.vn")
    first = posts_of(threads()["Topic 1"])[0]
    assert bodies("Topic 1")[1] == f"> **[Lan]({first.url}):**\n>\n> x\n\n[here]({first.url})"


def test_of_two_forums_in_one_dump_the_greater_comes(app, dump):
    other = plain("posts", post(50, 50), prefix="old_") + plain("topics", topic(50), prefix="old_")
    wordpress = plain("posts", {"ID": 1, "post_content": "x"}, prefix="wp_")
    report = move_in("phpbb", dump([topic()], [post(), post(2)], other, wordpress))
    assert set(threads()) == {"Topic 1"}
    assert report.skipped == [("old_posts", "another forum in the same dump")]


def test_a_post_without_a_date_and_a_torn_dump_stop_nothing(app, dump):
    topics, posts = [topic(1), topic(2)], [post(1, 1, post_time=0), post(2, 2)]
    report = move_in("phpbb", dump(topics, posts, "INSERT INTO phpbb_posts VALUES (9,"))
    assert set(threads()) == {"Topic 2"}
    assert [where for where, _ in report.skipped] == ["dump.sql", "1"]


def test_what_is_no_dump_is_said_so(app, tmp_path):
    with pytest.raises(BadExport, match=r"no \.sql"):
        move_in("phpbb", write(tmp_path / "x", {"a.txt": ""}))
    with pytest.raises(BadExport, match="no table of phpBB posts"):
        move_in("phpbb", write(tmp_path / "y", {"a.sql": "INSERT INTO x (a) VALUES (1);"}))


def test_twice_is_once(app, dump):
    path = dump([topic()], [post(), post(2)])
    move_in("phpbb", path)
    before = state()
    move_in("phpbb", path)
    assert state() == before


@pytest.mark.shared_data
def test_real_tables_name_the_columns_of_a_dump_without_names(app, shared_data, tmp_path):
    tables = (shared_data / "formats" / "phpbb" / "tables.sql").read_text()
    values = {"post_id": "5", "topic_id": "3", "poster_id": "2", "post_time": "1500000000"}
    values |= {"post_text": "'<t>Hi</t>'", "post_visibility": "1"}
    body = tables.partition("CREATE TABLE `phpbb_posts` (")[2].partition("PRIMARY KEY")[0]
    names = [line.split("`")[1] for line in body.splitlines() if line.strip().startswith("`")]
    row = ",".join(values.get(name, "''") for name in names)
    topics = named("topics", topic(3))
    move_in(
        "phpbb",
        write(
            tmp_path / "x", {"a.sql": f"{tables}INSERT INTO `phpbb_posts` VALUES ({row});{topics}"}
        ),
    )
    assert bodies("Topic 3") == ["Hi"]
