"""`hoidap import forum`: JSON lines, a thread a line: the form any forum can be put in.

    {"id": 12, "title": "…", "author": "lan", "created": "2026-01-02T03:04:05Z", "lang": "vi",
     "tags": ["sim"], "views": 40, "category": "Hỏi đáp", "closed": false, "url": "/t/12",
     "posts": [{"id": 77, "author": "lan", "created": "…", "body": "…", "format": "markdown",
                "score": 3, "accepted": false, "edited": "…", "hidden": false}, …]}

The first post is the question. `format` is markdown (also when absent; Discourse's additions and
BBCode in it are understood), html or text. Instead of `category` a line may say `category_id`.
Addresses are `/t/ID` and, for a post that says its number `n`, `/t/ID/N`, unless a thread or post
says `url`.

Lines before the threads may describe members and categories:

    {"member": "lan", "name": "Lan Nguyễn", "email": "lan@example.com", "joined": "…"}
    {"room": 10, "name": "Hỏi đáp", "audience": "staff"}
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.audience import Audience
from core.i18n import LANGUAGES
from forum.models import ThreadType
from hoidap.former_addresses import canonical
from hoidap.importing import words
from hoidap.importing.records import Person, PostRecord, Record, Room, ThreadRecord
from hoidap.importing.source import BadExport, Source
from hoidap.importing.sources.moments import moment
from hoidap.importing.texts import to_markdown

Fields = dict[str, Any]
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class ForumLines(Source):
    """Reads one .jsonl file, or every one in a folder."""

    def records(self) -> Iterator[Record]:
        for file in self._files():
            yield from self._lines(file)

    def count(self) -> int | None:
        return sum(map(_line_count, self._files()))

    def _files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        files = sorted(self.path.rglob("*.jsonl"))
        if not files:
            raise BadExport("There is no .jsonl file here.")
        return files

    def _lines(self, file: Path) -> Iterator[Record]:
        rooms: set[str] = set()
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                where = f"{file.name}:{number}"
                try:
                    found = self._records(json.loads(line), where)
                except _UNREADABLE as problem:
                    self.report.skip("thread", where, f"cannot be read: {problem!r}")
                    continue
                for record in found:
                    if not isinstance(record, Room) or record.ref not in rooms:
                        yield record
                    if isinstance(record, Room):
                        rooms.add(record.ref)

    def _records(self, line: Fields, where: str) -> list[Record]:
        if "member" in line:
            return [self._member(line)]
        if "room" in line:
            return [self._described_room(line)]
        thread = self._thread(line)
        if not thread.posts:
            self.report.skip("thread", where, "it has no posts")
            return []
        authors = dict.fromkeys(post.author for post in thread.posts)
        people = [Person(author, author) for author in authors if author is not None]
        return [self._room(line), *people, thread]

    def _member(self, line: Fields) -> Person:
        ref, joined = str(line["member"]), line.get("joined")
        return Person(
            ref,
            str(line.get("name") or ref),
            email=line.get("email"),
            about=str(line.get("about") or ""),
            joined_at=moment(joined) if joined else None,
        )

    def _described_room(self, line: Fields) -> Room:
        ref, name = str(line["room"]), str(line.get("name") or line["room"])
        audience = Audience(line.get("audience") or Audience.PUBLIC)
        if audience is not Audience.PUBLIC:
            self.report.note(
                "category that was not open to everybody: for staff only here"
                if audience is Audience.STAFF
                else "category that was not open to everybody: for customers here",
                name,
            )
        about = {self.options.language: str(line.get("description") or "")}
        return Room(ref, name, {self.options.language: name}, about, audience=audience)

    def _room(self, topic: Fields) -> Room:
        language = self.options.language
        if topic.get("category_id") is not None and not topic.get("category"):
            ref = str(topic["category_id"])
            name = words.category_number(language, ref)
            return Room(ref, f"category-{ref}", {language: name})
        name = str(topic.get("category") or self.options.category or self.options.name)
        return Room(name, name, {language: name})

    def _thread(self, topic: Fields) -> ThreadRecord:
        ref, language = str(topic["id"]), topic.get("lang")
        is_closed = topic.get("closed") or topic.get("archived")
        language = language if language in LANGUAGES else self.options.language
        return ThreadRecord(
            ref=ref,
            title=str(topic["title"]),
            room=self._room(topic).ref,
            posts=tuple(self._post(post, topic, language) for post in topic["posts"]),
            type=ThreadType.QUESTION,
            language=language,
            tags=tuple(str(tag) for tag in topic.get("tags") or ()),
            view_count=int(topic.get("views") or 0),
            locked_reason=words.closed_there(language) if is_closed else None,
            addresses=_addresses(topic.get("url"), f"/t/{ref}"),
        )

    def _post(self, post: Fields, topic: Fields, language: str) -> PostRecord:
        ref, number = str(post["id"]), post.get("n")
        edited = post.get("edited")
        format_ = str(post.get("format") or "markdown")
        body = to_markdown(str(post.get("body") or ""), format_, ref, self.report)
        path = f"/t/{topic['id']}/{number}" if isinstance(number, int) and number > 1 else None
        return PostRecord(
            ref=ref,
            body=body,
            author=str(post["author"]) if post.get("author") else None,
            created_at=moment(post["created"]),
            edited_at=moment(edited) if isinstance(edited, str) else None,
            score=int(post.get("score") or 0),
            is_accepted=bool(post.get("accepted")),
            hidden_reason=words.hidden_there(language) if post.get("hidden") else None,
            addresses=_addresses(post.get("url"), path),
        )


def _line_count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _addresses(said: str | None, usual: str | None) -> tuple[str, ...]:
    address = canonical(said) if said else usual
    return (address,) if address else ()
