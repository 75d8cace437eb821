"""Half a word: what the last word typed may become."""

from collections.abc import Sequence

from search import analysis
from search.lexicon import Candidate, Lexicon
from search.spelling import LONGEST

SHORTEST = 2  # letters that are completed
MOST_LOOKED_AT = 24  # completions whose neighbour is looked at, the most frequent ones
OTHER_MARKS = 8.0  # bits lost by a word that does not begin with the marks typed


def completions(words: Sequence[str], lexicon: Lexicon) -> list[Candidate]:
    """Terms that the last of the words may be the beginning of, the likeliest first."""
    typed = analysis.fold(words[-1])
    if not SHORTEST <= len(typed) <= LONGEST or not typed.isalpha():
        return []
    found = set(lexicon.beginning("text", typed, MOST_LOOKED_AT))
    found |= {analysis.term(w) for w in lexicon.beginning("title_word", typed, MOST_LOOKED_AT)}
    found.discard(analysis.term(words[-1]))
    lost = dict.fromkeys(found, 0.0)
    if not words[-1].isascii():
        start = analysis.place_tone(words[-1])
        marked = lexicon.beginning("exact", start, 4 * MOST_LOOKED_AT)
        alike = {analysis.term(word) for word in marked}
        lost = {term: OTHER_MARKS * (term not in alike) for term in found}
    last = len(words) - 1
    ranked = [Candidate(lexicon.likelihood(words, last, term) - lost[term], term) for term in found]
    return sorted(ranked, reverse=True)


def is_alone(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether nobody wrote the last word after the one before it."""
    if len(words) < 2:
        return False
    before, last = (analysis.term(word) for word in words[-2:])
    return lexicon.together(before, last) == 0
