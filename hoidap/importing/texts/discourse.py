"""Discourse's Markdown, with the BBCode that an older forum left in it, as our Markdown.

A text in which nothing of it occurs comes through byte for byte; code always does.
"""

import re
from collections.abc import Callable
from functools import partial

from hoidap.importing.records import PICTURE, picture_url
from hoidap.importing.report import Report
from hoidap.importing.texts import pieces
from hoidap.importing.texts.bbcode import parse
from hoidap.importing.texts.emoji import with_emoji
from hoidap.importing.texts.marks import Writing
from hoidap.importing.texts.outside_code import code_spans, outside

Upload = Callable[[str], str]
Note = Callable[[str], None]

_UPLOAD = re.compile(r"upload://([\w.-]+)")
_SIZED = re.compile(r"(!\[[^\]\[\n|]*)\|[^\]\[\n]*(\]\()")  # ![name|690x388, 50%](…
_PICTURE = re.compile(r"!\[([^\]\[\n]*)\]\(upload://([\w.-]+)(?:[ \t]+\"[^\"\n]*\")?\)")
_FILE = re.compile(r"\[([^\]\[\n|]*)\|attachment\]\(([^)\s]*)\)")


def discourse_to_markdown(
    text: str, where: str, report: Report, upload: Upload = picture_url
) -> str:
    """`text` as typed in Discourse.

    where  -- the post's ref, for the report.
    upload -- where `upload://NAME` is: `picture:REF` when it comes with the import, or an address.
    """
    note = partial(report.note, where=where)
    text = outside(text, code_spans(text), partial(_within_lines, note=note, upload=upload))
    return bbcode_in_markdown(text, where, report, upload)


def bbcode_in_markdown(text: str, where: str, report: Report, upload: Upload = picture_url) -> str:
    """Markdown with tags of BBCode in it, and those of HTML that people type, as Markdown alone."""
    note = partial(report.note, where=where)
    parts = parse(text, html=True, code=code_spans(text))
    return Writing(lambda words, _: words, note, partial(_picture, upload)).text(parts)


def _within_lines(text: str, note: Note, upload: Upload) -> str:
    if "](" in text:
        text = _SIZED.sub(r"\1\2", text)
        text = _PICTURE.sub(lambda found: _placed(found[1], upload(found[2])), text)
        text = _FILE.sub(lambda found: _file(found, note), text)
    return with_emoji(text)


def _placed(alt: str, url: str) -> str:
    """`alt` is Markdown."""
    return f"![{alt}]({url})" if url.startswith(PICTURE) else pieces.link(alt, url)


def _picture(upload: Upload, src: str) -> str | None:
    """What a tag's `upload://…` is; other addresses are for the tag to link to."""
    found = _UPLOAD.fullmatch(src)
    url = upload(found[1]) if found else ""
    return url if url.startswith(PICTURE) else None


def _file(found: re.Match[str], note: Note) -> str:
    note("attached file: only its name comes")
    return f"*{found[1]}*"
