"""What was searched, and in vain, and what came after it.

No person, no address; digits are masked before anything is kept.
"""

from flask import g

from core.text import mask_digits
from search.buffer import Searched, Stepped, buffer
from search.models import StepKind
from search.services import gaps

__all__ = ["Searched", "buffer", "note", "note_step"]


def note(typed: str, language: str, hit_count: int, *, has_failed: bool) -> None:
    """Remember one search (the first page of it, as it was typed, not narrowed)."""
    words = gaps.words_of(typed)
    if words:
        masked = mask_digits(typed)[: gaps.LONGEST]
        searched = Searched(words, masked, language, hit_count, has_failed)
        buffer().add(searched)
        g.setdefault("searched", []).append(searched)  # a kept page is searched again


def note_step(typed: str, language: str, kind: StepKind, ref: str = "") -> None:
    """Remember what came after a search for these words; whose it was, nobody knows."""
    if words := gaps.words_of(typed):
        buffer().add(Stepped(words, language, kind, ref))
