from datetime import date, timedelta

import pytest
from sqlalchemy import update

from accounts.models import Role
from core.audience import Audience
from core.clock import now
from core.db import db
from forum.models import Category, Post, Thread, ThreadState, ThreadType, Watch
from forum.services import accepting, moderation, promotion, thread_lists
from kb.models import Article
from kb.services import publishing


def first_post(thread):
    return db.session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def fresh(thread):
    db.session.expire_all()
    return db.session.get_one(Thread, thread.id)


def titles(page):
    return [line.title for line in page.threads]


# The lists.


def test_the_forum_lists_threads_newest_activity_first(client, make):
    make.thread(title="Older words")
    make.thread(title="Newer words")

    page = client.get("/forum/").text

    assert page.index("Newer words") < page.index("Older words")


def test_pinned_threads_stand_on_top(client, make):
    make.thread(title="Read this first", pinned_at=now())
    make.thread(title="Newer words")

    page = client.get("/forum/").text

    assert page.index("Read this first") < page.index("Newer words")


def test_filters_narrow_the_list(client, as_customer, make):
    answered = make.post(thread=make.thread(title="Answered one")).thread
    solved = make.post(thread=make.thread(title="Solved one"))
    accepting.accept(solved, by=answered.author)
    db.session.commit()
    make.thread(title="Lonely one")
    make.thread(title="My own one", author=as_customer.user, type=ThreadType.IDEA)

    def shown(query, browser=client):
        text = browser.get(f"/forum/?{query}").text
        return {t for t in ("Answered", "Solved", "Lonely", "My own") if f"{t} one" in text}

    assert shown("") == {"Answered", "Solved", "Lonely", "My own"}
    assert shown("filter=unanswered") == {"Lonely"}
    assert shown("filter=unsolved") == {"Answered", "Lonely"}
    assert shown("filter=mine", as_customer) == {"My own"}
    assert shown("kind=idea") == {"My own"}
    assert shown("filter=nonsense&kind=nonsense&before=nonsense") == shown("")


def test_products_and_tags_narrow_the_list(client, make):
    from core.tags import named

    product = make.product()
    make.thread(title="About the router", product_id=product.id)
    tagged = make.thread(title="About a tag")
    tagged.tags = named(["Wi-Fi"])
    db.session.commit()

    by_product = client.get(f"/forum/?product={product.slug}").text
    by_tag = client.get("/forum/?tag=wi-fi").text

    assert "About the router" in by_product
    assert "About a tag" not in by_product
    assert "About a tag" in by_tag
    assert "About the router" not in by_tag


