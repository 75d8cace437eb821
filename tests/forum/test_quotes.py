"""The living link: an article needs a check when what it quotes is no longer so."""

import pytest

from accounts.models import Notification
from core.clock import now, today
from core.db import db
from forum.models import Post, Reuse
from forum.services import accepting, editing, moderation, official, promotion, proofs, reuse
from kb.models import Article
from kb.services import publishing


@pytest.fixture
def promoted(as_staff, make, work):
    """A thread's accepted answer and its published article, owned by the staff member."""
    answer = make.post(body="Hold the button for ten seconds.\nThen wait.")
    accepting.accept(answer, by=answer.thread.author)
    article = promotion.promote(answer.thread, by=as_staff.user, collection=make.collection())
    publishing.publish(article, by=as_staff.user)
    db.session.commit()
    work()
    return answer, article


def fresh(thing):
    db.session.expire_all()
    return db.session.get_one(type(thing), thing.id)


def shown_on(page):
    """What the page's form brings back, so that nobody says yes to what they were not shown."""
    return page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def change(deed, post, make):
    author, staff = post.author, make.user(role="staff")
    match deed:
        case "edit":
            editing.edit_post(
                post, by=author, body="Hold the button for twenty seconds.\nThen wait."
            )
        case "hide":
            moderation.hide_post(post, by=staff, reason="It is dangerous")
        case "hide the question":
            question = db.session.query(Post).filter_by(thread_id=post.thread_id, position=1).one()
            moderation.hide_post(question, by=staff, reason="It names somebody")
        case "hold":
            links = " ".join(f"https://example.com/{n}" for n in range(9))
            editing.edit_post(post, by=author, body=links)
        case "withdraw":
            editing.withdraw_post(post, by=author)
        case "unaccept":
            accepting.unaccept(post, by=staff)
        case "move":
            moderation.move_thread(post.thread, to=make.category(audience="staff"), by=staff)
        case "accept another":
            accepting.accept(make.post(thread=post.thread), by=staff)
    db.session.commit()


WORDS = {
    "edit": ["<del>ten</del>", "<ins>twenty</ins>"],
    "hide": ["is hidden: It is dangerous"],
    "hide the question": ["is hidden: It names somebody"],
    "hold": ["waits for a moderator"],
    "withdraw": ["was taken back by its author"],
    "unaccept": ["is no longer the accepted one"],
    "accept another": ["is no longer the accepted one"],
    "move": ["is read by fewer people than this article"],
}


@pytest.mark.parametrize("deed", WORDS)
def test_staff_see_on_the_article_what_changed(deed, promoted, as_staff, client, make, work):
    answer, article = promoted
    assert "source-changes" not in as_staff.get(article.url).text
    change(deed, answer, make)
    work()

    page = as_staff.get(article.url).text
    assert [words for words in WORDS[deed] if words not in page] == []
    assert "source-changes" not in client.get(article.url).text
    assert f"{article.url}#source-changes" in as_staff.get("/kb/articles/needs-check").text
    kinds = [
        notice.kind for notice in db.session.query(Notification).filter_by(user_id=as_staff.user.id)
    ]
    assert kinds == ["article.doubted"]

    # Still right: the same text, in the same state, does not call anybody again.
    as_staff.post(f"/kb/articles/{article.id}/check", data={"seen": shown_on(page)})
    work()
    promotion.notice_changes(fresh(answer).thread)
    assert not fresh(article).needs_check
    assert db.session.query(Notification).filter_by(kind="article.doubted").count() == 1


def test_what_came_after_the_check_is_still_to_be_looked_at(promoted, as_staff, make, work):
    answer, article = promoted
    change("edit", answer, make)
    work()
    said = {"seen": shown_on(as_staff.get(article.url).text)}
    as_staff.post(f"/kb/articles/{article.id}/check", data=said)
    # The worker was away: both news wait, in whichever order it takes them.
    newest = "Hold the button for thirty seconds.\nThen wait."
    editing.edit_post(fresh(answer), by=answer.author, body=newest)
    moderation.hide_post(fresh(answer), by=as_staff.user, reason="Wrong")
    db.session.commit()
    work()

    page = as_staff.get(article.url).text
    assert fresh(article).needs_check
    assert "<del>twenty</del>" in page  # of the text that was checked, not of the first one
    assert "is hidden: Wrong" in page


def test_a_check_on_a_page_that_showed_less_does_not_count(promoted, as_staff, make, work):
    answer, article = promoted
    change("edit", answer, make)
    work()
    page = as_staff.post(
        f"/kb/articles/{article.id}/check", data={"seen": ""}, follow_redirects=True
    )
    assert "Its source changed since you opened this page" in page.text
    assert fresh(article).needs_check


