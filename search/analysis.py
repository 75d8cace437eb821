"""Words out of text: one analysis for documents, queries, highlighting and counting.

Vietnamese is searched with its marks folded away (`đổi` → `doi`); what folding loses, pairs of
neighbouring words and the exact words give back.
"""

import re
import threading
import unicodedata
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import snowballstemmer

MAX_WORD_LENGTH = 64  # characters; longer runs are blobs, kept by their beginning
PAIR_BUCKETS = 2**17  # pairs are hashed, which bounds the dictionary

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
_LETTER = rf"[^\W_{_CJK}]"
_WORD = rf"{_LETTER}[^\W_{_CJK}\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_{_CJK}]*)*"
_TOKEN = re.compile(rf"[{_CJK}]+|{_WORD}(?:['’]{_WORD})*")
_IS_CJK = re.compile(rf"[{_CJK}]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_DIGITS = re.compile(r"\d+")

_ENGLISH = """
    a about am an and any are as at be been being but by can could did do does for from had has have
    how i if in into is it its just me my of on or our should so some such than that the their then
    there these they this to was we were what when where which who why will with would you your
"""
ENGLISH_STOP_WORDS = frozenset(_ENGLISH.split())


class Token(NamedTuple):
    """One word of a text: `word` composed and lower case, the offsets in characters."""

    word: str
    start: int
    end: int


def compose(text: str) -> str:
    """The text in NFC, the form of everything we keep; offsets of tokens count in it."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without marks: `Đổi TRẢ` → `doi tra`. Folding twice changes nothing."""
    text = text.lower()
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def tokens(text: str) -> Iterator[Token]:
    """The words of composed text in order; of Han, Kana and Hangul, pairs of characters."""
    for match in _TOKEN.finditer(text):
        run, start = match[0], match.start()
        if not _IS_CJK.match(run):
            word = _bare_word(run)
            if word:
                yield Token(word, start, match.end())
        elif len(run) == 1:
            yield Token(run, start, match.end())
        else:
            for i in range(len(run) - 1):
                yield Token(run[i : i + 2], start + i, start + i + 2)


def places(text: str, wanted: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Where wanted terms stand in composed text: start, end, term; a tenth of a millisecond a page.

    As `tokens`, but makes nothing of the words that are not wanted.
    """
    has_cjk = _IS_CJK.search(text) is not None
    for match in _TOKEN.finditer(text):
        run = match[0]
        if not has_cjk or not _IS_CJK.match(run):
            if (found := term(_bare_word(run))) in wanted and found:
                yield match.start(), match.end(), found
        else:
            for token in tokens(run):
                if token.word in wanted:
                    yield match.start() + token.start, match.start() + token.end, token.word


@lru_cache(maxsize=50_000)
def _bare_word(run: str) -> str:
    """Lower case, without apostrophes and the English genitive."""
    word = unicodedata.normalize("NFC", run.lower()).replace("’", "'").removesuffix("'s")
    return word.replace("'", "")[:MAX_WORD_LENGTH]


def words(text: str) -> list[str]:
    """The words of any text, composed and lower case, marks kept."""
    composed = compose(text)
    if _IS_CJK.search(composed):
        return [token.word for token in tokens(composed)]
    # The common case without a Token for each word: half the time of indexing goes through here.
    return [word for run in _TOKEN.findall(composed) if (word := _bare_word(run))]


@lru_cache(maxsize=50_000)
def term(word: str) -> str:
    """What a word is found by: folded, and stemmed where it is English."""
    if _IS_CJK.match(word):
        return word
    folded = fold(word)
    return _stem(folded) if _is_english(folded) else folded


def terms(text: str) -> list[str]:
    """The terms of a text, in order and with repeats."""
    return [term(word) for word in words(text)]


def _is_english(folded: str) -> bool:
    """Plain letters that cannot be a Vietnamese syllable; most words in -ing are English."""
    if len(folded) < 4 or not folded.isascii() or not folded.isalpha():
        return False
    return folded.endswith("ing") or not is_syllable(folded)


def is_cjk(word: str) -> bool:
    """Whether a word is a pair of Han, Kana or Hangul."""
    return _IS_CJK.match(word) is not None


def is_syllable(folded: str) -> bool:
    """Whether a folded word has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None


_of_thread = threading.local()


def _stem(folded: str) -> str:
    # A stemmer keeps the word it works on in itself: one for each thread.
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("english")
    stemmed: str = _of_thread.stemmer.stemWord(folded)
    return stemmed


def pairs(found: Sequence[str]) -> list[str]:
    """Hashed pairs of neighbouring terms."""
    encoded = [term.encode() for term in found]
    return [
        "%x" % (crc32(right, crc32(left + b"_")) % PAIR_BUCKETS)
        for left, right in pairwise(encoded)
    ]


def _tone_placements() -> dict[str, str]:
    """The two ways to place a tone on oa, oe and uy: old (hòa) to new (hoà)."""
    spellings = {}
    for first, marked, seconds in (
        ("o", "òóỏõọ", {"a": "àáảãạ", "e": "èéẻẽẹ"}),
        ("u", "ùúủũụ", {"y": "ỳýỷỹỵ"}),
    ):
        for second, toned in seconds.items():
            for mark, tone in zip(marked, toned, strict=True):
                spellings[mark + second] = first + tone
    return spellings


_TONES = _tone_placements()
_OLD_TONE = re.compile(f"(?<!q)(?:{'|'.join(_TONES)})$")


def place_tone(word: str) -> str:
    """One spelling for both tone placements: `hòa` → `hoà`, `thúy` → `thuý`."""
    return _OLD_TONE.sub(lambda match: _TONES[match[0]], word)


def exact_words(found: Sequence[str]) -> list[str]:
    """The words that carry marks, spelt one way; the others are their own terms already."""
    return [exact for word in found if not word.isascii() and (exact := _exact(word))]


@lru_cache(maxsize=50_000)
def _exact(word: str) -> str:
    return "" if _IS_CJK.match(word) else place_tone(word)


def is_vietnamese(found: Sequence[str]) -> bool:
    """Whether words read as Vietnamese: one carries its marks, or each could be a bare syllable."""
    if any(not _IS_CJK.match(word) and fold(word) != word for word in found):
        return True
    letters = [word for word in found if word.isalpha()]
    return bool(letters) and all(is_syllable(word) for word in letters)


def content_words(found: Sequence[str]) -> list[str]:
    """Words without English stop words, unless all are or it is Vietnamese (`in` prints there)."""
    if is_vietnamese(found):
        return list(found)
    return [word for word in found if word not in ENGLISH_STOP_WORDS] or list(found)


def fold_words(text: str) -> str:
    """The key under which a search is counted, whatever its order, marks, case and numbers.

    Holds no digit but 0, which stands for any number: no phone or order number is kept.
    Empty when there are no words.
    """
    masked = _DIGITS.sub("0", compose(text))
    return " ".join(sorted({term(word) for word in content_words(words(masked))}))
