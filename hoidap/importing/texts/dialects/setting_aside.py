"""Which parts of a text are code: fences, indented lines, spans, and what other systems mark so."""

import re
from html import unescape

from hoidap.importing.texts.dialects.code import LANGUAGE, Code
from hoidap.importing.texts.dialects.spans import inline_spans

_FENCE = re.compile(
    r"(?P<lead>[ >]*(?:(?:[-*+]|\d{1,9}[.)]) +)*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)"
)
_HIGHLIGHT = re.compile(r"(?P<lead>[ >]*)\{(?:%|\{<)-? *highlight +(?P<info>[\w+#.-]+)[^\n]*\}\s*$")
_HIGHLIGHT_END = re.compile(r"\{(?:% *-? *endhighlight|\{< */ *highlight)\b")
_TITLE = re.compile(r"""\b(?:title|filename)=(?:"([^"]+)"|'([^']+)')""")
_FLAGS = re.compile(
    r"""\{[^{}]*\}|[\w-]+=(?:"[^"]*"|'[^']*'|\S+)|\b(?:showlinenumbers|lines|wrap|copy|nocopy"""
    r"""|expandable|live|norun|linenos|nowrap|highlight)\b""",
    re.IGNORECASE,
)
_LIST_LINE = re.compile(r"[ >]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAGS = ("<", "{%", "{{")
_REGIONS = (
    ("<pre", "</pre>"),
    ("<codeblock", "</codeblock>"),
    ("<code", "</code>"),
    ("{% raw %}", "{% endraw %}"),
)


def set_aside(text: str, *, indented: bool) -> tuple[str, Code]:
    """The text with tokens for its code. Linear in its length.

    indented -- whether four spaces make code (not so in MDX).
    """
    code = Code()
    text = _blocks(text, code, indented=indented)
    for opening, closing in _REGIONS:
        if opening in text:
            text = _region(text, opening, closing, code)
    return _spans(text, code), code


def _blocks(text: str, code: Code, *, indented: bool) -> str:
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    in_list = False
    while at < len(lines):
        line = _expanded(lines[at])
        if fence := _FENCE.match(line):
            inner, at = _fenced(lines, at + 1, fence)
            out += _with_title(fence, code.keep_block(inner, fence["info"]))
            continue
        if highlight := _HIGHLIGHT.match(line):
            inner, at = _highlighted(lines, at + 1, highlight["lead"])
            out.append(highlight["lead"] + code.keep_block(inner, highlight["info"]))
            continue
        if _LIST_LINE.match(line):
            in_list = True
        elif line and line[0] not in " \t>":
            in_list = False
        if indented and not in_list and line[:4] == "    " and _is_code(line, out):
            inner, at = _indented(lines, at)
            out.append(code.keep_indented(inner))
            continue
        out.append(line)
        at += 1
    return "\n".join(out)


def _is_code(line: str, before: list[str]) -> bool:
    """Whether an indented line is code: after a blank one, and no tag within other tags."""
    if before and before[-1].strip():
        return False
    last = next((each for each in reversed(before) if each.strip()), "")
    return not (line.lstrip().startswith(_TAGS) and last.lstrip().startswith(_TAGS))


def _expanded(line: str) -> str:
    """The line with its indentation in spaces."""
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].expandtabs(4) + body


def _with_title(fence: re.Match[str], token: str) -> list[str]:
    """A block of code, under the name of its file where it has one."""
    lead = fence["lead"]
    title = _title_of(fence["info"])
    if not title:
        return [lead + token]
    rest = re.sub(r"[^>\s]", " ", lead)
    above = [] if lead.strip(" >") else [rest.rstrip()]
    return [*above, f"{lead}**{title}**", rest.rstrip(), rest + token]


def _title_of(info: str) -> str:
    """`bash Terminal`, `js title="app.js" {1,3}`: what is said beyond the language, flags aside."""
    if said := _TITLE.search(info):
        return said[1] or said[2]
    language = LANGUAGE.match(info)
    rest = _FLAGS.sub("", info[language.end() :] if language else "").strip(" \t}{.")
    return rest if re.fullmatch(r"[\w./ @()-]{1,60}", rest) else ""


def _fenced(lines: list[str], at: int, fence: re.Match[str]) -> tuple[str, int]:
    """The code from line `at` on, without what stood before the fence; and the line after it."""
    mark, lead = fence["fence"], fence["lead"]
    depth = lead.count(">")
    inner: list[str] = []
    while at < len(lines):
        line = lines[at]
        if line.count(">", 0, len(lead) + 4) < depth and line.lstrip()[:1] != ">":
            break  # the quote ended, and the code with it
        at += 1
        body = _without(line, lead, depth)
        if len(ticks := body.strip()) >= len(mark) and not ticks.strip(mark[0]):
            break
        inner.append(body)
    while inner and not inner[-1].strip():
        inner.pop()
    return "\n".join(inner), at


def _without(line: str, lead: str, depth: int) -> str:
    """The line without the quote marks and as much of the lead's indentation as it has."""
    at = 0
    for _ in range(depth):
        mark = line.find(">", at)
        if mark < 0 or line[at:mark].strip():
            break
        at = mark + 1
    width = len(lead) if not depth else len(lead) - lead.rfind(">") - 1
    if width:
        line = line[:at] + _expanded(line[at:])
    return line[at + min(width, len(line[at:]) - len(line[at:].lstrip(" "))) :]


def _highlighted(lines: list[str], at: int, lead: str) -> tuple[str, int]:
    inner: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if _HIGHLIGHT_END.search(line):
            break
        inner.append(line.removeprefix(lead))
    return "\n".join(inner).strip("\n"), at


def _indented(lines: list[str], at: int) -> tuple[str, int]:
    inner: list[str] = []
    while at < len(lines) and (_expanded(lines[at])[:4] == "    " or not lines[at].strip()):
        inner.append(_expanded(lines[at])[4:])
        at += 1
    while inner and not inner[-1].strip():
        inner.pop()
        at -= 1
    return "\n".join(inner), at


def _region(text: str, opening: str, closing: str, code: Code) -> str:
    """Every stretch between the two marks as code, or as it stands where it is raw text."""
    lower = text.lower()
    parts: list[str] = []
    at = 0
    while (start := lower.find(opening, at)) >= 0:
        inside = lower.find(">", start) + 1 if opening[0] == "<" else start + len(opening)
        end = lower.find(closing, inside) if inside else -1
        if end < 0:
            break
        parts.append(text[at:start])
        at = end + len(closing)
        if opening[0] == "<" and lower[start + len(opening)] not in " >\n\t":
            parts.append(text[start:at])  # another tag whose name begins alike
        else:
            parts.append(_piece(opening, text[start:inside], text[inside:end], code))
    return "".join([*parts, text[at:]])


def _piece(opening: str, tag: str, inner: str, code: Code) -> str:
    if opening == "{% raw %}":
        return code.keep_as_it_is(inner)
    words = unescape(_TAG.sub("", code.source(inner)))
    if opening == "<code":
        return code.inline_of(_ESCAPED.sub(r"\1", words)) if "\n\n" not in inner else inner
    language = re.search(r"(?:lang(?:uage)?[=-])[\"']?([\w#+.-]+)", tag + inner[:200])
    words = words.strip("\n")
    if opening == "<codeblock":
        words = words.strip().removeprefix("{`").removesuffix("`}").strip("\n")
    return code.keep_block(words, language[1] if language else "")


def _spans(text: str, code: Code) -> str:
    parts: list[str] = []
    at = 0
    for start, end in inline_spans(text):
        parts += [text[at:start], code.keep_inline(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])
