"""What a written Vietnamese syllable can be: onset, rhyme and tone, as the spelling allows them.

After Đoàn Thiện Thuật, Ngữ âm tiếng Việt (1977), and the spelling rules of c/k, g/gh, ng/ngh.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi
    om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ynh yt
"""
RHYMES = tuple(_RHYMES.split())
TONES = {"": "", "s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_MARKED = "ăâêôơư"
_STOPS = ("c", "ch", "p", "t")
_FIRST_TONED = ("ia", "ua", "ưa")  # of two open vowels; oa, oe, uy and ue carry it on the second
_SECOND_TONED = ("oa", "oe", "uy")


def fits(onset: str, rhyme: str) -> bool:
    """Whether the spelling lets this onset stand before this rhyme."""
    is_front = rhyme[0] in "ieêy"
    if onset in ("k", "gh", "ngh"):
        return is_front
    if onset in ("c", "ng"):
        return not is_front
    if onset == "g":
        return not is_front or (rhyme[0] == "i" and rhyme != "ia")  # `gia` is gi + a: già
    if onset == "qu":
        return rhyme[0] not in "uưo" and rhyme != "i"
    if onset == "gi":
        return rhyme[0] not in "iy"
    return onset == "" or rhyme == "y" or rhyme[0] != "y"


def takes(rhyme: str, tone: str) -> bool:
    """Whether a rhyme takes a tone: one that ends in a stop only sắc and nặng."""
    return not rhyme.endswith(_STOPS) or tone in ("s", "j")


def spell(onset: str, rhyme: str, tone: str) -> str:
    """The syllable with its tone where the newer spelling has it (`hoà`, `thuý`)."""
    at = _toned(rhyme) + 1
    return unicodedata.normalize("NFC", onset + rhyme[:at] + TONES[tone] + rhyme[at:])


@cache
def _toned(rhyme: str) -> int:
    """Which letter of a rhyme carries the tone."""
    marked = [i for i, letter in enumerate(rhyme) if letter in _MARKED]
    if marked:
        return marked[-1]
    vowels = rhyme.rstrip("chmngpt")
    if len(vowels) == 3:
        return 2 if vowels == "uya" else 1
    if len(vowels) == 1 or vowels in _FIRST_TONED:
        return 0
    return 1 if vowels in _SECOND_TONED or vowels != rhyme else 0


def all_syllables() -> Iterator[tuple[str, str, str]]:
    """Every onset, rhyme and tone that the spelling lets stand together."""
    for onset in ONSETS:
        for rhyme in RHYMES:
            if fits(onset, rhyme):
                yield from ((onset, rhyme, tone) for tone in TONES if takes(rhyme, tone))
