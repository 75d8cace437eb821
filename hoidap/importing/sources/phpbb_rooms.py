"""phpBB's forums as rooms. Who could not read one there shall not read it here."""

from html import unescape

from core.audience import Audience
from core.slugs import slugify
from hoidap.importing.records import Room
from hoidap.importing.report import Report
from hoidap.importing.source import Options
from hoidap.importing.sources.phpbb_tables import Tables
from hoidap.importing.spool import Row
from hoidap.importing.texts.phpbb import phpbb_words

DEEPEST = 6
YES, NEVER = "1", "0"


class Rooms:
    """Answers the room of a topic; forums within forums carry the outer names before their own."""

    def __init__(self, tables: Tables, options: Options, report: Report) -> None:
        self.tables = tables
        self.options = options
        self.report = report
        self.reading = next(
            (row["auth_option_id"] for row in tables.grouped("acl_options", "f_read")), None
        )
        self.guests = _group(tables, "GUESTS")
        self.registered = _group(tables, "REGISTERED")
        self.known: dict[str, Room] = {}

    def of(self, topic: Row) -> Room:
        ref = str(topic.get("forum_id") or "0")
        if ref not in self.known:
            self.known[ref] = self._room(ref)
        return self.known[ref]

    def _room(self, ref: str) -> Room:
        forum = self.tables.get("forums", ref)
        language = self.options.language
        if forum is None:  # global announcements stood in no forum
            name = self.options.category or self.options.name
            return Room(f"forum {ref}", name, {language: name}, audience=self._audience(ref, []))
        line = self._line(forum)
        names = [unescape(each.get("forum_name") or "?") for each in line]
        return Room(
            ref,
            "-".join(slugify(name, 30) for name in names) or f"forum-{ref}",
            {language: " › ".join(names)},
            {language: phpbb_words(forum.get("forum_desc") or "")},
            position=int(forum.get("left_id") or 0),
            audience=self._audience(ref, line),
        )

    def _line(self, forum: Row) -> list[Row]:
        """The forum with those it stands in, the outermost first."""
        line = [forum]
        while len(line) < DEEPEST:
            outer = self.tables.get("forums", line[0].get("parent_id"))
            if outer is None:
                break
            line.insert(0, outer)
        return line

    def _audience(self, ref: str, line: list[Row]) -> Audience:
        name = unescape(line[-1].get("forum_name") or "") if line else f"forum {ref}"
        if any(each.get("forum_password") for each in line):
            self.report.note("forum with a password: for staff only here", name)
            return Audience.STAFF
        if self.reading is None or self.guests is None:
            self.report.note("forum of which the dump does not say who could read it", name)
            return Audience.PUBLIC
        if not line or self._may_read(self.guests, ref):
            return Audience.PUBLIC
        if self.registered and self._may_read(self.registered, ref):
            self.report.note("forum for members: for customers here", name)
            return Audience.CUSTOMERS
        self.report.note("forum that was not open to everybody: for staff only here", name)
        return Audience.STAFF

    def _may_read(self, group: str, forum: str) -> bool:
        """Whether the group's permissions, given one by one or by a role, let it read."""
        settings: list[str] = []
        for row in self.tables.grouped("acl_groups", forum):
            if row["group_id"] != group:
                continue
            if row["auth_option_id"] == self.reading:
                settings.append(row["auth_setting"])
            for part in self.tables.grouped("acl_roles_data", row.get("auth_role_id") or "0"):
                if part["auth_option_id"] == self.reading:
                    settings.append(part["auth_setting"])
        return YES in settings and NEVER not in settings


def _group(tables: Tables, name: str) -> str | None:
    return next((row["group_id"] for row in tables.grouped("groups", name)), None)
