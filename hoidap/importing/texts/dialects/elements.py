"""HTML left-overs: what each element becomes in Markdown."""

import re
from collections.abc import Callable

from hoidap.importing.texts.dialects import components
from hoidap.importing.texts.dialects.alerts import kind_of
from hoidap.importing.texts.dialects.anchors import anchor
from hoidap.importing.texts.dialects.drawing import Drawing
from hoidap.importing.texts.dialects.layout import Block, dedented, joined, one_line, prefixed
from hoidap.importing.texts.dialects.media import embedded, link, picture
from hoidap.importing.texts.dialects.names import BLOCKS, UNSEEN
from hoidap.importing.texts.dialects.nodes import Node
from hoidap.importing.texts.dialects.tables import table

_ID_AND_SLUG = re.compile(r"^\d+-|\.\w{2,5}$")


def draw(node: Node, page: Drawing) -> str:
    """What the element becomes, with the anchor that it names: a Block, or words in a line."""
    known = _KNOWN.get(node.name)
    if known is not None:
        drawn = known(node, page)
    elif node.name in BLOCKS:
        drawn = Block(dedented(page.draw(node.children)))
    else:
        drawn = page.draw(node.children)
    name = node.tag.get("id") or (node.tag.get("name") if node.name == "a" else "")
    return type(drawn)(anchor(name) + drawn) if name else drawn


def _words(node: Node, page: Drawing) -> str:
    """What it holds, in one line where it is no more than a paragraph."""
    inner = page.draw(node.children).strip()
    return inner if re.search(r"\n[ \t]*\n", inner) else one_line(inner)


def _marked(mark: str) -> Callable[[Node, Drawing], str]:
    def drawn(node: Node, page: Drawing) -> str:
        inner = page.draw(node.children)
        words = inner.strip()
        if not words or "\n\n" in words or words.startswith(mark):
            return inner
        before = inner[: len(inner) - len(inner.lstrip())]
        after = inner[len(inner.rstrip()) :]
        return f"{before}{mark}{words}{mark}{after}"

    return drawn


def _kept(node: Node, page: Drawing) -> str:
    """<kbd>, <sub>, <sup>: the house knows them."""
    inner = page.draw(node.children)
    return f"<{node.name}>{inner}</{node.name}>" if inner.strip() else inner


def _code(node: Node, page: Drawing) -> str:
    return page.code.inline_of(page.code.plain(page.draw(node.children)))


def _link(node: Node, page: Drawing) -> str:
    href, words = node.tag.get("href"), _words(node, page)
    if not href or href.startswith("javascript:"):
        return words
    if not words:
        last = href.split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2]
        words = node.tag.get("title", "aria-label") or _ID_AND_SLUG.sub("", last).replace("-", " ")
    return joined(words, link(href, href)) if "\n\n" in words else link(words, href)


def _picture(node: Node, page: Drawing) -> str:
    source, alt = node.tag.get("src", "data-src"), node.tag.get("alt", "title")
    if not source:
        return ""
    if not alt and re.match(r"(?:https?:)?//", source):
        page.note("left out: picture of another site without a description")
        return ""
    return picture(node.tag, "") if "src" in node.tag.attributes else ""


def _line_break(_node: Node, _page: Drawing) -> str:
    return "<br>"


def _rule(_node: Node, _page: Drawing) -> str:
    return Block("---")


def _heading(node: Node, page: Drawing) -> str:
    words = one_line(page.draw(node.children))
    return Block(f"{'#' * int(node.name[1])} {words}" if words else "")


def _paragraph(node: Node, page: Drawing) -> str:
    """A paragraph; one that a style sheet made a title is bold."""
    words = _words(node, page)
    is_title = any(name.endswith("title") for name in node.tag.get("class").lower().split())
    return Block(f"**{words}**" if is_title and words and "*" not in words else words)


def _quote(node: Node, page: Drawing) -> str:
    inner = dedented(page.draw(node.children))
    return Block(prefixed(inner, "> ", "> ") if inner else "")


