"""Blocks within lines: where a container stood in a list or a quote, what it becomes stands too."""

import re

_LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_BLANK_LINES = re.compile(r"\n{3,}")
_ITEM = re.compile(r"^([ \t]*)[-*+] ")
_HEADING = re.compile(r"^#{1,6} +(.+?)#*$")
_PIPE = re.compile(r"(?<!\\)\|")
_INDENT = re.compile(r"[ \t]*")


class Block(str):
    """Text that stands alone, apart from what comes before and after."""

    __slots__ = ()


class Page:
    """Collects words and blocks, top down."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.line: list[str] = []  # what stands on the last line so far
        self.is_after_block = False

    def put(self, piece: str) -> None:
        if isinstance(piece, Block):
            self._block(piece)
        elif piece:
            self._words(piece)

    def text(self) -> str:
        return "".join(self.parts)

    def _words(self, words: str) -> None:
        if self.is_after_block:
            words = words.lstrip(" \t")
            if words.startswith("\n"):
                words = words[1:]
                self.parts.append("\n")
                self.line = []
        if not words:
            return
        self.is_after_block = False
        self.parts.append(words)
        _, newline, last = words.rpartition("\n")
        if newline:
            self.line = []
        self.line.append(last)

    def _block(self, block: str) -> None:
        block = block.strip("\n")
        if not block.strip():
            return
        line = "".join(self.line)
        if line.lstrip(" >").startswith("|"):
            self._words(in_cell(block))
            return
        lead = _LEAD.match(line)[0]  # type: ignore[index]
        rest = re.sub(r"[^>\s]", " ", lead)
        if line == lead and lead.strip(" \t>"):
            self.parts.append(prefixed(block, "", rest))  # right behind a list's marker
        else:
            self.parts += ["\n", rest.rstrip(), "\n", prefixed(block, rest, rest)]
        self.parts += ["\n", rest.rstrip(), "\n", rest]
        self.line = [rest]
        self.is_after_block = True


def dedented(text: str) -> str:
    """What a container holds, without the indentation that all its lines share."""
    first, newline, others = text.partition("\n")
    if not newline:
        return text.strip()
    lines = others.split("\n")
    if not first.strip():
        first = ""
    depth = min((len(_INDENT.match(line)[0]) for line in lines if line.strip()), default=0)  # type: ignore[index]
    body = "\n".join(line[depth:] if line.strip() else "" for line in lines)
    return _BLANK_LINES.sub("\n\n", f"{first.strip()}\n{body}".strip("\n").rstrip())


def prefixed(text: str, first: str, rest: str) -> str:
    """`text` with `first` before its first line and `rest` before all others."""
    lines = text.split("\n")
    return "\n".join([(first + lines[0]).rstrip(), *((rest + line).rstrip() for line in lines[1:])])


def joined(*blocks: str) -> Block:
    """Blocks one below the other, empty ones left out."""
    return Block("\n\n".join(block.strip("\n") for block in blocks if block.strip()))


def in_cell(text: str) -> str:
    """Blocks as a table's cell holds them: in one line, with line breaks between."""
    parts: list[str] = []
    is_new = True
    for line in text.split("\n"):
        words = _HEADING.sub(r"**\1**", _ITEM.sub("• ", line.strip()))
        if not words:
            is_new = True
        elif is_new or words.startswith(("• ", "**")) or not parts:
            parts.append(words)
            is_new = line.lstrip().startswith("#")
        else:
            parts[-1] += f" {words}"
    return _PIPE.sub(r"\|", "<br>".join(parts))


def one_line(text: str) -> str:
    return " ".join(text.split())
