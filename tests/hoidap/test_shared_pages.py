"""Pages kept for people alike: drawn once, of nobody, each with the menu of whom it is shown to."""

import re
from datetime import timedelta

import pytest
from flask import before_render_template
from sqlalchemy import NullPool, create_engine, func, select, text

from accounts.models import Role, User
from accounts.services import notifications, sessions
from accounts.services import settings as site
from core import content_version
from core import db as core_db
from core.audience import Audience
from core.clock import now
from core.db import db
from forum.models import Thread, ThreadType
from forum.services import watching
from hoidap import page, page_cache, shared_pages
from search.contract import IndexUnavailable
from search.models import SearchLog
from search.services import engine, limits, log, ranking
from tests.conftest import new_client


@pytest.fixture
def more_settings():
    return {"HOIDAP_PAGE_CACHE_BYTES": 1_000_000, "WTF_CSRF_ENABLED": True}


@pytest.fixture(autouse=True)
def _the_same_minute(monkeypatch):
    monkeypatch.setattr(page_cache, "minute", lambda: 1)


@pytest.fixture
def drawn(queries):
    """`drawn(client, path)`: whether the page was made for this request."""

    def _drawn(client, path) -> bool:
        with queries() as statements:
            client.get(path)
        return any("FROM setting" in statement for statement in statements)

    return _drawn


@pytest.fixture
def two(sign_in, make):
    return [sign_in(make.user(name=name)) for name in ("Anna Nguyen", "Ben Tran")]


def token(page) -> str:
    return token_of(page.text)


def token_of(html: str) -> str:
    return html.partition('name="csrf_token" value="')[2].partition('"')[0]


