"""Documents and queries made of the bench's own sentences, the same for the same seed."""

import math
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bench.texts import LANGUAGES, Writer
from search import analysis
from search.contract import Document

SEED = 20261126
SENTENCES = (12, 0.8, 160)  # of a text: median, spread (of a log-normal), most
AUDIENCES = {"public": 90, "customers": 5, "staff": 3, "private": 2}
FORMS = {"as written": 45, "bare": 25, "typo": 15, "half": 15}
PEOPLE = 2_000
LATEST = datetime(2026, 11, 1, tzinfo=UTC)


class Query(NamedTuple):
    text: str
    form: str


class Maker:
    """Makes `count` documents; a larger community says more different things."""

    def __init__(self, count: int) -> None:
        self.writer = Writer(SEED, breadth=max(1_000, round(5_000 * math.sqrt(count / 10_000))))
        self.documents = [self._document(number) for number in range(count)]

    @property
    def dice(self) -> random.Random:
        return self.writer.dice

    def text(self, language: str) -> str:
        median, spread, most = SENTENCES
        length = int(self.dice.lognormvariate(math.log(median), spread))
        return self.writer.paragraph(language, max(1, min(length, most)))

    def _document(self, number: int) -> Document:
        dice = self.dice
        kind = "article" if dice.random() < 0.23 else "thread"
        language = dice.choices(LANGUAGES, (2, 1))[0]
        author = dice.randrange(1, PEOPLE)
        moment = LATEST - timedelta(days=dice.random() * 3 * 365)
        audience = dice.choices(list(AUDIENCES), list(AUDIENCES.values()))[0]
        return Document(
            ref=f"{kind}:{number}",
            kind=kind,
            title=self.writer.title(language),
            text=self.text(language),
            audience="staff" if (kind, audience) == ("article", "private") else audience,
            version=1,
            created=moment,
            updated=moment + timedelta(days=dice.random() * 30),
            author_id=author,
            readers=(author,) if audience == "private" else (),
            tags=tuple(f"tag-{dice.randrange(300)}" for _ in range(dice.randrange(4))),
            product=(f"product-{dice.randrange(12)}",) if dice.random() < 0.5 else (),
            category=f"room-{dice.randrange(20)}" if kind == "thread" else "",
            collection=f"shelf-{dice.randrange(24)}" if kind == "article" else "",
            language=language,
            status=dice.choice(("open", "solved")) if kind == "thread" else "checked",
            votes=int(dice.paretovariate(1.2)) - 1,
            accepted=kind == "thread" and dice.random() < 0.4,
            checked=kind == "article" and dice.random() < 0.9,
        )

    def queries(self, count: int) -> list[Query]:
        """Words of titles, and what people come with, in the forms in which they are typed."""
        dice = random.Random(SEED)
        made: dict[str, Query] = {}
        while len(made) < count:
            words = self._of_title(dice) if dice.random() < 0.5 else self._of_trouble(dice)
            form = dice.choices(list(FORMS), list(FORMS.values()))[0]
            query = Query(" ".join(_typed(words, form, dice)), form)
            made.setdefault(query.text, query)
        return list(made.values())

    def _of_title(self, dice: random.Random) -> list[str]:
        """Two to five neighbouring words, mostly common ones."""
        words = analysis.words(dice.choice(self.documents).title)
        length = min(dice.randrange(2, 6), len(words))
        start = dice.randrange(len(words) - length + 1)
        return words[start : start + length]

    def _of_trouble(self, dice: random.Random) -> list[str]:
        """A thing, what is wrong with it or what shall be done, often a rare word."""
        language = dice.choices(LANGUAGES, (2, 1))[0]
        slots = dice.choice((("thing", "trouble"), ("rare",), ("thing", "rare"), ("deed", "rare")))
        return analysis.words(" ".join(self.writer.word(slot, language) for slot in slots))


def _typed(words: list[str], form: str, dice: random.Random) -> list[str]:
    if form == "bare":
        return [analysis.fold(word) for word in words]
    if form == "half":
        return [*words[:-1], words[-1][: max(3, len(words[-1]) // 2)]]
    if form == "typo":
        at = max(range(len(words)), key=lambda n: len(words[n]))
        word = words[at]
        cut = dice.randrange(1, max(2, len(word) - 1))
        slipped = word[:cut] + word[cut : cut + 2][::-1] + word[cut + 2 :]
        return [*words[:at], slipped, *words[at + 1 :]]
    return words
