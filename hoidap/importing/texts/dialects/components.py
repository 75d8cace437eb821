"""Components of JSX, Liquid, shortcodes and containers, by name: what each becomes here.

What none of these knows is taken off its text, which stays, and is named in the report.
"""

import re
from collections.abc import Callable

from hoidap.importing.texts.dialects.alerts import kind_of
from hoidap.importing.texts.dialects.drawing import Drawing
from hoidap.importing.texts.dialects.layout import Block, dedented, joined, one_line, prefixed
from hoidap.importing.texts.dialects.media import embedded, link, picture
from hoidap.importing.texts.dialects.nodes import Node

_VALUES = re.compile(r"\{[^{}]*\}")
_PAIR = re.compile(r"""(label|value)["']?\s*:\s*(["'])(.*?)\2""")
_SEPARATOR = re.compile(r"^[ \t]*(?:\\?<-{3,}>|\|{3})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"#{1,6} +(.+?) *#*(?:\n|$)")
Draw = Callable[[Node, Drawing], str]
_LABELS = ("title", "label", "name", "heading", "header", "summary", "tab", "0", "value", "text")
_TARGETS = ("href", "link", "to", "url", "path", "src", "0")


def draw(node: Node, page: Drawing) -> str:
    """What the component becomes: a Block, or words in a line."""
    known = KNOWN.get(node.name)
    if known is None:
        page.note(f"unknown component, only its words: {_as_written(node)}")
        known = _bare
    return known(node, page)


def alert(kind: str, title: str, inner: str) -> Block:
    """One of the house's alerts."""
    head = f"> [!{kind.upper()}] {one_line(title)}".rstrip()
    return Block(f"{head}\n{prefixed(inner, '> ', '> ')}" if inner.strip() else head)


def fold(title: str, inner: str) -> Block:
    """Something that the reader opens."""
    summary = one_line(title) or "…"
    return joined(f"<details>\n<summary>{summary}</summary>", inner, "</details>")


def _as_written(node: Node) -> str:
    name = node.tag.name
    shapes = {"html": f"<{name}>", "liquid": f"{{% {name} %}}", "hugo": f"{{{{< {name} >}}}}"}
    return shapes.get(node.tag.syntax, f":::{name}")


def _inner(node: Node, page: Drawing) -> str:
    return dedented(page.draw(node.children))


def _bare(node: Node, page: Drawing) -> str:
    """Only what it holds: as a block where it held lines, else as words."""
    inner = page.draw(node.children)
    return Block(dedented(inner)) if "\n" in inner.strip(" ") else inner


def _nothing(_node: Node, _page: Drawing) -> str:
    return ""


def _left_out(node: Node, page: Drawing) -> str:
    page.note(f"left out: {_as_written(node)}")
    return ""


def _alert_of(kind: str) -> Draw:
    def drawn(node: Node, page: Drawing) -> str:
        inner = _inner(node, page) or node.tag.get("content", "text", "message", "body")
        return alert(kind, node.tag.get("title", "label", "header"), inner)

    return drawn


def _typed_alert(node: Node, page: Drawing) -> str:
    """An alert that names its kind: {% hint style="info" %}, <Admonition type="tip">, :::note."""
    tag = node.tag
    said = tag.get("style", "type", "kind", "color", "variant", "level", "0")
    title = tag.get("title", "header", "1")
    inner = _inner(node, page) or tag.get("content", "text", "message")
    if said.lower() in ("details", "expand"):
        return fold(title, inner)
    kind = kind_of(said) or kind_of(node.name)
    if kind is None:
        page.note(f"unknown kind of alert: {said}")
        kind, title = "note", title or (said if tag.syntax == "colons" else "")
    return alert(kind, title, inner)


def _fold(node: Node, page: Drawing) -> str:
    summary = next((child for child in node.nodes() if child.name == "summary"), None)
    others = [child for child in node.children if child is not summary]
    title = one_line(page.draw(summary.children)) if summary else node.tag.get(*_LABELS)
    return fold(title, dedented(page.draw(others)))


def _labelled(node: Node, page: Drawing) -> str:
    """A tab, a column, a dated update: its label in bold above what it holds."""
    label = one_line(node.tag.get(*_LABELS, "date"))
    return joined(f"**{label}**" if label else "", _inner(node, page))


def _tabs(node: Node, page: Drawing) -> str:
    """Docusaurus may keep the labels here: values={[{label: 'macOS', value: 'mac'}]}."""
    labels = {}
    for said in _VALUES.findall(node.tag.get("values")):
        pair = {name: value for name, _, value in _PAIR.findall(said)}
        labels[pair.get("value", "")] = pair.get("label", "")
    for tab in node.nodes():
        if label := labels.get(tab.tag.get("value")):
            tab.tag.attributes.setdefault("label", label)
    return _bare(node, page)


def _columns(node: Node, page: Drawing) -> str:
    """Hugo separates columns by a line of their own."""
    return Block(_SEPARATOR.sub("", dedented(page.draw(node.children))))


def _steps(node: Node, page: Drawing) -> str:
    steps = [child for child in node.nodes() if child.name in ("step", "steps.step")]
    if not steps:
        return _bare(node, page)
    drawn = [_step(number, step, page) for number, step in enumerate(steps, start=1)]
    return joined(*drawn)


def _step(number: int, node: Node, page: Drawing) -> str:
    marker = f"{number}. "
    title, inner = one_line(node.tag.get("title", "label", "name", "0")), _inner(node, page)
    if not title and (heading := _HEADING.match(inner)):
        title, inner = heading[1].replace("**", ""), inner[heading.end() :]
    body = joined(f"**{title}**" if title else "", inner)
    return prefixed(body, marker, " " * len(marker))


def _card(node: Node, page: Drawing) -> str:
    """An item of a list: what the card is called, leading where it leads, and its words."""
    title, href = one_line(node.tag.get("title", "label", "heading")), node.tag.get(*_TARGETS[:4])
    inner = _inner(node, page)
    if not title:
        title, inner = (one_line(inner), "") if href and "\n\n" not in inner else ("", inner)
    head = f"**{link(title, href) if href else title}**" if title else ""
    short = head and inner and "\n" not in inner.strip()
    body = f"{head}: {inner.strip()}" if short else joined(head, inner)
    return Block(prefixed(body, "- ", "  ")) if body else ""


def _field(node: Node, page: Drawing) -> str:
    """A parameter of an interface."""
    tag = node.tag
    name = tag.get("name", "path", "query", "body", "header", "0")
    facts = [tag.get("type")] + ["required"] * ("required" in tag.attributes)
    said = ", ".join(fact for fact in facts if fact)
    head = page.code.inline_of(name) + (f" ({said})" if said else "")
    return Block(prefixed(joined(head, _inner(node, page)), "- ", "  "))


def _link(node: Node, page: Drawing) -> str:
    if node.tag.syntax == "liquid":
        return _target(node, page)
    href = node.tag.get("href", "to", "url", "link", "src", "path", "relref", "0")
    words = one_line(page.draw(node.children)) or one_line(node.tag.get("title", "text", "label"))
    return link(words or href.rstrip("/").rpartition("/")[2], href) if href else words


def _target(node: Node, _page: Drawing) -> str:
    """{{< relref "x.md" >}} and {% link x.md %}: an address that stands within a link."""
    return node.tag.get("path", "0")


def _content_ref(node: Node, page: Drawing) -> str:
    inner = _inner(node, page)
    return Block(inner) if inner else Block(_link(node, page))


def _embed(node: Node, page: Drawing) -> str:
    page.note(f"embedded content, a link instead: {node.name}")
    return embedded(node.tag, one_line(page.draw(node.children)), node.name)


def _picture(node: Node, page: Drawing) -> str:
    return picture(node.tag, _inner(node, page))


def _framed(node: Node, page: Drawing) -> str:
    caption = one_line(node.tag.get("caption"))
    return joined(_inner(node, page), f"*{caption}*" if caption else "")


def _include(node: Node, page: Drawing) -> str:
    """Jekyll's includes and Mintlify's snippets: alerts and pictures are known by their names."""
    name = node.tag.get("file", "0").rpartition("/")[2].partition(".")[0].lower()
    said = node.tag.get("content", "text", "message", "body")
    if name in ("image", "img", "figure", "picture", "screenshot"):
        return Block(picture(node.tag, ""))
    if name in ("youtube", "video", "vimeo", "loom", "embed"):
        return _embed(node, page)
    if said and (kind := kind_of(node.tag.get("type", "style", "kind")) or kind_of(name)):
        return alert(kind, node.tag.get("title"), said)
    page.note(f"text included from elsewhere: {node.tag.get('file', '0')}")
    return Block(said)


def _tooltip(node: Node, page: Drawing) -> str:
    page.note("tooltip, only the words under it")
    return page.draw(node.children)


def _names(draw: Draw, names: str) -> dict[str, Draw]:
    return dict.fromkeys(names.split(), draw)


KNOWN: dict[str, Draw] = {
    **_names(_typed_alert, "hint callout alert admonition notice admonitions banner aside box"),
    **_names(_alert_of("note"), "note info message notes"),
    **_names(_alert_of("tip"), "tip check success"),
    **_names(_alert_of("important"), "important"),
    **_names(_alert_of("warning"), "warning warn attention"),
    **_names(_alert_of("caution"), "caution danger error"),
    **_names(
        _fold, "accordion accordionitem expandable expand details collapse toggle spoiler faq"
    ),
    **_names(_labelled, "tab tabitem tabs.tab update code-tab"),
    **_names(_tabs, "tabs tabset tabview"),
    **_names(_columns, "columns"),
    **_names(_steps, "steps stepper"),
    **_names(_card, "card linkcard tile"),
    **_names(_field, "paramfield responsefield property"),
    **_names(_link, "link navlink linkbutton button buttonlink btn a anchor file download"),
    **_names(_target, "relref ref link_to post_url siteurl"),
    **_names(_content_ref, "content-ref page-ref doclink"),
    **_names(_embed, "embed iframe youtube video vimeo loom youtubeembed reactplayer audio gist"),
    **_names(_picture, "image img figure zoom themedimage screenshot zoomimage lightbox"),
    **_names(_framed, "frame"),
    **_names(_labelled, "code"),
    **_names(_include, "include snippet include_relative partial readfile"),
    **_names(_tooltip, "tooltip abbreviation popover"),
    **_names(_nothing, "raw comment icon fontawesome fa head break newline br clear toc tocinline"),
    **_names(_left_out, "doccardlist swagger openapi chart param highlight assign capture cycle"),
    **_names(
        _bare,
        "accordions accordiongroup badge browseronly cardgroup cardlist cards codegroup codetabs"
        " column container description fragment grid h1 h2 h3 h4 h5 h6 label p panel div"
        " requestexample responseexample row section span step text tiles"
        " translate view updates wrapper center left right latex katex math codeblock div.flex"
        " include-start nobr small big",
    ),
    "": _bare,
}
