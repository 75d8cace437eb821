"""What the words typed may mean beside what they say. Costs nothing when every word is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from search import analysis, keyboards, synonyms
from search.completing import completions, is_alone
from search.correcting import halves, slips
from search.lexicon import Lexicon
from search.query import Query, Sense, with_words
from search.spelling import SHORTEST

# What another sense is worth, where the word typed is worth 1. Measured on the dev halves of
# four collections: 0.8 to 1 are as good for slips, 0.8 to 1 for half words.
AS_TYPED = 1.0  # keys stand for their word alone
SLIP = 0.9
SHORT_FOR = 0.6
SAME = 0.8
HALF_WORD = 0.9
KEYS = 4.0  # bits by which one raw word is likelier than a slip (unlikelier among marked ones)
MOST_READ = 24  # words of one query that are looked at
MOST_CORRECTED = 4  # of these, strange ones that may be slips
MOST_COMPLETIONS = 3
MOST_SYNONYMS = 12  # of one query

Senses = Mapping[str, tuple[Sense, ...]]


def understand(query: Query, lexicon: Lexicon) -> Query:
    """The query as this index understands it, for those whose words the lexicon holds."""
    if query.is_literal or query.is_empty:
        return query
    strange = _strange(query, lexicon)
    if strange:
        query = _read_keys(query, strange, lexicon)
    if not query.table.keys().isdisjoint(query.words):
        query = _spell_out(query, lexicon)
    if query.synonyms:
        query = _join_synonyms(query, lexicon)
    if strange:
        query = _correct(query, _strange(query, lexicon), lexicon)
    if query.is_typing or (query.is_open and _is_half(query, lexicon)):
        query = _complete(query, lexicon)
    return query


def _strange(query: Query, lexicon: Lexicon) -> list[str]:
    """The words that nobody wrote."""
    content = list(dict.fromkeys(analysis.content_words(query.words)))
    return [word for word in content[:MOST_READ] if not lexicon.knows(analysis.term(word))]


def _read_keys(query: Query, strange: list[str], lexicon: Lexicon) -> Query:
    """Strange words are read as raw Telex or VNI, where that gives a word that is known.

    If several are, the others were typed so too: what a known word (`cos`) stands for joins it.
    """
    decoded = dict(_decoded(strange, lexicon))
    if not decoded or (
        len(decoded) == 1 and _is_slip(query, *next(iter(decoded.items())), lexicon)
    ):
        return query
    read = with_words(query, [decoded.get(word, word) for word in query.words])
    others = dict(_decoded(read.words, lexicon))
    senses = {
        analysis.term(word): (Sense((analysis.term(meant),), AS_TYPED),)
        for word, meant in others.items()
    }
    read = replace(read, replaced=decoded)
    return _joined(read, senses, [others.get(word, word) for word in read.words])


def _decoded(words: Iterable[str], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for word in words:
        meant = keyboards.decode(word)
        if meant and lexicon.knows(analysis.term(meant)):
            yield word, meant


def _is_slip(query: Query, word: str, meant: str, lexicon: Lexicon) -> bool:
    """Whether the only word that could be raw keys (`torng`) is likelier a slip (`trong`)."""
    at = query.words.index(word)
    found = slips(query.words, at, lexicon)
    raw = lexicon.likelihood(query.words, at, analysis.term(meant))
    raw += KEYS if query.text.isascii() else -KEYS
    return bool(found) and found[0].likelihood > raw


def _spell_out(query: Query, lexicon: Lexicon) -> Query:
    """What abbreviations stand for joins them, unless the other words are English."""
    others = [word for word in query.words if word not in query.table]
    if others and not analysis.is_vietnamese(others):
        return query
    senses = {}
    words: list[str] = []
    for word in query.words:
        meant = query.table.get(word, ())
        known = [each for each in meant if all(lexicon.knows(analysis.term(w)) for w in each)]
        if known:
            senses[analysis.term(word)] = tuple(
                Sense(tuple(analysis.term(w) for w in each), SHORT_FOR) for each in known
            )
        words += known[0] if known else [word]
    return _joined(query, senses, words)


def _join_synonyms(query: Query, lexicon: Lexicon) -> Query:
    """What means the same as words typed joins each of these, if somebody wrote it."""
    alike = [
        (f, meaning) for f in synonyms.find(query.words, query.synonyms) for meaning in f.meanings
    ]
    for found, meaning in alike[:MOST_SYNONYMS]:
        terms = tuple(map(analysis.term, analysis.content_words(meaning)))
        if all(map(lexicon.knows, terms)):
            typed = query.words[found.start : found.stop]
            words = [*query.words[: found.start], *meaning, *query.words[found.stop :]]
            # Two words for one are not worth more than it: what is typed stays ahead.
            sense = Sense(terms, SAME * min(len(typed) / len(terms), 1))
            senses = {analysis.term(word): (sense,) for word in typed}
            query = _joined(query, senses, words)
    return query


def _correct(query: Query, strange: list[str], lexicon: Lexicon) -> Query:
    """The likeliest of the words one slip away joins a strange word."""
    meant: dict[str, tuple[str, ...]] = {}
    unread = [word for word in strange if analysis.term(word) not in query.senses]
    for word in unread[:MOST_CORRECTED]:
        found = slips(query.words, query.words.index(word), lexicon)
        known = next(((each.term,) for each in found if lexicon.knows(each.term)), None)
        if terms := known or halves(word, lexicon):
            meant[word] = terms
    if not meant:
        return query
    senses = {analysis.term(word): (Sense(terms, SLIP),) for word, terms in meant.items()}
    words = [each for word in query.words for each in meant.get(word, (word,))]
    replaced = {word: " ".join(terms) for word, terms in meant.items()}
    query = replace(query, replaced={**query.replaced, **replaced})
    return _joined(query, senses, words)


def _is_half(query: Query, lexicon: Lexicon) -> bool:
    """Whether the last word may be half of one: nobody wrote it, or not after the one before."""
    last = query.words[-1]
    if len(last) >= SHORTEST and is_alone(query.words, lexicon):
        return True
    return not lexicon.knows(analysis.term(last))


def _complete(query: Query, lexicon: Lexicon) -> Query:
    """What the last word may become joins it, if that is likelier than the word itself."""
    last, place = analysis.term(query.words[-1]), len(query.words) - 1
    found = completions(query.words, lexicon)
    if lexicon.knows(last):
        whole = lexicon.likelihood(query.words, place, last)
        found = [each for each in found if each.likelihood > whole]
    terms = [each.term for each in found if lexicon.knows(each.term)][:MOST_COMPLETIONS]
    if not terms:
        return query
    if last not in query.terms:  # half a word that looks like a stop word
        query = replace(query, terms=(*query.terms, last))
    senses = {last: tuple(Sense((term,), HALF_WORD) for term in terms)}
    return _joined(query, senses, [*query.words[:-1], terms[0]])


def _joined(query: Query, senses: Senses, words: Sequence[str]) -> Query:
    """The query with more senses, and the pairs and marks of its words as understood."""
    also = with_words(query, words)
    together = {term: (*query.senses.get(term, ()), *more) for term, more in senses.items()}
    return replace(
        query,
        senses={**query.senses, **together},
        pairs=tuple(dict.fromkeys([*query.pairs, *also.pairs])),
        exact=tuple(dict.fromkeys([*query.exact, *also.exact])),
    )
