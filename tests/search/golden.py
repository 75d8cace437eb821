"""The golden set (golden.tsv), and the forms in which people would have typed its queries."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_suffix(".tsv")
UNSEEN_FILE = FILE.with_name("golden_unseen.tsv")
SEED = 4
LETTERS = re.compile(r"[^\W\d_]+")
TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc huyền hỏi ngã nặng
HAT, BREVE, HORN = "\u0302\u0306\u031b"
TELEX = dict(zip(TONES, "sfrxj", strict=True)) | {BREVE: "w", HORN: "w"}  # a hat: the letter again
VNI = dict(zip(TONES, "12345", strict=True)) | {HAT: "6", HORN: "7", BREVE: "8"}
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Golden(NamedTuple):
    """A query, and what must come: one of the targets among the first three hits.

    short -- the same query abbreviated, by hand; "" for most.
    """

    query: str
    language: str
    targets: tuple[str, ...]
    short: str = ""


def read(file: Path = FILE) -> list[Golden]:
    """The golden set, in the order of its file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_read(line) for line in lines if line and not line.startswith("#")]


def _read(line: str) -> Golden:
    query, language, targets, *short = line.split("\t")
    return Golden(query, language, tuple(targets.split("|")), *short)


def bare(text: str) -> str:
    """Without diacritics: "đường" becomes "duong"."""
    marked = nfd(text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


def nfd(text: str) -> str:
    """Each mark a character of its own, as files from a Mac have it."""
    return unicodedata.normalize("NFD", text)


def telex(text: str) -> str:
    """The keys of Telex, the input method being off: "đường" becomes "dduwowngf"."""
    return LETTERS.sub(lambda word: _keys(word[0], TELEX, "d", ""), text)


def telex_short(text: str) -> str:
    """As `telex`, with the one w that most people type for ươ: "đường" becomes "dduwongf"."""
    return re.sub("uwow(?=[a-z])", "uwo", telex(text))


def vni(text: str) -> str:
    """The keys of VNI, the input method being off: "đường" becomes "d9u7o7ng2"."""
    return LETTERS.sub(lambda word: _keys(word[0], VNI, "9", "6"), text)


def _keys(word: str, key_of: dict[str, str], bar: str, hat: str) -> str:
    """One syllable's keys: those of a letter's own mark behind it, the tone's at the end."""
    keys, tone, letter = "", "", ""
    for sign in nfd(word):
        if sign in TONES:
            tone = key_of[sign]
        elif sign == HAT:
            keys += hat or letter.lower()
        elif sign in key_of:
            keys += key_of[sign]
        elif sign in "đĐ":
            keys += ("d" if sign == "đ" else "D") + bar
        else:
            keys += sign
            letter = sign
    return keys + tone


def typo(text: str) -> str:
    """One edit in one word of four letters or more, never in its first; "" if there is none.

    The same text always gets the same edit.
    """
    words = [word for word in LETTERS.finditer(text) if len(word[0]) >= 4]
    if not words:
        return ""
    dice = random.Random(f"{SEED} {text}")
    word = dice.choice(words)
    edits = sorted({edit for make in EDITS for edit in make(word[0])} - {word[0]})
    return text[: word.start()] + dice.choice(edits) + text[word.end() :]


def _swapped(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _doubled(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[: at + 1] + word[at:]


def _beside(word: str) -> Iterator[str]:
    """With a key that is left or right of the one that was meant."""
    for at in range(1, len(word)):
        for row in ROWS:
            here = row.find(bare(word[at]).lower())
            for beside in (here - 1, here + 1) if here >= 0 else ():
                if 0 <= beside < len(row):
                    yield word[:at] + row[beside] + word[at + 1 :]


EDITS = (_swapped, _dropped, _doubled, _beside)
MADE: dict[str, Callable[[str], str]] = {
    "accented": str,
    "bare": bare,
    "nfd": nfd,
    "telex": telex,
    "telex, one w": telex_short,
    "vni": vni,
    "typo": typo,
}
ENGLISH: dict[str, Callable[[str], str]] = {"english": str, "english typo": typo}
UNSEEN = "unseen"
EVERY_FORM = (*MADE, "abbreviated", *ENGLISH, UNSEEN)


def asked(form: str) -> list[Golden]:
    """What is asked in this form: of the whole set the queries that have it, each typed so."""
    if form == UNSEEN:
        return read(UNSEEN_FILE)
    return in_form(form, read())


def in_form(form: str, goldens: list[Golden]) -> list[Golden]:
    language, make = ("en", ENGLISH[form]) if form in ENGLISH else ("vi", MADE.get(form))
    ours = [golden for golden in goldens if golden.language == language]
    typed = [each._replace(query=make(each.query) if make else each.short) for each in ours]
    return [each for each in typed if each.query]
