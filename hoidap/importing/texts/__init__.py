"""Other systems' texts as our Markdown. What cannot be carried over is named in the report."""

from hoidap.importing.report import Report
from hoidap.importing.texts.cooked import cooked_to_markdown
from hoidap.importing.texts.discourse import discourse_to_markdown
from hoidap.importing.texts.escaping import plain_words


def to_markdown(text: str, format_: str, where: str, report: Report) -> str:
    """`text` in `format_` (markdown, html, text) as our Markdown.

    where -- the document's ref, for the report.
    """
    match format_:
        case "markdown":
            return discourse_to_markdown(text, where, report)
        case "html":
            return cooked_to_markdown(text, where, report)
        case "text":
            return plain_words(text).strip("\n")
    report.note(f"taken as Markdown, since this format is not known: {format_}", where)
    return text
