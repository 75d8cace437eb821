"""Whoosh as it comes, beside us: its default analysis and schema, its own Or search."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, index, qparser

SCHEMA = fields.Schema(
    ref=fields.ID(unique=True, stored=True), title=fields.TEXT(), text=fields.TEXT()
)


def indexed(rows: Iterable[tuple[str, str, str]], folder: Path) -> Any:
    """rows -- ref, title and text; the text field holds both, as ours."""
    folder.mkdir()
    made = index.create_in(str(folder), SCHEMA)
    writer = made.writer()
    for ref, title, text in rows:
        writer.add_document(ref=ref, title=title, text=f"{title}\n{text}")
    writer.commit()
    return made


class Searching:
    """One open searcher; asks the text field alone, which is the quickest it can do."""

    def __init__(self, made: Any) -> None:
        self.searcher = made.searcher()
        self.parser = qparser.QueryParser("text", SCHEMA, group=qparser.OrGroup)
        self.parser.remove_plugin_class(qparser.WildcardPlugin)

    def search(self, typed: str, most: int = 10) -> list[str]:
        found = self.searcher.search(self.parser.parse(typed), limit=most)
        return [hit["ref"] for hit in found]
