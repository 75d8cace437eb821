"""Changing an index: batches in one commit, and a fresh index aside. Only under folder's locks."""

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import TermNotFound

from search import schema
from search.contract import Document
from search.folder import read_json, write_whole
from search.merging import merge
from search.pool import TermWriter

MAX_REMEMBERED_REMOVALS = 2_000  # an older put may arrive late, but not by that many removals
WRITER_MEMORY = 16  # MB of postings, before they are sorted on disk

Removal = tuple[str, int]  # ref, version


def create(directory: Path) -> None:
    """An empty index in an empty directory."""
    whoosh_index.create_in(str(directory), schema.SCHEMA)


def apply(directory: Path, puts: Iterable[Document], removes: Iterable[Removal]) -> None:
    """Put and remove documents in one commit; whatever is older than what is there is ignored."""
    wanted = _latest(puts, removes)
    rows = {ref: schema.row(document) for ref, (_, document) in wanted.items() if document}
    if not wanted:
        return
    with _writer(directory) as writer:
        there = _find(writer, wanted)
        removed: dict[str, int] = read_json(directory / "removed.json", {})
        changed = False
        for ref, (version, document) in wanted.items():
            if version < max(there[ref][0], removed.get(ref, -1)):
                continue
            for number in there[ref][1]:
                writer.delete_document(number)
                changed = True
            if document is not None:
                writer.add_document(**rows[ref])
                changed = True
            else:
                removed[ref] = max(version, removed.pop(ref, -1))
        _remember_removals(directory, removed)
        if changed:
            writer.commit(mergetype=merge)


def _latest(
    puts: Iterable[Document], removes: Iterable[Removal]
) -> dict[str, tuple[int, Document | None]]:
    """The newest state asked for each ref; of equals the later, and a removal."""
    wanted: dict[str, tuple[int, Document | None]] = {}
    for document in puts:
        if document.version >= wanted.get(document.ref, (-1, None))[0]:
            wanted[document.ref] = (document.version, document)
    for ref, version in removes:
        if version >= wanted.get(ref, (-1, None))[0]:
            wanted[ref] = (version, None)
    return wanted


@contextmanager
def _writer(directory: Path) -> Iterator[Any]:
    """Whoosh's writer; whatever goes wrong, nothing half done stays and its lock is released."""
    writer = TermWriter(whoosh_index.open_dir(str(directory)), limitmb=WRITER_MEMORY)
    try:
        yield writer
    finally:
        if not writer.is_closed:
            _abandon(writer)


def _abandon(writer: Any) -> None:
    # After a failed commit (a full disk) Whoosh keeps its lock, and cancelling may fail as well.
    with suppress(Exception):
        writer.cancel()
    lock = writer.writelock
    if lock is not None and getattr(lock, "fd", None) is not None:
        with suppress(Exception):
            lock.release()


def _find(writer: Any, refs: Iterable[str]) -> dict[str, tuple[int, list[int]]]:
    """The version and the document numbers under which each ref stands now."""
    there: dict[str, tuple[int, list[int]]] = {ref: (-1, []) for ref in refs}
    if not writer.segments:
        return there
    reader = writer.reader()
    for leaf, offset in reader.leaf_readers():
        for ref, (version, numbers) in list(there.items()):
            try:
                matcher = leaf.postings("ref", ref.encode("utf-8"))
            except TermNotFound:
                continue
            while matcher.is_active():
                number = matcher.id()
                version = max(version, leaf.stored_fields(number)["version"])
                numbers.append(offset + number)
                matcher.next()
            there[ref] = (version, numbers)
    reader.close()
    return there


def _remember_removals(directory: Path, removed: dict[str, int]) -> None:
    # Before the commit: if that fails, the removal is delivered again, and is newer than nothing.
    kept = dict(list(removed.items())[-MAX_REMEMBERED_REMOVALS:])
    if kept != read_json(directory / "removed.json", {}):
        write_whole(directory / "removed.json", json.dumps(kept))


class Journal:
    """What changes while a fresh index is built aside, to be done again on it before the switch."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "journal.jsonl"

    def note(self, puts: Iterable[Document], removes: Iterable[Removal]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            for document in puts:
                file.write(json.dumps(asdict(document), default=datetime.isoformat) + "\n")
            for ref, version in removes:
                file.write(json.dumps([ref, version]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> tuple[list[Document], list[Removal]]:
        puts: list[Document] = []
        removes: list[Removal] = []
        if not self.path.exists():
            return puts, removes
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                noted = json.loads(line)
                if isinstance(noted, list):
                    removes.append((noted[0], noted[1]))
                else:
                    puts.append(_document(noted))
        return puts, removes


def _document(noted: dict[str, Any]) -> Document:
    for name in ("created", "updated"):
        noted[name] = datetime.fromisoformat(noted[name])
    for name in ("readers", "tags", "product"):
        noted[name] = tuple(noted[name])
    return Document(**noted)


class FreshIndex:
    """An index being filled from nothing with one writer: the quick way for many documents."""

    def __init__(self, directory: Path) -> None:
        create(directory)
        self.journal = Journal(directory)
        self._directory = directory
        self._writer = TermWriter(whoosh_index.open_dir(str(directory)), limitmb=WRITER_MEMORY)
        self._refs: set[str] = set()
        self._joined: list[Any] = []

    def add(self, puts: Iterable[Document], removes: Iterable[Removal]) -> None:
        """Add documents; a ref that comes again, and removals, wait for the end."""
        for document in puts:
            if document.ref in self._refs:
                self.journal.note([document], [])
            else:
                self._refs.add(document.ref)
                self.fill([document])
        removals = list(removes)
        if removals:
            self.journal.note([], removals)

    def fill(self, puts: Iterable[Document]) -> None:
        """Add documents of which no ref ever comes again."""
        for document in puts:
            self._writer.add_document(**schema.row(document))

    def new_part(self) -> Path:
        """An empty directory in which a FreshIndex of its own, in any process, may be filled."""
        part = self._directory / f"part-{secrets.token_hex(4)}"
        part.mkdir(mode=0o700)
        return part

    def join(self, part: Path) -> None:
        """Take over what was committed in a part."""
        for segment in whoosh_index.open_dir(str(part))._segments():
            for file in part.glob(f"{segment.segment_id()}.*"):
                file.rename(self._directory / file.name)
            self._joined.append(segment)
        shutil.rmtree(part)

    def commit(self) -> None:
        self._writer.commit(mergetype=lambda _writer, _none: self._joined)

    def replay(self) -> None:
        """Bring what was committed up to date with the journal."""
        apply(self._directory, *self.journal.read())

    def close(self) -> None:
        if not self._writer.is_closed:
            _abandon(self._writer)
