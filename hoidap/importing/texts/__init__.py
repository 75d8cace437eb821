"""Other systems' texts as our Markdown. What cannot be carried over is named in the report."""

from hoidap.importing.report import Report


def to_markdown(text: str, format_: str, where: str, report: Report) -> str:
    """`text` in `format_` (markdown, html, text, …) as our Markdown.

    where -- the document's ref, for the report.
    """
    if format_ not in ("markdown", "text"):
        report.note(f"text in {format_}", where)
    return text
