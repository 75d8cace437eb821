"""Customers find what a support lead would hand them, however they type (golden.tsv).

Success is one of a query's targets among the first three hits; people seldom read further.
A form below its bound fails with what missed and what came instead.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from sqlalchemy import select

from accounts.models import Role, User, Visitor
from core.db import db
from core.markdown import sections
from core.permissions import Actor
from core.slugs import slugify
from core.text import clean_line
from forum.models import Thread
from hoidap import create_app
from hoidap.demo.seeding import seed
from kb.models import Article
from search.contract import Filters
from search.services import engine, finding
from tests import databases
from tests.conftest import settings
from tests.search import golden, labelled
from tests.search.golden import Golden
from tests.search.labelled import Labelled

pytestmark = pytest.mark.xdist_group("golden")  # one process makes the site
AMONG = 3
# Of the queries; .90 of each other form. The unseen stand at .87: nothing was mended for them.
AT_LEAST = {"accented": 0.95, "english": 0.95, golden.UNSEEN: 0.85}
AT_LEAST_SHOWN = 0.4  # of the questions that have an answer


class Site(NamedTuple):
    """The demo with the shipped articles: who asks, and what things are called in the set."""

    casts: dict[str, Actor]  # by the audience they belong to
    names: dict[str, str]  # by ref
    audiences: dict[str, str]  # by name
    out: set[str]  # articles that have a text for readers
    found: dict[tuple[str, str], list[str]]  # by audience and words: many forms are alike

    def finds(self, one: Golden) -> list[str]:
        """The first hits on the results page of whoever may read the first target, but no more."""
        audience, words = self.audiences[one.targets[0]], clean_line(one.query)
        if (audience, words) not in self.found:
            page = finding.find(words, for_=self.casts[audience], filters=Filters())
            self.found[audience, words] = [self.names[line.ref] for line in page.lines[:AMONG]]
        return self.found[audience, words]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Made once, and only read."""
    app = create_app(
        settings(tmp_path_factory.mktemp("golden"), HOIDAP_DATABASE_URL=databases.new_database())
    )
    with app.app_context():
        db.create_all()
        seed()
        engine.rebuild()
        yield _site()
        db.session.remove()
        db.engine.dispose()


def _site() -> Site:
    names, audiences, out = {}, {}, set()
    for article in db.session.scalars(select(Article)):
        name = f"{article.language}/{article.collection.slug}/{article.slug}"
        names[f"article:{article.id}"], audiences[name] = name, str(article.audience)
        if article.is_public_now:
            out.add(name)
    for thread in db.session.scalars(select(Thread)):
        name = f"thread/{slugify(thread.title)}"
        names[f"thread:{thread.id}"], audiences[name] = name, str(thread.category.audience)
    assert len(audiences) == len(names)
    casts = {"public": Visitor(), "customers": _one(Role.CUSTOMER), "staff": _one(Role.STAFF)}
    return Site(casts, names, audiences, out, {})


def _one(role: Role) -> User:
    return db.session.scalars(select(User).where(User.role == role)).first()


def test_every_target_is_there_and_every_article_is_asked_for(site):
    asked = {target for one in golden.read() for target in one.targets}
    unseen = {target for one in golden.read(golden.UNSEEN_FILE) for target in one.targets}

    assert asked | unseen <= set(site.audiences)
    shipped = {name for name in site.out if name.startswith(("vi/", "en/"))}
    assert shipped <= asked


@pytest.mark.parametrize("form", golden.EVERY_FORM)
def test_what_they_need_is_among_the_first_three(site, monkeypatch, form):
    monkeypatch.setattr(finding, "PER_PAGE", AMONG)  # the excerpts of ten take most of the time
    asked = golden.asked(form)

    found = {one: site.finds(one) for one in asked}

    missed = [one for one in asked if not set(found[one]) & set(one.targets)]
    success, bound = 1 - len(missed) / len(asked), AT_LEAST.get(form, 0.9)
    lines = [f"{one.query!r}: {found[one]}, not {' or '.join(one.targets)}" for one in missed]
    told = f"{form}: {success:.3f} of {len(asked)} is not {bound}"
    if form != golden.UNSEEN:
        told = "\n".join([told, *lines])
    assert success >= bound, told


def test_the_labelled_questions_are_what_they_say(site):
    questions = labelled.read()
    passages = {answer for one in questions for answer in one.answers}

    assert len([one for one in questions if one.answers]) >= 120
    assert len([one for one in questions if not one.answers]) >= 50
    assert len({golden.bare(one.question).lower() for one in questions}) == len(questions)
    assert passages <= _every_passage(site)


def _every_passage(site: Site) -> set[str]:
    return {
        f"{site.names[f'article:{article.id}']}#{section.anchor.removeprefix('u-')}"
        for article in db.session.scalars(select(Article))
        for section in sections(article.live_revision.html if article.live_revision else "")
    }


def test_the_top_box_answers_or_is_silent(site):
    """Precision first: of what is shown nine in ten answer, and what has no answer gets none."""
    shown, right, vain, answerable = [], [], [], 0
    for one in labelled.read():
        for words in labelled.asked(one):
            answerable += bool(one.answers)
            if name := _box(site, one, words):
                shown.append((words, name))
                right += [words] if name in one.answers else []
                vain += [] if one.answers else [words]

    assert vain == []
    wrong = [each for each in shown if each[0] not in right]
    assert len(right) / len(shown) >= 0.9, wrong
    assert len(shown) / answerable >= AT_LEAST_SHOWN


def _box(site: Site, one: Labelled, words: str) -> str | None:
    """The passage in the top box of whoever may read the answer, but no more."""
    article = min(one.answers, default="").partition("#")[0]
    cast = site.casts[site.audiences.get(article, "public")]
    box = finding.find(words, for_=cast, filters=Filters()).top_box
    if box is None:
        return None
    anchor = box.url.partition("#")[2].removeprefix("u-")
    return f"{site.names[f'article:{box.article.id}']}#{anchor}"
