"""What links and pictures point at, in the form that the house reads."""

import re
from collections.abc import Callable

from hoidap.importing.texts.dialects.media import described, target

Resolve = Callable[[str], str]  # a picture's address as typed -> as it shall stand
_ADDRESS = (
    r"\([ \t]{0,9}(?:<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*?))"
    r"(?P<title>[ \t]{1,9}(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]{0,9}\)"
)
_ALT = r"(?P<alt>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)"
_PICTURE = re.compile(rf"!\[{_ALT}\](?:{_ADDRESS}|\[(?P<ref>[^\[\]\n]*)\])")
_LINK = re.compile(rf"(?<=\]){_ADDRESS}")
_FILE = re.compile(r"(?<!!)\[([^\[\]\n/]{1,200}\.mdx?)\]\(([^()\s:]{0,500}?\1)\)")
_SHORT_PICTURE = re.compile(r"!\[([^\[\]\n]+)\](?![\[(:])")
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*<?([^\s<>]+)>?[^\n]*$", re.MULTILINE
)
_BAD = re.compile(r"[\s<>]")


def settled(text: str, picture: Resolve, title: Callable[[str], str]) -> str:
    """The text with every picture resolved and no space left in a link's address.

    title -- of the page that an address means: a link called by the file's name is called so.
    """
    if "![" in text:
        text = _with_pictures(text, picture)
    if ".md" in text:
        text = _FILE.sub(lambda found: f"[{title(found[2]) or found[1]}]({found[2]})", text)
    return _LINK.sub(_without_spaces, text) if "](" in text else text


def _with_pictures(text: str, picture: Resolve) -> str:
    defined = {_name(name): where for name, where in _DEFINITION.findall(text)}

    def drawn(found: re.Match[str]) -> str:
        if found["ref"] is not None:
            where = defined.get(_name(found["ref"] or found["alt"]))
        else:
            where = found["angled"] if found["angled"] is not None else found["plain"]
        if not where:
            return found[0] if where is None else described(found["alt"])
        return f"![{described(found['alt'])}]({picture(where.strip())})"

    def short(found: re.Match[str]) -> str:
        where = defined.get(_name(found[1]))
        return f"![{described(found[1])}]({picture(where)})" if where else found[0]

    text = _PICTURE.sub(drawn, text)
    return _SHORT_PICTURE.sub(short, text) if defined else text


def _without_spaces(found: re.Match[str]) -> str:
    where = found["plain"] if found["angled"] is None else target(found["angled"])
    where = where.strip().replace("\\<", "<")  # escaped as if it were a placeholder among words
    where = _BAD.sub(lambda bad: f"%{ord(bad[0]):02X}", where)
    return f"({where}{found['title'] or ''})"


def _name(reference: str) -> str:
    return " ".join(reference.split()).casefold()
