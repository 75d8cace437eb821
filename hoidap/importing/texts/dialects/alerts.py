"""What other systems call their alerts, as the five that the house has."""

import re
import unicodedata
from collections.abc import Callable

from hoidap.importing.texts.dialects.media import link, target

_KINDS = {
    "note": "note info information secondary question quote abstract summary default primary blue"
    " lưu-ý ghi-chú chú-ý thông-tin",
    "tip": "tip hint success check done green mẹo gợi-ý thành-công mách-nhỏ",
    "important": "important key purple quan-trọng",
    "warning": "warning warn attention alert yellow orange todo cảnh-báo thận-trọng",
    "caution": "caution danger error bug failure fail red critical cẩn-thận nguy-hiểm",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_MARK = re.compile(
    r"(?P<lead>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:>[ \t]?)+)"
    r"\[!\s*(?P<kind>[^\[\]\n]{1,300}?)\s*\][-+]?[ \t]*(?P<rest>.*)"
)
_LONGEST_TITLE = 60  # characters; longer words behind a mark are the alert's text


def kind_of(name: str) -> str | None:
    """note, tip, important, warning or caution; None for a name that says none of them."""
    plain = unicodedata.normalize("NFC", name).casefold().strip()
    plain = "-".join(
        plain.removeprefix("alert-").removeprefix("callout-").replace("_", " ").split()
    )
    return _KIND_OF.get(plain)


def with_house_marks(text: str, note: Callable[[str], None]) -> str:
    """`> [!LƯU Ý]` and its kin as the house's marks; other kinds are noted."""
    if "[!" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if "[!" in line and (mark := _MARK.match(line)):
            lines[at] = _marked(mark, _goes_on(lines, at), note)
    return "\n".join(lines)


def _goes_on(lines: list[str], at: int) -> bool:
    following = lines[at + 1].lstrip() if at + 1 < len(lines) else ""
    return following.startswith(">") and bool(following.strip("> \t"))


def _marked(mark: re.Match[str], goes_on: bool, note: Callable[[str], None]) -> str:
    lead, said, rest = mark["lead"], mark["kind"], mark["rest"].strip()
    word, _, value = said.partition(" ")
    match word.casefold():
        case "video":
            note(f"embedded content, a link instead: {word.casefold()}")
            return f"{lead}{link(value, target(value))}"
        case "div":
            return lead.rstrip()
        case "code" | "code-cs" | "include":
            note(f"text included from elsewhere: {value[:80]}")
            return f"{lead}{rest}".rstrip()
    kind = kind_of(said)
    if kind is None:
        note(f"unknown kind of alert: {said}")
        kind, rest = "note", rest or said
    if not rest:
        return f"{lead}[!{kind.upper()}]"
    is_title = goes_on and len(rest) <= _LONGEST_TITLE and not rest.endswith((".", ":"))
    if is_title or (kind_of(said) is None and rest == said):
        return f"{lead}[!{kind.upper()}] {rest}"
    quote = re.sub(r"[^>\s]", " ", lead)
    return f"{lead}[!{kind.upper()}]\n{quote}{rest}"
