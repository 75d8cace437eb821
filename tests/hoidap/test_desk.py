from datetime import timedelta

from accounts.models import AuditEntry
from core.clock import now, today
from core.db import db
from core.events import MAX_ATTEMPTS, Delivery
from forum.models import QueueItem, QueueKind, ThreadType
from kb.models import ArticleStatus
from search.models import Gap


def dead_delivery() -> Delivery:
    delivery = Delivery(
        event="article.published", subject_id=1, handler="x.y", attempts=MAX_ATTEMPTS
    )
    delivery.last_error = "ConnectionRefusedError: no mail server"
    db.session.add(delivery)
    db.session.commit()
    return delivery


def fill(make):
    make.thread(title="Nobody answered me", created_at=now() - timedelta(days=3))
    make.thread(
        title="My parcel is broken",
        type=ThreadType.COMPLAINT,
        is_private=True,
        promised_on=today() - timedelta(days=1),
    )
    make.article(title="Half written", status=ArticleStatus.DRAFT)
    make.article(title="Old prices", review_days=30, checked_on=today() - timedelta(days=60))
    db.session.add(Gap(words="hoa don", typed="hóa đơn", language="vi", search_count=37))
    dead_delivery()


def test_an_empty_desk_says_that_all_is_done(as_staff):
    page = as_staff.get("/desk/").text
    assert "The queue is empty" in page
    assert "Every question has an answer" in page


def test_the_desk_shows_what_waits(as_staff, make):
    fill(make)
    make.flag(post=make.post(thread=make.thread(title="Rude people")))
    page = as_staff.get("/desk/").text
    for words in (
        "Nobody answered me",
        "My parcel is broken",
        "Overdue",
        "Half written",
        "Old prices",
        "hóa đơn",
        "asked 37 times",
        "Rude people",
    ):
        assert words in page, words
    assert "/desk/deliveries" in page


def test_a_moderator_sees_the_queue_of_their_categories_and_nothing_else(as_moderator, make):
    fill(make)
    mine = make.category(moderators=[as_moderator.user])
    make.flag(post=make.post(body="In my room", thread=make.thread(title="Mine", category=mine)))
    make.flag(post=make.post(body="Next door", thread=make.thread(title="Elsewhere")))
    desk, queue = as_moderator.get("/desk/").text, as_moderator.get("/desk/queue").text
    for page in (desk, queue):
        assert "Mine" in page
        assert "Elsewhere" not in page
        assert "My parcel is broken" not in page
        assert "Half written" not in page


def test_a_moderator_without_a_category_is_told_so(as_moderator):
    assert "no category in order yet" in as_moderator.get("/desk/queue").text


def test_the_queue_leads_to_each_decision(as_staff, make):
    item = make.flag(post=make.post(body="**Bad** words"), note="Look at this")
    page = as_staff.get("/desk/queue").text
    assert "<strong>Bad</strong> words" in page
    assert "Look at this" in page
    number = db.session.query(QueueItem).filter_by(post_id=item.post_id).one().id
    assert f"/forum/queue/{number}/dismiss" in page
    assert f"/forum/queue/{number}/hide" in page
    assert f"/forum/queue/{number}/approve" not in page


def test_a_held_post_says_why_it_waits(as_staff, make):
    post = make.post(held_at=now(), held_reason="links")
    item = QueueItem(kind=QueueKind.HELD, post_id=post.id, category_id=post.thread.category_id)
    db.session.add(item)
    db.session.commit()
    page = as_staff.get("/desk/queue").text
    assert "many links" in page
    assert f"/forum/queue/{item.id}/approve" in page


def test_the_queue_goes_on_after_a_page(as_staff, make, onward):
    room = make.category()
    thread = make.thread(category=room)
    for number in range(23):
        make.flag(post=make.post(body=f"Flagged number {number}.", thread=thread))
    page = as_staff.get("/desk/queue")
    assert "Flagged number 0." in page.text
    assert "Flagged number 22." not in page.text
    assert "Flagged number 22." in as_staff.get(onward(page)).text


def test_a_failed_delivery_is_tried_again(as_staff):
    delivery = dead_delivery()
    assert "no mail server" in as_staff.get("/desk/deliveries").text

    answer = as_staff.post(f"/desk/deliveries/{delivery.id}/retry")

    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Delivery, delivery.id).attempts == 0
    assert db.session.query(AuditEntry).one().action == "delivery.retried"


def test_only_staff_try_again(as_customer, as_moderator, client):
    delivery = dead_delivery()
    path = f"/desk/deliveries/{delivery.id}/retry"
    assert as_customer.post(path).status_code == 403
    assert as_moderator.post(path).status_code == 403
    assert client.post(path).status_code in (302, 303)
    db.session.expire_all()
    assert db.session.get_one(Delivery, delivery.id).is_dead


def test_a_delivery_that_is_gone_is_404(as_staff):
    assert as_staff.post("/desk/deliveries/99/retry").status_code == 404


def test_the_record_names_who_what_and_why(as_admin, make):
    from accounts.services import audit

    audit.record(make.user(name="Mai"), "post.hidden", "post:7", "Please be kind.")
    db.session.commit()
    page = as_admin.get("/desk/audit").text
    for words in ("Mai", "post.hidden", "post:7", "Please be kind."):
        assert words in page
    assert "Please be kind." not in as_admin.get("/desk/audit?q=post:8").text
