"""What the words typed may mean beside what they say. Costs nothing when every word is known."""

from dataclasses import replace

from search import analysis, keyboards
from search.lexicon import Lexicon
from search.query import Query, Sense, with_words

AS_GOOD = 1.0  # a word typed raw is worth as much as what it stands for


def understand(query: Query, lexicon: Lexicon) -> Query:
    """The query as this index understands it, for those whose words the lexicon holds."""
    content = dict.fromkeys(analysis.content_words(query.words))
    strange = [word for word in content if not lexicon.knows(analysis.term(word))]
    if not strange:
        return query
    return _read_keys(query, strange, lexicon)


def _read_keys(query: Query, strange: list[str], lexicon: Lexicon) -> Query:
    """Words that nobody wrote are read as raw Telex or VNI, where that gives a word that is known.

    If one is, the others were typed so too: what a known word (`cos`) stands for joins it.
    """
    decoded = {word: found for word in strange if (found := _decoded(word, lexicon))}
    if not decoded:
        return query
    read = with_words(query, [decoded.get(word, word) for word in query.words])
    others = {word: found for word in read.words if (found := _decoded(word, lexicon))}
    joined = with_words(read, [others.get(word, word) for word in read.words])
    senses = {
        analysis.term(word): (Sense((analysis.term(found),), AS_GOOD),)
        for word, found in others.items()
    }
    return replace(
        read,
        pairs=tuple(dict.fromkeys([*read.pairs, *joined.pairs])),
        exact=joined.exact,
        senses=senses,
        replaced={**query.replaced, **decoded},
    )


def _decoded(word: str, lexicon: Lexicon) -> str | None:
    found = keyboards.decode(word)
    return found if found and lexicon.knows(analysis.term(found)) else None
