"""Plain words as Markdown: what our renderer makes of it is the words again, and nothing else.

Only what would mean something is escaped, so that who edits the text later finds words.
"""

import re
import string

_URL = r"(?:https?|ftp)://[^\s<>\"'`]+"
_PUNCTUATION = re.escape(string.punctuation)
# The tags that may be typed (core/markdown/engine.py, tidy.py); any other shows as it stands.
_TAG = r"/?(?:kbd|sub|sup|br|details|summary)\b|https?:|ftp:|mailto:|[^<>\s!]*(?:@|$)"
_SPACES = re.compile(r"[ \t\r\f\v]+")
_INLINE = re.compile(
    rf"""(?P<url>{_URL})
    |(?P<entity>&(?=\#?\w+;))
    |(?P<fold></?(?:details|summary)\b[^<>]*)>
    |(?P<one>\\(?=[{_PUNCTUATION}])|`|<(?={_TAG})|\](?=[\[(]|\ \[))
    |(?P<run>\*+|~~+|_+)""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_START = re.compile(
    r"""[ ]*(?P<start>(?P<sign>\#(?=\#{0,5}(?:\s|$))|>|[-+*](?=\s|$)
            |\[(?=[ xX]\]|!|[^\[\]]*(?:\]:|$)))
    |(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)
    |(?P<line>(?=[-=|: ]+$)[-=|:]))""",
    re.VERBOSE,
)


def escaped(text: str, *, at_line_start: bool = True) -> str:
    """One line of plain words, made fit to stand in Markdown.

    at_line_start -- whether nothing stands before it: there, more signs have a meaning.
    """
    text = _INLINE.sub(_escape, text)
    return escaped_start(text) if at_line_start else text


def escaped_start(line: str) -> str:
    """A line of Markdown that shall begin no heading, list, quote or rule."""
    found = _LINE_START.match(line)
    return (
        line[: found.start("start")] + _escape_start(found) + line[found.end() :] if found else line
    )


def plain_words(text: str, at_line_start: bool = True) -> str:
    """Plain text with its line breaks and empty lines; indentation and rows of spaces go."""
    lines = _SPACES.sub(" ", text).split("\n")
    lines = [*(line.rstrip(" ") for line in lines[:-1]), lines[-1]]
    starts = [at_line_start, *[True] * (len(lines) - 1)]
    return "\n".join(
        escaped(line.lstrip(" ") if start else line, at_line_start=start)
        for line, start in zip(lines, starts, strict=True)
    )


def _escape(found: re.Match[str]) -> str:
    if found["url"]:
        return found[0]  # our renderer makes a link of it
    if found["entity"]:
        return "&amp;"
    if found["fold"]:
        return f"\\{found['fold']}\\>"
    if found["one"]:
        return f"\\{found[0]}"
    return found[0] if _is_idle(found) else "".join(f"\\{sign}" for sign in found[0])


def _is_idle(run: re.Match[str]) -> bool:
    """Asterisks between spaces and underscores within a word mean nothing."""
    before = run.string[run.start() - 1 : run.start()]
    after = run.string[run.end() : run.end() + 1]
    if run[0][0] == "_":
        return before.isalnum() and after.isalnum()
    return run[0][0] == "*" and before.isspace() and after.isspace()


def _escape_start(found: re.Match[str]) -> str:
    if found["number"]:
        return f"{found['number']}\\{found['dot']}"
    return f"\\{found['start']}"
