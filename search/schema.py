"""What the index keeps of a document. A change here raises VERSION: sites rebuild by themselves."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from whoosh import columns, fields, formats

from search import analysis
from search.contract import Document

VERSION = 2
MAX_TEXT = 200_000  # characters of one document that are read
MAX_TITLE = 500
NEUTRAL = 10_000  # the prior of a document that nothing speaks for, in ten-thousandths


class Terms(fields.FieldType):
    """A field fed with ready terms; a posting holds how often, and no positions."""

    def __init__(self, *, scorable: bool) -> None:
        self.format = formats.Existence()
        self.scorable = scorable
        self.stored = False
        self.unique = False
        self.vector = None

    def index(self, value: list[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in Counter(value).items():
            yield term.encode("utf-8"), count, float(count), b""


SCHEMA = fields.Schema(
    ref=fields.ID(unique=True, stored=True),
    version=fields.STORED(),
    shown_title=fields.STORED(),
    # scored
    text=Terms(scorable=True),
    title=Terms(scorable=True),
    pair=Terms(scorable=True),
    exact=Terms(scorable=True),
    # completed while typing: words of the title, folded but not stemmed
    title_word=Terms(scorable=False),
    # filters
    kind=Terms(scorable=False),
    category=Terms(scorable=False),
    collection=Terms(scorable=False),
    product=Terms(scorable=False),
    tag=Terms(scorable=False),
    language=Terms(scorable=False),
    status=Terms(scorable=False),
    audience=Terms(scorable=False),
    reader=Terms(scorable=False),
    # sorting and weighing
    created=fields.COLUMN(columns.NumericColumn("q")),
    updated=fields.COLUMN(columns.NumericColumn("q")),
    votes=fields.COLUMN(columns.NumericColumn("i")),
    prior=fields.COLUMN(columns.NumericColumn("i", default=NEUTRAL)),
)


def row(document: Document) -> dict[str, Any]:
    """The fields of a document, as Whoosh's writer takes them."""
    title_words = analysis.words(document.title[:MAX_TITLE])
    keyword_words = analysis.words(document.keywords)
    keywords = [analysis.term(word) for word in keyword_words]
    body_words = analysis.words(f"{document.text[:MAX_TEXT]}\n{' '.join(document.tags)}")
    title = [analysis.term(word) for word in title_words]
    text = [analysis.term(word) for word in body_words]
    return {
        "ref": document.ref,
        "version": document.version,
        "shown_title": document.title,
        "text": title + text + keywords,
        # Hidden keywords are customers' names for the same thing: as good as a title.
        "title": title + keywords,
        "pair": analysis.pairs(title) + analysis.pairs(text) + analysis.pairs(keywords),
        "exact": analysis.exact_words(title_words + body_words + keyword_words),
        "title_word": [analysis.fold(word) for word in title_words],
        "kind": _value(document.kind),
        "category": _value(document.category),
        "collection": _value(document.collection),
        "product": list(document.product),
        "tag": list(document.tags),
        "language": _value(document.language),
        "status": _value(document.status),
        "audience": _value(document.audience),
        "reader": [str(person) for person in {document.author_id, *document.readers} if person],
        "created": seconds(document.created),
        "updated": seconds(document.updated),
        "votes": max(-(2**31), min(document.votes, 2**31 - 1)),
        "prior": prior(document),
    }


def _value(name: str) -> list[str]:
    return [name] if name else []


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def prior(document: Document) -> int:
    """What speaks for a document before anything is asked, in ten-thousandths: 0.95 to 1.18 times.

    Its age is added when asked (search/snapshot.py: ±0.02); together never more than ±20 %.
    """
    votes = document.votes / (abs(document.votes) + 10)  # -1 to 1, half way at 10 votes
    factor = 0.05 * votes
    factor += 0.04 * (document.kind == "article")
    factor += 0.05 * document.accepted + 0.04 * document.checked
    return round(NEUTRAL * (1 + factor))
