"""Worked, did not work: what members say of an article, and when that calls for a check."""

import re
from datetime import timedelta

import pytest

from accounts.models import Notification
from core.clock import now, today
from core.db import db
from kb.models import Article, ArticleProof
from kb.services import checking, proofs, publishing


def fresh(article):
    db.session.expire_all()
    return db.session.get_one(Article, article.id)


def says(person, article, worked, **more):
    told = {"has_worked": worked, "tried_on": today()} | more
    proofs.prove(article, by=person, **told)
    db.session.commit()


def test_a_member_says_changes_and_takes_back(as_customer, client, make):
    article = make.article()
    path = f"/kb/proofs/{article.id}/edit"
    for browser in (client, as_customer):
        assert f"{path}?works=no" in browser.get(article.url).text
    assert client.get(f"{path}?works=yes").status_code in (302, 303)
    assert re.search(r'<input checked[^>]*value="yes"', as_customer.get(f"{path}?works=yes").text)

    said = {"works": "yes", "version": "5.2", "tried_on": str(today() - timedelta(days=3))}
    assert as_customer.post(path, data=said).status_code == 303
    page = client.get(article.url).text
    assert "1 person says it works, last 3 days ago (version 5.2)" in page
    assert "You said that it worked." in as_customer.get(article.url).text

    as_customer.post(path, data=said | {"works": "no", "words": "It burns"})
    page = client.get(article.url).text
    assert "says it works" not in page
    assert "for 1 person it did not work" in page
    assert "It burns" not in page
    assert "It burns" in as_customer.get(path).text
    assert db.session.query(ArticleProof).count() == 1

    assert client.post(f"/kb/proofs/{article.id}/delete").status_code in (302, 303)
    as_customer.post(f"/kb/proofs/{article.id}/delete")
    assert db.session.query(ArticleProof).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"works": "maybe"}, {"tried_on": "2999-01-01"}, {"tried_on": "soon"}, {"version": "5" * 61}],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(wrong, as_customer, make):
    article = make.article()
    said = {"works": "no", "version": "5", "tried_on": str(today()), "words": "It smokes"}
    answer = as_customer.post(f"/kb/proofs/{article.id}/edit", data=said | wrong)
    assert answer.status_code == 422
    assert "It smokes" in answer.text
    assert db.session.query(ArticleProof).count() == 0


def test_two_fresh_failures_call_for_a_check(as_staff, client, make, work):
    article, (first, second, third) = make.article(), [make.user() for _each in range(3)]
    article.owner = as_staff.user
    publishing.check(article, by=as_staff.user)
    says(first, article, worked=False, version="5.1", words="The light stays red")
    says(first, article, worked=False, version="5.2", words="The light stays red")
    says(third, article, worked=True)
    assert not article.needs_check  # one person, however often

    says(second, article, worked=False)
    work()
    page = as_staff.get(article.url).text
    assert fresh(article).needs_check
    assert "The light stays red" in page
    assert "version 5.2" in page
    assert "The light stays red" not in client.get(article.url).text
    told = db.session.query(Notification).filter_by(user_id=as_staff.user.id).one()
    assert told.kind == "article.doubted"

    seen = checking.doubts(fresh(article)).seen
    publishing.check(article, by=as_staff.user, seen=seen)
    db.session.commit()
    says(third, article, worked=False)
    assert not fresh(article).needs_check  # the two were looked at; a third is one
    says(first, article, worked=False, words="Still red")
    assert fresh(article).needs_check


def test_a_day_in_the_file_counts_as_a_check(make):
    article = make.article()
    says(make.user(), article, worked=False)
    assert len(proofs.fresh_failures(article)) == 1
    article.checked_on = today() + timedelta(days=1)
    assert proofs.fresh_failures(article) == []
    assert checking.last_check(article) > now()


def test_only_who_may_read_it_may_say(as_customer, make):
    article = make.article(audience="staff")
    assert as_customer.post(f"/kb/proofs/{article.id}/edit").status_code == 404
    draft = make.article(status="draft")
    assert as_customer.post(f"/kb/proofs/{draft.id}/delete").status_code == 404
