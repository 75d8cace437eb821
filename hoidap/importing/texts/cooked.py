"""The HTML that Discourse makes of a post, where its Markdown is not in the export."""

from bs4 import Tag

from hoidap.importing.records import former_link
from hoidap.importing.report import Report
from hoidap.importing.texts import pieces
from hoidap.importing.texts.addresses import absolute, elsewhere
from hoidap.importing.texts.discourse import bbcode_in_markdown
from hoidap.importing.texts.emoji import with_emoji
from hoidap.importing.texts.html import Converter, Picture, no_picture

_DROPPED = frozenset({"meta", "quote-controls", "poll-info", "informations"})


class CookedConverter(Converter):
    """Quotes, oneboxes, mentions, emoji, spoilers and polls, as Discourse draws them."""

    def convert_aside(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = _classes(el)
        if "quote" in classes:
            return self.quote(el, text)
        if "onebox" in classes:
            return self.onebox(el)
        return super().convert_aside(el, text, parent_tags)

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = _classes(el)
        if classes & _DROPPED or ("title" in classes and _is_quote(el.parent)):
            return ""
        if "onebox" in classes or "lazyYT" in classes:
            return self.onebox(el)
        if "spoiler" in classes or "spoiled" in classes:
            return f"\n\n{pieces.folded('Spoiler', text)}\n\n"
        if "poll" in classes:
            self.note("poll: its options stay, its votes do not")
        return super().convert_div(el, text, parent_tags)

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if _is_quote(el.parent) else super().convert_blockquote(el, text, parent_tags)

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "spoiler" in _classes(el) and "_inline" not in parent_tags:
            return f"\n\n{pieces.folded('Spoiler', text)}\n\n"
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = _classes(el)
        if classes & {"mention", "mention-group", "hashtag", "anchor"}:
            return text
        if "attachment" in classes:
            self.note("attached file: only its name comes")
            return f"*{text.strip()}*"
        if "lightbox" in classes and "picture:" in text:
            return text.strip()
        if "onebox" in classes and not text.strip():
            return self.onebox(el)
        return super().convert_a(el, text, parent_tags)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "emoji" in _classes(el):
            return with_emoji(str(el.get("alt") or el.get("title") or ""))
        if _classes(el) & {"avatar", "site-icon"}:
            return ""
        return super().convert_img(el, text, parent_tags)

    def quote(self, el: Tag, text: str) -> str:
        name, post, topic = (
            str(el.get(f"data-{key}") or "") for key in ("username", "post", "topic")
        )
        if not text.strip():
            return ""
        who = pieces.words(name)
        if who and post.isdecimal() and topic.isdecimal():
            who = former_link(who, f"/t/{topic}/{post}")
        parts = [f"**{who}:**" if who else "", text.strip("\n ")]
        return f"\n\n{pieces.quoted(pieces.paragraphs(parts))}\n\n"

    def onebox(self, el: Tag) -> str:
        """A page that was shown within the post: its address, alone on a line."""
        link = el if el.name == "a" else el.find("a", href=True)
        url = el.get("data-onebox-src") or (link.get("href") if isinstance(link, Tag) else "")
        if video := el.get("data-youtube-id"):
            url = elsewhere("youtube", str(video))
        title = pieces.words(str(el.get("data-youtube-title") or ""))
        return f"\n\n{pieces.link(title, absolute(str(url)))}\n\n" if url else ""


def cooked_to_markdown(html: str, where: str, report: Report, picture: Picture = no_picture) -> str:
    """As `html_to_markdown`, for what Discourse cooked; BBCode that it left alone becomes ours."""
    made = CookedConverter(where, report, picture).convert(html)
    return bbcode_in_markdown(made, where, report) if "[/" in made else made


def _classes(el: Tag) -> set[str]:
    return {str(name) for name in el.get("class") or ()}


def _is_quote(el: Tag | None) -> bool:
    return el is not None and el.name == "aside" and "quote" in _classes(el)
