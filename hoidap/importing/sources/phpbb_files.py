"""phpBB's attachments: pictures in their posts, other files by name."""

import re
from pathlib import Path

from hoidap.importing.records import picture_url
from hoidap.importing.report import Report
from hoidap.importing.sources.phpbb_tables import Tables
from hoidap.importing.spool import Row
from hoidap.importing.texts import pieces

_PHYSICAL = re.compile(r"\d+_[0-9a-f]{32}")


class Attachments:
    """Finds a post's files; where they lie is kept aside, not in memory."""

    def __init__(self, path: Path, tables: Tables, report: Report) -> None:
        self.tables = tables
        self.report = report
        for file in path.rglob("*") if path.is_dir() else ():
            if _PHYSICAL.fullmatch(file.name):
                tables.spool.put("file", file.name, {"path": str(file)})

    def read(self, physical: str) -> bytes | None:
        row = self.tables.spool.get("file", physical)
        try:
            return Path(row["path"]).read_bytes() if row else None
        except OSError:
            return None

    def of(self, post: Row) -> "PostFiles":
        rows = self.tables.grouped("attachments", post["post_id"])
        files = [
            r for r in rows if r.get("in_message") in (None, "0") and r.get("is_orphan") != "1"
        ]
        # In a post, [attachment=0] is the newest.
        files.sort(key=lambda row: -int(row["attach_id"]))
        return PostFiles(files, post["post_id"], self)


class PostFiles:
    """The files of one post: those that its text names, and what is left over."""

    def __init__(self, files: list[Row], where: str, attachments: Attachments) -> None:
        self.files = files
        self.where = where
        self.attachments = attachments
        self.placed: set[int] = set()

    def picture(self, src: str) -> str | None:
        """`attachment:N` as `picture:REF`; None for anything else."""
        number = src.removeprefix("attachment:")
        if not src.startswith("attachment:") or not number.isdecimal():
            return None
        if int(number) >= len(self.files):
            return None
        self.placed.add(int(number))
        return self._ref(self.files[int(number)])

    def left_over(self) -> list[str]:
        """Markdown for the files that the text does not name."""
        return [
            self._shown(row) for number, row in enumerate(self.files) if number not in self.placed
        ]

    def _shown(self, row: Row) -> str:
        name = row.get("real_filename") or ""
        if ref := self._ref(row):
            return pieces.picture(name, ref)
        self.attachments.report.note("attached file: only its name comes", self.where)
        return f"*{pieces.words(name)}*"

    def _ref(self, row: Row) -> str | None:
        is_picture = str(row.get("mimetype") or "").startswith("image/")
        physical = row.get("physical_filename")
        return picture_url(physical) if is_picture and physical else None
