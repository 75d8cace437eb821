"""Markdown put together from what stands within a line and what stands in blocks."""

import re
from dataclasses import dataclass

_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Made:
    """A piece of Markdown; a block wants empty lines around it."""

    text: str
    is_block: bool = False


class Page:
    """Takes pieces in their order. Without blocks, nothing is added and nothing is lost."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.after_block = False

    @property
    def at_line_start(self) -> bool:
        return self.after_block or not self.parts or self.parts[-1].endswith("\n")

    def add(self, piece: Made) -> None:
        if piece.is_block:
            self._block(piece.text)
        else:
            self._within(piece.text)

    def whole(self) -> str:
        return "".join(self.parts)

    def _within(self, text: str) -> None:
        if text.startswith("<http") and self.parts and self.parts[-1].endswith(">"):
            text = f" {text}"  # two addresses, one after the other
        if self.after_block:
            if found := _EMPTY_LINES.match(text):
                text = text[found.end() :]
            if not text.strip():
                return
            self.parts.append("\n\n")
            self.after_block = False
        if text:
            self.parts.append(text)

    def _block(self, text: str) -> None:
        if not text:
            return
        while self.parts and not (rest := self.parts[-1].rstrip()):
            self.parts.pop()
        if self.parts:
            self.parts[-1] = rest
            self.parts.append("\n\n")
        self.parts.append(text)
        self.after_block = True