def test_pages_of_lists_meet_without_gap_or_overlap_while_others_write(make, monkeypatch):
    monkeypatch.setattr(thread_lists, "PER_PAGE", 4)
    visitor = make.user()
    start = now() - timedelta(hours=1)
    for number in range(11):
        thread = make.thread(title=f"T{number:02d}")
        thread.last_post_at = start + timedelta(seconds=number // 2)  # equal moments in pairs
    db.session.commit()

    seen, before = [], None
    while True:
        page = thread_lists.threads(visitor, before=before)
        seen += titles(page)
        make.thread(title="Newcomer")  # stands on top, before what was read
        if page.before is None:
            break
        before = page.before

    assert seen == [f"T{number:02d}" for number in range(10, -1, -1)]


def test_a_category_has_a_page(client, make):
    room = make.category(name="Kitchen")
    make.thread(title="In the kitchen", category=room)
    make.thread(title="Elsewhere")

    page = client.get(room.url).text

    assert "In the kitchen" in page
    assert "Elsewhere" not in page


def test_an_empty_forum_says_what_to_do(client):
    page = client.get("/forum/")
    assert page.status_code == 200
    assert "/forum/threads/ask" in page.text


@pytest.mark.parametrize("path", ["/forum/categories/nope", "/forum/threads/999"])
def test_what_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


def test_a_staff_category_is_404_for_others(client, as_customer, as_staff, make):
    room = make.category(audience=Audience.STAFF)
    thread = make.thread(category=room)

    for url in (room.url, thread.url):
        assert client.get(url).status_code == 404
        assert as_customer.get(url).status_code == 404
        assert as_staff.get(url).status_code == 200


# A thread's page.


def test_a_wrong_slug_leads_to_the_right_address(client, make):
    thread = make.thread(title="Đổi mật khẩu")
    answer = client.get(f"/forum/threads/{thread.id}-old-title?page=1")
    assert (answer.status_code, answer.location) == (301, f"{thread.url}?page=1")
    assert client.get(f"/forum/threads/{thread.id}").status_code == 301


def test_long_threads_have_pages_by_position(client, make):
    thread = make.thread()
    for number in range(2, 23):
        make.post(thread=thread, body=f"reply-{number:02d}-words")

    first, second = client.get(thread.url).text, client.get(f"{thread.url}?page=2").text

    assert "reply-20-words" in first
    assert "reply-21-words" not in first
    assert "reply-21-words" in second
    assert "reply-20-words" not in second
    assert client.get(f"{thread.url}?page=3").status_code == 404
    assert client.get(f"{thread.url}?page=-1").status_code == 404


def test_a_hidden_post_leaves_a_stub_that_names_the_rule(client, sign_in, as_staff, make):
    from forum.models import FlagReason

    post = make.post(body="Terrible words")
    moderation.hide_post(post, by=as_staff.user, reason="Be kind", rule=FlagReason.RUDE)
    db.session.commit()

    public = client.get(post.thread.url).text
    assert "Terrible words" not in public
    assert "Be kind" not in public
    assert "Rude or hurtful" in public
    for browser in (sign_in(post.author), as_staff):
        page = browser.get(post.thread.url).text
        assert "Terrible words" in page
        assert "Be kind" in page


def test_a_withdrawn_post_leaves_a_stub(client, make):
    post = make.post(body="Regretted words", withdrawn_at=now())
    page = client.get(post.thread.url).text
    assert "Regretted words" not in page
    assert f'id="post-{post.id}"' in page


def test_a_held_reply_is_there_for_its_author_and_who_decides(client, sign_in, as_staff, make):
    post = make.post(body="Waiting words", held_at=now())
    assert "Waiting words" not in client.get(post.thread.url).text
    assert f"post-{post.id}" not in client.get(post.thread.url).text
    assert "Waiting words" in sign_in(post.author).get(post.thread.url).text
    assert "Waiting words" in as_staff.get(post.thread.url).text


def test_visitors_pages_carry_no_form_that_changes_something(client, make):
    url = make.post().thread.url
    for path in (url, "/forum/"):
        page = client.get(path).text
        assert 'method="post"' not in page
        assert "csrf_token" not in page


def test_order_numbers_are_for_staff_alone(client, sign_in, as_staff, make):
    article = make.article(title="Kettles that leak")
    thread = make.thread(fields={"order_number": "SECRET-77"}, asked_from_id=article.id)
    for browser in (client, sign_in(thread.author)):
        page = browser.get(thread.url).text
        assert "SECRET-77" not in page
        assert article.title not in page
    shown = as_staff.get(thread.url).text
    assert "SECRET-77" in shown
    assert f'<a href="{article.url}" lang="en">Kettles that leak</a>' in shown


def test_staff_see_the_article_of_older_threads_too(as_staff, make):
    article = make.article(title="Kettles that leak")
    for number, is_named in ((article.id, True), (10**15, False), ("x", False)):
        shown = as_staff.get(make.thread(fields={"article": f"{number}"}).url)
        assert shown.status_code == 200
        assert (article.title in shown.text) == ("Came from article" in shown.text) == is_named


# Asking.


def asked(room, **more):
    words = {"title": "Why?", "body": "It stopped.", "category": room.slug, "type": "question"}
    return words | {"language": "en", "readers": "usual", "product": ""} | more


def test_a_customer_asks(as_customer, make):
    room = make.category()

    answer = as_customer.post("/forum/threads/ask", data=asked(room, search="khong dang nhap"))

    thread = db.session.query(Thread).one()
    assert (answer.status_code, answer.location) == (303, thread.url)
    assert (thread.title, thread.search_words) == ("Why?", "khong dang nhap")
    assert db.session.get(Watch, (thread.id, as_customer.user.id)) is not None


def test_what_was_brought_along_stands_in_the_form(as_customer, make):
    room, product = make.category(), make.product()
    query = f"title=Slow+wifi&category={room.slug}&product={product.slug}&search=slow+wifi"

    page = as_customer.get(f"/forum/threads/ask?{query}").text

    assert 'value="Slow wifi"' in page
    assert 'value="slow wifi"' in page
    assert f'selected value="{room.slug}"' in page
    assert f'selected value="{product.slug}"' in page


def test_a_visitor_is_sent_to_sign_in_with_the_words(client, make):
    make.category()
    answer = client.get("/forum/threads/ask?title=Slow+wifi&search=slow")
    assert answer.status_code == 302
    assert "sessions/new" in answer.location
    assert "Slow" in answer.location


def test_who_has_not_confirmed_is_told_how(sign_in, make):
    room = make.category()
    browser = sign_in(make.user(confirmed=False))
    assert "send-again" in browser.get("/forum/threads/ask?title=Words").text
    assert browser.post("/forum/threads/ask", data=asked(room)).status_code == 403
    assert db.session.query(Thread).count() == 0


def test_a_complaint_from_the_form_is_private_unless_said_otherwise(as_customer, make):
    room = make.category()
    as_customer.post("/forum/threads/ask", data=asked(room, type="complaint"))
    as_customer.post(
        "/forum/threads/ask", data=asked(room, type="complaint", body="Open", readers="open")
    )
    first, second = db.session.query(Thread).order_by(Thread.id)
    assert (first.is_private, second.is_private) == (True, False)


def test_customers_make_no_announcements(as_customer, as_staff, make):
    room = make.category()
    data = asked(room, type="announcement")
    assert as_customer.post("/forum/threads/ask", data=data).status_code == 422
    assert as_staff.post("/forum/threads/ask", data=data).status_code == 303


def test_nobody_starts_where_staff_alone_start(as_customer, make):
    room = make.category(staff_start_only=True)
    make.category()
    assert as_customer.post("/forum/threads/ask", data=asked(room)).status_code == 422


def test_a_double_click_is_one_thread(as_customer, make):
    room = make.category()
    import re

    page = as_customer.get("/forum/threads/ask").text
    begun = re.search(r'name="begun"[^>]*value="([^"]+)"', page)[1]
    data = asked(room, begun=begun)

    first = as_customer.post("/forum/threads/ask", data=data)
    second = as_customer.post("/forum/threads/ask", data=data)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(Thread).count() == 1


def test_preview_saves_nothing_and_keeps_the_words(as_customer, make):
    room = make.category()
    answer = as_customer.post(
        "/forum/threads/ask", data=asked(room, body="Some **bold** words", preview="1")
    )
    assert "<strong>bold</strong>" in answer.text
    assert "Some **bold** words" in answer.text
    assert db.session.query(Thread).count() == 0


# Replying and the deeds on a thread.


def test_a_customer_replies(as_customer, make):
    thread = make.thread()

    answer = as_customer.post(f"/forum/threads/{thread.id}/reply", data={"body": "Try this"})

    post = db.session.query(Post).filter_by(position=2).one()
    assert (answer.status_code, answer.location) == (303, post.url)
    assert fresh(thread).reply_count == 1


def test_nobody_replies_to_a_locked_thread(as_customer, as_staff, make):
    thread = make.thread(locked_at=now())
    for browser in (as_customer, as_staff):
        url = f"/forum/threads/{thread.id}/reply"
        assert browser.post(url, data={"body": "Still"}).status_code == 403


def test_too_much_at_once_keeps_the_text(app, as_customer, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    thread = make.thread()
    url = f"/forum/threads/{thread.id}/reply"
    as_customer.post(url, data={"body": "First words"})

    answer = as_customer.post(url, data={"body": "Second words"})

    assert answer.status_code == 422
    assert "Second words" in answer.text


def test_watching_begins_and_ends(as_customer, make):
    thread = make.thread()
    as_customer.post(f"/forum/threads/{thread.id}/watch")
    assert db.session.get(Watch, (thread.id, as_customer.user.id)) is not None
    as_customer.post(f"/forum/threads/{thread.id}/unwatch")
    db.session.expire_all()
    assert db.session.get(Watch, (thread.id, as_customer.user.id)) is None


def test_the_asker_mends_the_title(sign_in, make):
    thread = make.thread(title="Helpp")
    browser = sign_in(thread.author)
    url = f"/forum/threads/{thread.id}/edit"

    assert browser.get(url).status_code == 200
    assert browser.post(url, data={"title": " ", "product": ""}).status_code == 422
    data = {"title": "Help", "tags": "wifi, mesh", "product": ""}
    assert browser.post(url, data=data).status_code == 303

    found = fresh(thread)
    assert (found.title, len(found.tags)) == ("Help", 2)


def test_locking_says_why_and_unlocking_does_not(as_staff, client, make):
    thread = make.thread()
    assert as_staff.get(f"/forum/threads/{thread.id}/lock").status_code == 200
    assert as_staff.post(f"/forum/threads/{thread.id}/lock").status_code == 422
    as_staff.post(f"/forum/threads/{thread.id}/lock", data={"reason": "All was said"})
    assert "All was said" in client.get(thread.url).text
    as_staff.post(f"/forum/threads/{thread.id}/unlock")
    assert not fresh(thread).is_locked


def test_a_moderator_pins_in_their_category(as_moderator, make):
    mine = make.thread(category=make.category(moderators=[as_moderator.user]))
    other = make.thread()
    assert as_moderator.post(f"/forum/threads/{mine.id}/pin").status_code == 303
    assert as_moderator.post(f"/forum/threads/{other.id}/pin").status_code == 403
    assert fresh(mine).pinned_at is not None
    assert as_moderator.post(f"/forum/threads/{mine.id}/unpin").status_code == 303


def test_a_move_that_shows_it_to_more_people_asks_first(as_staff, make):
    inner, outer = make.category(audience=Audience.STAFF), make.category(name="Outer room")
    thread = make.thread(category=inner, title="Inside words")
    url = f"/forum/threads/{thread.id}/move"

    asked_first = as_staff.post(url, data={"category": outer.slug})
    assert asked_first.status_code == 422
    assert "More people would see" in asked_first.text
    assert fresh(thread).category_id == inner.id

    agreed = {"may_widen": "y", "widened_to": f"{inner.slug} → {outer.slug}"}
    assert f'value="{agreed["widened_to"]}"' in asked_first.text
    wider = make.category(name="Wider still", audience=Audience.CUSTOMERS)
    assert as_staff.post(url, data=agreed | {"category": wider.slug}).status_code == 422
    as_staff.post(url, data=agreed | {"category": outer.slug})
    assert fresh(thread).category_id == outer.id


def test_staff_say_what_becomes_of_an_idea(as_staff, client, make):
    idea = make.thread(type=ThreadType.IDEA)
    url = f"/forum/threads/{idea.id}/state"
    assert as_staff.get(url).status_code == 200
    assert as_staff.post(url, data={"state": "solved"}).status_code == 422
    as_staff.post(url, data={"state": "planned"})
    assert fresh(idea).state is ThreadState.PLANNED
    assert "Planned" in client.get(idea.url).text


# Complaints.


def test_a_complaint_is_seen_by_its_author_and_staff_alone(
    client, as_customer, as_moderator, as_staff, sign_in, make
):
    room = make.category(moderators=[as_moderator.user])
    complaint = make.thread(
        type=ThreadType.COMPLAINT, is_private=True, category=room, title="Grumpy words"
    )
    author = sign_in(complaint.author)

    for browser in (client, as_customer, as_moderator):
        assert browser.get(complaint.url).status_code == 404
        for path in ("/forum/", room.url, "/forum/?filter=unsolved", "/forum/?kind=complaint"):
            assert "Grumpy words" not in browser.get(path).text
    for browser in (author, as_staff):
        assert browser.get(complaint.url).status_code == 200
        assert "Grumpy words" in browser.get(room.url).text


def test_staff_promise_a_day_and_settle_with_an_outcome(as_staff, sign_in, make, work):
    complaint = make.thread(type=ThreadType.COMPLAINT, is_private=True)
    url = f"/forum/threads/{complaint.id}"

    assert as_staff.get(f"{url}/promise").status_code == 200
    assert as_staff.post(f"{url}/promise", data={"promised_on": "someday"}).status_code == 422
    day = (date.today() + timedelta(days=5)).isoformat()  # noqa: DTZ011
    data = {"promised_on": day, "owner": str(as_staff.user.id)}
    assert as_staff.post(f"{url}/promise", data=data).status_code == 303
    found = fresh(complaint)
    assert (found.promised_on.isoformat(), found.owner_id) == (day, as_staff.user.id)

    assert as_staff.post(f"{url}/settle", data={"outcome": ""}).status_code == 422
    as_staff.post(f"{url}/settle", data={"outcome": "Money back"})
    assert fresh(complaint).state is ThreadState.SETTLED
    page = sign_in(complaint.author).get(complaint.url).text
    assert "Money back" in page
    assert "Staff" in page
    assert as_staff.post(f"{url}/settle", data={"outcome": "Again"}).status_code == 403


# Promotion and reuse.


def answered(make, **more):
    post = make.post(thread=make.thread(**more), body="Hold the button for ten seconds.")
    accepting.accept(post, by=post.thread.author)
    db.session.commit()
    return post.thread


def test_an_article_tells_nothing_of_the_private_thread_it_came_from(client, as_staff, make):
    thread = answered(make, title="My salary is late", is_private=True)
    people = (thread.author.name, db.session.get_one(Post, thread.accepted_post_id).author.name)
    article = promotion.promote(
        thread,
        by=as_staff.user,
        collection=make.collection(),
        title="When wages are paid",
        audience=Audience.PUBLIC,
        may_widen=True,
    )
    publishing.publish(article, by=as_staff.user)
    db.session.commit()

    page = client.get(article.url).text
    assert "When wages are paid" in page
    assert "my-salary" not in page
    assert not any(name in page for name in people)


def test_staff_promote_an_answer_to_a_draft_with_credits(as_staff, make):
    thread, shelf = answered(make, title="How to reset?"), make.collection()
    url = f"/forum/threads/{thread.id}/promote"

    page = as_staff.get(url).text
    assert "Hold the button for ten seconds." in page
    assert "What becomes visible" in page
    data = {
        "title": "Reset the router",
        "body": "Hold it.",
        "summary": "",
        "collection": str(shelf.id),
        "audience": "public",
    }
    answer = as_staff.post(url, data=data)

    article = db.session.query(Article).one()
    assert answer.status_code == 303
    assert f"/kb/articles/{article.id}" in answer.location
    assert (article.title, article.status.value) == ("Reset the router", "draft")
    assert article.source["url"] == f"/forum/threads/{thread.id}"
    accepted = db.session.get_one(Post, thread.accepted_post_id)
    assert set(article.source["contributors"]) == {thread.author_id, accepted.author_id}
    assert {quote["ref"] for quote in article.source["quotes"]} >= {f"post:{accepted.id}"}
    assert fresh(thread).article_id == article.id
    assert as_staff.get(url).status_code == 403


def test_a_promotion_to_more_readers_asks_first(as_staff, make):
    room = make.category(audience=Audience.CUSTOMERS)
    thread, shelf = answered(make, category=room), make.collection()
    url = f"/forum/threads/{thread.id}/promote"
    data = {"title": "T", "body": "B", "collection": str(shelf.id), "audience": "public"}

    assert as_staff.post(url, data=data).status_code == 422
    assert db.session.query(Article).count() == 0
    agreed = {"may_widen": "y", "widened_to": "staff → public"}  # before it was moved here
    assert as_staff.post(url, data=data | agreed).status_code == 422
    agreed["widened_to"] = "customers → public"
    assert as_staff.post(url, data=data | agreed).status_code == 303


def test_a_thread_promoted_while_the_draft_is_rendered_is_promoted_once(
    as_staff, make, while_rendering
):
    thread, shelf, other = answered(make), make.collection(), make.article()

    def promote():
        with db.engine.begin() as somebody:
            somebody.execute(update(Thread).values(article_id=other.id))

    while_rendering.append(promote)
    data = {"title": "T", "body": "B", "collection": str(shelf.id), "audience": "public"}
    answer = as_staff.post(f"/forum/threads/{thread.id}/promote", data=data)

    assert (answer.status_code, answer.location) == (303, thread.url)
    assert db.session.query(Article).one() is other
    assert fresh(thread).article_id == other.id


@pytest.mark.parametrize("change", [{"is_private": True}, {"audience": "staff"}])
def test_a_thread_that_is_closed_while_the_draft_is_rendered_is_not_opened(
    make, while_rendering, change
):
    room = make.category()
    thread, shelf = answered(make, category=room), make.collection()

    def close():
        with db.engine.begin() as somebody:
            somebody.execute(update(Category if "audience" in change else Thread).values(change))

    while_rendering.append(close)
    with pytest.raises(promotion.WouldWiden):
        promotion.promote(
            thread, by=make.user(role="staff"), collection=shelf, audience=Audience.PUBLIC
        )


def test_an_answer_hidden_while_the_draft_is_rendered_is_not_promoted(make, while_rendering):
    answer = make.post()
    accepting.accept(answer, by=answer.thread.author)
    db.session.commit()
    db.session.refresh(answer)  # as a request had read it before

    def hide():
        with db.engine.begin() as somebody:
            somebody.execute(update(Post).where(Post.id == answer.id).values(hidden_at=now()))

    while_rendering.append(hide)
    with pytest.raises(promotion.NothingToPromote):
        promotion.promote(
            answer.thread, by=make.user(role="staff"), collection=make.collection(), body="B"
        )


def test_a_draft_is_not_shown_to_customers_but_its_article_is(client, as_staff, make):
    draft_of, article_of = answered(make), answered(make)
    from kb.models import ArticleStatus

    draft_of.article_id = make.article(title="Unfinished", status=ArticleStatus.DRAFT).id
    article_of.article_id = make.article(title="Finished").id
    db.session.commit()

    assert "Unfinished" not in client.get(draft_of.url).text
    assert "Unfinished" in as_staff.get(draft_of.url).text
    assert "Finished" in client.get(article_of.url).text


def test_staff_link_an_article_that_exists(as_staff, client, make):
    thread, article = make.thread(), make.article(title="The known answer")
    url = f"/forum/threads/{thread.id}/link-article"

    assert as_staff.get(url).status_code == 200
    assert as_staff.post(url, data={"article": "99999"}).status_code == 422
    given = f"http://localhost{article.url}?from=search"
    assert as_staff.post(url, data={"article": given}).status_code == 303

    found = fresh(thread)
    assert (found.article_id, found.state) == (article.id, ThreadState.SOLVED)
    assert "The known answer" in client.get(thread.url).text


ORDER = ["lock", "unlock", "pin", "unpin", "move", "promote", "link-article"]


@pytest.mark.parametrize("verb", [*ORDER, "promise", "settle", "state"])
def test_customers_keep_no_order(client, as_customer, make, verb):
    locked = {"locked_at": now()} if verb == "unlock" else {}
    pinned = {"pinned_at": now()} if verb == "unpin" else {}
    complaint = ThreadType.COMPLAINT
    kinds = {"state": ThreadType.IDEA, "promise": complaint, "settle": complaint}
    thread = make.thread(type=kinds.get(verb, ThreadType.QUESTION), **locked, **pinned)
    url = f"/forum/threads/{thread.id}/{verb}"

    assert as_customer.post(url, data={"reason": "x"}).status_code == 403
    assert client.post(url).status_code in (302, 401)
    assert as_customer.post(f"/forum/threads/9999/{verb}").status_code == 404


@pytest.mark.parametrize("verb", ["reply", "edit", "watch", "unwatch"])
def test_visitors_are_sent_to_sign_in(client, make, verb):
    thread = make.thread()
    answer = client.post(f"/forum/threads/{thread.id}/{verb}", data={"body": "x"})
    assert answer.status_code in (302, 401)


def test_unanswered_lists_the_longest_waiting_first(app, make):
    make.user(role=Role.STAFF)
    make.thread(title="Since yesterday", created_at=now() - timedelta(days=1))
    make.thread(title="Since Monday", created_at=now() - timedelta(days=3, hours=2))
    make.post()

    result = app.test_cli_runner().invoke(args=["forum", "unanswered"])

    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert "3 d  2 h" in lines[0]
    assert "Since Monday" in lines[0]
    assert lines[-1] == "2 unanswered."


def test_an_accepted_answer_stands_under_the_question_and_nowhere_twice(client, make):
    thread = make.thread(body="The question words")
    make.post(thread=thread, body="Thank you.")
    answer = make.post(thread=thread, body="Hold it for ten seconds.")
    accepting.accept(answer, by=thread.author)
    db.session.commit()

    page = client.get(thread.url).text

    assert page.count("Hold it for ten seconds.") == 1
    assert page.index("The question words") < page.index("Hold it for ten seconds.")
    assert page.count(f'id="post-{answer.id}"') == 1
    assert f'href="#post-{answer.id}"' in page
    assert page.index("Hold it for ten seconds.") < page.index("Thank you.")


def test_an_accepted_answer_of_a_later_page_stands_under_the_question_too(client, make):
    thread = make.thread()
    for number in range(20):
        make.post(thread=thread, body=f"Reply {number}")
    answer = make.post(thread=thread, body="Hold it for ten seconds.")
    thread.accepted_post_id = answer.id
    db.session.commit()

    assert "Hold it for ten seconds." in client.get(thread.url).text
    assert f'id="post-{answer.id}"' in client.get(f"{thread.url}?page=2").text
