"""The board of what people search in vain: by demand; written, linked, dismissed, opened again."""

import pytest

from accounts.models import AuditEntry
from core.db import db
from kb.models import Article, ArticleStatus
from search.models import Gap
from search.services import gaps

BOARD = "/search/gaps"


def order(page, *words):
    return sorted(words, key=page.text.index)


def test_the_strongest_demand_stands_first(as_staff, gap, waits):
    often, wanted, once = gap("often"), gap("wanted"), gap("once")
    often.search_count = 10
    wanted.search_count = 8
    waits(wanted, email="a@example.com")
    page = as_staff.get(BOARD)
    assert order(page, ">once<", ">often<", ">wanted<") == [">wanted<", ">often<", ">once<"]
    assert "Asked 10 times" in page.text
    assert "1 person waits" in page.text
    assert once.typed in page.text
    assert "a@example.com" not in page.text


def test_who_has_not_proved_told_or_left_does_not_count(as_staff, gap, waits, app):
    from core.clock import now
    from search.services import waiting

    one = gap()
    waiting.wait_by_mail("unproved@example.com", one, "en")
    waits(one, email="left@example.com").left_at = now()
    waits(one, email="told@example.com").told_at = now()
    db.session.commit()
    assert gaps.board()[0].waiting_count == 0


def test_an_empty_board_says_what_would_stand_there(as_staff):
    assert "Nothing is missed" in as_staff.get(BOARD).text


def test_the_board_is_cut_and_goes_on(as_staff, gap, onward):
    gap("the first")
    for number in range(30):
        gap(f"word{chr(97 + number % 26)}{chr(97 + number // 26)}")
    page = as_staff.get(BOARD)
    assert "the first" not in page.text
    assert "the first" in as_staff.get(onward(page)).text


def test_write_it_begins_a_draft_with_their_words(as_staff, gap, make, index):
    shelf = make.collection(name="Printers")
    one = gap("máy in kêu to")
    page = as_staff.get(f"{BOARD}/{one.id}/write")
    assert 'value="Máy in kêu to"' in page.text
    form = {"title": "Máy in kêu to", "collection": shelf.id}
    answer = as_staff.post(f"{BOARD}/{one.id}/write", data=form)
    article = db.session.query(Article).one()
    assert (answer.status_code, answer.location) == (303, f"/kb/articles/{article.id}/edit")
    assert article.keywords == ["máy in kêu to"]
    assert article.status is ArticleStatus.DRAFT
    db.session.expire_all()
    assert db.session.get_one(Gap, one.id).article_id == article.id
    entry = db.session.query(AuditEntry).filter_by(action="gap.written").one()
    assert (entry.subject, entry.actor_id) == (f"gap:{one.id}", as_staff.user.id)
    assert as_staff.get(f"{BOARD}/{one.id}/write").status_code == 403  # once


def test_without_a_collection_the_page_says_what_to_do(as_staff, gap, index):
    assert "There is no collection yet" in as_staff.get(f"{BOARD}/{gap().id}/write").text


def test_writing_keeps_what_was_typed_when_something_lacks(as_staff, gap, make, index):
    make.collection()
    answer = as_staff.post(f"{BOARD}/{gap().id}/write", data={"title": "", "collection": "9999"})
    assert answer.status_code == 422
    assert db.session.query(Article).count() == 0


def test_near_articles_can_be_linked_instead(as_staff, gap, make, index):
    article = make.article(title="Máy in kêu to", body="…", language="vi")
    index()
    page = as_staff.get(f"{BOARD}/{gap('máy in kêu').id}/write")
    assert f"/link?article={article.id}" in page.text


@pytest.mark.parametrize("typed", ["{id}", "/kb/articles/{id}-any", "http://localhost/a/{id}"])
def test_link_takes_a_number_or_an_address(as_staff, gap, make, index, typed):
    article, one = make.article(), gap()
    form = {"article": typed.format(id=article.id)}
    assert as_staff.post(f"{BOARD}/{one.id}/link", data=form).status_code == 303
    db.session.expire_all()
    one = db.session.get_one(Gap, one.id)
    assert one.article_id == article.id
    assert one.answered_at is not None
    assert db.session.get_one(Article, article.id).keywords == [one.typed]


@pytest.mark.parametrize("typed", ["", "999", "9" * 40, "not a number", "-1", "\x00"])
def test_link_refuses_what_is_no_article(as_staff, gap, index, typed):
    one = gap()
    answer = as_staff.post(f"{BOARD}/{one.id}/link", data={"article": typed})
    assert answer.status_code == 422
    assert one.article_id is None


def test_linking_a_draft_waits_for_its_publication(as_staff, gap, make, index):
    article, one = make.article(status=ArticleStatus.DRAFT), gap()
    as_staff.post(f"{BOARD}/{one.id}/link", data={"article": article.id})
    db.session.expire_all()
    one = db.session.get_one(Gap, one.id)
    assert (one.article_id, one.answered_at) == (article.id, None)


def test_dismiss_needs_a_reason_and_can_be_taken_back(as_staff, gap):
    one = gap("gibberish")
    path = f"{BOARD}/{one.id}"
    assert as_staff.post(f"{path}/dismiss", data={"reason": " "}).status_code == 422
    assert as_staff.post(f"{path}/dismiss", data={"reason": "Not ours"}).status_code == 303
    assert "gibberish" not in as_staff.get(BOARD).text
    closed = as_staff.get(f"{BOARD}?filter=closed").text
    assert "Dismissed: Not ours" in closed
    assert f'action="{path}/reopen"' in closed
    assert as_staff.post(f"{path}/reopen").status_code == 303
    assert "gibberish" in as_staff.get(BOARD).text


def test_unknown_gaps_are_not_there(as_staff):
    for verb in ("write", "link", "dismiss"):
        assert as_staff.get(f"{BOARD}/999/{verb}").status_code == 404
    assert as_staff.post(f"{BOARD}/999/reopen").status_code == 404
