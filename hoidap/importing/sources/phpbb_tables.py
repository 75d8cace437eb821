"""phpBB's tables, as far as we read them, kept aside under whatever prefix they have."""

import re
from collections.abc import Iterator

from hoidap.importing.report import Report
from hoidap.importing.source import BadExport
from hoidap.importing.spool import Row, Spool

# What may leave the dump. Everything else in it is passed over: IP addresses, passwords, messages.
_COLUMNS = {
    "posts": "post_id topic_id poster_id post_time post_username post_text bbcode_uid "
    "post_edit_time post_visibility post_approved post_attachment",
    "topics": "topic_id forum_id topic_title topic_views topic_status topic_type topic_moved_id "
    "topic_visibility topic_approved poll_title",
    "forums": "forum_id parent_id left_id forum_name forum_desc forum_password",
    "users": "user_id username user_email user_regdate user_type",
    "attachments": "attach_id post_msg_id in_message is_orphan physical_filename real_filename "
    "mimetype",
    "poll_options": "poll_option_id topic_id poll_option_text poll_option_total",
    "groups": "group_id group_name",
    "acl_options": "auth_option_id auth_option",
    "acl_roles_data": "role_id auth_option_id auth_setting",
    "acl_groups": "group_id forum_id auth_option_id auth_role_id auth_setting",
}
_ALLOWED = {name: frozenset(columns.split()) for name, columns in _COLUMNS.items()}
_NAME = re.compile(
    rf"(?P<prefix>.*?)(?P<table>{'|'.join(sorted(_COLUMNS, key=len, reverse=True))})"
)
_GROUP = {
    "posts": "topic_id",
    "attachments": "post_msg_id",
    "poll_options": "topic_id",
    "acl_roles_data": "role_id",
    "acl_groups": "forum_id",
    "groups": "group_name",
    "acl_options": "auth_option",
}
_NO_KEY = frozenset({"poll_options", "acl_roles_data", "acl_groups"})
_IGNORED = "2"  # user_type of machines


def is_wanted(table: str) -> bool:
    return _NAME.fullmatch(table) is not None


class Tables:
    """Rows by table. All values are text, as the dump writes them; None is NULL."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.prefix = ""
        self.prefixes: dict[str, int] = {}  # of what looks like phpBB, with its number of posts
        self.rows = 0

    def keep(self, full_name: str, row: dict[str, str | None]) -> None:
        found = _NAME.fullmatch(full_name)
        if found is None:
            return
        prefix, table = found["prefix"], found["table"]
        kept = {name: value for name, value in row.items() if name in _ALLOWED[table]}
        if table == "posts" and "post_text" in kept:
            self.prefixes[prefix] = self.prefixes.get(prefix, 0) + 1
        if kept.get("user_type") == _IGNORED:
            kept["user_email"] = None
        self.rows += 1
        first = next(iter(_COLUMNS[table].split()))
        key = self.rows if table in _NO_KEY else _number(kept.get(first))
        if key is None:
            return
        self.spool.put(
            full_name, key, kept, group=kept.get(_GROUP.get(table, "")), place=_place(kept)
        )
        if table == "topics" and kept.get("topic_moved_id") not in (None, "0"):
            self.spool.put(f"{prefix}shadows", key, kept, group=kept["topic_moved_id"])

    def choose(self, report: Report) -> None:
        """Take the forum with the most posts, should several share the dump. Raises BadExport."""
        if not self.prefixes:
            raise BadExport("There is no table of phpBB posts in this dump.")
        self.prefix = max(self.prefixes, key=lambda prefix: self.prefixes[prefix])
        for other in self.prefixes.keys() - {self.prefix}:
            report.skip("table", f"{other}posts", "another forum in the same dump")

    def all(self, table: str) -> Iterator[Row]:
        return self.spool.all(self.prefix + table)

    def get(self, table: str, key: str | None) -> Row | None:
        return self.spool.get(self.prefix + table, _number(key))

    def grouped(self, table: str, group: str) -> list[Row]:
        return self.spool.grouped(self.prefix + table, group)

    def count(self, table: str) -> int:
        return self.spool.count(self.prefix + table)

    def is_new(self, kind: str, ref: str) -> bool:
        """Whether nobody asked this before."""
        return self.spool.put(f"named {kind}", ref, {})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _place(row: dict[str, str | None]) -> int:
    """Posts stand by their date; where it is the same, by number."""
    return _number(row.get("post_time") or row.get("poll_option_id")) or 0
