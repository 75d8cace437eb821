"""`hoidap import discourse`: a folder of topics as `/t/ID.json` gives them, with categories.json or
site.json where they were saved too; or the JSON that an admin's category export writes.

Private messages and whispers never come. What was hidden or unlisted there is hidden here.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from forum.models import ThreadType
from hoidap.importing import words
from hoidap.importing.records import Person, PostRecord, Record, ThreadRecord, picture_url
from hoidap.importing.source import BadExport, Source
from hoidap.importing.sources import discourse_rooms
from hoidap.importing.sources.discourse_files import pieces_of
from hoidap.importing.sources.discourse_uploads import Uploads
from hoidap.importing.sources.moments import moment
from hoidap.importing.spool import Row, Spool
from hoidap.importing.texts.cooked import cooked_to_markdown
from hoidap.importing.texts.discourse import discourse_to_markdown

SMALL_ACTION, WHISPER = 3, 4  # post_type
LIKE = 2  # id in actions_summary
_POST_FIELDS = frozenset({
    "id", "post_number", "post_type", "username", "user_id", "created_at", "updated_at", "raw",
    "cooked", "hidden", "hidden_at", "accepted_answer", "actions_summary", "like_count",
    "version", "last_version_at", "reply_to_post_number"
})  # fmt: skip
_BASE62_OF = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"[^>]*?\bdata-base62-sha1="(\w+)"')


class Discourse(Source):
    """Posts are kept aside by topic: a long topic may lie in several files."""

    def records(self) -> Iterator[Record]:
        for topic in self.spool.all("topic"):
            posts = self.spool.grouped("post", topic["id"])
            if not posts:
                self.report.skip("thread", str(topic["id"]), "none of its posts is here")
                continue
            room = discourse_rooms.room_of(topic, self.spool, self.options, self.report)
            if self.spool.put("named room", room.ref, {}):
                yield room
            yield from self._people(posts)
            try:
                yield self._thread(topic, posts, room.ref)
            except (KeyError, TypeError, ValueError) as problem:
                self.report.skip("thread", str(topic["id"]), f"cannot be read: {problem!r}")

    def count(self) -> int | None:
        return self.spool.count("topic")

    def picture(self, ref: str) -> bytes | None:
        return self.uploads.read(ref)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.path, self.spool)

    @cached_property
    def spool(self) -> Spool:
        spool = Spool()
        files = [self.path] if self.path.is_file() else sorted(self.path.rglob("*.json"))
        for file in files:
            try:
                self._keep_file(spool, file)
            except (ValueError, OSError) as problem:
                self.report.skip("file", file.name, f"cannot be read: {problem}")
        if not spool.count("topic"):
            raise BadExport("Here is no topic of Discourse (/t/ID.json) and no category export.")
        return spool

    def _keep_file(self, spool: Spool, file: Path) -> None:
        posts: list[Row] = []
        for kind, fields in pieces_of(file):
            if kind == "head":
                self._keep_head(spool, fields, file)
                self._keep_posts(spool, fields.get("id"), posts)
            elif kind == "post":
                posts.append(fields)
            elif kind == "topic" and fields.get("posts"):
                self._keep_posts(spool, fields.get("id"), fields.pop("posts"))
                self._keep_topic(spool, fields)
            elif kind != "topic" and fields.get("id") is not None:
                spool.put(kind, fields["id"], fields)

    def _keep_head(self, spool: Spool, head: Row, file: Path) -> None:
        if head.get("title") and head.get("has_posts"):
            self._keep_topic(spool, head)
        elif head.get("has_posts") and head.get("id") is None:
            self.report.skip("file", file.name, "posts of a topic that it does not name")

    def _keep_topic(self, spool: Spool, topic: Row) -> None:
        ref = str(topic.get("id"))
        if topic.get("archetype") == "private_message":
            self.report.leave_out("thread", "private message: never imported", ref)
        elif topic.get("deleted_at"):
            self.report.leave_out("thread", "deleted there", ref)
        elif isinstance(topic.get("id"), int) and topic.get("title"):
            spool.put("topic", topic["id"], topic)

    def _keep_posts(self, spool: Spool, topic: Any, posts: Any) -> None:
        for post in posts:
            ref, number = str(post.get("id")), post.get("post_number")
            kind = post.get("post_type") or 1
            if kind == WHISPER:
                self.report.leave_out("post", "whisper among staff: never imported", ref)
            elif kind == SMALL_ACTION:
                self.report.leave_out("post", "small action (closed, moved, …): no words", ref)
            elif post.get("deleted_at") or post.get("user_deleted"):
                self.report.leave_out("post", "deleted there", ref)
            elif isinstance(number, int) and isinstance(topic, int):
                kept = {key: value for key, value in post.items() if key in _POST_FIELDS}
                spool.put("post", f"{topic}/{number}", kept, group=topic, place=number)

    def _people(self, posts: list[Row]) -> Iterator[Person]:
        for post in posts:
            user = self.spool.get("user", post.get("user_id")) or {}
            name = post.get("username") or user.get("username")
            ref = self._author(post)
            if ref is None or not self.spool.put("named", ref, {}):
                continue
            joined = user.get("created_at")
            yield Person(
                ref,
                name or ref,
                email=user.get("email"),
                joined_at=moment(joined) if joined else None,
            )

    def _author(self, post: Row) -> str | None:
        """The member's name there, by which texts mention and quote them."""
        if post.get("username"):
            return str(post["username"])
        number = post.get("user_id")
        user = self.spool.get("user", number) or {}
        return user.get("username") or (f"user {number}" if number is not None else None)

    def _thread(self, topic: Row, posts: list[Row], room: str) -> ThreadRecord:
        ref, language = str(topic["id"]), self.options.language
        missing = int(topic.get("stream_count") or 0) - len(posts)
        if missing > 0 and int(topic.get("posts_count") or 0) > len(posts):
            self.report.note("topic with posts that are not in the export", ref, missing)
        is_closed = topic.get("closed") or topic.get("archived")
        accepted = (topic.get("accepted_answer") or {}).get("post_number")
        made = tuple(self._post(topic, post, accepted) for post in posts)
        return ThreadRecord(
            ref=ref,
            title=str(topic["title"]),
            room=room,
            posts=made,
            type=ThreadType.QUESTION,
            language=language,
            tags=tuple(_tag(tag) for tag in topic.get("tags") or ()),
            view_count=int(topic.get("views") or 0),
            is_hidden=topic.get("visible") is False,
            locked_reason=words.closed_there(language) if is_closed else None,
            is_pinned=bool(topic.get("pinned_globally") or topic.get("pinned_at")),
            addresses=(f"/t/{ref}",),
        )

    def _post(self, topic: Row, post: Row, accepted: int | None) -> PostRecord:
        number = post["post_number"]
        ref = str(post.get("id") or f"{topic['id']}/{number}")
        is_hidden = post.get("hidden") or post.get("hidden_at")
        edited = post.get("last_version_at") or post.get("updated_at")
        return PostRecord(
            ref=ref,
            body=self._body(post, ref),
            author=self._author(post),
            created_at=moment(post["created_at"]),
            edited_at=moment(edited) if edited and int(post.get("version") or 1) > 1 else None,
            score=_likes(post),
            is_accepted=bool(post.get("accepted_answer")) or accepted == number,
            hidden_reason=words.hidden_there(self.options.language) if is_hidden else None,
            addresses=(f"/t/{topic['id']}/{number}",) if number > 1 else (),
        )

    def _body(self, post: Row, ref: str) -> str:
        cooked = post.get("cooked") or ""
        if not post.get("raw"):
            return cooked_to_markdown(cooked, ref, self.report, self.uploads.named_by_sha1)
        shown = {sha1: src for src, sha1 in _BASE62_OF.findall(cooked)}

        def upload(name: str) -> str:
            elsewhere = shown.get(name.partition(".")[0])
            return elsewhere if elsewhere and not self.uploads.has(name) else picture_url(name)

        return discourse_to_markdown(post["raw"], ref, self.report, upload)


def _likes(post: Row) -> int:
    for action in post.get("actions_summary") or ():
        if action.get("id") == LIKE:
            return int(action.get("count") or 0)
    return int(post.get("like_count") or 0)


def _tag(tag: Any) -> str:
    """Newer versions give tags as objects."""
    return str(tag.get("name") or tag.get("slug") if isinstance(tag, dict) else tag)
