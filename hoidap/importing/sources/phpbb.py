"""`hoidap import phpbb`: a phpBB 3 database dump (phpBB's own backup or mysqldump), alone or in a
folder together with `files/`, where the attachments are.

Only the columns named here are ever read: no addresses of machines, no passwords, no private
messages. What was not approved or was deleted there does not come.
"""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from html import unescape
from pathlib import Path
from typing import IO, cast

from forum.models import ThreadType
from hoidap.importing import words
from hoidap.importing.records import Person, PostRecord, Record, ThreadRecord
from hoidap.importing.source import BadExport, Source
from hoidap.importing.sources import phpbb_tables as tables
from hoidap.importing.sources.moments import unix_moment
from hoidap.importing.sources.phpbb_files import Attachments
from hoidap.importing.sources.phpbb_rooms import Rooms
from hoidap.importing.sources.sql_dump import rows
from hoidap.importing.spool import Row, Spool
from hoidap.importing.texts import pieces
from hoidap.importing.texts.phpbb import phpbb_to_markdown

ANONYMOUS = "1"
LOCKED, MOVED = "1", "2"  # topic_status
NORMAL, STICKY = "0", "1"  # topic_type; beyond are announcements
APPROVED = "1"
_INVISIBLE = {
    "0": "waits for approval there",
    "2": "deleted there",
    "3": "waits for approval after an edit there",
}


class PhpBB(Source):
    """Tables are kept aside while the dump is read, since topics come after their posts in it."""

    def records(self) -> Iterator[Record]:
        rooms = Rooms(self.tables, self.options, self.report)
        for topic in self.tables.all("topics"):
            posts = self._posts_of(topic)
            if not posts:
                continue
            room = rooms.of(topic)
            if self.tables.is_new("room", room.ref):
                yield room
            for post in posts:
                if person := self._new_person(post):
                    yield person
            try:
                yield self._thread(topic, posts, room.ref)
            except (KeyError, TypeError, ValueError) as problem:
                self.report.skip("thread", str(topic["topic_id"]), f"cannot be read: {problem!r}")

    def count(self) -> int | None:
        return self.tables.count("topics")

    def picture(self, ref: str) -> bytes | None:
        return self.attachments.read(ref)

    @cached_property
    def attachments(self) -> Attachments:
        return Attachments(self.path, self.tables, self.report)

    @cached_property
    def tables(self) -> tables.Tables:
        spool = Spool()
        found = tables.Tables(spool)
        for file in self._dumps():
            with _opened(file) as text:
                for table, row in rows(text, tables.is_wanted, file, self.report):
                    found.keep(table, row)
        found.choose(self.report)
        return found

    def _dumps(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        found = sorted(
            each for each in self.path.rglob("*") if each.name.endswith((".sql", ".sql.gz"))
        )
        if not found:
            raise BadExport("There is no .sql dump here.")
        return found

    def _posts_of(self, topic: Row) -> list[Row]:
        """The topic's posts that everybody there could see; none for a topic that does not come."""
        ref = topic["topic_id"]
        state = topic.get("topic_visibility", topic.get("topic_approved")) or APPROVED
        if topic.get("topic_status") == MOVED:
            self.report.leave_out("thread", "shadow of a topic that was moved", ref)
            return []
        if state != APPROVED:
            self.report.leave_out("thread", _INVISIBLE.get(state, "not visible there"), ref)
            return []
        posts = []
        for post in self.tables.grouped("posts", ref):
            state = post.get("post_visibility", post.get("post_approved")) or APPROVED
            if state == APPROVED:
                posts.append(post)
            else:
                why = _INVISIBLE.get(state, "not visible there")
                self.report.leave_out("post", why, post["post_id"])
        if not posts:
            self.report.skip("thread", ref, "none of its posts is here")
        return posts

    def _new_person(self, post: Row) -> Person | None:
        """Who wrote this, unless they were named before. Members who wrote nothing do not come."""
        ref = _author(post)
        if ref is None or not self.tables.is_new("person", ref):
            return None
        user = self.tables.get("users", post.get("poster_id")) or {}
        if ref.startswith("guest:"):
            return Person(ref, ref.removeprefix("guest:"))
        return Person(
            ref,
            unescape(user.get("username") or post.get("post_username") or f"#{ref}"),
            email=user.get("user_email") or None,
            joined_at=unix_moment(user.get("user_regdate")),
        )

    def _thread(self, topic: Row, posts: list[Row], room: str) -> ThreadRecord:
        ref, language = topic["topic_id"], self.options.language
        kind = topic.get("topic_type") or NORMAL
        shadows = [row["topic_id"] for row in self.tables.grouped("shadows", ref)]
        made = [self._post(post) for post in posts]
        if topic.get("poll_title"):
            made[0] = self._with_poll(made[0], topic)
        return ThreadRecord(
            ref=ref,
            title=unescape(topic.get("topic_title") or ""),
            room=room,
            posts=tuple(made),
            type=ThreadType.QUESTION if kind in (NORMAL, STICKY) else ThreadType.ANNOUNCEMENT,
            language=language,
            view_count=int(topic.get("topic_views") or 0),
            locked_reason=words.closed_there(language) if topic["topic_status"] == LOCKED else None,
            is_pinned=kind != NORMAL,
            addresses=tuple(f"/viewtopic.php?t={number}" for number in (ref, *shadows)),
        )

    def _post(self, post: Row) -> PostRecord:
        ref = post["post_id"]
        written = unix_moment(post.get("post_time"))
        if written is None:
            raise ValueError(f"post {ref} has no date")
        files = self.attachments.of(post)
        convert = partial(phpbb_to_markdown, where=ref, report=self.report)
        body = convert(
            post.get("post_text") or "", uid=post.get("bbcode_uid") or "", picture=files.picture
        )
        return PostRecord(
            ref=ref,
            body=pieces.paragraphs([body, *files.left_over()]),
            author=_author(post),
            created_at=written,
            edited_at=unix_moment(post.get("post_edit_time")),
            addresses=(f"/viewtopic.php?p={ref}",),
        )

    def _with_poll(self, post: PostRecord, topic: Row) -> PostRecord:
        self.report.note("poll: kept as a list with its counts", topic["topic_id"])
        options = self.tables.grouped("poll_options", topic["topic_id"])
        lines = [
            f"- {pieces.words(unescape(option.get('poll_option_text') or ''))}: "
            f"{int(option.get('poll_option_total') or 0)}"
            for option in options
        ]
        title = f"**{pieces.words(unescape(topic['poll_title']))}**"
        return replace(post, body=pieces.paragraphs([post.body, title, "\n".join(lines)]))


def _author(post: Row) -> str | None:
    """The member's number; a guest by the name they gave."""
    poster = post.get("poster_id") or ANONYMOUS
    if poster != ANONYMOUS:
        return str(poster)
    name = unescape(post.get("post_username") or "").strip()
    return f"guest:{name}" if name else None


def _opened(file: Path) -> IO[str]:
    opener = gzip.open if file.suffix == ".gz" else Path.open
    return cast("IO[str]", opener(file, "rt", encoding="utf-8-sig", errors="replace"))
