"""What changes while eight readers search, and when."""

import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bench.search.made import Maker
from search.contract import Document, Scope

DOCUMENTS = 10_000
CHANGING = 1_000  # of them; each again after twenty seconds
A_SECOND = 50
WARMING = 3.0  # seconds before anything counts
GONE = "gone"
AUDIENCES = ("public", "customers", "staff", "private", GONE)
EVERYTHING = Scope(frozenset({"public", "customers", "staff", "private"}), user_id=1)

fork = multiprocessing.get_context("fork")


class Clock(NamedTuple):
    """Moments on the one monotonic clock that all processes share."""

    counted: float
    busy: float
    end: float

    def due(self, update: int) -> float:
        return self.busy + update / A_SECOND


def documents() -> list[Document]:
    made = Maker(DOCUMENTS).documents
    changing = [changed(each, number, "public", 1) for number, each in enumerate(made[:CHANGING])]
    return [*changing, *made[CHANGING:]]


def changed(document: Document, number: int, audience: str, version: int) -> Document:
    """The document with a word of its own, and one of its present version."""
    return replace(
        document,
        text=f"{document.text} {own_word(number)} {word_of(version)}",
        audience=audience,
        readers=(reader_of(number),) if audience == "private" else (),
        author_id=reader_of(number),
        version=version,
    )


def reader_of(number: int) -> int:
    """The one person who finds it while it is private."""
    return 1 + number % 20


def own_word(number: int) -> str:
    return f"own{number}word"


def word_of(version: int) -> str:
    return f"version{version}word"


def plan_of(seconds: float) -> Iterator[tuple[int, str, int]]:
    """Each update: which document, whom it is for or that it is gone, its version."""
    dice = random.Random(8)
    for update in range(int(seconds * A_SECOND)):
        audience = dice.choices(AUDIENCES, (5, 1, 1, 2, 1))[0]
        yield update % CHANGING, audience, update + 2
