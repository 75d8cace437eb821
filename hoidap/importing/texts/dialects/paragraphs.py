"""Lines that a writer wrapped are one paragraph: in the house, as in chat, a line end stays.

Also headings in the one form that the house reads.
"""

import re

from hoidap.importing.texts.dialects.code import TOKEN

_LEAD = re.compile(r"[ \t]*(?:>[ \t]?)*")
_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_STARTS_SOMETHING = re.compile(
    r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|#{1,6}(?:[ \t]|$)|\[!\w+\]|</?(?:details|summary)\b"
    r"|(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$|\[[^\]\n]{1,200}\]:[ \t]|\|"
)
_STANDS_ALONE = re.compile(
    r"#{1,6}(?:[ \t]|$)|\[!\w+\]|</?(?:details|summary)\b|\[[^\]\n]{1,200}\]:[ \t]|\|"
    r"|(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$"
)
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_TIGHT_HEADING = re.compile(r"(#{2,6})(?=[^#\s])")
_BREAK = re.compile(r"(?:[ \t]{2,}|(?<!\\)\\|[ \t]*<br ?/?>)$", re.IGNORECASE)
_LAST_BREAK = re.compile(r"(?:[ \t]*<br ?/?>)+$", re.IGNORECASE)
_LONE_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()\s]*\)$")


def unwrapped(text: str) -> str:
    """The text with each paragraph's lines joined, unless a line ends on purpose."""
    lines = [_opened(line) for line in text.split("\n")]
    out: list[str] = []
    at = 0
    while at < len(lines):
        lead, body = _parts(lines[at])
        if body.strip() and ">" not in lead and out and ">" in _parts(out[-1])[0]:
            out.append("")  # what follows a quote is none of it
        if _is_table(lines, at):
            while at < len(lines) and "|" in lines[at]:
                out.append(lines[at].rstrip())
                at += 1
            continue
        at = _paragraph(lines, at, lead.count(">"), out)
    return "\n".join(out)


def _opened(line: str) -> str:
    """`##Heading` with the space that it lacks."""
    if "##" not in line:
        return line
    lead, body = _parts(line)
    return lead + _TIGHT_HEADING.sub(r"\1 ", body, count=1) if body.startswith("##") else line


def _is_table(lines: list[str], at: int) -> bool:
    if "|" not in lines[at] or at + 1 >= len(lines) or "|" not in lines[at + 1]:
        return False
    return bool(_DELIMITERS.match(lines[at + 1].lstrip(" \t>")))


def _paragraph(lines: list[str], at: int, depth: int, out: list[str]) -> int:
    """Put the paragraph that begins at line `at` into `out`; where the next begins."""
    first = lines[at]
    lead, body = _parts(first)
    at += 1
    marker = _MARKER.match(body)
    words = body[marker.end() :] if marker else body
    if not words.strip() or _STANDS_ALONE.match(words) or TOKEN.fullmatch(words.strip()):
        out.append(first.rstrip())
        return at
    pieces = [lead + body]
    count = 1
    while at < len(lines):
        next_lead, next_body = _parts(lines[at])
        if not next_body.strip() or next_lead.count(">") not in (depth, 0):
            break
        if (level := _underlines(next_body)) and count == 1 and not _MARKER.match(body):
            out.append(f"{lead}{'#' * level} {body.strip()}")
            return at + 1
        if _STARTS_SOMETHING.match(next_body) or TOKEN.match(next_body) or _is_table(lines, at):
            break
        _join(pieces, lead, body, next_body)
        at += 1
        count += 1
    out.append(_LAST_BREAK.sub("", "".join(pieces)).rstrip())
    return at


def _underlines(body: str) -> int:
    """1 or 2 where the line makes a heading of the one above it, else 0."""
    found = _UNDERLINE.match(body)
    if not found or len(found[1]) < 2:
        return 0
    return 1 if found[1][0] == "=" else 2


def _parts(line: str) -> tuple[str, str]:
    lead = _LEAD.match(line)[0]  # type: ignore[index]
    return lead, line[len(lead) :]


def _join(pieces: list[str], lead: str, body: str, next_body: str) -> None:
    """Add a line to the paragraph: behind a space, or on a line of its own where that is meant."""
    last = pieces[-1]
    ended = _BREAK.sub("", last)
    marker = _MARKER.match(body)
    indent = re.sub(r"[^>\s]", " ", lead) if not marker else lead + " " * len(marker[0])
    if next_body.startswith(": "):  # what kramdown's term means
        ended, next_body = ended + "  ", next_body[2:]
    stays = ended != last or (_is_lone_link(last) and _is_lone_link(next_body))
    pieces[-1] = ended.rstrip()
    pieces.append(f"\n{indent}{next_body}" if stays else f" {next_body}")


def _is_lone_link(line: str) -> bool:
    return bool(_LONE_LINK.match(line.strip(" \t\n>")))
