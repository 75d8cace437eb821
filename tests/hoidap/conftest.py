"""The worker at work on an import that the desk asked for."""

import time

import pytest

from hoidap.importing import children, lock
from hoidap.models import ImportRun
from search.services import engine
from tests.hoidap.given_exports import newest


@pytest.fixture
def ended(work):
    """`ended()` lets the worker and its child do their work; returns the newest import then."""
    engine.ensure()

    def _ended() -> ImportRun:
        work()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            run = newest()
            if not run.is_under_way and lock.is_free():
                return run
            time.sleep(0.2)
        raise AssertionError("the child did not end")

    yield _ended
    children.end_all()
