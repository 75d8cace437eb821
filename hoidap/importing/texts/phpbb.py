"""A phpBB post's text, in either of the two forms that phpBB keeps it, as our Markdown."""

import re
from functools import partial
from html import unescape

from hoidap.importing.report import Report
from hoidap.importing.texts import s9e
from hoidap.importing.texts.bbcode import parse
from hoidap.importing.texts.escaping import plain_words
from hoidap.importing.texts.marks import Picture, Writing

# phpBB 3.0 and 3.1 write what it made of typed text between comments.
_SMILEY = re.compile(r"<!-- s(.{1,50}?) --><img [^>]*><!-- s\1 -->")
_LINK = re.compile(r'<!-- ([mlwe]) --><a [^>]*?href="([^"]*)"[^>]*>.*?</a><!-- \1 -->', re.DOTALL)
_INLINE_FILE = re.compile(r"<!-- ia\d+ -->")
_TAG = re.compile(r"\[(/?[*\w]+(?:=[^\[\]]*?)?)(?::[a-z])?:(\w{5,10})\]")
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>|\[/?[*\w]+(?:=[^\[\]]*)?:\w{5,10}\]")
_TYPED_BRACKET = "\ue000"  # a bracket that is no tag, until the tags are found
_OPEN, _CLOSE = "\ue001", "\ue002"  # the brackets of tags meanwhile


def phpbb_to_markdown(text: str, where: str, report: Report, *, uid: str, picture: Picture) -> str:
    """`post_text` as our Markdown.

    uid     -- the post's `bbcode_uid`; tags of phpBB 3.0 and 3.1 carry it.
    picture -- given `attachment:N` or an address, answers `picture:REF` when the export has it.
    """
    note = partial(report.note, where=where)
    parts = None
    if text.startswith(("<r>", "<t>", "<r ", "<t ")):
        try:
            parts = s9e.parts_of(text)
        except ValueError:
            note("broken XML of a post: shown as it stands")
    if parts is None:
        parts = parse(_before_s9e(text, uid))
    made = Writing(_words, note, picture).text(parts).strip("\n")
    return made.replace(_TYPED_BRACKET, "[")


def _before_s9e(text: str, uid: str) -> str:
    """BBCode as typed, of a text whose tags carry the uid and which is escaped for HTML."""
    text = _SMILEY.sub(r"\1", text)
    text = _LINK.sub(lambda found: found[2].removeprefix("mailto:"), text)
    text = _INLINE_FILE.sub("", text).replace("<br />", "\n")
    marked = _TAG.sub(lambda found: _marked(found, uid), text)
    text = marked.replace("[", _TYPED_BRACKET).replace(_OPEN, "[").replace(_CLOSE, "]")
    return unescape(text)


def _marked(found: re.Match[str], uid: str) -> str:
    return f"{_OPEN}{found[1]}{_CLOSE}" if found[2] == uid else found[0]


def _words(text: str, at_line_start: bool) -> str:
    return plain_words(text.replace(_TYPED_BRACKET, "["), at_line_start)


def phpbb_words(text: str) -> str:
    """The words of a short text (a forum's description), without any marks."""
    if text.startswith(("<r>", "<t>")):
        try:
            text = "".join(
                part if isinstance(part, str) else part.plain() for part in s9e.parts_of(text)
            )
        except ValueError:
            return ""
    return unescape(_ANY_TAG.sub("", text)).strip()
