"""Python-Markdown with our house extensions: Markdown in, HTML that nobody should trust yet out."""

from __future__ import annotations

import re
import string
import threading
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    AutomailInlineProcessor,
    InlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from core.markdown.labels import Labels, labels
from core.markdown.tidy import tidy

_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(.*)(?:\n|$)", re.I)


class _Tidy(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [*tidy(lines, self.md.htmlStash.store), "", ""]


class _SpacedHeading(HashHeaderProcessor):
    """`# Heading`, but not `#hashtag`."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?:[ \t]+(?P<header>[^\n]*?))?(?:\n|$)")
    CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self.RE.search(block)
        if not found:
            return
        if before := block[: found.start()]:
            self.parser.parseBlocks(parent, [before])
        heading = ElementTree.SubElement(parent, f"h{len(found['level'])}")
        heading.text = self.CLOSING.sub("", found["header"] or "").strip()
        if after := block[found.end() :]:
            blocks.insert(0, after)


class _Summary(BlockProcessor):
    RE = re.compile(r"<summary>(.*)</summary>$")

    def test(self, _parent: ElementTree.Element, block: str) -> bool:
        return bool(self.RE.match(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        if found := self.RE.match(blocks.pop(0)):
            ElementTree.SubElement(parent, "summary").text = found[1]


class _PlainTag(InlineProcessor):
    """The few tags that may be typed; the sanitiser closes what was left open."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store(m[0].lower()), m.start(0), m.end(0)


class _Levels(Treeprocessor):
    """Level 1 is the page's own heading."""

    def run(self, root: ElementTree.Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"


class _Alerts(Treeprocessor):
    """`> [!NOTE]` and its kin; words after the mark are the title."""

    def __init__(self, md: Markdown, words: Labels) -> None:
        super().__init__(md)
        self.words = words

    def run(self, root: ElementTree.Element) -> None:
        for quote in list(root.iter("blockquote")):
            first = quote[0] if len(quote) else None
            if first is None or first.tag != "p":
                continue
            if not (found := _ALERT.match(first.text or "")):
                continue
            kind = found[1].lower()
            quote.tag = "div"
            quote.set("class", f"alert-box alert-{kind}")
            first.text = (first.text or "")[found.end() :]
            if not first.text:
                quote.remove(first)
            title = ElementTree.Element("p", {"class": "alert-title"})
            title.text = found[2].strip() or str(self.words[kind])  # type: ignore[literal-required]
            quote.insert(0, title)


class _House(Extension):
    def __init__(self, words: Labels) -> None:
        super().__init__()
        self.words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.ESCAPED_CHARS = list(string.punctuation)
        md.preprocessors.register(_Tidy(md), "tidy", 25)
        md.parser.blockprocessors.register(_SpacedHeading(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_Summary(md.parser), "summary", 95)
        md.inlinePatterns.register(
            _PlainTag(r"(?i)</?(?:kbd|sub|sup)>|<br ?/?>", md), "plain_tag", 90
        )
        # The library's own takes its placeholders (\x02…\x03, for `\_`) for letters of an address.
        mail = AutomailInlineProcessor("<([^<> !\x02\x03]+@[^@<> \x02\x03]+)>", md)
        md.inlinePatterns.register(mail, "automail", 110)
        # Chat's hard line ends; the next line's indentation goes with them.
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\n[ ]*", "br"), "line_end", 5)
        md.treeprocessors.register(_Levels(md), "levels", 31)
        md.treeprocessors.register(_Alerts(md, self.words), "alerts", 30)


class _Engines(threading.local):
    """One parser a thread and language: making one costs more than using it."""

    def __init__(self) -> None:
        self.made: dict[str, Markdown] = {}


_engines = _Engines()


def to_html(text: str, language: str) -> str:
    """`text` through Python-Markdown. May be slow, may raise RecursionError; not yet safe."""
    engine = _engines.made.get(language)
    if engine is None:
        engine = _engines.made[language] = _new_engine(labels(language))
    try:
        return engine.reset().convert(text)
    except BaseException:
        del _engines.made[language]  # parsers that were interrupted keep crumbs
        raise


def _new_engine(words: Labels) -> Markdown:
    settings: dict[str, dict[str, Any]] = {
        "footnotes": {"BACKLINK_TITLE": words["back"]},
        "tables": {"use_align_attribute": True},
        "pymdownx.tilde": {"subscript": False},
    }
    names = [
        "footnotes",
        "sane_lists",
        "tables",
        "pymdownx.magiclink",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    ]
    return Markdown(
        extensions=[*names, _House(words)], extension_configs=settings, output_format="html"
    )
