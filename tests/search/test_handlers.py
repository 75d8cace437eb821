"""The index follows what happens, and the site writes back: once, to whom it concerns."""

import itertools
from datetime import timedelta

import pytest

from accounts.models import Notification
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import Delivery, announce
from forum.models import Post, ThreadType
from forum.services import accepting, asking, moderation, promotion, reuse
from kb.models import Article, ArticleStatus
from kb.services import publishing
from search import documents
from search.contract import Filters, Scope
from search.models import Gap, Waiting
from search.services import engine, gaps

EVERYTHING = Scope(frozenset({"public", "customers", "staff", "private"}), user_id=1)


def refs(words):
    engine.index()._checked = 0.0
    found = engine.index().search(words, scope=EVERYTHING, filters=Filters())
    return sorted(hit.ref for hit in found.hits)


def announced(event, subject_id):
    announce(event, subject_id)
    db.session.commit()


# The index follows.


def test_an_article_is_found_from_publishing_to_archiving(index, make, work):
    staff = make.user(role="staff")
    article = make.article(title="Kettle", body="kettle", status=ArticleStatus.DRAFT)
    announced("article.changed", article.id)
    work()
    assert refs("kettle") == []
    publishing.publish(article, by=staff)
    work()
    assert refs("kettle") == [f"article:{article.id}"]
    publishing.archive(article, by=staff)
    work()
    assert refs("kettle") == []


def test_votes_reach_the_index_once_for_all_that_were_given_meanwhile(index, make, work, sign_in):
    first, second = (make.thread(title="Kettle") for _ in range(2))
    question = db.session.query(Post).filter_by(thread_id=second.id).one()
    answer = make.post(thread=second)
    index()
    voters = [sign_in(make.user()) for _ in range(3)]
    for voter in voters:
        assert voter.post(f"/forum/posts/{question.id}/vote").status_code == 303
        assert voter.post(f"/forum/posts/{answer.id}/vote").status_code == 303
    voters[0].post(f"/forum/posts/{question.id}/vote")  # takes it back
    assert work() == 0  # they settle first; that is no fault of the index
    assert engine.check().is_sound

    (delivery,) = db.session.query(Delivery)
    assert (delivery.event, delivery.subject_id) == ("thread.voted", second.id)
    delivery.run_after = now()
    db.session.commit()
    assert engine.check().differing == {f"thread:{second.id}": ["order"]}
    assert work() == 1
    assert engine.check().is_sound
    engine.index()._checked = 0.0
    hits = engine.index().search("kettle", scope=EVERYTHING, sort="votes").hits
    assert [hit.ref for hit in hits] == [f"thread:{second.id}", f"thread:{first.id}"]
    voters[0].post(f"/forum/posts/{question.id}/vote")  # news again
    assert db.session.query(Delivery).count() == 1


def test_replies_are_found_while_they_are_visible(index, make, work):
    keeper = make.user(role="staff")
    reply = make.post(body="Descale the boiler.")
    announced("post.replied", reply.id)
    work()
    assert refs("descale") == [f"thread:{reply.thread_id}"]
    moderation.hide_post(reply, by=keeper, reason="Wrong")
    work()
    assert refs("descale") == []
    moderation.restore_post(reply, by=keeper)
    work()
    assert refs("descale") == [f"thread:{reply.thread_id}"]


def test_news_of_what_is_gone_does_no_harm(index, work):
    for event in ("article.changed", "thread.changed", "post.replied", "article.unindexed"):
        announced(event, 999)
    work()
    assert db.session.query(Delivery).count() == 0


@pytest.mark.parametrize("where", ["reading", "writing"])
def test_one_bad_thing_does_not_hold_up_the_others(index, make, work, monkeypatch, where):
    bad, *good = [make.article(title=f"Kettle {n}", body="kettle") for n in range(4)]
    real = documents.of

    def of(ref, version):
        document = real(ref, version)
        if ref == f"article:{bad.id}":
            if where == "reading":
                raise ValueError("broken row")
            object.__setattr__(document, "title", 17)  # not text: the writer stumbles
        return document

    for article in (bad, *good):
        announce("article.changed", article.id)
    db.session.commit()
    with monkeypatch.context() as patch:
        patch.setattr(documents, "of", of)
        work()
    assert refs("kettle") == sorted(f"article:{article.id}" for article in good)
    (left,) = db.session.query(Delivery).all()
    assert (left.event, left.subject_id) == ("article.unindexed", bad.id)
    assert left.attempts == 1
    assert f"article:{bad.id}" in left.last_error

    left.run_after = now()
    work()
    assert len(refs("kettle")) == 4
    assert db.session.query(Delivery).count() == 0


