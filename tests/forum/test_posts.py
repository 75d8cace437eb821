import pytest
from sqlalchemy import update

from core.clock import now
from core.db import db
from forum.models import Flag, Post, QueueItem, Vote
from forum.services import accepting, editing


def fresh(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id)


def test_preview_answers_a_fragment(as_customer):
    answer = as_customer.post("/forum/posts/preview", data={"text": "Some **bold** words"})
    assert answer.text.strip() == "<p>Some <strong>bold</strong> words</p>"


def test_preview_runs_nothing(as_customer):
    answer = as_customer.post("/forum/posts/preview", data={"text": "<script>alert(1)</script>"})
    assert "<script" not in answer.text


def test_an_edit_meanwhile_stays_in_the_history(sign_in, make, while_rendering):
    post = make.post(body="Mine")

    def theirs():
        with db.engine.begin() as somebody:
            somebody.execute(update(Post).where(Post.id == post.id).values(body="Theirs"))

    while_rendering.append(theirs)
    sign_in(post.author).post(f"/forum/posts/{post.id}/edit", data={"body": "Mine anew"})

    assert fresh(post).body == "Mine anew"
    assert [step.revision.body for step in editing.history(post)] == ["Theirs"]


def test_an_author_edits_and_everybody_reads_the_history(client, sign_in, make):
    post = make.post(body="Press red now")
    url = f"/forum/posts/{post.id}/edit"
    browser = sign_in(post.author)

    assert "Press red now" in browser.get(url).text
    assert browser.post(url, data={"body": "Press green now"}).status_code == 303

    history = client.get(f"/forum/posts/{post.id}/history").text
    assert "<del>red</del>" in history
    assert "<ins>green</ins>" in history


def test_earlier_words_are_used_again_as_an_edit(sign_in, as_customer, make):
    author = make.user()
    post, other = make.post(author=author, body="first"), make.post(author=author, body="other")
    for one in (post, other):
        editing.edit_post(one, by=author, body="second words")
    db.session.commit()
    revision, foreign = (editing.history(one)[0].revision for one in (post, other))
    link = f"/forum/posts/{post.id}/edit?revision={revision.id}"
    mine = sign_in(author)
    assert link in mine.get(f"/forum/posts/{post.id}/history").text
    assert ">first</textarea>" in mine.get(link).text.replace("\r", "").replace(">\n", ">")
    for wrong in (foreign.id, 10**6, "x"):  # no words of another post
        page = mine.get(f"/forum/posts/{post.id}/edit?revision={wrong}").text
        assert "second words</textarea>" in page
    assert mine.post(link, data={"body": "first"}).status_code == 303
    assert [step.revision.body for step in editing.history(post)] == ["second words", "first"]
    assert link not in as_customer.get(f"/forum/posts/{post.id}/history").text
    assert as_customer.get(link).status_code == 403


def test_a_long_history_is_cut_and_goes_on(client, make, onward):
    post = make.post(body="Version 12")
    for number in range(12):
        editing.edit_post(post, by=post.author, body=f"Version {number}")
    db.session.commit()
    url = f"/forum/posts/{post.id}/history"

    page, rest = client.get(url).text, client.get(onward(client.get(url))).text

    assert page.count("<ins>") == 10
    assert "<del>0</del><ins>1</ins>" not in page
    assert rest.count("<ins>") == 2
    assert "<del>12</del><ins>0</ins>" in rest
    assert "<del>0</del><ins>1</ins>" in rest


def test_the_history_of_hidden_words_is_hidden(client, as_customer, as_staff, make):
    post = make.post(hidden_at=now())
    url = f"/forum/posts/{post.id}/history"
    assert as_customer.get(url).status_code == 403
    assert client.get(url).status_code in (302, 401)
    assert as_staff.get(url).status_code == 200


def test_an_author_takes_it_back(sign_in, make):
    post = make.post()
    browser = sign_in(post.author)
    assert browser.get(f"/forum/posts/{post.id}/withdraw").status_code == 200
    assert browser.post(f"/forum/posts/{post.id}/withdraw").status_code == 303
    assert fresh(post).is_withdrawn


