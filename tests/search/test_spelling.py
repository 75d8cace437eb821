"""The table of deletes finds all that is one slip away, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.spelling import Vocabulary, is_slip

WORDS = st.text(alphabet="abcàд", min_size=2, max_size=6)


def vocabulary(words):
    terms = sorted({word.encode() for word in words})
    return Vocabulary(terms, np.arange(1, len(terms) + 1, dtype=np.int32))


def distance(one, other):
    """Damerau-Levenshtein by the book, neighbours swapped counting one."""
    rows = [[max(i, j) if not i * j else 0 for j in range(len(other) + 1)]
            for i in range(len(one) + 1)]  # fmt: skip
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            ways = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost]
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                ways.append(rows[i - 2][j - 2] + 1)
            rows[i][j] = min(ways)
    return rows[-1][-1]


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5))
def test_a_slip_is_one_edit(one, other):
    assert is_slip(one, other) == (distance(one, other) == 1)


@given(st.lists(WORDS, max_size=30), WORDS)
def test_all_that_is_one_slip_away_is_found(words, typed):
    found = list(vocabulary(words).near(typed))

    assert sorted(found) == sorted({word for word in words if distance(typed, word) == 1})


@given(st.lists(WORDS, max_size=30), WORDS, st.integers(1, 5))
def test_the_most_frequent_words_that_begin_so_are_found(words, prefix, most):
    known = vocabulary(words)
    counts = dict(
        zip((w.decode() for w in known.words.tolist()), known.counts.tolist(), strict=True)
    )

    found = known.beginning(prefix, most)

    every = {word: n for word, n in counts.items() if word.startswith(prefix)}
    assert found == dict(sorted(every.items(), key=lambda each: -each[1])[:most])


@pytest.mark.parametrize("term", ["a", "a1", "x" * 25, "退货", "한국", "12"])
def test_codes_numbers_and_pairs_of_characters_are_no_words(term):
    assert len(vocabulary([term, "doi"]).words) == 1


def test_of_too_many_words_the_most_frequent_stay(monkeypatch):
    monkeypatch.setattr("search.spelling.MOST_WORDS", 3)
    known = vocabulary(["aa", "bb", "cc", "dd", "ee"])
    assert known.words.tolist() == [b"cc", b"dd", b"ee"]
    assert known.counts.tolist() == [3, 4, 5]


def test_no_words_at_all():
    assert list(vocabulary([]).near("doi")) == []
    assert vocabulary([]).beginning("d", 3) == {}
