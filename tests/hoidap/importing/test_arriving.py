"""What all imports promise: whole documents, nothing doubled, nobody told, nothing overwritten."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from accounts.models import Identity, Notification, User
from core.db import db
from core.events import Delivery
from core.origins import Origin
from forum.models import Category, Post, Thread, ThreadState, Watch
from forum.services import voting
from hoidap.importing.report import Step
from search.services import engine
from tests.hoidap.importing.conftest import BORN, post, topic

MOMENT = datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_thread_comes_with_all_that_it_had(bring):
    bring(
        topic(
            7,
            post(1, "How?", score=4, author="lan"),
            post(2, "So.", created="2020-03-05T00:00:00Z", score=-2, author="minh", accepted=True),
            title="Where is my order?",
            tags=["ship", "late"],
            views=40,
            category="Deliveries",
            closed=True,
        )
    )

    thread = db.session.query(Thread).one()
    question, answer = db.session.query(Post).order_by(Post.position)
    assert (thread.title, thread.view_count, thread.reply_count) == ("Where is my order?", 40, 1)
    assert thread.category.name == "Deliveries"
    assert {tag.name for tag in thread.tags} == {"ship", "late"}
    assert (thread.created_at, thread.last_post_at) == (MOMENT, answer.created_at)
    assert (thread.state, thread.accepted_post_id) == (ThreadState.SOLVED, answer.id)
    assert thread.is_locked
    assert (thread.vote_count, question.vote_count, answer.vote_count) == (4, 4, -2)
    assert (question.author.name, answer.author.name) == ("lan", "minh")
    assert "<p>How?</p>" in question.html


def test_votes_given_here_come_on_top(bring, make):
    bring(topic(1, post(1, score=4)))
    question = db.session.query(Post).one()

    voting.toggle(question, by=make.user())
    db.session.commit()
    assert (question.vote_count, question.thread.vote_count) == (5, 5)

    other = make.user()
    voting.toggle(question, by=other)
    voting.toggle(question, by=other)
    db.session.commit()
    assert question.vote_count == 5


def test_a_repeated_import_doubles_nothing(bring):
    topics = [topic(number) for number in range(1, 46)]  # more than two batches
    first = bring(*topics)
    before = {model: count(model) for model in (Thread, Post, User, Category, Origin)}
    second = bring(*topics)

    assert first.counts["thread", Step.NEW] == 45
    assert second.counts["thread", Step.UNCHANGED] == 45
    assert second.total(Step.NEW, Step.CHANGED, Step.GREW) == 0
    assert {model: count(model) for model in before} == before


def test_an_interrupted_import_is_finished_by_the_next(bring, monkeypatch):
    """It dies in the middle of its third batch: two batches are whole, the rest comes later."""
    from hoidap.importing import arriving

    topics = [topic(number) for number in range(1, 61)]
    write, done = arriving.Arrivals._write, []

    def dies(self, batch):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(batch)
        write(self, batch)

    monkeypatch.setattr(arriving.Arrivals, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(*topics)
    db.session.rollback()
    assert 0 < count(Thread) < 60
    assert count(Post) == 2 * count(Thread)

    monkeypatch.undo()
    report = bring(*topics)
    assert (count(Thread), count(Post)) == (60, 120)
    assert report.counts["thread", Step.UNCHANGED] > 0


def test_a_thread_grows_by_what_was_written_there_since(bring):
    bring(topic(1, post(1), post(2)))
    db.session.query(Post).filter_by(position=2).one().body = "Edited here."
    db.session.commit()

    report = bring(topic(1, post(1), post(2, "Edited there."), post(3, "New.")))

    bodies = [each.body for each in db.session.query(Post).order_by(Post.position)]
    assert bodies == ["Words.", "Edited here.", "New."]
    assert db.session.query(Thread).one().reply_count == 2
    assert report.counts["thread", Step.GREW] == 1


def test_a_dry_run_says_what_would_come_and_writes_nothing(bring):
    report = bring(topic(1), topic(2), dry_run=True)
    assert report.counts["thread", Step.NEW] == 2
    assert report.counts["post", Step.NEW] == 4
    assert report.counts["person", Step.NEW] == 2
    assert (count(Thread), count(Post), count(User), count(Origin)) == (0, 0, 0, 0)


def test_nobody_is_told_of_old_words(bring, work):
    bring(topic(1))
    assert count(Delivery) == 0
    work()
    assert (count(Notification), count(Watch)) == (0, 0)


def test_what_came_is_found(bring):
    bring(topic(1, post(1, "The zeppelin is late.")))
    thread = db.session.query(Thread).one()
    assert f"thread:{thread.id}" in dict(engine.index().refs_and_versions())


def test_a_line_that_cannot_be_read_is_named_and_the_rest_comes(bring, tmp_path):
    from pathlib import Path

    from hoidap.importing import running
    from hoidap.importing.source import Options

    export = Path(tmp_path / "broken.jsonl")
    export.write_text('{"id": 1, "title": "No posts", "posts": []}\n{nonsense\n\n{"id": 3}\n')
    with export.open("a") as file:
        import json

        file.write(json.dumps(topic(4)))
    engine.ensure()
    report = running.run("forum", export, Options(name="old", language="en"))

    assert [where for where, _ in report.skipped] == [f"broken.jsonl:{n}" for n in (1, 2, 4)]
    assert db.session.query(Thread).one().title == "Topic 4"


def test_two_accepted_answers_are_one_and_a_note(bring):
    report = bring(topic(1, post(1), post(2, accepted=True), post(3, accepted=True)))
    thread = db.session.query(Thread).one()
    assert db.session.get_one(Post, thread.accepted_post_id).position == 2
    assert "second accepted answer in one thread" in report.constructs


def test_members_become_placeholders_whom_their_owners_can_claim(bring, make):
    bring(topic(1, post(1, author="lan"), post(2, author="old-lan")), emails={"lan": "L@Ex.vn"})

    lan = db.session.query(User).filter_by(name="lan").one()
    assert (lan.password_hash, lan.email, lan.is_confirmed) == (None, "l@ex.vn", False)
    assert db.session.query(Identity).count() == 1


def test_who_is_here_already_gets_their_own_words(bring, make):
    member = make.user(name="Lan", email="lan@ex.vn")
    bring(topic(1, post(1, author="lan")), emails={"lan": "lan@ex.vn"})
    assert db.session.query(Post).one().author_id == member.id


def test_an_address_that_was_never_proved_claims_nobodys_words(bring, make):
    """Else one could join with another's address today and own their words after the import."""
    squatter = make.user(name="Squatter", email="lan@ex.vn", confirmed=False)
    report = bring(topic(1, post(1, author="lan")), emails={"lan": "lan@ex.vn"})
    assert db.session.query(Post).one().author_id != squatter.id
    assert "e-mail address that an unconfirmed member has here" in report.constructs


def test_words_without_an_author_belong_to_a_former_member(bring):
    bring(topic(1, post(1, author=None), post(2, author=None)))
    assert {each.author.name for each in db.session.query(Post)} <= {
        "Former member",
        "Thành viên cũ",
    }
    assert count(User) == 1


def test_two_imports_at_once_are_one_too_many(bring, app):
    from hoidap.importing import lock

    with lock.one_at_a_time(), pytest.raises(lock.ImportRunning):
        bring(topic(1))


def test_texts_are_cleaned_as_typed_ones_are(bring):
    bring(topic(1, post(1, "a\u200bb \u202ec\x00d <script>x</script>"), title="T\u202e\x00"))
    question = db.session.query(Post).one()
    assert question.body == "ab cd <script>x</script>"
    assert "<script" not in question.html
    assert question.thread.title == "T"


def test_moments_without_a_zone_are_utc(bring):
    bring(topic(1, post(1, created=BORN.removesuffix("Z"))))
    assert db.session.query(Post).one().created_at == MOMENT