def test_staff_hide_and_restore(as_staff, make):
    post = make.post()
    url = f"/forum/posts/{post.id}"
    assert as_staff.get(f"{url}/hide").status_code == 200
    assert as_staff.post(f"{url}/hide", data={"reason": "\u200b "}).status_code == 422
    as_staff.post(f"{url}/hide", data={"reason": "Please be kind.", "rule": "rude"})
    assert fresh(post).hidden_reason == "Please be kind."
    as_staff.post(f"{url}/restore")
    assert fresh(post).is_visible


def test_the_asker_accepts_and_takes_it_back(sign_in, make):
    post = make.post()
    browser = sign_in(post.thread.author)
    assert browser.post(f"/forum/posts/{post.id}/accept").status_code == 303
    assert fresh(post).thread.accepted_post_id == post.id
    assert browser.post(f"/forum/posts/{post.id}/accept").status_code == 403
    browser.post(f"/forum/posts/{post.id}/unaccept")
    assert fresh(post).thread.accepted_post_id is None


def test_staff_make_an_answer_official(as_staff, client, make):
    post = make.post()
    as_staff.post(f"/forum/posts/{post.id}/make-official")
    assert "Official answer" in client.get(post.thread.url).text
    as_staff.post(f"/forum/posts/{post.id}/unmake-official")
    assert not fresh(post).is_official


def test_a_vote_and_its_second_click(as_customer, make):
    post = make.post()
    as_customer.post(f"/forum/posts/{post.id}/vote")
    assert fresh(post).vote_count == 1
    as_customer.post(f"/forum/posts/{post.id}/vote")
    assert fresh(post).vote_count == 0
    assert db.session.query(Vote).count() == 0


def test_a_customer_flags_with_a_reason(as_customer, make):
    post = make.post()
    url = f"/forum/posts/{post.id}/flag"
    assert as_customer.get(url).status_code == 200
    assert as_customer.post(url).status_code == 422
    assert as_customer.post(url, data={"reason": "rude", "note": "Loud"}).status_code == 303
    assert as_customer.post(url, data={"reason": "spam"}).status_code == 303
    assert db.session.query(Flag).one().note == "Loud"
    assert db.session.query(QueueItem).count() == 1


OWN = {"edit": "body", "withdraw": None}
VERBS = ["edit", "withdraw", "hide", "restore", "accept", "unaccept", "make-official"]


@pytest.mark.parametrize("verb", [*VERBS, "unmake-official"])
def test_customers_do_it_only_to_their_own(as_customer, make, verb):
    post = make.post(
        hidden_at=now() if verb == "restore" else None,
        official_at=now() if verb == "unmake-official" else None,
    )
    if verb == "unaccept":
        accepting.accept(post, by=post.thread.author)
        db.session.commit()
    data = {"body": "x", "reason": "x"}
    assert as_customer.post(f"/forum/posts/{post.id}/{verb}", data=data).status_code == 403
    assert as_customer.post(f"/forum/posts/9999/{verb}", data=data).status_code == 404


@pytest.mark.parametrize("verb", [*VERBS, "vote", "flag"])
def test_visitors_are_sent_to_sign_in(client, make, verb):
    post = make.post()
    assert client.post(f"/forum/posts/{post.id}/{verb}").status_code in (302, 401)


@pytest.mark.parametrize("verb", ["accept", "vote", "flag", "make-official"])
@pytest.mark.parametrize("state", ["held_at", "hidden_at", "withdrawn_at"])
def test_what_is_out_of_sight_stays_as_it_is(as_staff, make, verb, state):
    post = make.post(**{state: now()})
    answer = as_staff.post(f"/forum/posts/{post.id}/{verb}", data={"reason": "rude"})
    assert answer.status_code == 403


def test_a_post_of_a_private_thread_is_404_for_others(as_customer, as_moderator, make):
    room = make.category(moderators=[as_moderator.user])
    post = make.post(thread=make.thread(is_private=True, category=room))
    for browser in (as_customer, as_moderator):
        for verb in ("history", "flag", "hide"):
            assert browser.get(f"/forum/posts/{post.id}/{verb}").status_code == 404
