"""What was searched, and in vain, and what came after it.

No person, no address; addresses and digits are masked before anything is kept. A name that was
typed is kept as any other word: nobody can tell them apart.
"""

from flask import g

from search.buffer import Searched, Stepped, buffer
from search.models import StepKind
from search.services import gaps

__all__ = ["Searched", "buffer", "note", "note_again", "note_step"]


def note(typed: str, language: str, hit_count: int, *, has_failed: bool, before: str = "") -> None:
    """Remember one search (the first page of it, as it was typed, not narrowed).

    before -- the folded words from whose results it was begun (search/services/refining.py).
    """
    words = gaps.words_of(typed)
    if words:
        masked = gaps.typed_of(typed)
        searched = Searched(words, masked, language, hit_count, has_failed)
        note_again(searched, before)
        g.setdefault("searched", []).append(searched)  # a kept page is searched again


def note_again(searched: Searched, before: str) -> None:
    """Remember a search whose page is asked for now, drawn for them or not."""
    buffer().add(searched)
    if before and before != searched.words:
        buffer().add(Stepped(before, searched.language, StepKind.REFINED, searched.words))


def note_step(typed: str, language: str, kind: StepKind, ref: str = "") -> None:
    """Remember what came after a search for these words; whose it was, nobody knows."""
    if words := gaps.words_of(typed):
        buffer().add(Stepped(words, language, kind, ref))
