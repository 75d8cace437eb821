from accounts.services import notifications
from core.db import db
from forum.models import Watch
from search.services import gaps, waiting


def watch(person, thread):
    db.session.add(Watch(thread_id=thread.id, user_id=person.id))
    db.session.commit()


def test_empty_pages_say_what_would_stand_there(as_customer):
    assert "You have asked nothing yet" in as_customer.get("/me/").text
    assert "You have asked nothing yet" in as_customer.get("/me/questions").text
    assert "You watch nothing" in as_customer.get("/me/watching").text
    assert "You wait for nothing" in as_customer.get("/me/waiting").text
    assert "No news" in as_customer.get("/me/notifications").text


def test_my_questions_are_mine_private_and_held_ones_too(as_customer, make):
    make.thread(title="Mine", author=as_customer.user)
    make.thread(title="My secret", author=as_customer.user, is_private=True)
    make.thread(title="Somebody else's")
    page = as_customer.get("/me/questions").text
    assert "Mine" in page
    assert "My secret" in page
    assert "Somebody else" not in page


def test_what_i_watch_is_shown_as_long_as_i_may_see_it(as_customer, make):
    seen, lost = make.thread(title="Seen"), make.thread(title="Lost")
    watch(as_customer.user, seen)
    watch(as_customer.user, lost)
    lost.is_private = True
    db.session.commit()
    for path in ("/me/watching", "/me/"):
        page = as_customer.get(path).text
        assert "Seen" in page
        assert "Lost" not in page


def test_the_watched_list_is_cut_and_goes_on(as_customer, make, onward):
    author, room = make.user(), make.category()
    watch(as_customer.user, make.thread(title="The very first", author=author, category=room))
    for number in range(21):
        thread = make.thread(title=f"Number {number}", author=author, category=room)
        watch(as_customer.user, thread)
    page = as_customer.get("/me/watching")
    assert "The very first" not in page.text
    assert "The very first" in as_customer.get(onward(page)).text


def test_what_i_wait_for_can_be_left(as_customer):
    gap = gaps.found_or_new("hoa don", "hóa đơn", "vi")
    waiting.wait_as(as_customer.user, gap)
    db.session.commit()
    for path in ("/me/waiting", "/me/"):
        page = as_customer.get(path).text
        assert "hóa đơn" in page
        assert "/search/waiting/leave/" in page


def test_what_i_wait_for_is_cut_and_goes_on(as_customer, onward):
    for number in range(31):
        words = f"lost {chr(97 + number // 26)}{chr(97 + number % 26)}"
        waiting.wait_as(as_customer.user, gaps.found_or_new(words, words, "en"))
    db.session.commit()
    page = as_customer.get("/me/waiting")
    assert "lost ab" in page.text
    assert "lost aa" not in page.text
    assert "lost aa" in as_customer.get(onward(page)).text


def test_notices_are_read_one_by_one_or_all(as_customer):
    for number in (1, 2, 3):
        notifications.notify(
            as_customer.user.id, "news", f"news:{number}", "/forum/", title=f"News {number}"
        )
    db.session.commit()
    page = as_customer.get("/me/notifications").text
    assert "News 1" in page
    first = notifications.latest(as_customer.user.id)[0]

    as_customer.post("/me/notifications/read", data={"id": first.id})
    assert notifications.unread_count(as_customer.user.id) == 2
    as_customer.post("/me/notifications/read")
    assert notifications.unread_count(as_customer.user.id) == 0


def test_nobody_marks_another_ones_news(as_customer, as_staff):
    notifications.notify(as_staff.user.id, "news", "news:1", "/forum/", title="News")
    db.session.commit()
    notice = notifications.latest(as_staff.user.id)[0]
    as_customer.post("/me/notifications/read", data={"id": notice.id})
    assert notifications.unread_count(as_staff.user.id) == 1


def test_staff_see_their_drafts(as_staff, make):
    make.article(title="Half written", status="draft", owner_id=as_staff.user.id)
    assert "Half written" in as_staff.get("/me/").text


def test_a_visitor_is_asked_to_sign_in(client):
    for path in ("/me/", "/me/questions", "/me/notifications"):
        assert client.get(path).status_code in (302, 303)
    assert client.post("/me/notifications/read").status_code in (302, 303)


def test_headings_come_in_order(as_customer, make):
    watch(as_customer.user, make.thread(title="Mine", author=as_customer.user))
    for path in ("/me/questions", "/me/watching"):
        assert '<h2 class="row-title">' in as_customer.get(path).text
