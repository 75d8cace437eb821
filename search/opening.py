"""The segments of the latest generation, opened; those that stay are not opened again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import SegmentReader


def latest_generation(directory: Path) -> int:
    """Raises EmptyIndexError, FileNotFoundError."""
    generation: int = whoosh_index.open_dir(str(directory)).latest_generation()
    return generation


def open_latest(directory: Path, known: Mapping[str, Any]) -> tuple[int, list[Any]]:
    """The latest generation and a reader of each of its segments.

    known -- readers by their segment's id; of a segment that stays only deletions can change.
             (Whoosh's own `reuse=` would bring back the segments that a merge has dropped.)
    Raises EmptyIndexError, FileNotFoundError.
    """
    index = whoosh_index.open_dir(str(directory))
    contents = index._read_toc()
    leaves = []
    for segment in contents.segments:
        leaf = known.get(segment.segment_id())
        if leaf is None:
            leaf = SegmentReader(index.storage, contents.schema, segment)
        else:
            _delete_also(leaf, segment)
        leaves.append(leaf)
    return contents.generation, leaves


def _delete_also(leaf: Any, segment: Any) -> None:
    gone = set(segment.deleted_docs()).difference(leaf.segment().deleted_docs())
    for document in gone:
        leaf.segment().delete_document(document)
    if gone:
        vars(leaf).pop("deleted_docs_set", None)  # Whoosh keeps it once asked for
