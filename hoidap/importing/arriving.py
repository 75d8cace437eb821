"""Records arrive: prepared outside any transaction, then written a few documents at a time.

Rendering is the slow part and holds no lock. A batch is one transaction of some milliseconds, so
that members go on writing meanwhile; one document that cannot be written is tried alone, reported
and passed by.
"""

import logging
from collections.abc import Iterable

from sqlalchemy.exc import SQLAlchemyError

from core.db import db, reading
from core.origins import Origin, origins_of
from core.text import clean_line
from hoidap.importing import conversing, places, shelving
from hoidap.importing.attachments import Attachments
from hoidap.importing.conversing import ReadyThread
from hoidap.importing.people import People
from hoidap.importing.pictures import Pictures
from hoidap.importing.records import (
    ArticleRecord,
    Document,
    Person,
    Record,
    Room,
    Shelf,
    ThreadRecord,
    authors_of,
    digest_of,
)
from hoidap.importing.report import Report, Step
from hoidap.importing.shelving import Around, ReadyArticle
from hoidap.importing.source import Options, Source

BATCH = 20  # documents in one transaction
POSTS = 100  # … or as many posts
Ready = ReadyArticle | ReadyThread
log = logging.getLogger(__name__)


class Arrivals:
    """Takes records one by one and writes them; `finish` writes what still waits. Commits."""

    def __init__(self, source: Source, *, dry_run: bool) -> None:
        self.options: Options = source.options
        self.report: Report = source.report
        self.dry_run = dry_run
        self.people = People(self.options, self.report)
        self.pictures = Pictures(source, self.report, dry_run=dry_run)
        self.attachments = Attachments(source, self.report, dry_run=dry_run)
        self.foreseen: set[tuple[str, str]] = set()
        self.waiting: list[Person | Shelf | Room | Ready] = []

    def take(self, record: Record) -> None:
        if isinstance(record, ArticleRecord | ThreadRecord):
            item = self._prepared(record)
            if item is None:
                return
            self.waiting.append(item)
        elif self.dry_run:
            self._foresee(record)
        else:
            self.waiting.append(record)
        if len(self.waiting) >= BATCH or sum(map(_posts_of, self.waiting)) >= POSTS:
            self.finish()

    def finish(self) -> None:
        """Write what waits: together, or one by one when something in it is wrong."""
        batch, self.waiting = self.waiting, []
        if not batch or self.dry_run:
            return
        try:
            self._write(batch)
        except SQLAlchemyError:
            log.exception("a batch of an import could not be written; trying one by one")
            db.session.rollback()
            for item in batch:
                self._write_alone(item)
        db.session.expunge_all()  # what was written need not be remembered

    def _prepared(self, record: Document) -> Ready | None:
        """The document ready to be written, or None when it is here as it is there."""
        kind = _kind(record)
        digest = digest_of(record)
        with reading():
            origin = origins_of(self.options.name, kind, [record.ref]).get(record.ref)
            known = origin.digest if origin else None
            db.session.rollback()
        if known == digest:
            self.report.count(kind, Step.UNCHANGED)
            return None
        if self.dry_run:
            self.report.count(kind, Step.CHANGED if origin else Step.NEW)
            self.report.example(kind, clean_line(record.title))
            self._foresee_posts(record)
            return None
        if isinstance(record, ArticleRecord):
            item = shelving.ready(record, digest, self._placed(record.body, record.ref))
            if item.rendered.shown_as_typed:
                self.report.note("shown as typed, since it is too long or too knotty", record.ref)
            return item
        bodies = [self._placed(post.body, post.ref) for post in record.posts]
        return conversing.ready(record, digest, bodies)

    def _placed(self, body: str, where: str) -> str:
        return self.attachments.placed(self.pictures.placed(body, where), where)

    def _foresee(self, record: Person | Shelf | Room) -> None:
        """Count what would be made; sources may name a member many times."""
        kind = _kind(record)
        if (kind, record.ref) not in self.foreseen:
            self.foreseen.add((kind, record.ref))
            if not origins_of(self.options.name, kind, [record.ref]):
                self.report.count(kind, Step.NEW)

    def _foresee_posts(self, record: Document) -> None:
        if isinstance(record, ThreadRecord):
            known = origins_of(self.options.name, "post", [post.ref for post in record.posts])
            self.report.count("post", Step.NEW, len(record.posts) - len(known))
        for body in _bodies_of(record):
            self._placed(body, record.ref)

    def _write_alone(self, item: Person | Shelf | Room | Ready) -> None:
        try:
            self._write([item])
        except SQLAlchemyError as error:
            db.session.rollback()
            record = item.record if isinstance(item, ReadyArticle | ReadyThread) else item
            name = type(error).__name__
            self.report.skip(_kind(record), record.ref, f"could not be written: {name}")

    def _write(self, batch: list[Person | Shelf | Room | Ready]) -> None:
        counted: list[tuple[str, Step]] = []
        for item in batch:
            match item:
                case Person():
                    self.people.take(item)
                case Shelf():
                    places.take_shelf(item, self.options, self.report)
                case Room():
                    places.take_room(item, self.options, self.report)
        counted += self._write_articles([i for i in batch if isinstance(i, ReadyArticle)])
        counted += self._write_threads([i for i in batch if isinstance(i, ReadyThread)])
        db.session.commit()
        for kind, step in counted:
            self.report.count(kind, step)

    def _write_articles(self, items: list[ReadyArticle]) -> list[tuple[str, Step]]:
        if not items:
            return []
        records = [item.record for item in items]
        named = {record.translation_of for record in records} | {record.ref for record in records}
        shelves = {record.shelf for record in records}
        around = self._around("article", records, named, shelves)
        steps = []
        for item in items:
            steps.append(shelving.take_article(item, around, self.options, self.report))
            around.origins.update(origins_of(self.options.name, "article", [item.record.ref]))
        return [("article", step) for step in steps]

    def _write_threads(self, items: list[ReadyThread]) -> list[tuple[str, Step]]:
        if not items:
            return []
        records = [item.record for item in items]
        refs = {record.ref for record in records}
        around = self._around("thread", records, refs, {record.room for record in records})
        return [
            ("thread", conversing.take_thread(item, around, self.options, self.report))
            for item in items
        ]

    def _around(
        self, kind: str, records: Iterable[Document], refs: Iterable[str | None], places_: set[str]
    ) -> Around:
        place = "collection" if kind == "article" else "category"
        origins: dict[str, Origin] = origins_of(
            self.options.name, kind, [ref for ref in refs if ref]
        )
        return Around(
            people=self.people.ids(authors_of(records)),
            places=places.place_ids(place, places_, self.options),
            origins=origins,
        )


def _kind(record: Record) -> str:
    kinds: dict[type, str] = {
        Person: "person",
        Shelf: "collection",
        Room: "category",
        ArticleRecord: "article",
        ThreadRecord: "thread",
    }
    return kinds[type(record)]


def _posts_of(item: object) -> int:
    return len(item.record.posts) if isinstance(item, ReadyThread) else 1


def _bodies_of(record: Document) -> list[str]:
    if isinstance(record, ArticleRecord):
        return [record.body]
    return [post.body for post in record.posts]
