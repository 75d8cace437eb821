"""The dialects of Markdown folders as our Markdown: Zendesk, Jekyll, Microsoft Learn, Docusaurus,
Mintlify, GitBook, Hugo, Intercom. Linear in a text's length; code is never touched.

    code.py setting_aside.py  code is set aside first, and put back last
    tags.py nodes.py  tags of HTML, JSX, Liquid, shortcodes as one tree
    drawing.py    the tree becomes Markdown: components.py, elements.py, tables.py, media.py
    marks.py alerts.py paragraphs.py  what stands between the tags
    targets.py anchors.py  pictures, links, headings
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hoidap.importing.report import Report
from hoidap.importing.texts.dialects import anchors, code, components, elements, marks, targets
from hoidap.importing.texts.dialects.alerts import with_house_marks
from hoidap.importing.texts.dialects.drawing import Drawing
from hoidap.importing.texts.dialects.headings import leading_heading
from hoidap.importing.texts.dialects.nodes import Node, grow
from hoidap.importing.texts.dialects.paragraphs import unwrapped
from hoidap.importing.texts.dialects.setting_aside import set_aside

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_SPACES = re.compile("(?:&nbsp;|&#160;|\u00a0)+")


@dataclass(frozen=True)
class Converted:
    """A document's text as the house reads it."""

    body: str
    heading: str | None  # the words of the level 1 heading that began the text, now taken off it
    ids: dict[str, str]  # what its anchors and headings are called here


@dataclass(frozen=True)
class Around:
    """What a text is converted with."""

    where: str  # the document's ref, for the report
    report: Report
    picture: targets.Resolve  # a picture's address as typed -> `picture:REF`, or as it stays
    included: Callable[[str], str | None]  # the text that `[!INCLUDE]` names
    title: Callable[[str], str] = lambda _href: ""  # of the page that an address means
    is_mdx: bool = False
    is_title: Callable[[str, bool], bool] = lambda _words, _is_only: True


def converted(text: str, around: Around) -> Converted:
    """`text` (decoded, without its front matter) as our Markdown."""
    note = partial(_note, around)
    text = code.cleaned(text)
    text = marks.with_included(text, around.included, note)
    text, kept = set_aside(text, indented=not around.is_mdx)
    is_mdx = around.is_mdx or marks.is_mdx(text)
    text = marks.without_comments(text)
    if is_mdx:
        text = marks.without_imports(text, note)
    text = marks.with_addresses(_SPACES.sub(" ", text), note)
    drawing = Drawing(kept, around.report, around.where, _draw)
    text = drawing.draw(grow(text, components.KNOWN, is_mdx=is_mdx))
    text = with_house_marks(marks.without_attributes(text), note)
    text = targets.settled(unwrapped(text), around.picture, around.title)
    heading, rest = leading_heading(text, kept)
    if heading is not None and around.is_title(heading.words, heading.is_only):
        text = rest
    else:
        heading = None
    text, ids = anchors.settle(text, kept, heading.names if heading else ())
    text = kept.put_back(_BLANK_LINES.sub("\n\n", text)).strip("\n")
    return Converted(text, heading.words if heading else None, ids)


def _note(around: Around, construct: str) -> None:
    around.report.note(construct, around.where)


def _draw(node: Node, page: Drawing) -> str:
    return elements.draw(node, page) if node.is_element else components.draw(node, page)
