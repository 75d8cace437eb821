"""What is read straight from Whoosh's files is what its public interface gives."""

import pytest
from whoosh import index as whoosh_index

from core.bounded import Bounded
from search import postings, scoring
from search.contract import Document, Scope
from search.index import Index
from search.scoring import Segment
from tests.search.test_index import document

EVERYBODY = Scope(audiences=frozenset({"public"}))


@pytest.fixture
def index(tmp_path) -> Index:
    """Two segments, terms of several blocks (128 postings each), a whole block deleted."""
    index = Index(tmp_path)
    index.ensure()
    index.apply(
        [
            article(n, f"Loud printer {n % 7}", "printer " * (n % 5 + 1) + f"word{n}")
            for n in range(600)
        ]
    )
    index.apply([article(n, "Kettle", "kettle printer") for n in range(600, 700)])
    index.apply([], [(f"article:{n}", 9) for n in (*range(150), *range(156, 650, 13))])
    return index


def article(number: int, title: str, text: str) -> Document:
    return document(f"article:{number}", title, text)


def segments_of(index: Index) -> list[Segment]:
    reader = whoosh_index.open_dir(str(index._directory())).reader()
    return [Segment(leaf, Bounded(scoring.CACHE_BYTES)) for leaf, _offset in reader.leaf_readers()]


def test_every_posting_is_the_one_that_the_matcher_gives(index):
    seen = 0
    for segment in segments_of(index):
        for field in ("text", "title", "pair", "exact", "kind", "audience", "title_word"):
            for term in segment.leaf.lexicon(field):
                fast = postings.read(segment.leaf, field, term)
                slow = scoring.walked(segment.leaf.postings(field, term))
                assert fast[0].tolist() == slow.documents.tolist()
                assert fast[1].tolist() == slow.counts.tolist()
                seen += len(fast[0])
        assert postings.read(segment.leaf, "text", b"nowhere") == ()
    assert seen > 2_000


def test_every_term_is_read_in_order_with_its_postings(index):
    for segment in segments_of(index):
        read = list(postings.every(segment.leaf))
        assert [(field, term.encode()) for field, term, *_ in read] == list(
            segment.leaf.all_terms()
        )
        for field, term, documents, counts in read:
            slow = segment.postings(field, term)
            assert (documents, counts) == (slow.documents.tolist(), slow.counts.tolist())


def test_lengths_and_columns_are_the_same_both_ways(index, monkeypatch):
    for segment in segments_of(index):
        plain = Segment(segment.leaf, Bounded(scoring.CACHE_BYTES))
        for read in (lambda s: s.lengths("text"), lambda s: s.column("prior")):
            fast = read(segment)
            with monkeypatch.context() as without:
                without.setattr(scoring, "fast", None)
                assert read(plain).tolist() == fast.tolist()
        assert segment.column("votes").tolist() == [0] * segment.size


@pytest.mark.parametrize(
    "words", ["printer", "loud printer 3", "kettle word17", "nothing", "word5"]
)
def test_without_the_fast_way_the_same_is_found(index, monkeypatch, words):
    fast = index.search(words, scope=EVERYBODY, per_page=50)
    monkeypatch.setattr(scoring, "fast", None)
    slow = Index(index._folder.path).search(words, scope=EVERYBODY, per_page=50)
    assert (slow.hits, slow.total, slow.strong) == (fast.hits, fast.total, fast.strong)


def test_the_cache_keeps_to_its_bytes():
    cache = Bounded(1_000)
    for number in range(50):
        cache.put((number,), number, 100)
    assert cache.size <= 1_000
    assert cache.get((49,)) == 49
    assert cache.get((0,)) is None
    cache.put((49,), "again", 100)
    assert cache.size <= 1_000


def test_what_is_decoded_outlives_a_commit(index, monkeypatch):
    index.search("loud printer", scope=EVERYBODY)
    decoded = []
    decode = Segment._decode
    monkeypatch.setattr(
        Segment, "_decode", lambda self, f, t: decoded.append((self.size, t)) or decode(self, f, t)
    )
    index.apply([article(900, "Loud printer", "loud")])
    assert index.search("loud printer", scope=EVERYBODY, sort="newest").total == 513
    assert {size for size, _ in decoded} == {1}


def test_the_words_of_a_field_are_the_same_both_ways(index, monkeypatch):
    for segment in segments_of(index):
        for field in ("text", "title_word", "audience"):
            terms, counts = postings.words(segment.leaf, field)
            walked, numbers = segment._walk(field)
            assert (terms, counts.tolist()) == (walked, numbers.tolist())
        assert postings.words(segment.leaf, "tag") is None
        assert segment.vocabulary("tag").words.tolist() == []
        fast = segment.vocabulary("text")
        monkeypatch.setattr(scoring, "fast", None)
        slow = Segment(segment.leaf, Bounded(scoring.CACHE_BYTES)).vocabulary("text")
        monkeypatch.undo()
        assert fast.words.tolist() == slow.words.tolist()
        assert fast.counts.tolist() == slow.counts.tolist()


def test_documents_are_counted_without_decoding(index):
    for segment in segments_of(index):
        for term in ("printer", "kettl", "nothing"):
            counted = segment.count("text", term)
            assert counted == len(segment.postings("text", term).documents)
            assert counted == segment.count("text", term)  # of what is decoded by now
