"""`hoidap import stackexchange`: the dump of one site, a folder with Posts.xml and its neighbours.

A question becomes a thread, its answers posts. Comments become posts too, right behind what they
comment on: they are somebody's words, so they have an author, a date and an address of their own,
can be hidden, flagged and erased, and are claimed together with the account; as lines within
somebody else's answer they could not. One about an answer begins with a line that leads there.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from hoidap.importing import words
from hoidap.importing.records import Person, PostRecord, Record, Room, ThreadRecord, former_link
from hoidap.importing.source import BadExport, Source
from hoidap.importing.sources.dump_xml import rows
from hoidap.importing.sources.moments import moment
from hoidap.importing.spool import Row, Spool
from hoidap.importing.texts import pieces
from hoidap.importing.texts.escaping import escaped_start
from hoidap.importing.texts.html import html_to_markdown

QUESTION, ANSWER = "1", "2"
_OTHERS = {
    "3": "wiki",
    "4": "excerpt of a tag's description",
    "5": "description of a tag",
    "6": "moderator nomination",
    "7": "placeholder of a wiki",
    "8": "privilege wiki",
}
_DUPLICATE = "3"  # the LinkTypeId


class StackExchange(Source):
    """Posts are kept aside by thread while reading, since answers stand anywhere in the file."""

    def records(self) -> Iterator[Record]:
        room = self.options.category or self.options.name
        yield Room(room, room, {self.options.language: room})
        for question in self.spool.all("question"):
            posts = self._posts(question)
            for row in posts:
                if person := self._new_person(row):
                    yield person
            try:
                yield self._thread(question, posts, room)
            except (KeyError, ValueError) as problem:
                self.report.skip("thread", question["Id"], f"cannot be read: {problem!r}")

    def count(self) -> int | None:
        return self.spool.count("question")

    @cached_property
    def spool(self) -> Spool:
        spool = Spool()
        for row in rows(self._file("Posts.xml"), self.report):
            self._keep_post(spool, row)
        for row in self._optional("Users.xml"):
            kept = ("Id", "DisplayName", "AboutMe", "CreationDate")
            spool.put("user", row.get("Id", ""), {key: row.get(key) for key in kept})
        for row in self._optional("Comments.xml"):
            if row.get("Id", "").isdecimal() and row.get("PostId", "").isdecimal():
                spool.put("comment", int(row["Id"]), row, group=int(row["PostId"]))
        for row in self._optional("PostLinks.xml"):
            if row.get("LinkTypeId") == _DUPLICATE:
                spool.put("duplicate", row.get("PostId", ""), row)
        return spool

    def _keep_post(self, spool: Spool, row: Row) -> None:
        kind, ref = row.get("PostTypeId", ""), row.get("Id", "")
        if not ref.isdecimal():
            self.report.skip("post", ref or "?", "it has no number")
        elif kind == QUESTION:
            spool.put("question", int(ref), row)
        elif kind == ANSWER and row.get("ParentId", "").isdecimal():
            date = row.get("CreationDate")
            spool.put("answer", int(ref), row, group=int(row["ParentId"]), place=date)
        else:
            name = _OTHERS.get(kind, f"post of type {kind}")
            self.report.leave_out("post", f"no question and no answer: {name}", ref)

    def _file(self, name: str) -> Path:
        found = self._find(name)
        if found is None:
            raise BadExport(f"It is not here; a .7z archive must be unpacked first: {name}")
        return found

    def _optional(self, name: str) -> Iterator[Row]:
        found = self._find(name)
        return rows(found, self.report) if found else iter(())

    def _find(self, name: str) -> Path | None:
        folder = self.path if self.path.is_dir() else self.path.parent
        found = sorted(each for each in folder.rglob("*.xml") if each.name.lower() == name.lower())
        if len(found) > 1:
            raise BadExport(f"There are several here; please import one site at a time: {name}")
        return found[0] if found else None

    def _posts(self, question: Row) -> list[Row]:
        """The question, its comments, then each answer with its own."""
        number = int(question["Id"])
        posts = [question, *self.spool.grouped("comment", number)]
        for answer in self.spool.grouped("answer", number):
            comments = self.spool.grouped("comment", int(answer["Id"]))
            posts += [answer, *({**row, "About": answer} for row in comments)]
        return posts

    def _new_person(self, row: Row) -> Person | None:
        """Who wrote this, unless they were named before. Members who wrote nothing do not come."""
        ref = _author(row)
        if ref is None or not self.spool.put("named", ref, {}):
            return None
        user = self.spool.get("user", ref) or {}
        about = html_to_markdown(user.get("AboutMe") or "", f"user {ref}", self.report)
        date = user.get("CreationDate")
        return Person(
            ref,
            user.get("DisplayName") or ref.removeprefix("name:"),
            about=about,
            joined_at=moment(date) if date else None,
        )

    def _thread(self, question: Row, posts: list[Row], room: str) -> ThreadRecord:
        ref, language = question["Id"], self.options.language
        reason = words.closed_there(language) if question.get("ClosedDate") else None
        if self.spool.has("duplicate", ref):
            self.report.note("duplicate of another question", ref)
            reason = words.duplicate_there(language) if reason else None
        return ThreadRecord(
            ref=ref,
            title=question.get("Title") or "",
            room=room,
            posts=tuple(self._post(row, question) for row in posts),
            language=language,
            tags=_tags(question.get("Tags") or ""),
            view_count=int(question.get("ViewCount") or 0),
            locked_reason=reason,
            addresses=(f"/questions/{ref}",),
        )

    def _post(self, row: Row, question: Row) -> PostRecord:
        is_comment = "PostTypeId" not in row
        body = self._comment(row) if is_comment else self._body(row)
        edited = row.get("LastEditDate")
        path = "/posts/comments" if is_comment else "/a"
        return PostRecord(
            ref=f"comment {row['Id']}" if is_comment else row["Id"],
            body=body,
            author=_author(row),
            created_at=moment(row["CreationDate"]),
            edited_at=moment(edited) if edited else None,
            score=int(row.get("Score") or 0),
            is_accepted=not is_comment and row["Id"] == question.get("AcceptedAnswerId"),
            addresses=() if row is question else (f"{path}/{row['Id']}",),
        )

    def _body(self, row: Row) -> str:
        return html_to_markdown(row.get("Body") or "", row["Id"], self.report)

    def _comment(self, row: Row) -> str:
        """Comments are Markdown of one line: nothing in them begins a block."""
        text = escaped_start(" ".join((row.get("Text") or "").split()))
        answer = row.get("About")
        if answer is None:
            return text
        user = self.spool.get("user", answer.get("OwnerUserId", "")) or {}
        name = user.get("DisplayName") or answer.get("OwnerDisplayName") or f"#{answer['Id']}"
        who = former_link(pieces.words(name), f"/a/{answer['Id']}")
        return f"> **{who}**\n\n{text}"


def _author(row: Row) -> str | None:
    """The member's number, or the name that is left of somebody; None when nothing is left."""
    if number := row.get("OwnerUserId") or row.get("UserId"):
        return str(number)
    name = row.get("OwnerDisplayName") or row.get("UserDisplayName")
    return f"name:{name}" if name else None


def _tags(text: str) -> tuple[str, ...]:
    """`<one><two>` until 2023, `|one|two|` since."""
    return tuple(tag for tag in text.replace("<", "|").replace(">", "|").split("|") if tag)
