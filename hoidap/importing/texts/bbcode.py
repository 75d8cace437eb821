"""BBCode as a tree: one pass, linear; a tag without its counterpart stays what was typed.

In Markdown (Discourse after a phpBB) the same tags are looked for outside code, and a few of HTML's
beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

DEEPEST = 12  # tags within each other; beyond that they are words

_ALONE = frozenset({"hr", "br", "img>"})
_RAW = frozenset({"code", "pre", "php", "nobbc", "noparse", "icode"})
_KNOWN = frozenset({
    "b", "i", "u", "s", "strike", "del", "em", "strong", "url", "img", "email", "code", "pre",
    "php", "icode", "nobbc", "noparse", "quote", "list", "ul", "ol", "li", "*", "size", "color",
    "colour", "font", "spoiler", "hide", "details", "youtube", "video", "media", "flash",
    "gist", "pastebin", "poll", "left", "center", "right", "justify", "align", "indent", "sub",
    "sup", "kbd", "hr", "attachment", "table", "tr", "td", "th", "highlight", "h1", "h2", "h3",
    "h4", "h5", "h6"
})  # fmt: skip
# Of HTML typed into Markdown; other tags show as typed, which is what placeholders want.
_HTML = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "s": "s",
    "del": "s",
    "strike": "s",
    "u": "u",
    "a": "url",
    "img": "img",
    "code": "icode",
    "pre": "pre",
    "span": "font",
    "font": "font",
    "small": "font",
    "big": "font",
    "center": "center",
    "div": "align",
    "p": "align",
    "ul": "ul",
    "ol": "ol",
    "li": "li",
    "hr": "hr",
    "iframe": "video",
    "video": "video",
}
_BRACKETS = (
    r"\[(?P<end>/?)(?P<name>\*|[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[=\s][^\[\]\n]{0,600}|:[a-z])?\]"
)
_ANGLES = r"<(?P<hend>/?)(?P<hname>" + "|".join(_HTML) + r")(?P<hrest>[\s/](?:[^<>\n]{0,600}))?>"
_TAG = re.compile(_BRACKETS)
_TAG_OR_HTML = re.compile(f"{_BRACKETS}|{_ANGLES}", re.IGNORECASE)
_OPTION = re.compile(r"""([a-zA-Z_-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")

_QUOTED = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)'|[“”]([^“”]*)[“”])""")
_OPTIONS_BEGIN = re.compile(r"\s+[a-z_]+=")

Span = tuple[int, int]


@dataclass(eq=False)
class Mark:
    """A tag with what stands in it."""

    name: str  # lower case, BBCode's
    opened: str = ""  # as typed
    closed: str = ""
    value: str = ""  # after the equals sign, without quotation marks
    options: dict[str, str] = field(default_factory=dict)
    inside: list[Mark | str] = field(default_factory=list)

    def plain(self) -> str:
        """The words in it as typed."""
        return "".join(part if isinstance(part, str) else part.plain() for part in self.inside)


Parts = list[Mark | str]


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    typed: str
    name: str
    closes: bool
    rest: str


def parse(text: str, *, html: bool = False, code: list[Span] | None = None) -> Parts:
    """The text's tags as a tree.

    html -- also the few tags of HTML that people type into Markdown.
    code -- spans in their order where a tag is no tag.
    """
    root = Mark("")
    open_ = [root]
    endless: set[str] = set()
    lower = text.lower()
    at = 0
    for token in _tokens(text, html=html, code=code or []):
        if token.start < at:  # within raw text that was taken already
            continue
        open_[-1].inside.append(text[at : token.start])
        at = token.end
        if token.closes:
            _close(open_, token)
        elif token.name in _RAW:
            at = _take_raw(lower, text, open_[-1], token, endless)
        else:
            _open(open_, token)
    open_[-1].inside.append(text[at:])
    while len(open_) > 1:
        _give_up(open_)
    return _joined(root.inside)


def _tokens(text: str, *, html: bool, code: list[Span]) -> Iterator[_Token]:
    pattern = _TAG_OR_HTML if html else _TAG
    spans = iter(code)
    span = next(spans, None)
    for found in pattern.finditer(text):
        while span and span[1] <= found.start():
            span = next(spans, None)
        if span and span[0] <= found.start():
            continue
        groups = found.groupdict()
        if name := groups["name"]:
            name, closes, rest = name.lower(), bool(groups["end"]), groups["rest"] or ""
        else:
            name = _HTML[groups["hname"].lower()]
            closes, rest = bool(groups["hend"]), f" {groups['hrest'] or ''}"
            if name == "img" and not closes:
                name = "img>"
        if name in _KNOWN or name == "img>":
            yield _Token(found.start(), found.end(), found[0], name, closes, rest)


def _open(open_: list[Mark], token: _Token) -> None:
    if token.name in ("*", "li") and not _ready_for_item(open_):
        open_[-1].inside.append(token.typed)
        return
    mark = _mark(token)
    open_[-1].inside.append(mark)
    if token.name in _ALONE:
        return
    if len(open_) > DEEPEST:
        open_[-1].inside[-1] = token.typed
        return
    open_.append(mark)


def _ready_for_item(open_: list[Mark]) -> bool:
    """Whether a list is open; the item before ends here, with what is open in it."""
    lists = [at for at, mark in enumerate(open_) if mark.name in ("list", "ul", "ol")]
    if not lists:
        return False
    while len(open_) - 1 > lists[-1]:
        if open_[-1].name in ("*", "li"):
            open_.pop()
        else:
            _give_up(open_)
    return True


def _close(open_: list[Mark], token: _Token) -> None:
    names = [mark.name for mark in open_]
    if token.name not in names:
        open_[-1].inside.append(token.typed)
        return
    while open_[-1].name != token.name:
        if open_[-1].name in ("*", "li"):
            open_.pop()
        else:
            _give_up(open_)
    open_.pop().closed = token.typed


def _give_up(open_: list[Mark]) -> None:
    """The innermost tag was never closed: it and its content are words of what is around it."""
    lost = open_.pop()
    around = open_[-1].inside
    if lost.name in ("*", "li"):
        return
    around.pop()  # nothing came after it there
    around += [lost.opened, *lost.inside]


def _take_raw(lower: str, text: str, around: Mark, token: _Token, endless: set[str]) -> int:
    """Code: everything up to its end as typed. Returns where reading goes on.

    endless -- endings that are known not to come any more.
    """
    ending = _ending_of(token)
    end = lower.find(ending, token.end) if ending not in endless else -1
    if end < 0:
        endless.add(ending)
        around.inside.append(token.typed)
        return token.end
    mark = _mark(token)
    mark.inside = [text[token.end : end]]
    mark.closed = text[end : end + len(ending)]
    around.inside.append(mark)
    return end + len(ending)


def _ending_of(token: _Token) -> str:
    name = re.split(r"[\]=\s>/]", token.typed[1:].lower(), maxsplit=1)[0]
    return f"[/{name}]" if token.typed[0] == "[" else f"</{name}>"


def _mark(token: _Token) -> Mark:
    rest = token.rest.strip()
    mark = Mark(token.name, opened=token.typed)
    if rest.startswith("="):
        quoted = _QUOTED.match(rest)
        bare = _OPTIONS_BEGIN.split(rest[1:], maxsplit=1)[0]
        mark.value = next(filter(None, quoted.groups()), "") if quoted else bare.strip()
        rest = rest[quoted.end() :] if quoted else rest
    for name, value in _OPTION.findall(rest):
        mark.options[name.lower()] = unescape(value.strip("\"'"))
    return mark


def _joined(parts: Parts) -> Parts:
    """Neighbouring words as one."""
    joined: Parts = []
    for part in parts:
        if isinstance(part, Mark):
            part.inside = _joined(part.inside)
            joined.append(part)
        elif part and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return joined
