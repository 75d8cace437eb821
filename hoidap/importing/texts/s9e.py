"""phpBB 3.2 and newer keep a post as XML, made by s9e's TextFormatter.

    <r><B><s>[b]</s>strong<e>[/b]</e></B> words</r>

The XML holds the text as typed; `<s>`, `<e>` and `<i>` wrap what was only markup.
"""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hoidap.importing.texts.bbcode import Mark, Parts

_MARKUP = frozenset({"s", "e", "i"})
_VALUES = ("url", "src", "author", "lang", "type", "email", "title", "index", "color", "size")
_NAMES = {"LI": "*", "EMOJI": "", "E": "", "LINK_TEXT": "", "r": "", "t": "", "p": ""}


def parts_of(xml: str) -> Parts:
    """The tree that the XML says. Raises ValueError where it is no such XML."""
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException) as problem:
        raise ValueError(str(problem)) from None
    return _inside(root)


def _inside(node: Element) -> Parts:
    parts: Parts = [node.text or ""]
    for child in node:
        if child.tag == "br":
            # The line break itself stands behind the tag.
            parts.append("" if (child.tail or "").startswith("\n") else "\n")
        elif child.tag == "p":
            parts += ["\n\n", *_inside(child), "\n\n"]
        elif child.tag not in _MARKUP:
            parts += _parts(child)
        parts.append(child.tail or "")
    return parts


def _parts(node: Element) -> Parts:
    name = _NAMES.get(node.tag, node.tag.lower())
    if not name:
        return ["".join(_words(node))]
    options = {key.lower(): value for key, value in node.attrib.items()}
    mark = Mark(name, options=options, inside=_inside(node))
    mark.opened, mark.closed = node.findtext("s") or "", node.findtext("e") or ""
    mark.value = next((options[key] for key in _VALUES if key in options), "")
    return [mark]


def _words(node: Element) -> list[str]:
    return [part if isinstance(part, str) else part.plain() for part in _inside(node)]
