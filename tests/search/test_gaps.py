"""The board of what people search in vain: by demand; written, linked, dismissed, opened again."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from accounts.services import settings
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import Delivery
from forum.models import ThreadType
from forum.services import asking
from kb.models import Article, ArticleStatus, Revision
from search import synonyms
from search.handlers import tell_new_readers
from search.models import Gap, SearchDay, SearchStep, Waiting
from search.services import counting, demand, equating, gaps, wordings

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
    assert demand.board().lines[0].numbers.waiting == 0


def test_an_empty_board_says_what_would_stand_there(as_staff):
    assert "Nothing is missed" in as_staff.get(BOARD).text


def test_the_board_is_cut_and_goes_on(as_staff, gap, onward):
    gap("the first")
    for number in range(30):
        gap(f"word{chr(97 + number % 26)}{chr(97 + number // 26)}")
    page = as_staff.get(BOARD)
    assert "the first" not in page.text
    page = as_staff.get(onward(page))  # the second of three
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


def test_words_that_mean_the_same_let_the_article_be_found(as_staff, client, gap, make, index):
    article = make.article(title="Warranty of kettles")
    index()
    one = gap("guarantee kettles")
    assert f"{BOARD}/{one.id}/equate" in as_staff.get(f"{BOARD}/{one.id}/link").text
    path = f"{BOARD}/{one.id}/equate"
    assert 'value="guarantee kettles"' in as_staff.get(f"{path}?article={article.id}").text
    pair = {"typed": "guarantee", "meant": "warranty", "article": article.id}
    for wrong, why in (
        ({"typed": "a, b"}, "without a comma"),
        ({"meant": "Guarantees"}, "twice"),
        ({"meant": "???"}, "does not look like"),
        ({"meant": "one two three four five six seven"}, "more than 6 words"),
        ({"article": "999"}, "no such article"),
    ):
        answer = as_staff.post(path, data=pair | wrong)
        assert (answer.status_code, why in answer.text) == (422, True), wrong
    assert settings.get("synonyms") == ""
    assert as_staff.post(path, data=pair).status_code == 303
    assert article.url in client.get("/search/?q=guarantee").text
    settings.forget_loaded()
    assert settings.get("synonyms") == "guarantee, warranty"
    acts = [(entry.action, entry.reason) for entry in db.session.query(AuditEntry)]
    assert sorted(acts) == [("gap.equated", "guarantee, warranty"), ("setting.changed", "")]
    db.session.expire_all()
    assert (one.article_id, one.answered_at is None, article.keywords) == (article.id, False, [])
    assert one.typed in as_staff.get(f"{BOARD}?filter=closed").text


def test_a_pair_stands_once_and_there_is_an_end_to_them(as_staff, gap, make):
    kept = "bảo hành, guarantee, warranty"
    settings.put("synonyms", kept, by=as_staff.user)
    article, pair = make.article(), {"typed": "Guarantee", "meant": "warranty"}
    equating.equate(gap(), article, **pair, by=as_staff.user)
    assert settings.get("synonyms") == kept
    settings.put("synonyms", "\n".join(["one, two"] * synonyms.MOST_GROUPS), by=as_staff.user)
    with pytest.raises(equating.NoRoom):
        equating.equate(gap("x"), article, **pair, by=as_staff.user)


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


@pytest.fixture
def cluster(gap):
    """Three wordings; the first stands for all."""
    head = gap("máy in kêu to", search_count=4)
    return [head, *(gap(words, head_id=head.id, search_count=3) for words in ("máy kêu", "in kêu"))]


def test_what_stands_together_is_one_line_with_all_its_demand(
    as_staff, cluster, gap, waits, make, app
):
    gap("often", search_count=12)
    user = make.user()
    for each in cluster[1:]:
        waits(each, user=user)
    for thread in (make.thread(), make.thread(is_private=True)):
        gap(f"about {thread.id * 'x'}", thread_id=thread.id, head_id=cluster[0].id)
    cluster[2].nearest_id = cluster[0].nearest_id = make.article(title="Quiet printers").id
    for ago, times in ((0, 2), (27, 3), (28, 7), (55, 1), (56, 90)):
        day = today() - timedelta(days=ago)
        words = cluster[ago % 3].words
        db.session.add(SearchDay(day=day, language="vi", words=words, search_count=times))
    db.session.commit()
    board = demand.board()
    assert [line.gap.typed for line in board.lines] == ["máy in kêu to", "often"]
    # the same person waits for two wordings; a private question is nobody's demand
    assert board.lines[0].numbers == (12, 1, 1, 5, 8)
    assert board.total == 2
    page = as_staff.get(BOARD).text
    for words in (
        "máy kêu · in kêu",
        "Asked 12 times",
        "1 person waits",
        "one question without an answer",
        "5 searches in 28 days, 8 in the 28 before",
        "Quiet printers",
    ):
        assert words in page


def test_the_kept_board_shows_no_line_that_was_closed_since(as_staff, gap, work):
    first, second = gap("first", search_count=5), gap("second")
    counting.renew()
    db.session.commit()
    gaps.dismiss(first, by=as_staff.user, reason="Not ours")
    gap("third")
    assert [line.gap.typed for line in demand.board().lines] == ["second"]
    work()  # the count that follows
    assert [line.gap.typed for line in demand.board().lines] == ["third", "second"]
    assert second.typed in as_staff.get(BOARD).text


def test_staff_take_it_and_give_it_back(as_staff, as_admin, sign_in, make, gap):
    one, other = gap(), sign_in(make.user(role="staff", name="Other"))
    assert as_staff.post(f"{BOARD}/{one.id}/take").status_code == 303
    assert "Staff takes care of it" in other.get(BOARD).text
    assert other.post(f"{BOARD}/{one.id}/take").status_code == 403
    assert other.post(f"{BOARD}/{one.id}/give-back").status_code == 403
    assert as_admin.post(f"{BOARD}/{one.id}/give-back").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Gap, one.id).owner_id is None
    acts = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == ["gap.taken", "gap.given_back"]


def test_the_community_is_asked_with_nothing_retyped(as_staff, gap, make, work):
    room, one = make.category(), gap("máy in kêu to")
    page = as_staff.get(BOARD).text
    address = (
        "/forum/threads/ask?title=m%C3%A1y%20in%20k%C3%AAu%20to&amp;search=in%20keu%20may%20to"
    )
    assert address in page
    form = as_staff.get(address.replace("&amp;", "&")).text
    assert 'value="in keu may to"' in form
    asking.ask(
        category=room,
        author=as_staff.user,
        type=ThreadType.QUESTION,
        title="Who knows?",
        body="Customers ask.",
        language="vi",
        search_words=one.words,
    )
    work()
    assert db.session.get_one(Gap, one.id).thread_id is not None
    assert address not in as_staff.get(BOARD).text
    assert db.session.query(SearchStep).count() == 0  # staff did not search in vain


def test_a_draft_and_an_article_learn_how_all_of_them_ask(as_staff, cluster, make):
    typed = [one.typed for one in cluster]
    article = gaps.write(
        cluster[0],
        by=as_staff.user,
        collection=make.collection(),
        title="T",
        audience=Audience.PUBLIC,
    )
    assert article.keywords == typed
    newest = db.session.query(Revision).filter_by(article_id=article.id).one()
    assert newest.body == "".join(f"> {words}  \n" for words in typed)
    assert cluster[0].owner_id == as_staff.user.id
    known = make.article(keywords=["máy kêu", "own"])
    gaps.link(cluster[0], known, by=as_staff.user)
    assert known.keywords == ["máy kêu", "own", "máy in kêu to", "in kêu"]


def test_words_go_to_no_article_that_more_people_read_than_the_question(
    as_staff, cluster, make, index
):
    """Hidden keywords can be guessed by whoever searches."""
    head = cluster[0]
    room = make.category(audience="customers")
    for typed, more in (
        ("room", {"category": room}),
        ("private", {"is_private": True}),
        ("held", {"held_at": now()}),
        ("public", {}),
    ):
        asked = Gap(words=typed, typed=typed, language="vi", head_id=head.id, search_count=0)
        asked.thread_id = make.thread(title=typed, **more).id
        db.session.add(asked)
    db.session.commit()
    known = [one.typed for one in cluster]
    for audience, learnt, is_told in (
        ("public", [*known, "public"], True),
        ("customers", [*known, "room", "public"], True),
        ("staff", [*known, "room", "private", "held", "public"], False),
    ):
        db.session.expire_all()
        gaps.reopen(head, by=as_staff.user)
        article = make.article(audience=audience)
        as_staff.post(f"{BOARD}/{head.id}/link", data={"article": article.id})
        assert ("were left out" in as_staff.get(BOARD).text) is is_told
        db.session.refresh(article)
        assert article.keywords == learnt
    shown = as_staff.get(f"/kb/articles/{article.id}/audience").text
    assert "hidden keywords: máy in kêu to" in shown  # before more people read it


def test_a_draft_begins_with_the_readers_of_its_words(as_staff, gap, make, index):
    shelf, room = make.collection(), make.category(audience="customers")
    for number, (searched, audience) in enumerate(((0, "customers"), (1, "public"))):
        one = gap("kettle " + "x" * (number + 1), search_count=searched)
        one.thread_id = make.thread(category=room).id
        form = {"title": "Kettle", "collection": shelf.id}
        answer = as_staff.post(f"{BOARD}/{one.id}/write", data=form)
        article = db.session.get_one(Article, int(answer.location.split("/")[3]))
        assert (article.audience, article.keywords) == (audience, [one.typed])


def test_the_words_of_a_question_that_is_gone_stay_with_the_staff(gap):
    one, searched = gap("kettle", search_count=0), gap("teapot")
    one.thread_id = searched.thread_id = 404
    with db.session.no_autoflush:
        assert wordings.readers_of(one) is Audience.STAFF
        assert wordings.readers_of(searched) is Audience.PUBLIC
    db.session.rollback()


def test_everybody_who_waits_in_a_cluster_is_told_once(cluster, waits, make, as_staff, work, mails):
    member = make.user()
    for each in cluster:
        waits(each, user=member)
        waits(each, email="a@example.com")
    gaps.link(cluster[0], make.article(title="Quiet printers"), by=as_staff.user)
    work()
    told = [mail["To"] for mail in mails if "Quiet printers" in mail["Subject"]]
    assert sorted(told) == sorted([member.email, "a@example.com"])
    db.session.expire_all()
    assert {one.answered_at is None for one in cluster} == {False}
    assert {one.told_at is None for one in db.session.query(Waiting)} == {False}


def test_what_stands_together_is_opened_together(as_staff, cluster, make):
    gaps.link(cluster[0], make.article(), by=as_staff.user)
    gaps.reopen(cluster[0], by=as_staff.user)
    assert {(one.article_id, one.answered_at) for one in cluster} == {(None, None)}


def test_the_success_of_an_answer_is_followed_and_shown(as_staff, cluster, make):
    gaps.link(cluster[0], make.article(), by=as_staff.user)
    for each in cluster:
        each.answered_at = now() - timedelta(days=10)
    cluster[1].search_count += 2  # in vain since, as the days say
    for ago, words, searches, failed in (
        (12, cluster[0].words, 10, 10),
        (10, cluster[0].words, 9, 9),  # the day itself: partly from before
        (9, cluster[0].words, 30, 0),
        (1, cluster[1].words, 10, 2),
    ):
        day = today() - timedelta(days=ago)
        counts = {"search_count": searches, "failed_count": failed}
        db.session.add(SearchDay(day=day, language="vi", words=words, **counts))
    db.session.commit()
    page = as_staff.get(f"{BOARD}?filter=closed").text
    assert "Asked 10 times, now 95% find it" in page
    assert "of 40 searches since" in page


def test_a_change_announces_each_who_waits_once_however_many_gaps_stand_together(
    cluster, waits, make, as_staff
):
    for each in cluster:
        waits(each, user=make.user())
    article = make.article(title="Quiet printers")
    gaps.link(cluster[0], article, by=as_staff.user)
    db.session.flush()
    announced = db.session.query(Delivery).filter_by(event="waiting.answered")
    before = announced.count()
    tell_new_readers(Delivery(event="article.changed", subject_id=article.id))
    db.session.flush()
    assert announced.count() - before == before


def test_the_closed_board_has_an_end(app, gap, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    for number in range(8):
        gap(f"closed {'x' * (number + 1)}", dismissed_at=now())
    after, pages = 0, 0
    while after is not None:
        after, pages = demand.closed(after=after, limit=2).more, pages + 1
        assert pages < 5
    assert pages == 2
