"""What is asked, and the passages that answer it (top_box.tsv)."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from tests.search.golden import bare

FILE = Path(__file__).with_name("top_box.tsv")
NONE = "-"


class Labelled(NamedTuple):
    """A question, and each passage that answers it, `vi/readers/contact-us#heading`; maybe none."""

    question: str
    language: str
    answers: frozenset[str]

    @property
    def half(self) -> str:
        """The rule's numbers were chosen on one half; the other says what they are worth."""
        return "dev" if crc32(bare(self.question).lower().encode()) % 2 else "test"


def read() -> list[Labelled]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [_read(line) for line in lines if line and not line.startswith("#")]


def _read(line: str) -> Labelled:
    question, language, answers = line.split("\t")
    return Labelled(question, language, frozenset(answers.split("|")) - {NONE})


def asked(each: Labelled) -> Iterator[str]:
    """The question as people type it: Vietnamese with its marks, and without."""
    yield each.question
    if each.language == "vi":
        yield bare(each.question)
