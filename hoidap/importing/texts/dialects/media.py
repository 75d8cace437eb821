"""Pictures, links and what is embedded, as Markdown writes them."""

import re

from hoidap.importing.texts.dialects.layout import Block, joined, one_line
from hoidap.importing.texts.dialects.tags import Tag

_UNSAFE = re.compile(r"[\s()<>]")
_SPECIAL = re.compile(r"(?<!\\)([\[\]])")
_VIDEO = re.compile(
    r"(?:https?:)?//(?:www\.)?(?:youtube(?:-nocookie)?\.com/(?:embed/|watch\?v=)|youtu\.be/)"
    r"([\w-]{6,20})"
)
_BY_ID = {
    "youtube": "https://www.youtube.com/watch?v=",
    "youtubeembed": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "loom": "https://www.loom.com/share/",
    "gist": "https://gist.github.com/",
}


def target(href: str) -> str:
    """An address as it may stand between a link's brackets."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", href.strip())


def link(words: str, href: str) -> str:
    return f"[{words}]({target(href)})"


def described(alt: str) -> str:
    """A picture's description with its brackets escaped."""
    return _SPECIAL.sub(r"\\\1", one_line(alt))


def picture(tag: Tag, caption: str) -> str:
    """A picture in its line, or a block where it has a caption."""
    source = tag.get("src", "source", "url", "file", "light", "image_path", "path", "link", "0")
    if not source:
        return Block(caption)
    drawn = f"![{described(tag.get('alt', 'caption', 'title', 'description'))}]({target(source)})"
    words = caption or one_line(tag.get("caption"))
    if not words:
        return drawn
    return joined(drawn, words if "\n" in words or words.startswith("*") else f"*{words}*")


def embedded(tag: Tag, words: str, name: str) -> Block:
    """A link to what stood in a frame of the page."""
    said = tag.get("src", "url", "href", "source", "id", "videoid", "video-id", "1", "0")
    if not said:
        return Block(words)
    if found := _VIDEO.search(said):
        href = f"https://www.youtube.com/watch?v={found[1]}"
    elif said.startswith("//"):
        href = f"https:{said}"
    else:
        href = said if "/" in said else _BY_ID.get(name, "") + said
    words = words or one_line(tag.get("title", "alt", "caption", "label"))
    return Block(link(words or href, href))
