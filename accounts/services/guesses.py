"""Which passwords are tried first: known words, years, keyboard walks, repetitions, own names.

No list of leaked passwords is shipped; the patterns those lists consist of are recognised instead.
What is left of a password after taking all of them out must still be `RESIDUE` characters long.
"""

import re
import unicodedata
from functools import cache

RESIDUE = 5
WALKS = (
    "01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
    "qwertzuiop", "azertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "!@#$%^&*()", "147258369",
    "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
SHORTEST_WALK = 4
# Written down from what people here are known to choose; longer words stand before their parts.
_WRITTEN = """
password passwort passw pass word admin administrator root user username guest test tester
testing login logon signin welcome hello default changeme change letmein secret private secure
security master super access account computer internet server system service support helpdesk
office company manager staff customer forum hoidap website google facebook youtube zalo gmail
yahoo hotmail microsoft windows apple iphone samsung android nokia router modem wifi network
demo qwerty asdf zxcv football soccer baseball basketball hockey dragon monkey tiger lion eagle
shadow sunshine princess prince angel flower summer winter spring autumn january february march
april june july august september october november december monday friday sunday baby love lover
iloveyou loveyou forever ever friend friends family happy lucky money freedom whatever trustno ninja
batman superman spiderman pokemon naruto doraemon starwars matrix killer hunter ranger soldier
michael jennifer jordan thomas charlie daniel robert andrew jessica ashley justin anthony george
matkhau maatkhau khongbiet khongco khongnho anhyeuem emyeuanh yeuem yeuanh yeuemnhieu tinhyeu
conyeume giadinh hanhphuc maimai mottinhyeu vietnam hanoi saigon hochiminh danang haiphong
cantho dalat nhatrang nguyen tran pham hoang huynh phan dang bui ngoc minh tuan hung dung linh
huong trang phuong thao thanh quang duc hai long nam viet xinchao dangnhap taikhoan quantri
congty khachhang hotro diendan bongda conmeo concho langtu thiensu congchua hoangtu sinhvien
"""
WORDS = tuple(_WRITTEN.split())
_LEET = str.maketrans("@$01345789!|+", "asoleastbgiit")


def is_easy(password: str, own: tuple[str, ...] = ()) -> bool:
    """Whether too little is left of it after taking out what everybody tries."""
    plain = folded(password)
    if len(set(plain)) < RESIDUE or _is_repeated(plain) or plain.isdigit():
        return True
    if _is_walk(plain[::2]) and _is_walk(plain[1::2]):
        return True
    words = (*own_words(own), *_known())
    return any(len(_residue(form, words)) < RESIDUE for form in (plain, plain.translate(_LEET)))


def folded(text: str) -> str:
    """Lower case, without marks and spaces: Mật Khẩu is matkhau. Only for comparing."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())


def own_words(own: tuple[str, ...]) -> list[str]:
    """The parts of names and addresses that are long enough to tell, longest first."""
    parts = {folded(text) for text in own}
    for text in own:
        parts.update(folded(part) for part in re.split(r"[\s@._+-]+", text))
    return sorted((part for part in parts if len(part) >= 3), key=len, reverse=True)


@cache
def _known() -> tuple[str, ...]:
    return tuple(sorted({*WORDS}, key=len, reverse=True))


def _residue(plain: str, words: tuple[str, ...]) -> str:
    """The shorter of what is left when words, or when walks, are taken out first."""
    walked = _without_words(_without_walks(plain), words)
    worded = _without_walks(_without_words(plain, words))
    return min((_without_numbers(rest) for rest in (walked, worded)), key=len)


def _without_words(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        text = text.replace(word, "\0")
    return text


def _without_numbers(rest: str) -> str:
    rest = re.sub(r"\d{2,}", "", rest)  # years, days, phone numbers
    return re.sub(r"(.)\1{2,}|\0", "", rest)


def _without_walks(text: str) -> str:
    at, kept = 0, []
    while at < len(text):
        length = _walk_at(text, at)
        if length < SHORTEST_WALK:
            kept.append(text[at])
            length = 1
        at += length
    return "".join(kept)


def _walk_at(text: str, at: int) -> int:
    """How many characters from `at` on lie beside each other on a keyboard or in the alphabet."""
    longest = 1
    for walk in WALKS:
        for line in (walk, walk[::-1]):
            length = 2
            while at + length <= len(text) and text[at : at + length] in line:
                length += 1
            longest = max(longest, length - 1)
    return longest


def _is_walk(text: str) -> bool:
    return len(text) >= SHORTEST_WALK and not _without_walks(text)


def _is_repeated(text: str) -> bool:
    """abcabcabc: whether it is one shorter piece again and again."""
    return text in (text + text)[1:-1]
