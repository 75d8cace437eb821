"""`hoidap import forum`: JSON lines, a thread a line: the form any forum can be put in.

    {"id": 12, "title": "…", "author": "lan", "created": "2026-01-02T03:04:05Z", "lang": "vi",
     "tags": ["sim"], "views": 40, "category": "Hỏi đáp", "closed": false,
     "posts": [{"id": 77, "author": "lan", "created": "…", "body": "…", "format": "markdown",
                "score": 3, "accepted": false}, …]}

The first post is the question. `format` is markdown (also when absent), html or text.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.i18n import LANGUAGES
from forum.models import ThreadType
from hoidap.importing.records import Person, PostRecord, Record, Room, ThreadRecord
from hoidap.importing.source import BadExport, Source
from hoidap.importing.texts import to_markdown

LONGEST_LINE = 64 * 1024 * 1024  # characters; a thread of thousands of posts


class ForumLines(Source):
    """Reads one .jsonl file, or every one in a folder."""

    def records(self) -> Iterator[Record]:
        for file in self._files():
            yield from self._threads(file)

    def count(self) -> int | None:
        return sum(map(_lines_in, self._files()))

    def _files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        files = sorted(self.path.rglob("*.jsonl"))
        if not files:
            raise BadExport("There is no .jsonl file here.")
        return files

    def _threads(self, file: Path) -> Iterator[Record]:
        rooms: set[str] = set()
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                where = f"{file.name}:{number}"
                if not line.strip():
                    continue
                try:
                    thread = self._thread(json.loads(line), where)
                except (ValueError, KeyError, TypeError, AttributeError) as problem:
                    self.report.skip("thread", where, f"cannot be read: {problem}")
                    continue
                if thread is None:
                    continue
                if thread.room not in rooms:
                    rooms.add(thread.room)
                    yield Room(thread.room, thread.room, {self.options.language: thread.room})
                for author in dict.fromkeys(post.author for post in thread.posts):
                    if author is not None:
                        yield Person(author, author)
                yield thread

    def _thread(self, topic: dict[str, Any], where: str) -> ThreadRecord | None:
        posts = tuple(self._post(post) for post in topic["posts"])
        if not posts:
            self.report.skip("thread", where, "it has no posts")
            return None
        language = topic.get("lang")
        return ThreadRecord(
            ref=str(topic["id"]),
            title=str(topic["title"]),
            room=self._room(topic),
            posts=posts,
            type=ThreadType.QUESTION,
            language=language if language in LANGUAGES else self.options.language,
            tags=tuple(str(tag) for tag in topic.get("tags") or ()),
            view_count=int(topic.get("views") or 0),
            locked_reason="closed in the former forum" if topic.get("closed") else None,
            addresses=(f"/t/{topic['id']}",),
        )

    def _room(self, topic: dict[str, Any]) -> str:
        name = topic.get("category") or self.options.category or self.options.name
        return str(name)

    def _post(self, post: dict[str, Any]) -> PostRecord:
        ref = str(post["id"])
        body = to_markdown(
            str(post.get("body") or ""), str(post.get("format") or "markdown"), ref, self.report
        )
        return PostRecord(
            ref=ref,
            body=body,
            author=str(post["author"]) if post.get("author") else None,
            created_at=moment(post["created"]),
            score=int(post.get("score") or 0),
            is_accepted=bool(post.get("accepted")),
        )


def _lines_in(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def moment(text: str) -> datetime:
    """An ISO 8601 moment; without a zone it is UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
