"""An engine of each kind, empty; another that has the same index open; documents."""

import time
from datetime import UTC, datetime

import pytest

from search.contract import Document, Engine, Scope
from tests.search.contract.engines import ENGINES

DAY = datetime(2026, 1, 1, tzinfo=UTC)
VISITOR = Scope(frozenset({"public"}))
EVERYTHING = Scope(frozenset({"public", "customers", "staff", "private"}), user_id=1)


def document(ref: str, title: str, text: str = "", **details) -> Document:
    given = {"kind": ref.partition(":")[0], "audience": "public", "version": 1}
    return Document(
        ref=ref, title=title, text=text, **(given | {"created": DAY, "updated": DAY} | details)
    )


def refs(engine: Engine, words: str, scope: Scope = VISITOR, **details) -> list[str]:
    return [hit.ref for hit in engine.search(words, scope=scope, **details).hits]


@pytest.fixture(params=ENGINES)
def opened(request, tmp_path):
    """`opened()` opens the engine once more."""
    return lambda: ENGINES[request.param](tmp_path / "index")


@pytest.fixture
def absent(opened) -> Engine:
    """Nothing was made yet."""
    return opened()


@pytest.fixture
def engine(absent) -> Engine:
    absent.ensure()
    return absent


@pytest.fixture
def eventually():
    """`eventually(ask)`: what others see, they see within two seconds."""

    def _eventually(ask) -> None:
        until = time.monotonic() + 2
        while not ask():
            assert time.monotonic() < until
            time.sleep(0.05)

    return _eventually
