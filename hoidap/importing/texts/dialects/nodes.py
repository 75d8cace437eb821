"""Tags and the text between them as a tree."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from hoidap.importing.texts.dialects.names import (
    BREAKS,
    ELEMENTS,
    ENDS_ITS_LIKE,
    IS_BOOLEAN,
    VOID,
)
from hoidap.importing.texts.dialects.tags import Tag, find_tags

DEEPEST = 40  # what is nested deeper is taken as empty


@dataclass(slots=True)
class Node:
    """A tag and what it holds. What was never closed holds nothing: its text stands behind it."""

    tag: Tag
    children: list["Node | str"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """In lower case, as all are looked up."""
        return self.tag.name.lower()

    @property
    def is_element(self) -> bool:
        return self.tag.syntax == "html" and self.tag.name in ELEMENTS

    def nodes(self) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node)]


def grow(text: str, known: Container[str], *, is_mdx: bool) -> list[Node | str]:
    """The tree of a text, as the children of its root; linear in its length.

    known  -- names of components, in lower case.
    is_mdx -- whether every tag is meant as one; else `<Name>` may be a placeholder, plain text.
    """
    tags = list(find_tags(text))
    closed_at = {_key(tag): tag.start for tag in tags if tag.role == "close"}
    paired = {_key(tag) for tag in tags if tag.role == "open"} & set(closed_at)
    root: list[Node | str] = []
    stack: list[Node] = []
    at = 0
    for tag in tags:
        is_closed_later = closed_at.get(_key(tag), -1) > tag.start
        if not _is_meant(tag, known, _key(tag) in paired, is_mdx=is_mdx):
            continue
        _here(stack, root).append(text[at : tag.start])
        at = tag.end
        if tag.role == "close":
            _close(tag, stack, root)
            continue
        if tag.name in ENDS_ITS_LIKE and stack and stack[-1].tag.name == tag.name:
            stack.pop()
        node = Node(tag)
        _here(stack, root).append(node)
        is_void = tag.syntax == "html" and tag.name in VOID
        if tag.role == "open" and is_closed_later and not is_void and len(stack) < DEEPEST:
            stack.append(node)
    _here(stack, root).append(text[at:])
    _hoist(stack, root)
    return root


def _key(tag: Tag) -> tuple[str, str]:
    return tag.syntax, tag.name.lower()


def _is_meant(tag: Tag, known: Container[str], is_paired: bool, *, is_mdx: bool) -> bool:
    """Whether it is a tag at all, and no placeholder such as <user> or <link to your site>."""
    name = tag.name
    is_element = name in ELEMENTS
    if tag.syntax != "html" or (is_mdx and not name[:1].islower()):
        return True
    if not is_element and not (name[:1].isupper() and name.lower() in known):
        return False
    if tag.attributes and not tag.has_values and not IS_BOOLEAN.issuperset(tag.attributes):
        return False
    if tag.has_values or tag.role == "empty" or is_paired:
        return True
    return is_element and (tag.role == "close" or name in BREAKS | ENDS_ITS_LIKE)


def _here(stack: list[Node], root: list[Node | str]) -> list[Node | str]:
    return stack[-1].children if stack else root


def _close(tag: Tag, stack: list[Node], root: list[Node | str]) -> None:
    """Close the nearest of its name; a stray one stands as an empty node of its own."""
    for depth in range(len(stack) - 1, -1, -1):
        if _key(stack[depth].tag) == _key(tag):
            _hoist(stack[depth + 1 :], stack[depth].children)
            del stack[depth:]
            return
    if tag.syntax == "html" and tag.name in ("br", "p"):
        _here(stack, root).append(Node(tag))


def _hoist(unclosed: Iterable[Node], into: list[Node | str]) -> None:
    """What was left open holds nothing; its children come behind it."""
    for node in unclosed:
        children, node.children = node.children, []
        into += children
