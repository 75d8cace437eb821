"""Vietnamese typed with the keyboard program off: raw Telex (`dduwowngf`) and VNI (`d9u7o72ng`).

Keys may follow their letter or end the syllable, as people type them: `dduowngf`, `duongwfd`,
`duong972`. Only what comes out as a sound syllable is decoded (search/syllables.py).
Telex and VNI as UniKey documents them: https://www.unikey.org/en/manual.html
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search import syllables

MAX_LENGTH = 16  # keys of the longest syllable, each key typed twice: nobody types more
_RAW = re.compile(r"[a-z]+|(?=[a-z]*\d)[a-z][a-z1-9]+")
_ONSET = re.compile(r"ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx]|")
_VNI_TONES = dict(zip("12345", "sfrxj", strict=True))
_HATS = {"â": "a", "ê": "e", "ô": "o"}


class _Typed(NamedTuple):
    """What was typed after the onset: letters, and what its keys ask for.

    hats -- the letters that get a circumflex; `*` is any (VNI has one key for all).
    hook -- whether there is a horn or breve; for VNI which of them, `7` or `8`.
    """

    letters: str
    tone: str
    hats: str
    hook: str
    is_barred: bool


@lru_cache(maxsize=2_000)
def decode(word: str) -> str | None:
    """The syllable that a lower-case word stands for, if its keys ask for any mark."""
    if len(word) < 3 or len(word) > MAX_LENGTH or not _RAW.fullmatch(word):
        return None
    for onset, rest in _splits(word):
        for typed in _telex(rest) if word.isalpha() else _vni(rest):
            found = _syllable(onset, typed)
            if found:
                return found
    return None


def _splits(word: str) -> Iterator[tuple[str, str]]:
    """Onset and rest; `gi` is also `g` before a rhyme in i, doubled or barred d is đ."""
    if word.startswith(("dd", "d9")):
        yield "đ", word[2:]
        return
    match = _ONSET.match(word)
    onset = match[0] if match else ""
    if onset or word[0] != "w":
        yield onset, word[len(onset) :]
    if onset == "gi":
        yield "g", word[1:]


def _telex(rest: str) -> Iterator[_Typed]:
    rest = re.sub("^w", "uw", rest)  # `tw` is tư
    tone = "".join(re.findall("(?<!^)[sfrxj]", rest))
    if len(tone) > 1:
        return  # a tone key pressed twice types its own letter: `off`, `class`
    plain = re.sub("(?<!^)[sfrxjwd]", "", rest)
    hook, is_barred = "w"[: rest.count("w")], "d" in rest[1:]
    yield _Typed(plain, tone, "", hook, is_barred)
    for vowel in "aeo":
        if plain.count(vowel) == 2:
            last = plain.rindex(vowel)
            yield _Typed(plain[:last] + plain[last + 1 :], tone, vowel, hook, is_barred)


def _vni(rest: str) -> Iterator[_Typed]:
    keys = re.sub(r"\D", "", rest)
    letters = re.sub(r"\d", "", rest)
    if rest[:1].isdigit() and keys != "9":
        return  # a key before its letter
    tones = [_VNI_TONES[key] for key in keys if key in _VNI_TONES]
    hook = "".join(dict.fromkeys(key for key in keys if key in "78"))
    yield _Typed(letters, tones[-1] if tones else "", "*" * ("6" in keys), hook, "9" in keys)


def _syllable(onset: str, typed: _Typed) -> str | None:
    if typed.is_barred:
        if onset != "d":
            return None
        onset = "đ"
    for rhyme in _rhymes().get(typed.letters, ()):
        if (
            _asks_for(rhyme, typed)
            and syllables.fits(onset, rhyme)
            and syllables.takes(rhyme, typed.tone)
        ):
            found = syllables.spell(onset, rhyme, typed.tone)
            return None if found.isascii() else found
    return None


@lru_cache(maxsize=1)
def _rhymes() -> dict[str, list[str]]:
    """The rhymes by their bare letters."""
    found: dict[str, list[str]] = {}
    for rhyme in syllables.RHYMES:
        bare = unicodedata.normalize("NFD", rhyme)
        found.setdefault(re.sub(r"[^a-z]", "", bare), []).append(rhyme)
    return found


def _asks_for(rhyme: str, typed: _Typed) -> bool:
    """Whether the keys give this rhyme just the marks that it has."""
    hats = "".join(_HATS[letter] for letter in rhyme if letter in _HATS)
    hook = "7" * any(letter in "ơư" for letter in rhyme) + "8" * ("ă" in rhyme)
    if typed.hook == "w":
        hook = "w" * bool(hook)
    return (typed.hats == hats or typed.hats == "*" * len(hats)) and typed.hook == hook
