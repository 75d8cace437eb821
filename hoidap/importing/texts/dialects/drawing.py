"""The tree of a text as our Markdown: components and elements become what stands for them here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hoidap.importing.report import Report
from hoidap.importing.texts.dialects.code import Code
from hoidap.importing.texts.dialects.layout import Page
from hoidap.importing.texts.dialects.nodes import Node

# A `<` that a reader shall see; autolinks are none.
_LOOKS_LIKE_TAG = re.compile(
    r"(?<!\\)(?<!\]\()(?<!\]: )<(?!https?://|mailto:|[^\s<>@]{1,100}@[^\s<>@]{1,100}>)(?=[/!?]?[^\W\d_])"
)


@dataclass
class Drawing:
    """What the functions that draw one text need."""

    code: Code
    report: Report
    where: str  # the document's ref, for the report
    node: Callable[[Node, "Drawing"], str]  # a Block, or words that stand in a line

    def note(self, construct: str) -> None:
        self.report.note(construct, self.where)

    def draw(self, children: Iterable[Node | str]) -> str:
        """The Markdown of these nodes; blocks among them have blank lines around."""
        page = Page()
        for child in children:
            page.put(self.node(child, self) if isinstance(child, Node) else literal(child))
        return page.text()


def literal(text: str) -> str:
    """Text in which nothing is taken for a tag."""
    return _LOOKS_LIKE_TAG.sub(r"\\<", text) if "<" in text else text
