"""An index to search in, and people who wait."""

import pytest

from core.db import db
from search.models import Gap, Waiting
from search.services import engine, gaps, waiting


@pytest.fixture
def index(app):
    """The site's index, empty; `index()` fills it from the database."""
    engine.rebuild()
    return engine.rebuild


@pytest.fixture
def gap(app, make):
    """`gap("words")` was searched in vain once."""

    def _gap(words="máy in kêu to", **more) -> Gap:
        found = gaps.count_failed(gaps.words_of(words), words, "vi")
        for name, value in more.items():
            setattr(found, name, value)
        db.session.commit()
        return found

    return _gap


@pytest.fixture
def waits(app):
    """`waits(gap, email=…)` or `waits(gap, user=…)`: somebody who waits, proved."""

    def _waits(gap: Gap, *, email=None, user=None) -> Waiting:
        if user is not None:
            one = waiting.wait_as(user, gap)
        else:
            waiting.wait_by_mail(email, gap, "en")
            one = db.session.query(Waiting).filter_by(gap_id=gap.id, email=email).one()
            waiting.confirm(one)
        db.session.commit()
        return one

    return _waits
