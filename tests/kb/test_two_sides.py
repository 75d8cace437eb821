"""Both sides of the content folder are edited while syncs and workers are killed at any step.

A step is a statement or commit of the database, or a call that changes the disk; a killed process
leaves the database as its last commit and the disk as its last call made them. HOIDAP_RUNS=500 says
how many runs there are beyond the few of the suite; each is up to STEPS deeds long.
"""

import itertools
import os
import re

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, event, select, update

from accounts.models import User
from accounts.services import settings as site
from core import events, worker
from core.clock import now
from core.db import db
from core.events import Delivery
from kb import content
from kb.content import files
from kb.content.state import front_of
from kb.models import Article, ArticleStatus, Collection, Revision
from kb.services import drafting, organizing, publishing, renaming, reviewing
from tests import factories

RUNS, STEPS = int(os.environ.get("HOIDAP_RUNS", "10")), 14
WORD = re.compile(r"word\d+")
SHELVES = ("guides", "other")
_number = itertools.count(1)


class Killed(BaseException):
    """As if the process had ended here."""


class Killer:
    """Counts the steps and ends the process at a chosen one."""

    def __init__(self):
        self.left = None

    def step(self, connection=None, *_):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                if connection is not None:
                    connection.invalidate()  # closed without a word
                raise Killed

    def before(self, call):
        def _call(*args, **kwargs):
            self.step()
            return call(*args, **kwargs)

        return _call


@pytest.fixture
def killer(app, monkeypatch):
    killer = Killer()
    for name in ("replace", "fsync", "unlink"):
        monkeypatch.setattr(os, name, killer.before(getattr(os, name)))
    for name in ("before_cursor_execute", "commit"):
        event.listen(db.engine, name, killer.step)
    yield killer
    for name in ("before_cursor_execute", "commit"):
        event.remove(db.engine, name, killer.step)


