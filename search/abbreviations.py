"""What people write short in a hurry: ours (search/data/abbreviations.tsv), and the site's own."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from search import analysis

FILE = Path(__file__).parent / "data" / "abbreviations.tsv"
MOST_WORDS = 8  # of one expansion
MOST_MEANINGS = 4  # of one abbreviation: each is looked for

Table = Mapping[str, tuple[tuple[str, ...], ...]]  # abbreviation -> what it may stand for, in words
NONE: Table = {}


class BadLine(Exception):
    """A line is no abbreviation; it is the exception's argument."""


@lru_cache(maxsize=8)
def table(of_site: str) -> Table:
    """Ours and the site's. What the site says of an abbreviation counts alone; `ko =` drops it."""
    own = _gathered(_read(of_site))
    return {word: meant for word, meant in {**_ours(), **own}.items() if meant}


@cache
def _ours() -> Table:
    lines = FILE.read_text("utf-8").splitlines()
    return _gathered(line.split("\t") for line in lines if line and line[0] != "#")


def check(of_site: str) -> None:
    """Raises BadLine for the first line that is not `ko = không`."""
    for line in filter(str.strip, of_site.splitlines()):
        short, equals, meaning = line.partition("=")
        fits = len(analysis.words(short)) == 1 and len(analysis.words(meaning)) <= MOST_WORDS
        if not (equals and fits):
            raise BadLine(line.strip())


def _read(of_site: str) -> Iterable[list[str]]:
    return (line.split("=", 1) for line in of_site.splitlines() if "=" in line)


def _gathered(lines: Iterable[list[str]]) -> Table:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for short, meaning in lines:
        words = analysis.words(short)
        meant = tuple(analysis.words(meaning))[:MOST_WORDS]
        if len(words) == 1:
            found[words[0]] = (*found.get(words[0], ()), *([meant] if meant else []))[
                :MOST_MEANINGS
            ]
    return found