def _list(node: Node, page: Drawing) -> str:
    items = [child for child in node.nodes() if child.name == "li"]
    if not items:
        return Block(dedented(page.draw(node.children)))
    start = node.tag.get("start")
    first = int(start) if start.isdecimal() and len(start) < 9 else 1
    drawn = []
    for number, item in enumerate(items, start=first):
        marker = f"{number}. " if node.name == "ol" else "- "
        body = _words(item, page) if not _holds_blocks(item) else dedented(page.draw(item.children))
        drawn.append(prefixed(body, marker, " " * len(marker)))
    strays = [child for child in node.children if not (isinstance(child, Node) and child in items)]
    return joined("\n".join(drawn), dedented(page.draw(strays)))


def _item(node: Node, page: Drawing) -> str:
    """An item outside of any list."""
    return Block(prefixed(dedented(page.draw(node.children)), "- ", "  "))


def _holds_blocks(node: Node) -> bool:
    return any(child.name in BLOCKS or not child.is_element for child in node.nodes())


def _term(node: Node, page: Drawing) -> str:
    words = _words(node, page)
    return Block(f"**{words}**" if words else "")


def _caption(node: Node, page: Drawing) -> str:
    words = _words(node, page)
    return Block(f"*{words}*" if words and "*" not in words and "\n" not in words else words)


def _embed(node: Node, page: Drawing) -> str:
    if not node.tag.get("src", "data"):
        sources = [child.tag.get("src") for child in node.nodes() if child.name == "source"]
        node.tag.attributes["src"] = next((source for source in sources if source), "")
    page.note(f"embedded content, a link instead: {node.name}")
    return embedded(node.tag, "", node.name)


def _container(node: Node, page: Drawing) -> str:
    """<div class="alert alert-warning"> is an alert; any other only groups."""
    children = _with_stretched_link(node, page) or node.children
    inner = dedented(page.draw(children))
    classes = node.tag.get("class", "classname").lower().split()
    if inner and {"alert", "callout", "admonition", "note", "tip", "warning"} & set(classes):
        kinds = [kind for name in reversed(classes) if (kind := kind_of(name))]
        if kinds:
            return components.alert(kinds[0], "", inner)
    return Block(inner)


def _with_stretched_link(node: Node, page: Drawing) -> list[Node | str]:
    """A tile with an empty link over all of it: its words are the link's."""
    links = [child for child in node.nodes() if child.name == "a" and child.tag.get("href")]
    if len(links) != 1 or page.draw(links[0].children).strip():
        return []
    others = [child for child in node.children if child is not links[0]]
    words = page.draw(others).strip()
    if not words or "\n\n" in words or "](" in words:
        return []
    links[0].children = [one_line(words)]
    return [links[0]]


def _control(node: Node, page: Drawing) -> str:
    page.note(f"left out: <{node.name}>")
    return ""


_KNOWN: dict[str, Callable[[Node, Drawing], str]] = {
    **dict.fromkeys(("b", "strong"), _marked("**")),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), _marked("*")),
    **dict.fromkeys(("del", "s", "strike"), _marked("~~")),
    **dict.fromkeys(("kbd", "sub", "sup"), _kept),
    **dict.fromkeys(("code", "tt", "samp"), _code),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("iframe", "video", "audio", "embed", "object"), _embed),
    **dict.fromkeys(("input", "select", "textarea", "progress", "canvas", "svg", "math"), _control),
    **dict.fromkeys(("ul", "ol", "menu"), _list),
    **dict.fromkeys(("div", "aside", "section"), _container),
    **dict.fromkeys(UNSEEN - {"svg", "math", "canvas", "select"}, lambda _node, _page: ""),
    **dict.fromkeys(("source", "track", "meta", "link", "base", "col"), lambda _node, _page: ""),
    "a": _link,
    "blockquote": _quote,
    "br": _line_break,
    "dd": _paragraph,
    "details": components.KNOWN["details"],
    "dt": _term,
    "figcaption": _caption,
    "hr": _rule,
    "img": _picture,
    "li": _item,
    "p": _paragraph,
    "summary": _term,
    "table": table,
    "wbr": lambda _node, _page: "",
}
