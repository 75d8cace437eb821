"""Raw Telex and VNI: every sound syllable comes back, and nothing else does."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import keyboards, syllables

EVERY = frozenset(syllables.all_syllables())
# `giu` is gi + u: nobody says g + iu, whose tone would stand elsewhere.
SYLLABLES = sorted(
    (onset, rhyme, tone)
    for onset, rhyme, tone in EVERY
    if not (f"{onset}{rhyme[:1]}" == "gi" and ("gi", rhyme[1:], tone) in EVERY)
)
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
VNI_TONES = {"": "", "s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}


def typed(syllable, letters, tones, order):
    """The keys of a syllable. order: `after` each letter; `tone last`; all keys `last`."""
    onset, rhyme, tone = syllable
    at = len(rhyme) if order != "after" else syllables._toned(rhyme) + 1
    if order != "last":
        keys = [letters.get(letter, letter) for letter in onset + rhyme]
        return "".join(keys[: len(onset) + at]) + tones[tone] + "".join(keys[len(onset) + at :])
    spelt = onset + rhyme
    bare = "".join(letters.get(letter, letter)[0] for letter in spelt)
    marks = dict.fromkeys(letters[letter][1] for letter in spelt if letter in letters)
    return bare + "".join(marks) + tones[tone]


@pytest.mark.parametrize("order", ["after", "tone last", "last"])
@pytest.mark.parametrize("keys", ["telex", "vni"])
@given(syllable=st.sampled_from(SYLLABLES))
def test_every_sound_syllable_comes_back(keys, order, syllable):
    letters, tones = (TELEX, dict(zip("sfrxj", "sfrxj", strict=True)) | {"": ""}) if (
        keys == "telex"
    ) else (VNI, VNI_TONES)  # fmt: skip
    raw = typed(syllable, letters, tones, order)
    expected = syllables.spell(*syllable)

    found = keyboards.decode(raw)

    if len(raw) < 3 or expected.isascii():
        assert found is None
    else:
        assert found is not None
        # `gìn` is g + in and gi + n; the same letters and marks all the same.
        assert unicodedata.normalize("NFC", found) == expected


@pytest.mark.parametrize(
    ("raw", "syllable"),
    [
        ("dduwowngf", "đường"),
        ("duongwfd", "đường"),
        ("d9u7o72ng", "đường"),
        ("duong972", "đường"),
        ("nguwowif", "người"),
        ("nguoiwf", "người"),
        ("tiengse", "tiếng"),
        ("hoawcj", "hoặc"),
        ("thuowr", "thuở"),
        ("muwa", "mưa"),
        ("muaw", "mưa"),
        ("luuw", "lưu"),
        ("nhw", "như"),
        ("quaan", "quân"),
        ("giaf", "già"),
        ("gif", "gì"),
        ("hoaf", "hoà"),
    ],
)
def test_what_people_type_is_read(raw, syllable):
    assert keyboards.decode(raw) == syllable


@pytest.mark.parametrize(
    "word",
    ["offer", "class", "off", "was", "iphone", "a1", "b2", "h264", "wh1000", "mp3", "doi", "x",
     "", "đổi", "w", "12", "1a2", "aaaaaaa", "dddd", "退货", "s" * 300],
)  # fmt: skip
def test_other_words_stay(word):
    assert keyboards.decode(word) is None


@given(st.text())
def test_nothing_typed_is_an_error(word):
    found = keyboards.decode(word.lower())
    assert found is None or not found.isascii()
