"""HTML as our Markdown, by markdownify with our own converters."""

import re
from collections.abc import Callable
from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter

from hoidap.importing.report import Report
from hoidap.importing.texts import pieces
from hoidap.importing.texts.escaping import escaped
from hoidap.importing.texts.html_tree import begins_line, holds_blocks, text_of, tree_of
from hoidap.importing.texts.tables import CAPTION, CELL, ROW, table_of

LONGEST = 2_000_000  # characters of HTML; beyond that only the beginning comes
Picture = Callable[[str], str | None]  # an address in the HTML -> "picture:REF", or None
_CODE = ("pre", "code")
_CELLS = ("td", "th")


def no_picture(_src: str) -> str | None:
    """None of the pictures came with the export."""
    return None


def _around(opening: str, closing: str) -> Callable[..., str]:
    """A converter that puts marks around what stands within lines."""

    def convert(_self: Any, el: Tag, text: str, parent_tags: set[str]) -> str:
        if parent_tags.intersection(_CODE) or holds_blocks(el):
            return text
        return pieces.around(text, opening, closing)

    return convert


class Converter(MarkdownConverter):
    """One text's converter; `where` and `report` say what was simplified."""

    def __init__(self, where: str, report: Report, picture: Picture = no_picture) -> None:
        super().__init__(wrap=True, wrap_width=None, bullets="-", heading_style="atx")
        self.where = where
        self.report = report
        self.picture = picture
        self.at_line_start = True

    def convert(self, html: str) -> str:
        if len(html) > LONGEST:
            self.report.note("text beyond two million characters cut off", self.where)
            html = html[:LONGEST]
        lines = self.convert_soup(tree_of(html)).split("\n")
        return _without_gaps(lines)

    def note(self, construct: str) -> None:
        self.report.note(construct, self.where)

    def process_text(self, el: Any, parent_tags: set[str] | None = None) -> str:
        tags = parent_tags or set()
        if not tags.intersection(_CODE):
            tags = tags - {"_noformat"}  # what stands in <kbd> is words
        self.at_line_start = begins_line(el)
        text = super().process_text(el, parent_tags=tags)  # type: ignore[misc]  # its stubs lag
        return str(text)

    def escape(self, text: str, parent_tags: set[str]) -> str:
        line = escaped(text, at_line_start=self.at_line_start)
        return line.replace("|", "\\|") if parent_tags.intersection(_CELLS) else line

    # Blocks

    def convert_pre(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        code = text_of(el)
        if not code.strip():
            return ""
        if "_inline" in parent_tags:
            return pieces.inline_code(code)
        return f"\n\n{pieces.fenced(code, language_of(el))}\n\n"

    def convert_p(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip()
        if parent_tags.intersection(_CELLS):
            return f"\n{text}\n"
        if "_inline" in parent_tags:
            return f" {text} "
        lines = (re.sub(" {2,}", " ", line.strip()) for line in text.split("\n"))
        return "\n\n" + "\n".join(lines) + "\n\n" if text else ""

    def convert_div(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n ")
        if "_inline" in parent_tags:
            return f"\n{text}\n" if parent_tags.intersection(_CELLS) else f" {text} "
        return f"\n\n{text}\n\n" if text else ""

    convert_article = convert_section = convert_header = convert_footer = convert_div
    convert_main = convert_aside = convert_nav = convert_center = convert_figure = convert_div
    convert_figcaption = convert_address = convert_fieldset = convert_form = convert_div
    convert_dl = convert_dd = convert_div

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.convert_div(el, pieces.around(text.strip(), "**", "**"), parent_tags)

    def convert_blockquote(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n ")
        if "_inline" in parent_tags:
            return f" {text} "
        return f"\n\n{pieces.quoted(text)}\n\n" if text else ""

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n ")
        if "_inline" in parent_tags:
            return f" {text} "
        head = el.find("summary", recursive=False)
        words = self.words_of(head) if isinstance(head, Tag) else ""
        return f"\n\n{pieces.folded(words or 'Details', text)}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "" if el.parent and el.parent.name == "details" else text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n ")
        if not text:
            return "\n"
        number = el.get("value")
        mark = f"{number}. " if number else "- "
        indent = " " * len(mark)
        lines = (indent + line if line else "" for line in text.split("\n"))
        item = mark + "\n".join(lines)[len(mark) :]
        return f"\n\n{item}\n\n" if "\n\n" in item else f"{item}\n"

    def convert_ul(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        return f"\n{text}\n" if "li" in parent_tags else f"\n\n{text}\n\n"

    convert_ol = convert_ul

    def convert_table(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return table_of(text, self.note, is_inner="_inline" in parent_tags)

    def convert_caption(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return text.strip() + CAPTION

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        span = str(el.get("colspan") or 1)
        if el.get("rowspan", "1") != "1":
            self.note("table cell over several rows")
        width = min(int(span), 50) if span.isdecimal() else 1
        return text + CELL * max(1, width)

    convert_th = convert_td

    def convert_tr(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return text + ROW

    # Within a line

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags and not parent_tags.intersection(_CELLS) else "\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "pre" in parent_tags or "code" in parent_tags:
            return text
        return pieces.inline_code(text_of(el))

    convert_samp = convert_tt = convert_code

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = text.strip()
        url = str(el.get("href") or "").strip()
        if not url or url == "#":
            return text
        if "\n" in words:  # it holds blocks: they stay, the link follows
            return f"{text}\n\n{pieces.bare_link(url)}"
        before = " " if text[:1] == " " else ""
        after = " " if text[-1:] == " " and words else ""
        return f"{before}{pieces.link(words, url)}{after}"

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        alt, src = str(el.get("alt") or ""), str(el.get("src") or "")
        if "1" in (el.get("width"), el.get("height")):
            return ""  # it counted readers
        if ref := self.picture(src) if src else None:
            return pieces.picture(alt, ref)
        if "a" in parent_tags or not src.lower().startswith(("http://", "https://", "//")):
            return escaped(" ".join(alt.split()))
        return pieces.link(escaped(alt), src)

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source = el if el.get("src") else el.find("source")
        url = str(source.get("src") or "") if isinstance(source, Tag) else ""
        self.note(f"embedded content, a link instead: {el.name}")
        return self.convert_div(el, pieces.bare_link(url) if url else text, parent_tags)

    convert_video = convert_audio = convert_embed = convert_iframe

    convert_b = convert_strong = _around("**", "**")
    convert_em = convert_i = _around("*", "*")
    convert_del = convert_s = convert_strike = _around("~~", "~~")
    convert_sub = _around("<sub>", "</sub>")
    convert_sup = _around("<sup>", "</sup>")
    convert_kbd = _around("<kbd>", "</kbd>")

    def words_of(self, el: Tag) -> str:
        """An element's words in one line, as Markdown."""
        return escaped(" ".join(text_of(el).split()))


def language_of(pre: Tag) -> str:
    """The programming language that a code block's classes name."""
    code = pre.find("code")
    nodes = [pre, code] if isinstance(code, Tag) else [pre]
    for node in nodes:
        for name in node.get("class") or ():
            kind, _, language = str(name).partition("-")
            if kind in ("language", "lang", "brush:") and language not in ("auto", "none", ""):
                return language
    return ""


def html_to_markdown(html: str, where: str, report: Report, picture: Picture = no_picture) -> str:
    """HTML as our Markdown.

    where   -- the document's ref, for the report.
    picture -- given an image's address, answers `picture:REF` when it comes with the import.
    """
    return Converter(where, report, picture).convert(html)


def _without_gaps(lines: list[str]) -> str:
    """No spaces at line ends, never two empty lines in a row outside code."""
    kept: list[str] = []
    fence = ""
    for line in lines:
        body = line.lstrip("> ")
        if fence:
            fence = "" if body.rstrip() == fence else fence
            kept.append(line)
            continue
        if body.startswith("```"):
            fence = "`" * (len(body) - len(body.lstrip("`")))
        line = line.rstrip()
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")
