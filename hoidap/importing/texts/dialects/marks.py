"""What kramdown, Liquid and MDX write between the words: attribute lists, variables, imports."""

import re
from collections.abc import Callable, Iterator

from hoidap.importing.texts.dialects.anchors import anchor
from hoidap.importing.texts.dialects.code import TOKEN

_ITEM = (
    r"(?:(?:[#.][\w:-]+)+"
    r"""|[\w:-]+=(?:"[^"{}\n]{0,300}"|'[^'{}\n]{0,300}'|[^\s"'{}]{1,300}))"""
)
_ATTRIBUTES = re.compile(
    rf"[ \t]?(?<!\{{)\{{(?::?[ \t]*(?P<list>{_ITEM}(?:[ \t]+{_ITEM}){{0,20}})[ \t]*"
    r"|:[ \t]*[\w-]+[ \t]*|::?/?[\w-]*[^{}\n]{0,200})\}(?!\})"
)
_ID = re.compile(r"""#([\w:-]+)|(?:^|\s)id=["']?([\w:.-]+)""")
_INCLUDE = re.compile(r"\[!INCLUDE\s*\[([^\[\]\n]*)\]\(([^()\n]*)\)\s*\]", re.IGNORECASE)
_TOC = re.compile(
    r"^[ \t]*(?:[-*+]|1\.)[ \t]+\S[^\n]{0,40}\n[ \t]*\{:[ \t]*toc\b[^\n]*$", re.MULTILINE
)
_FILTERED = re.compile(r"\{\{-?\s*[\"']([^\"'{}\n]{0,500})[\"']\s*\|[^{}\n]{0,200}\}\}")
_BASE = re.compile(
    r"\{\{-?\s*(?:site\.(?:baseurl|url|github\.url)|page\.baseurl|\.Site\.BaseURL|baseurl)"
    r"\s*(?:\|[^{}\n]{0,100})?-?\}\}"
)
_VARIABLE = re.compile(
    r"\{\{-?\s*((?:site|page|layout|include|forloop|\$?\.)[\w.\[\]$-]*)[^{}\n]*\}\}"
)
_IMPORT = re.compile(r"import\s+(?:[\w*{][^\n;]{0,500}?\s+from\s+)?[\"'][^\"'\n]+[\"'];?\s*$")
_OPEN_IMPORT = re.compile(r"import\s+\{[^}]*$")
_EXPORT = re.compile(r"export\s+(?:(?:const|let|var|default|function|async|class)\b|\{)")
_CODE = re.compile(f"\\{{({TOKEN.pattern})\\}}")  # a string between backticks
_STRING = re.compile(r"\{\s*([\"'`])([^\"'`{}\n]{0,300})\1\s*\}")


def with_included(
    text: str, included: Callable[[str], str | None], note: Callable[[str], None]
) -> str:
    """`[!INCLUDE [x](../includes/x.md)]` as the text it names; one level deep."""
    if "[!INCLUDE" not in text.upper():
        return text

    def read(found: re.Match[str]) -> str:
        inner = included(found[2])
        if inner is None:
            note("included text that is not in the export")
        return inner if inner is not None else found[1]

    return _INCLUDE.sub(read, text)


def is_mdx(text: str) -> bool:
    """Whether a text without code imports components."""
    return any(_IMPORT.match(line) for line in text.split("\n") if line.startswith("import "))


def without_imports(text: str, note: Callable[[str], None]) -> str:
    """MDX without its import and export lines; strings in braces as what they say."""
    kept: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        if _IMPORT.match(line):
            note("left out: import of a script")
        elif _OPEN_IMPORT.match(line):
            note("left out: import of a script")
            _skip(lines, until=lambda each: "}" in each)
        elif _EXPORT.match(line):
            note("left out: export of a script")
            if not line.rstrip().endswith(";"):
                _skip(lines, until=lambda each: not each.strip())
        else:
            kept.append(line)
    return _CODE.sub(r"\1", _STRING.sub(r"\2", "\n".join(kept)))


def _skip(lines: Iterator[str], until: Callable[[str], bool]) -> None:
    for line in lines:
        if until(line):
            return


def without_comments(text: str) -> str:
    """Without <!-- --> and {/* */}; one that never closes stays."""
    return _without(_without(text, "<!--", "-->"), "{/*", "*/}")


def _without(text: str, opening: str, closing: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        parts.append(text[at:start])
        at = end + len(closing)
    return "".join([*parts, text[at:]])


def with_addresses(text: str, note: Callable[[str], None]) -> str:
    """`{{ site.baseurl }}/x` as `/x`; variables whose value only the former site knew stay."""
    if "{{" not in text:
        return text
    text = _BASE.sub("", _FILTERED.sub(r"\1", text))
    for found in _VARIABLE.finditer(text):
        note(f"variable that only the former site knew: {{{{ {found[1][:60]} }}}}")
    return text


def without_attributes(text: str) -> str:
    """Without kramdown's `{: .x }`, `{#id}` (which becomes an anchor), `{.class}` and `{:toc}`."""
    if "{" not in text:
        return text
    return _ATTRIBUTES.sub(_anchored, _TOC.sub("", text))


def _anchored(found: re.Match[str]) -> str:
    identity = _ID.search(found["list"] or "")
    return anchor(identity[1] or identity[2]) if identity else ""
