"""Which language a page speaks: its folder says, or its front matter, or its words."""

import re

from core.i18n import LANGUAGES

_CODE = re.compile(r"(vi|en)(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
ENOUGH = 12  # words, to tell by
SHARE = 0.15  # of the words carry a mark, where a text is Vietnamese; real ones have half or more
LOOKED_AT = 6_000  # characters


def language_of_code(code: object) -> str | None:
    """vi or en for `vi`, `vi-VN`, `en_US` …; None for anything else."""
    found = _CODE.fullmatch(code) if isinstance(code, str) else None
    return found[1].lower() if found and found[1].lower() in LANGUAGES else None


def language_of_text(text: str) -> str | None:
    """vi or en by the share of words with Vietnamese letters; None where little is to be read."""
    words = _WORD.findall(text[:LOOKED_AT])
    if len(words) < ENOUGH:
        return None
    marked = sum(1 for word in words if _VIETNAMESE.search(word))
    return "vi" if marked >= SHARE * len(words) else "en"