@pytest.mark.parametrize("again", ["edit", "hide", "fail", "report"])
@pytest.mark.parametrize("deed", ["check", "publish"])
def test_a_second_change_is_not_accepted_unseen(deed, again, promoted, as_staff, make, work):
    answer, article = promoted
    change("edit", answer, make)
    work()
    address = f"/kb/articles/{article.id}/{deed}"
    page = as_staff.get(article.url if deed == "check" else address).text
    assert "<ins>twenty</ins>" in page
    said = {"seen": shown_on(page), "shown": "public", "revision": "1"}

    match again:  # the worker is busy elsewhere
        case "edit":
            editing.edit_post(fresh(answer), by=answer.author, body="Do not hold it.\nJust wait.")
        case "hide":
            moderation.hide_post(fresh(answer), by=as_staff.user, reason="Dangerous")
        case "fail":
            told = {"has_worked": False, "tried_on": today()}
            proofs.prove(fresh(answer), by=make.user(), **told)
        case "report":
            used = make.save(Reuse(thread_id=make.thread().id, article_id=article.id,
                                   user_id=as_staff.user.id))  # fmt: skip
            reuse.answer(used, "report", by=as_staff.user)
    db.session.commit()
    page = as_staff.post(address, data=said, follow_redirects=True)

    assert "Its source changed since you opened this page" in page.text
    assert {"edit": "Do", "hide": "is hidden: Dangerous", "fail": "did not work for somebody",
            "report": "says that it is not right"}[again] in page.text  # fmt: skip
    assert fresh(article).needs_check
    work()
    assert fresh(article).needs_check
    assert "<del>" in as_staff.get(article.url).text  # the quoted words are still those of old

    page = as_staff.get(article.url if deed == "check" else address).text
    as_staff.post(address, data=said | {"seen": shown_on(page)})
    work()
    assert not fresh(article).needs_check


def test_what_the_worker_has_not_seen_yet_is_not_accepted_either(promoted, as_staff, make, work):
    answer, article = promoted
    page = as_staff.get(article.url).text
    change("edit", answer, make)
    path = f"/kb/articles/{article.id}/check"
    page = as_staff.post(path, data={"seen": shown_on(page)}, follow_redirects=True).text
    assert "<ins>twenty</ins>" in page
    work()
    assert fresh(article).needs_check
    as_staff.post(path, data={"seen": shown_on(page)})
    work()
    assert not fresh(article).needs_check


def test_numbers_out_of_a_file_from_elsewhere_show_nothing(as_staff, make):
    stranger = make.post(body="Of a thread that has nothing to do with it")
    quotes = [{"ref": f"post:{stranger.id}", "hash": "0" * 64}, {"ref": 7}, "post:1", None]
    article = make.article(source={"quotes": quotes}, source_changed_at=now())
    page = as_staff.get(article.url)
    assert page.status_code == 200
    assert "By now it is as it was" in page.text
    promotion.note_check(article.id, at=now())
    assert fresh(article).source["quotes"] == quotes


def test_nobody_is_called_to_a_draft_but_its_publishing_takes_the_new_words(as_staff, make, work):
    answer = make.post()
    accepting.accept(answer, by=answer.thread.author)
    article = promotion.promote(answer.thread, by=as_staff.user, collection=make.collection())
    db.session.commit()
    change("edit", answer, make)
    work()
    assert "source-changes" in as_staff.get(article.url).text
    assert db.session.query(Notification).filter_by(kind="article.doubted").count() == 0

    address = f"/kb/articles/{article.id}/publish"
    said = {"seen": shown_on(as_staff.get(address).text), "shown": "public"}
    assert as_staff.post(address, data=said).status_code == 303
    work()
    promotion.notice_changes(fresh(answer).thread)
    assert fresh(article).source_changed_at is None


def test_who_is_credited_until_they_are_erased(promoted, client):
    answer, article = promoted
    credit = f">{answer.author.name}</a>"
    assert credit in client.get(article.url).text
    fresh(answer).author.erased_at = now()
    db.session.commit()
    page = client.get(article.url).text
    assert credit not in page
    assert f">{answer.thread.author.name}</a>" in page


def test_an_answer_that_is_only_official_becomes_an_article_and_stays_tied(as_staff, make, work):
    answer, question = make.post(body="Staff say so."), make.post().thread
    thread = answer.thread
    path = f"/forum/threads/{thread.id}/promote"
    assert path not in as_staff.get(thread.url).text
    for reply in (answer, make.post(thread=thread, body="Hidden one", hidden_at=now())):
        official.make_official(reply, by=as_staff.user)
    db.session.commit()
    assert path in as_staff.get(thread.url).text
    assert as_staff.get(f"/forum/threads/{question.id}/promote").status_code == 403
    words = {"title": "T", "body": "B", "collection": str(make.collection().id)}
    assert "Staff say so." in as_staff.get(path).text
    assert as_staff.post(path, data=words | {"audience": "public"}).status_code == 303
    article = db.session.query(Article).one()
    publishing.publish(article, by=as_staff.user)
    db.session.commit()
    work()
    assert not fresh(article).needs_check

    official.unmake_official(fresh(answer), by=as_staff.user)
    db.session.commit()
    work()
    page = as_staff.get(article.url).text
    assert "is no longer official" in page
    as_staff.post(f"/kb/articles/{article.id}/check", data={"seen": shown_on(page)})
    work()
    promotion.notice_changes(fresh(answer).thread)
    assert not fresh(article).needs_check
