"""Worked, did not work: what members say of an accepted answer."""

import pytest

from core.clock import today
from core.db import db
from forum.models import PostProof
from forum.services import accepting, promotion, proofs
from kb.models import Article
from kb.services import checking, publishing


@pytest.fixture
def answer(make):
    answer = make.post()
    accepting.accept(answer, by=answer.thread.author)
    db.session.commit()
    return answer


def test_members_say_under_the_accepted_answer(answer, as_customer, client, sign_in):
    path, said = f"/forum/proofs/{answer.id}/edit", {"works": "yes", "tried_on": str(today())}
    assert f"{path}?works=yes" in client.get(answer.thread.url).text
    assert client.get(path).status_code in (302, 303)
    assert sign_in(answer.author).post(path, data=said).status_code == 403
    assert as_customer.get(path).status_code == 200
    assert as_customer.post(path, data={"works": "yes"}).status_code == 422
    for _each in range(2):
        assert as_customer.post(path, data=said | {"version": "7"}).status_code == 303

    assert "1 person says it works, last today (version 7)" in client.get(answer.thread.url).text
    assert "You said that it worked." in as_customer.get(answer.thread.url).text
    as_customer.post(f"/forum/proofs/{answer.id}/delete")
    assert db.session.query(PostProof).count() == 0
    assert as_customer.post("/forum/proofs/999/edit").status_code == 404


def test_what_is_no_answer_cannot_be_tried(as_customer, make):
    reply = make.post()
    assert as_customer.post(f"/forum/proofs/{reply.id}/edit").status_code == 403


def test_one_failure_of_a_quoted_answer_calls_for_a_check(answer, as_staff, client, make, work):
    article = promotion.promote(answer.thread, by=as_staff.user, collection=make.collection())
    publishing.publish(article, by=as_staff.user)
    db.session.commit()
    work()

    def fails():
        told = {"version": "5.2", "words": "It only hums"}
        proofs.prove(answer, by=make.user(), has_worked=False, tried_on=today(), **told)
        db.session.commit()
        work()
        return db.session.get_one(Article, article.id)

    assert fails().needs_check
    page = as_staff.get(article.url).text
    assert "did not work for somebody" in page
    assert "It only hums" in page
    assert "version 5.2" in page
    assert "It only hums" not in client.get(answer.thread.url).text

    checked = db.session.get_one(Article, article.id)
    publishing.check(checked, by=as_staff.user, seen=checking.doubts(checked).seen)
    db.session.commit()
    work()
    promotion.notice_changes(answer.thread)
    assert not db.session.get_one(Article, article.id).needs_check
    assert fails().needs_check