ADDRESSES = ["/", "/kb/", "shelf", "/forum/", "room", "/search/?q=printer", "product"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_second_member_gets_the_page_with_their_own_menu(two, make, drawn, address):
    product = make.product()
    article, thread = make.article(title="Printer", products=[product]), make.thread()
    make.thread(author=two[1].user)
    engine.rebuild()
    places = {"shelf": article.collection.url, "room": thread.category.url, "product": product.url}
    path = places.get(address, address)
    anna, ben = two
    first = anna.get(path)
    assert first.status_code == 200
    assert not drawn(ben, path)
    second = ben.get(path)
    assert "Anna Nguyen" in first.text
    assert "Ben Tran" in second.text
    assert "Anna Nguyen" not in second.text
    assert token(first)
    assert token(second)
    assert token(first) != token(second)
    left = ben.post("/accounts/sessions/delete", data={"csrf_token": token(second)})
    assert left.status_code in (302, 303)
    own = {"Date", "Content-Length", "Set-Cookie"}
    assert {k: v for k, v in first.headers if k not in own} == {
        k: v for k, v in second.headers if k not in own
    }


def test_each_class_has_its_pages(client, two, as_staff, make, drawn):
    shelf = make.article(title="For everybody").collection
    make.article(title="For customers", audience=Audience.CUSTOMERS, collection=shelf)
    make.article(title="For staff", audience=Audience.STAFF, collection=shelf)
    for _ in range(2):
        assert "For customers" not in client.get(shelf.url).text
        assert "For customers" in two[0].get(shelf.url).text
        assert "For staff" not in two[1].get(shelf.url).text
        assert "For staff" in as_staff.get(shelf.url).text
    assert drawn(as_staff, shelf.url)  # staff are few: each page is drawn


@pytest.mark.parametrize("state", ["private", "held"])
@pytest.mark.parametrize("address", ["/forum/", "/search/?q=printer", "room"])
def test_who_sees_more_than_others_has_pages_of_their_own(two, make, address, state):
    anna, ben = two
    room = make.category()
    everybodys = make.thread(title="Printer of all", category=room)
    made = {"is_private": True, "type": ThreadType.COMPLAINT} if state == "private" else {}
    thread = make.thread(title="Printer of Anna", category=room, author=anna.user, **made)
    if state == "held":
        thread.held_at = thread.created_at
        db.session.commit()
    engine.rebuild()
    path = room.url if address == "room" else address
    is_found = state == "private" or not address.startswith("/search")
    for first, second in ((anna, ben), (ben, anna), (anna, ben)):
        for browser in (first, second):
            page = browser.get(path).text
            assert (thread.url in page) == (browser is anna and is_found)
            assert everybodys.url in page


def test_my_own_questions_are_mine(two, make):
    anna, ben = two
    make.thread(title="Of Anna", author=anna.user)
    make.thread(title="Of Ben", author=ben.user)
    for _ in range(2):
        assert "Of Ben" not in anna.get("/forum/?filter=mine").text
        assert "Of Anna" not in ben.get("/forum/?filter=mine").text


def test_a_message_is_shown_to_whom_it_is_for(two, make, drawn):
    anna, ben = two
    ben.get("/")
    with anna.session_transaction() as session:
        session["_flashes"] = [("success", "Well done, Anna")]
    assert "Well done, Anna" in anna.get("/").text
    assert "Well done" not in ben.get("/").text
    assert "Well done" not in anna.get("/").text


def test_news_in_the_menu_are_new(two, make):
    anna, _ben = two
    before = anna.get("/").text
    notifications.notify(anna.user.id, "post.replied", "post.replied:1", "/forum/", title="News")
    db.session.commit()
    after = anna.get("/").text
    assert "count-dot" not in before
    assert "count-dot" in after


def test_any_change_and_the_index_make_a_page_anew(client, make, drawn):
    make.article(title="Printer")
    engine.rebuild()
    path = "/search/?q=printer"
    assert [drawn(client, path) for _ in range(3)] == [True, False, False]
    site.put("notice", "We are closed today", by=make.user(role=Role.ADMIN))
    db.session.commit()
    assert "We are closed today" in client.get(path).text
    assert not drawn(client, path)
    later = make.article(title="Printer paper")
    assert later.url not in client.get(path).text  # the index does not know it yet,
    assert not drawn(client, path)
    engine.bring_up_to_date([f"article:{later.id}"])
    engine.index()._checked = 0.0  # as half a second later
    assert later.url in client.get(path).text  # and nothing else changed


def test_a_kept_search_is_counted(client, two, make):
    make.article(title="Printer")
    engine.rebuild()
    for browser in (client, client, *two):
        browser.get("/search/?q=printer")
    log.buffer().flush()
    assert db.session.scalar(select(func.count()).select_from(SearchLog)) == 4


def test_suggestions_are_kept_as_fragments(client, two, make, drawn):
    make.article(title="Printer")
    engine.rebuild()
    path = "/search/suggestions?q=prin"
    assert drawn(client, path) == drawn(two[0], path)
    assert client.get(path).text == two[0].get(path).text == two[1].get(path).text
    assert "Anna" not in two[1].get(path).text


def test_who_types_is_remembered_until_they_are_signed_out(two, make, queries, monkeypatch):
    monkeypatch.setattr(content_version, "LOOK_EVERY", 60)
    make.article(title="Printer", audience=Audience.CUSTOMERS)
    engine.rebuild()
    path = "/search/suggestions?q=prin"
    assert "Printer" in two[0].get(path).text
    with queries() as statements:
        assert "Printer" in two[0].get(path).text
    assert statements == []

    anna = db.session.scalars(select(User).where(User.name == "Anna Nguyen")).one()
    sessions.end_all(anna)  # from another browser
    db.session.commit()
    assert "Printer" not in two[0].get(path).text
    assert "Printer" in two[1].get(path).text


def test_who_asks_something_private_while_typing_is_not_taken_for_others(
    app, two, make, monkeypatch
):
    make.thread(title="Printer open")
    engine.rebuild()
    anna, ben = two
    anna.get("/search/suggestions?q=pri")
    state = shared_pages._state

    def slowly(version):
        """As if it waited for the index's turn while the same person asks in another window."""
        monkeypatch.setattr(shared_pages, "_state", state)
        with app.app_context(), core_db.writing():
            author = db.session.scalars(select(User).where(User.name == "Anna Nguyen")).one()
            kind = ThreadType.COMPLAINT
            make.thread(title="Printer secret", author=author, type=kind, is_private=True)
            db.session.commit()
        return state(version)

    monkeypatch.setattr(shared_pages, "_state", slowly)
    anna.get("/search/suggestions?q=prin")
    engine.rebuild()
    assert "secret" in anna.get("/search/suggestions?q=prin").text
    assert "secret" not in ben.get("/search/suggestions?q=prin").text


@pytest.mark.parametrize(
    ("attribute", "value", "seen"),
    [
        ("suspended_until", now() + timedelta(days=1), []),
        ("role", Role.STAFF, ["Paper", "Printer"]),
    ],
)
def test_who_types_is_looked_at_again_when_they_changed(two, make, attribute, value, seen):
    make.article(title="Printer", audience=Audience.CUSTOMERS)
    make.article(title="Printer Paper", audience=Audience.STAFF)
    engine.rebuild()
    path = "/search/suggestions?q=prin"
    assert "Printer" in two[0].get(path).text
    anna = db.session.scalars(select(User).where(User.name == "Anna Nguyen")).one()
    setattr(anna, attribute, value)
    db.session.commit()
    answer = two[0].get(path).text
    assert [word for word in ("Paper", "Printer") if word in answer] == seen


def test_a_page_with_a_form_is_not_kept(app, two, make, drawn):
    for path in ("/forum/threads/ask", f"/forum/threads/{make.thread().id}/reply"):
        assert drawn(two[0], path)
        assert drawn(two[1], path)
    make.article(title="What is a csrf_token?")
    assert drawn(two[0], "/kb/")
    assert drawn(two[0], "/kb/")  # a page that even speaks of one is drawn each time


@pytest.mark.parametrize("address", ADDRESSES)
def test_customers_differ_by_their_menu_alone(app, sign_in, make, address, monkeypatch):
    """What makes it right to share: whoever asks, the page around the menu is the same."""
    moment = now()
    monkeypatch.setattr(page, "now", lambda: moment)  # “2 seconds ago”
    product = make.product()
    article = make.article(title="Printer", products=[product])
    room = make.category(staff_start_only=True)
    make.thread(category=room)
    engine.rebuild()
    places = {"shelf": article.collection.url, "room": room.url, "product": product.url}
    around = set()
    for made in ({"trust_level": 3}, {"confirmed": False}):
        shown = sign_in(make.user(name="Somebody", **made)).get(places.get(address, address)).text
        before, _, rest = shown.partition(shared_pages.MENU_BEGINS)
        around.add((before, rest.partition(shared_pages.MENU_ENDS)[2]))
        app.extensions[shared_pages.EXTENSION].clear()
    assert len(around) == 1


def test_a_long_address_is_not_kept(app, client, make):
    engine.rebuild()
    client.get(f"/search/?q=printer{'y' * shared_pages.LONGEST}")
    assert not list(app.extensions[shared_pages.EXTENSION]._things)
    assert new_client(app).get("/search/?q=printer").status_code == 200
    assert list(app.extensions[shared_pages.EXTENSION]._things)


# What a stranger found.


def test_a_page_drawn_from_an_older_state_is_not_kept(app, two, make, monkeypatch):
    """Somebody hides a thread after the request has begun to read, before the page is drawn."""
    anna, ben = two
    thread = make.thread(title="Rude words")
    look = shared_pages._own

    def slowly(version):
        found = look(version)
        another = create_engine(db.engine.url, poolclass=NullPool)
        with another.begin() as connection:
            connection.execute(text("UPDATE thread SET hidden_at = created_at"))
            connection.execute(text("UPDATE content_version SET number = number + 1"))
        return found

    monkeypatch.setattr(shared_pages, "_own", slowly)
    anna.get("/forum/")
    monkeypatch.setattr(shared_pages, "_own", look)
    monkeypatch.setattr(content_version, "LOOK_EVERY", 0)
    assert thread.title not in ben.get("/forum/").text


def test_a_thread_that_became_private_meanwhile_is_on_nobody_elses_page(two, make, monkeypatch):
    """A second tab of hers asks in private between what is looked at first and the drawing."""
    anna, ben = two
    room, look = make.category(), shared_pages._own

    def slowly(version):
        found = look(version)
        db.session.rollback()
        make.thread(
            title="My secret", category=room, author=anna.user, is_private=True,
            type=ThreadType.COMPLAINT,
        )  # fmt: skip
        db.session.commit()
        return found

    monkeypatch.setattr(shared_pages, "_own", slowly)
    with core_db.writing():
        assert "My secret" in anna.get("/forum/").text
    monkeypatch.setattr(shared_pages, "_own", look)
    assert "My secret" not in ben.get("/forum/").text


@pytest.mark.parametrize("path", ["/search/?q=printer", "/search/suggestions?q=prin"])
def test_what_is_so_for_a_moment_is_not_kept(client, make, monkeypatch, path):
    article = make.article(title="Printer")
    engine.rebuild()
    asked = "suggest" if "suggest" in path else "search"

    def fails(*_, **__):
        raise IndexUnavailable("for a moment")

    with monkeypatch.context() as broken:
        broken.setattr(engine.index(), asked, fails)
        away = client.get(path)
    assert away.headers["Cache-Control"] == "no-store"
    found = client.get(path)
    assert article.url in found.text
    assert found.text != away.text


def test_a_page_without_the_second_ranker_is_not_kept(app, client, make, drawn):
    make.article(title="Printer")
    engine.rebuild()

    def fails(*_):
        raise RuntimeError("the model is away")

    ranking.use(app, fails)
    path = "/search/?q=printer"
    assert [drawn(client, path) for _ in range(2)] == [True, True]


def test_a_kept_search_counts_against_the_limit(client, two, make, app):
    make.article(title="Printer")
    engine.rebuild()
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    codes = [client.get("/search/?q=printer").status_code for _ in range(limits.VISITOR + 3)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert db.session.scalar(select(func.count()).select_from(SearchLog)) <= limits.VISITOR


def test_an_unknown_word_in_the_address_makes_no_page(app, two):
    for number in range(3):
        two[0].get(f"/?x={number}")
    assert not list(app.extensions[shared_pages.EXTENSION]._things)


@pytest.fixture
def read(make):
    """Addresses of what is read: a thread with a reply, an article."""
    reply = make.post(body="Press the button")
    article = make.article(title="Printer")
    return {"thread": reply.thread.url, "article": article.url, "reply": reply}


@pytest.mark.parametrize("what", ["thread", "article"])
def test_who_left_no_mark_reads_the_page_of_those_alike(two, read, drawn, what):
    anna, ben = two
    first = anna.get(read[what])
    assert not drawn(ben, read[what])
    second = ben.get(read[what])
    assert "Ben Tran" in second.text
    assert "Anna Nguyen" not in second.text
    assert shared_pages.TOKEN.decode() not in second.text
    assert token(first) != token(second)


def test_the_forms_of_a_shared_thread_are_each_persons_own(two, read):
    anna, ben = two
    anna.get(read["thread"])
    mine = token(ben.get(read["thread"]))
    sent = {"csrf_token": mine, "body": "Of Ben"}
    thread = read["reply"].thread_id
    assert ben.post(f"/forum/threads/{thread}/reply", data=sent).status_code == 303
    assert "Of Ben" in anna.get(read["thread"]).text


def test_who_voted_sees_it_and_nobody_else(two, read):
    anna, ben = two
    page = anna.get(read["thread"])
    vote = f"/forum/posts/{read['reply'].id}/vote"
    assert anna.post(vote, data={"csrf_token": token(page)}).status_code == 303
    for _ in range(2):
        assert anna.get(read["thread"]).text.count('aria-pressed="true"') == 1
        assert 'aria-pressed="true"' not in ben.get(read["thread"]).text


def test_who_may_not_post_yet_is_told_so_and_nobody_else(sign_in, make, read):
    proved, other = sign_in(make.user()), sign_in(make.user(confirmed=False))
    for _ in range(2):
        assert 'id="reply"' in proved.get(read["thread"]).text
        assert 'id="reply"' not in other.get(read["thread"]).text


def test_a_shared_article_is_counted_for_each_reader(app, two, read):
    for browser in (*two, *two):
        browser.get(read["article"])
    assert sum(app.extensions["hoidap-counters"].waiting.values()) == 4


@pytest.mark.parametrize("what", ["thread", "article"])
def test_those_without_a_mark_differ_by_menu_and_tokens_alone(
    app, sign_in, make, read, what, monkeypatch
):
    moment = now()
    monkeypatch.setattr(page, "now", lambda: moment)
    around = set()
    for made in ({"language": "en", "about": "One"}, {"language": "en", "about": "Another"}):
        shown = sign_in(make.user(name="Somebody", trust_level=2, **made)).get(read[what]).text
        before, _, rest = shown.replace(token_of(shown), "").partition(shared_pages.MENU_BEGINS)
        whole = before + rest.partition(shared_pages.MENU_ENDS)[2]
        around.add(re.sub(r'name="begun"[^>]*', "", whole))
        app.extensions[shared_pages.EXTENSION].clear()
    assert len(around) == 1


def test_a_watch_set_and_unset_while_a_page_is_drawn_leaves_no_trace(app, two, read, monkeypatch):
    """Where each query sees its own moment (PostgreSQL), by her second tab."""
    anna, ben = two
    thread = read["reply"].thread

    def meanwhile(deed):
        db.session.rollback()  # the next query sees what others did
        with app.app_context(), core_db.writing():
            deed(db.session.get(Thread, thread.id), by=db.session.get(User, anna.user.id))
            db.session.commit()

    look, looked = shared_pages._has_marks, []

    def slowly():
        found = look()
        if not looked:
            looked.append(found)
            meanwhile(watching.watch)
        return found

    def drawn(_app, template, **_more):
        meanwhile(watching.unwatch)

    monkeypatch.setattr(shared_pages, "_has_marks", slowly)
    monkeypatch.setattr(content_version, "LOOK_EVERY", 0)
    with before_render_template.connected_to(drawn, app):
        hers = anna.get(thread.url).text
    monkeypatch.setattr(shared_pages, "_has_marks", look)
    assert looked == [False]
    assert "Stop watching" in hers
    assert "Stop watching" not in ben.get(thread.url).text
