"""Imports in processes of their own, to be killed; and what a site then holds, comparable."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from tests.hoidap.importing.folders import ENGLISH, page, picture, write

PAGES = 90
ROOT = Path(__file__).parents[3]
_NAMES = re.compile(r"/uploads/[\w./-]+")  # random; what they are called there is no matter
_QUERIES = {
    "articles": "select a.id, a.language, a.slug, c.slug, a.title, a.summary, a.status, a.audience,"
    " a.is_featured, a.position, a.keywords, a.front_matter, a.created_at, a.published_at,"
    " a.updated_at from article a join collection c on c.id = a.collection_id order by a.id",
    "revisions": "select article_id, number, title, body, html, created_at from revision"
    " order by article_id, number",
    "origins": "select source, kind, ref, subject_id, digest from origin order by kind, ref",
    "addresses": "select path, kind, subject_id from former_address order by path",
    "collections": "select id, slug, names, position from collection order by id",
    "uploads": "select count(*) from upload",
    "tags": "select t.name, x.article_id from article_tag x join tag t on t.id = x.tag_id"
    " order by t.name, x.article_id",
}


def export(root: Path) -> Path:
    """A folder of 90 pages with links, pictures, tags and old addresses, all of them dated."""
    files: dict[str, str | bytes] = {
        f"docs/shelf-{number % 4}/page-{number}.md": page(
            f"Page {number}",
            f"{ENGLISH}\n\n[next](../shelf-{(number + 1) % 4}/page-{number + 1}.md#more)"
            f" ![p](../img/{number % 7}.png)\n\n## More {{#more}}\n\n```\n{number}\n```",
            id=70_000 + number,
            tags=f"[t{number % 3}, u]",
            date="2024-01-02",
            lastmod="2024-03-04",
        )
        for number in range(PAGES)
    }
    pictures = {f"docs/img/{shade}.png": picture(shade) for shade in range(7)}
    return write(root, files | pictures)


class Site:
    """A site of its own, on which `hoidap import` runs as an operator runs it."""

    def __init__(self, folder: Path, empty_database: Callable[[Path], None]) -> None:
        folder.mkdir()
        self.folder = folder
        empty_database(folder)

    def import_(self, export: Path) -> float:
        """Import all of it; the seconds that it took once it had begun to read."""
        with self._begin(export) as process:
            begun = self._wait_for_reading(process)
            assert process.wait(300) == 0
            return time.monotonic() - begun

    def import_and_kill(self, export: Path, *, after: float) -> bool:
        """Kill it `after` seconds of reading and writing; False when it was done before."""
        with self._begin(export) as process:
            self._wait_for_reading(process)
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return True
            return False

    def dump(self) -> dict[str, Any]:
        with sqlite3.connect(self.folder / "hoidap.db") as database:
            found = {name: database.execute(query).fetchall() for name, query in _QUERIES.items()}
        found["files"] = sorted(
            (str(path.relative_to(self.folder)), _plain(path.read_text()))
            for path in (self.folder / "content").rglob("*.md")
        )
        return _comparable(found)

    def _begin(self, export: Path) -> subprocess.Popen[str]:
        arguments = ["import", "markdown", str(export), "--name", "old", "--language", "en"]
        return subprocess.Popen(
            [sys.executable, "-c", "from hoidap.cli import main; main()", *arguments],
            env={
                **os.environ,
                "HOIDAP_MODE": "development",
                "HOIDAP_INSTANCE_PATH": str(self.folder),
                "HOIDAP_CONTENT_PATH": str(self.folder / "content"),
                "HOIDAP_SQLITE_SYNCHRONOUS": "OFF",
            },
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _wait_for_reading(self, process: subprocess.Popen[str]) -> float:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("reading"):
                return time.monotonic()
        raise AssertionError(f"The import did not begin: {said}")


def dump(engine: Engine) -> dict[str, Any]:
    """What a site holds, without what differs from one import to the next."""
    with engine.connect() as connection:
        return _comparable(
            {
                name: [tuple(row) for row in connection.execute(text(query))]
                for name, query in _QUERIES.items()
            }
        )


def _comparable(found: dict[str, Any]) -> dict[str, Any]:
    return {name: [tuple(map(_plain, row)) for row in rows] for name, rows in found.items()}


def _plain(value: Any) -> Any:
    """Without random names: those of uploads, and the keys of files."""
    if not isinstance(value, str):
        return value
    return re.sub(r"^key: .*$", "key: …", _NAMES.sub("/uploads/…", value), flags=re.MULTILINE)