def test_no_text_is_lost_and_both_sides_come_to_agree(app, killer, empty_database, tmp_path):
    class Sides(TwoSides):
        def __init__(self):
            super().__init__()
            db.session.remove()
            db.engine.dispose()
            for left in tmp_path.glob("hoidap.db*"):
                left.unlink()
            empty_database(tmp_path)
            self.app, self.killer = app, killer
            self.folder = app.config["HOIDAP_CONTENT_PATH"] / str(next(_number))
            self.folder.mkdir(parents=True)
            app.config["HOIDAP_CONTENT_PATH"] = self.folder
            self.begin()

        def teardown(self):
            self.agree()
            app.config["HOIDAP_CONTENT_PATH"] = self.folder.parent

    run_state_machine_as_test(
        Sides,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


any_of = st.integers(0, 2)
a_moment = st.none() | st.none() | st.integers(0, 120)


class TwoSides(RuleBasedStateMachine):
    """`kept`: every word that somebody wrote and nobody but its writer's own editor took away."""

    def begin(self):
        self.staff_id = factories.user(role="staff").id
        self.shelves = [factories.collection(slug=slug).id for slug in SHELVES]
        self.kept: set[str] = set()
        for number, has_key in enumerate((True, False)):  # both sides agree on these
            self.a_file_is_written(number=number, shelf=SHELVES[0], has_key=has_key)
        content.sync(self.folder)
        self.work()

    # The writer's side

    def paths(self):
        return [path for path in files.paths_in(self.folder) if not path.endswith(files.INDEX)]

    def chosen(self, number):
        paths = self.paths()
        return paths[number % len(paths)] if paths else None

    def overwrite(self, path, text):
        """As an editor does: what it said goes, which is nobody's loss but the writer's."""
        target = self.folder / path
        if target.exists():
            said = set(WORD.findall(target.read_text()))
            elsewhere = self.words_in_files(but=path) | self.words_in_database()
            self.kept -= said - elsewhere
        target.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            target.unlink()
        else:
            target.write_text(text)
            self.kept |= set(WORD.findall(text))

    @rule(number=any_of, shelf=st.sampled_from(SHELVES), has_key=st.booleans())
    def a_file_is_written(self, number, shelf, has_key):
        path = f"en/{shelf}/article-{number}.md"
        if (self.folder / path).exists():
            return
        key = f"key: {drafting.new_key()}\n" if has_key else ""
        text = f"---\n{key}title: {word()}\nstatus: published # now\n---\n{word()}\n"
        self.overwrite(path, text)

    @rule(number=any_of)
    def a_file_is_edited(self, number):
        if path := self.chosen(number):
            head, _, _ = (self.folder / path).read_text().rpartition("---\n")
            self.overwrite(path, f"{head}---\n{word()}\n")

    @rule(number=any_of, place=any_of, shelf=st.sampled_from(SHELVES))
    def a_file_is_moved(self, number, place, shelf):
        path, new = self.chosen(number), f"en/{shelf}/article-{place}.md"
        if path and not (self.folder / new).exists():
            (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).rename(self.folder / new)

    @rule(number=any_of, other=any_of)
    def two_files_swap_names(self, number, other):
        one, two = self.chosen(number), self.chosen(other)
        if one != two:
            first, second = (self.folder / one).read_bytes(), (self.folder / two).read_bytes()
            (self.folder / one).write_bytes(second)
            (self.folder / two).write_bytes(first)

    @rule(number=any_of)
    def a_file_is_deleted(self, number):
        if path := self.chosen(number):
            self.overwrite(path, None)

    # The desk's side

    @property
    def staff(self):
        return db.session.get_one(User, self.staff_id)

    def article(self, number):
        db.session.expire_all()
        articles = db.session.scalars(select(Article).order_by(Article.id)).all()
        found = articles[number % len(articles)] if articles else None
        return found if found and drafting.newest_revision(found) else None

    @rule(shelf=st.integers(0, 1), is_out=st.booleans())
    def an_article_is_written(self, shelf, is_out):
        title, body = word(), word()
        article = drafting.draft(
            title=title, body=body, language="en", by=self.staff,
            collection=db.session.get_one(Collection, self.shelves[shelf]),
        )  # fmt: skip
        if is_out:
            publishing.publish(article, by=self.staff)
        db.session.commit()
        self.kept |= {title, body}

    @rule(number=any_of, is_out=st.booleans())
    def an_article_is_edited(self, number, is_out):
        if article := self.article(number):
            body, newest = word(), drafting.newest_revision(article)
            drafting.save(
                article, title=article.title, summary="", body=body, note="", by=self.staff,
                based_on=newest.number,
            )  # fmt: skip
            if is_out:
                publishing.publish(article, by=self.staff)
            db.session.commit()
            self.kept.add(body)

    @rule(number=any_of, shelf=st.integers(0, 1), keywords=st.lists(st.just("refund"), max_size=1))
    def an_article_is_organized(self, number, shelf, keywords):
        if article := self.article(number):
            organizing.organize(
                article, collection=db.session.get_one(Collection, self.shelves[shelf]),
                products=[], tags=[], keywords=keywords, is_featured=False, position=0,
                review_days=None, owner_id=article.owner_id, kind=article.kind, effective_on=None,
                by=self.staff,
            )  # fmt: skip
            db.session.commit()

    @rule(number=any_of, archive=st.booleans())
    def an_article_is_taken_back(self, number, archive):
        if article := self.article(number):
            (publishing.archive if archive else publishing.unpublish)(article, by=self.staff)
            db.session.commit()

    @rule(asked=st.booleans())
    def reviewers_are_asked_for(self, asked):
        site.put("reviewer_must_differ", asked, by=None)
        db.session.commit()

    @rule(number=any_of, is_taken=st.booleans())
    def a_text_in_review_is_decided(self, number, is_taken):
        article = self.article(number)
        if article and article.submitted_at:
            self.decide(article, is_taken=is_taken)
            db.session.commit()

    def decide(self, article, *, is_taken):
        if is_taken:
            publishing.publish(article, by=self.staff)
        else:
            read = drafting.newest_revision(article, ours=True)
            reviewing.send_back(article, by=self.staff, words="Not yet.", number=read.number)

    @rule(shelf=st.integers(0, 1))
    def a_collection_is_renamed(self, shelf):
        collection = db.session.get_one(Collection, self.shelves[shelf])
        renaming.rename(collection, f"shelf-{next(_number)}", by=self.staff)
        db.session.commit()

    # Between both

    @rule(moment=a_moment)
    def somebody_syncs(self, moment):
        self.until(moment, lambda: content.sync(self.folder))

    @rule(moment=a_moment)
    def the_worker_works(self, moment):
        self.until(moment, self.work)

    def work(self):
        events.take_over()
        db.session.execute(update(Delivery).values(run_after=now(), attempts=0))
        files_only = Delivery.handler.not_like("kb.handlers.write%")
        db.session.execute(delete(Delivery).where(files_only))
        db.session.commit()
        worker.work_off(self.app)

    def until(self, moment, deed):
        """Do it, and be killed at that step (None: live on)."""
        self.killer.left = moment
        try:
            deed()
        except Killed:
            pass
        finally:
            self.killer.left = None
            db.session.rollback()
            db.session.remove()

    # What must hold

    def words_in_files(self, but=""):
        texts = [(self.folder / path).read_text() for path in self.paths() if path != but]
        return set(WORD.findall(" ".join(texts)))

    def words_in_database(self):
        rows = db.session.execute(select(Revision.title, Revision.body))
        return set(WORD.findall(" ".join(part for row in rows for part in row)))

    @invariant()
    def every_word_is_somewhere(self):
        there = self.words_in_files() | self.words_in_database()
        db.session.rollback()
        assert self.kept <= there, self.kept - there

    @invariant()
    def every_file_is_whole(self):
        for path in self.paths():
            text = (self.folder / path).read_text()
            assert files.parse_article(path, text.encode()).front.body.strip()
            assert text.endswith("\n")

    def agree(self):
        """Let both sides come to rest, staff choosing where there is a conflict or a review."""
        for _ in range(4):
            content.sync(self.folder)
            self.work()
            db.session.expire_all()
            for article in db.session.scalars(select(Article)).all():
                newest = drafting.newest_revision(article)
                if newest is not None and newest.is_conflict:
                    ours = drafting.newest_revision(article, ours=True)
                    drafting.restore(newest if article.id % 2 else ours, by=self.staff)
                    publishing.publish(article, by=self.staff)
                elif article.submitted_at:
                    self.decide(article, is_taken=article.id % 2)
                db.session.commit()
        report = content.sync(self.folder)
        assert (report.steps, report.problems) == ([], [])
        self.every_word_is_somewhere()
        assert not list(self.folder.rglob(".hoidap-*"))
        self.both_say_the_same()

    def both_say_the_same(self):
        db.session.expire_all()
        filed = {}
        for article in db.session.scalars(select(Article)):
            assert article.file_path or article.status is not ArticleStatus.PUBLISHED
            if article.file_path:
                filed[article.file_path] = article
        assert sorted(filed) == self.paths()
        for path, article in filed.items():
            file = files.parse_article(path, (self.folder / path).read_bytes())
            assert file.digest == article.synced_hash
            assert file.front.says_the_same_as(front_of(article))


def word():
    return f"word{next(_number)}"
