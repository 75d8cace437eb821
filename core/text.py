"""What was typed, made fit to keep: one form of Unicode, nothing invisible or reordering."""

from __future__ import annotations

import re
import unicodedata

# Thai and Vietnamese stack two marks on a letter, Hebrew with cantillation three; four is generous.
MARKS_PER_LETTER = 4

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_JOINERS = {_ZWNJ, _ZWJ}
_EMOJI_GLUE = {"\ufe0e", "\ufe0f"}  # which face of a character: text or emoji
# What stands around an at sign, also one of an address bar or of a careful writer.
_WITH_AT = re.compile(r"\S+\s?(?:@|%40|[(\[]at[)\]])\s?\S+\.\S+|\S*(?:@|%40)\S*", re.IGNORECASE)
_SPACES_IN_LINE = re.compile(r"\s+")
# Look empty but are letters or symbols to Unicode: Hangul fillers, braille blank, Khmer vowels.
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u17b4", "\u17b5", "\u034f"}


def clean_line(typed: str | None) -> str:
    """One line: as `clean_text`, then every run of white space becomes one space."""
    return _SPACES_IN_LINE.sub(" ", clean_text(typed)).strip()


def clean_text(typed: str | None) -> str:
    r"""Text in NFC with \n line ends and \t; all else that cannot be seen is gone.

    Removed: control characters, lone surrogates, noncharacters, bidirectional overrides and
    isolates, zero-width characters (joiners stay where a script or an emoji needs them), and
    combining marks beyond four on one letter. White space at both ends goes too, except the
    indentation of the first line, which means something in Markdown.
    """
    if not typed:  # a form that was not sent has None
        return ""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return _strip(text)
    text = "".join(c for c in text if not _is_unwanted(c))
    text = unicodedata.normalize("NFC", text)
    return _strip(_without_heaps_of_marks(_without_idle_joiners(text)))


def is_blank(typed: str) -> bool:
    """Whether nobody would see anything of `typed`."""
    return all(_is_invisible(c) for c in clean_text(typed))


def mask_addresses(text: str) -> str:
    """Every e-mail address and handle becomes `@`; letters and digits are plain ones (NFKC)."""
    return _WITH_AT.sub("@", unicodedata.normalize("NFKC", text))


def mask_digits(text: str, mask: str = "#") -> str:
    """Every digit, of whichever script, becomes `#`: order numbers and phones leave no trace."""
    return "".join(mask if c.isdigit() else c for c in text)


def _strip(text: str) -> str:
    lines = text.rstrip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:])


def _is_unwanted(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return False
    kind = unicodedata.category(character)
    # Cc control, Cs surrogate, Cf format (bidi, zero-width, soft hyphen, tags), Zl and Zp ends.
    if kind in ("Cc", "Cs", "Zl", "Zp"):
        return True
    if kind == "Cf":
        return not _is_flag_tag(character)
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def _is_flag_tag(character: str) -> bool:
    """The tag characters spell the flags of England, Scotland and Wales after a black flag."""
    return 0xE0030 <= ord(character) <= 0xE007F


def _without_idle_joiners(text: str) -> str:
    """Joiners stay between two emoji or after a letter of a script that shapes by them."""
    if not any(c in text for c in _JOINERS) and not any(map(_is_flag_tag, text)):
        return text
    kept: list[str] = []
    for at, character in enumerate(text):
        before = kept[-1] if kept else ""
        after = text[at + 1] if at + 1 < len(text) else ""
        if character in _JOINERS and not _joiner_works(before, after):
            continue
        if _is_flag_tag(character) and not (before == "\U0001f3f4" or _is_flag_tag(before or "a")):
            continue
        kept.append(character)
    return "".join(kept)


def _joiner_works(before: str, after: str) -> bool:
    if not before or not after:
        return False
    if _is_pictorial(before) and _is_pictorial(after):
        return True
    return _shapes_by_joiners(before) and (_shapes_by_joiners(after) or not after.isalnum())


def _is_pictorial(character: str) -> bool:
    return (
        character in _EMOJI_GLUE
        or unicodedata.category(character) == "So"
        or 0x1F3FB <= ord(character) <= 0x1F3FF  # skin tones
        or character in "\u2640\u2642\u2695\u2764"
    )


def _shapes_by_joiners(character: str) -> bool:
    """Arabic and its neighbours, Indic scripts up to Sinhala, Myanmar, Khmer, Mongolian."""
    at = ord(character)
    return (
        0x0600 <= at <= 0x08FF
        or 0x0900 <= at <= 0x0DFF
        or 0x1000 <= at <= 0x109F
        or 0x1780 <= at <= 0x18AF
        or 0xA8E0 <= at <= 0xA8FF
    )


def _without_heaps_of_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)


def _is_invisible(character: str) -> bool:
    return (
        character.isspace()
        or character in _BLANK_LETTERS
        or unicodedata.category(character) in ("Cf", "Mn", "Me", "Zs")
    )