def test_without_an_index_news_waits_for_the_rebuild(make, work):
    article = make.article(title="Kettle", body="kettle")
    announced("article.changed", article.id)
    work()
    assert engine.health() == "missing"
    assert engine.rebuild() == 1
    assert refs("kettle") == [f"article:{article.id}"]


def test_a_rebuild_leaves_the_callers_session_alone_and_lets_others_write(app, make):
    article = make.article(title="Kettle", body="kettle")
    db.session.rollback()
    thing = db.session.get_one(Article, article.id)

    def meanwhile(_total, _done):
        thing.title = "Changed meanwhile"
        db.session.commit()

    assert engine.rebuild(watch=meanwhile) == 1
    assert thing.title == "Changed meanwhile"
    assert thing.collection.slug
    assert thing in db.session


# The site writes back.


@pytest.fixture
def member(make):
    return make.user(name="Member", email="member@example.com")


def told(mails, address):
    return [mail for mail in mails if mail.envelope_to == [address]]


def test_who_waits_is_told_once_and_the_address_forgotten(gap, waits, member, make, mails, work):
    one = gap("kettle hums", article_id=None)
    waits(one, email="visitor@example.com")
    waits(one, user=member)
    article = make.article(title="Why a kettle hums", status=ArticleStatus.DRAFT)
    one.article_id = article.id
    db.session.commit()
    work()
    assert mails == []
    publishing.publish(article, by=make.user(role="staff"))
    work()

    (to_visitor,) = told(mails, "visitor@example.com")
    (to_member,) = told(mails, "member@example.com")
    text = to_visitor.get_body(("plain",)).get_content()
    assert f"http://localhost{article.url}" in text
    assert "kettle hums" in text
    assert "forgotten your address" in text
    assert "forgotten your address" not in to_member.get_body(("plain",)).get_content()
    assert to_visitor["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/search/waiting/leave/" in to_visitor["List-Unsubscribe"]
    rows = db.session.query(Waiting).all()
    assert [row.email for row in rows] == [None, None]
    assert all(row.told_at for row in rows)
    db.session.expire_all()
    assert db.session.get_one(Gap, one.id).answered_at is not None


def test_a_member_reads_it_among_the_notices_too(gap, waits, as_customer, make, mails, work):
    one = gap("kettle hums")
    waits(one, user=as_customer.user)
    gaps.link(one, make.article(title="Humming"), by=make.user(role="staff"))
    db.session.commit()
    work()
    page = as_customer.get("/me/notifications").text
    assert "You searched for “kettle hums”. We wrote “Humming”." in page


def test_a_suspended_member_gets_the_notice_and_no_mail(gap, waits, member, make, mails, work):
    one = gap("kettle hums")
    waits(one, user=member)
    member.suspended_until = now() + timedelta(days=1)
    gaps.link(one, make.article(title="Humming"), by=make.user(role="staff"))
    db.session.commit()
    work()
    assert mails == []
    assert db.session.query(Notification).filter_by(user_id=member.id).count() == 1


ORDERS = list(itertools.permutations(("article.published", "waiting.confirmed", "article.changed")))


@pytest.mark.parametrize("order", ORDERS)
def test_told_once_whatever_comes_twice_or_in_another_order(
    order, gap, waits, member, make, mails, work
):
    one = gap("kettle hums")
    rows = [waits(one, user=member), waits(one, email="visitor@example.com")]
    article = make.article(title="Humming")
    one.article_id = article.id
    db.session.query(Delivery).delete()
    db.session.commit()
    for each_time in range(2):
        for event in order:
            subjects = [article.id] if event.startswith("article") else [row.id for row in rows]
            for subject in subjects:
                announce(event, subject)
                announce(event, subject)
            if each_time:
                work()
    work()
    assert len(told(mails, "member@example.com")) == 1
    assert len(told(mails, "visitor@example.com")) == 1


def test_a_mail_that_fails_is_sent_later_and_the_notice_stays_one(
    app, gap, waits, member, make, mails, work
):
    one = gap("kettle hums")
    waits(one, user=member)
    work()
    good, app.config["HOIDAP_MAIL_URL"] = app.config["HOIDAP_MAIL_URL"], "smtp://127.0.0.1:1"
    gaps.link(one, make.article(title="Humming"), by=make.user(role="staff"))
    work()
    left = db.session.query(Delivery).all()
    assert {delivery.event for delivery in left} == {"waiting.answered"}
    assert db.session.query(Waiting).one().told_at is None
    app.config["HOIDAP_MAIL_URL"] = good
    for delivery in left:
        delivery.run_after = now()
    work()
    assert len(mails) == 1
    assert db.session.query(Notification).filter_by(kind="waiting.answered").count() == 1


def test_a_waiting_visitor_is_not_told_of_what_is_for_customers(
    gap, waits, member, make, mails, work
):
    one = gap("kettle hums")
    waits(one, email="visitor@example.com")
    waits(one, user=member)
    article = make.article(title="Humming", audience=Audience.CUSTOMERS)
    staff = make.user(role="staff")
    gaps.link(one, article, by=staff)
    work()
    assert told(mails, "visitor@example.com") == []
    assert len(told(mails, "member@example.com")) == 1

    publishing.change_audience(article, Audience.PUBLIC, by=staff, shown=Audience.CUSTOMERS)
    work()
    assert len(told(mails, "visitor@example.com")) == 1
    assert len(told(mails, "member@example.com")) == 1


def test_an_article_for_staff_answers_nobody(gap, waits, member, make, mails, work):
    one = gap("kettle hums")
    waits(one, user=member)
    gaps.link(one, make.article(audience=Audience.STAFF), by=make.user(role="staff"))
    work()
    db.session.expire_all()
    assert (mails, db.session.get_one(Gap, one.id).answered_at) == ([], None)


def test_an_unproved_member_gets_the_notice_but_no_mail(gap, waits, make, mails, work):
    stranger = make.user(email="stranger@example.com", confirmed=False)
    one = gap("kettle hums")
    waits(one, user=stranger)
    gaps.link(one, make.article(), by=make.user(role="staff"))
    work()
    assert mails == []
    assert db.session.query(Waiting).one().told_at is not None


def asked_from(gap, make):
    thread = asking.ask(
        category=make.category(), author=make.user(), type=ThreadType.QUESTION,
        title="Why does it hum?", body="It hums.", language="en", search_words=gap.words,
    )  # fmt: skip
    db.session.commit()
    return thread


def test_a_thread_asked_from_it_stands_for_the_gap(gap, make, work, mails, index):
    one = gap("kettle hums")
    thread = asked_from(one, make)
    work()
    db.session.expire_all()
    assert db.session.get_one(Gap, one.id).thread_id == thread.id


def test_a_private_thread_does_not_stand_for_it(gap, make, work, mails, index):
    one = gap("kettle hums")
    make.thread(is_private=True, search_words=one.words)
    announced("thread.asked", 1)
    work()
    assert db.session.get_one(Gap, one.id).thread_id is None


def test_promoting_its_thread_answers_at_publishing(gap, waits, make, mails, work, index):
    one = gap("kettle hums")
    waits(one, email="visitor@example.com")
    thread = asked_from(one, make)
    staff = make.user(role="staff")
    answer = make.post(thread=thread, body="Descale it.")
    accepting.accept(answer, by=staff)
    article = promotion.promote(thread, by=staff, collection=make.collection())
    work()
    assert told(mails, "visitor@example.com") == []
    publishing.publish(article, by=staff)
    work()
    assert len(told(mails, "visitor@example.com")) == 1
    db.session.expire_all()
    assert db.session.get_one(Gap, one.id).article_id == article.id


@pytest.mark.parametrize("is_out", [True, False])
def test_linking_an_article_to_its_thread_answers_too(gap, waits, make, mails, work, index, is_out):
    one = gap("kettle hums")
    waits(one, email="visitor@example.com")
    thread = asked_from(one, make)
    staff = make.user(role="staff")
    status = ArticleStatus.PUBLISHED if is_out else ArticleStatus.DRAFT
    article = make.article(title="Humming", status=status)
    reuse.link_article(thread, article, by=staff)
    work()
    assert len(told(mails, "visitor@example.com")) == int(is_out)
    if not is_out:
        publishing.publish(article, by=staff)
        work()
    assert len(told(mails, "visitor@example.com")) == 1


def test_a_gap_opened_again_is_not_closed_by_the_next_small_change(gap, make, mails, work, index):
    one = gap("kettle hums")
    thread = asked_from(one, make)
    staff = make.user(role="staff")
    article = make.article(title="Humming")
    reuse.link_article(thread, article, by=staff)
    work()
    gaps.reopen(db.session.get_one(Gap, one.id), by=staff)
    announced("article.changed", article.id)
    work()
    assert db.session.get_one(Gap, one.id).answered_at is None
