"""Texts of real length with their HTML, made quickly and honestly.

A few thousand blocks are rendered once by the product's own renderer; a text is a row of blocks,
its HTML the row of their HTML. That the renderer agrees is asserted on a sample (`prove`).
"""

import math
from bisect import bisect_left
from typing import NamedTuple

from bench.texts import LANGUAGES, Writer
from core.markdown import render

SENTENCES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8)  # in a paragraph
POST = (270, 1.1, 32_000)  # characters: median, spread (of a log-normal), most
ARTICLE = (1_800, 0.9, 60_000)


class Text(NamedTuple):
    body: str
    html: str


class Bodies:
    """Posts and articles out of `count` rendered paragraphs and as many blocks of other kinds."""

    def __init__(self, writer: Writer, count: int) -> None:
        self.dice = writer.dice
        self.paragraphs: dict[str, list[Text]] = {}
        self.blocks: dict[str, list[Text]] = {}
        for language in LANGUAGES:
            lengths = [self.dice.choice(SENTENCES) for _ in range(count)]
            texts = {writer.paragraph(language, length) for length in lengths}
            self.paragraphs[language] = [
                _rendered(text, language)
                for text in sorted(texts, key=lambda text: (len(text), text))
            ]
            blocks = sorted({writer.block(language) for _ in range(count // 4)})
            self.blocks[language] = [_rendered(text, language) for text in blocks]
        self._lengths = {
            language: [len(text.body) for text in texts]
            for language, texts in self.paragraphs.items()
        }

    def post(self, language: str) -> Text:
        return self._of_length(language, *POST, share_of_blocks=0.15)

    def article(self, language: str) -> Text:
        return self._of_length(language, *ARTICLE, share_of_blocks=0.5)

    def _of_length(
        self, language: str, median: int, spread: float, most: int, *, share_of_blocks: float
    ) -> Text:
        wanted = min(most, int(self.dice.lognormvariate(math.log(median), spread)))
        row = [self._paragraph(language, wanted)]
        length = len(row[0].body)
        seen: set[Text] = set()  # no block twice: ids of headings are counted up within a text
        while length < 0.85 * wanted:
            block = self.dice.choice(self.blocks[language])
            takes_block = self.dice.random() < share_of_blocks and block not in seen
            if takes_block and length + len(block.body) < wanted:
                seen.add(block)
                row.append(block)
                length += len(block.body)
            # A paragraph after each: two lists in a row would be one.
            row.append(self._paragraph(language, wanted - length))
            length += len(row[-1].body)
        while length + 2 * len(row) > most:
            length -= len(row.pop().body)
        return Text("\n\n".join(text.body for text in row), "\n".join(text.html for text in row))

    def _paragraph(self, language: str, wanted: int) -> Text:
        """One of about this length, or any when much is wanted."""
        texts, lengths = self.paragraphs[language], self._lengths[language]
        if wanted > lengths[-1]:
            return self.dice.choice(texts)
        place = bisect_left(lengths, wanted)
        near = len(texts) // 40
        low = max(0, min(place - near, len(texts) - 2 * near))
        return texts[self.dice.randrange(low, min(low + 2 * near, len(texts)))]

    def prove(self, count: int) -> None:
        """Assert that the renderer makes the same of a whole text as we do of its blocks."""
        for number in range(count):
            language = LANGUAGES[number % 2]
            text = self.article(language) if number % 4 == 0 else self.post(language)
            rendered = render(text.body, language=language)
            assert _squeezed(rendered) == _squeezed(text.html), text.body


def _rendered(body: str, language: str) -> Text:
    return Text(body, render(body, language=language).strip())


def _squeezed(html: str) -> str:
    return "".join(html.split())
