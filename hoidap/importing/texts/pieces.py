"""Pieces of our Markdown, put together so that they read back as what they were made of."""

import re
from collections.abc import Iterable

from hoidap.importing.texts.escaping import escaped

_TICKS = re.compile(r"`+")
_LANGUAGE = re.compile(r"[\w#.+-]{1,30}")


def words(text: str) -> str:
    """Plain words in one line, within a line."""
    return escaped(" ".join(text.split()), at_line_start=False)


def fenced(code: str, language: str = "") -> str:
    """A block of code as it is; `language` where it is a word that may name one."""
    code = code.rstrip().removeprefix("\n")
    fence = "`" * max(3, _longest_run(code) + 1)
    name = language.lower() if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{name}\n{code}\n{fence}"


def inline_code(code: str) -> str:
    """Code within a line; nothing for nothing."""
    code = " ".join(code.split())
    if not code:
        return ""
    ticks = "`" * (_longest_run(code) + 1)
    return f"{ticks} {code} {ticks}" if "`" in code else f"{ticks}{code}{ticks}"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip("\n").split("\n"))


def folded(summary: str, text: str) -> str:
    """What the reader opens; `summary` is one line of Markdown."""
    return f"<details>\n<summary>{summary}</summary>\n\n{text.strip()}\n\n</details>"


def link(text: str, url: str) -> str:
    """A link; `text` is Markdown. Where it only repeats the address, that stands alone."""
    text = " ".join(text.split())
    if not url:
        return text
    if not text or text in (url, escaped(url), f"<{url}>", url.removeprefix("mailto:")):
        return bare_link(url)
    if text.replace("\\[", "").count("[") != text.replace("\\]", "").count("]"):
        text = re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)
    return f"[{text}]({_target(url)})"


def bare_link(url: str) -> str:
    """An address that is its own words."""
    if re.fullmatch(r"(?:https?|ftp)://[^\s<>]+", url, re.IGNORECASE):
        return f"<{url}>"
    if url.lower().startswith("mailto:"):
        return escaped(url[7:].partition("?")[0])
    return f"[{escaped(url)}]({_target(url)})"


def picture(alt: str, url: str) -> str:
    return f"![{words(alt)}]({_target(url)})"


def around(text: str, opening: str, closing: str) -> str:
    """Marks around each line of `text`, which holds no block; spaces stay outside."""
    return "\n".join(_around(line, opening, closing) for line in text.split("\n"))


def table(rows: list[list[str]]) -> str:
    """Rows of cells, each one line of Markdown with `|` escaped; the first is the head."""
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _around(line: str, opening: str, closing: str) -> str:
    inner = line.strip()
    if not inner:
        return line
    start = line.index(inner)
    return f"{line[:start]}{opening}{inner}{closing}{line[start + len(inner) :]}"


def _longest_run(code: str) -> int:
    return max((len(run) for run in _TICKS.findall(code)), default=0)


def _target(url: str) -> str:
    """An address as Markdown takes it between round brackets."""
    url = "".join(url.split("\n")).strip().replace("<", "%3C").replace(">", "%3E")
    if re.search(r"\s", url) or url.count("(") != url.count(")"):
        return f"<{url}>"
    return url
