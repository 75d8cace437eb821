"""Exports given to the desk, and what becomes of them."""

import io
import json
from pathlib import Path

from sqlalchemy.orm import undefer

from core.db import db, reading
from hoidap.models import ImportRun

PATH = "/desk/settings/import"
CHOICES = {
    "format": "forum",
    "language": "en",
    "url": "https://old.example.com",
    "audience": "public",
    "status": "draft",
    "name": "old forum",
}


def line(number, *bodies, **more):
    posts = [
        {"id": number * 100 + n, "author": f"an{n}", "created": "2020-03-04T05:06:07Z", "body": b}
        for n, b in enumerate(bodies or ("Words.", "More words."))
    ]
    return json.dumps({"id": number, "title": f"Topic {number}", "posts": posts} | more)


def lines(count):
    return "\n".join(line(number) for number in range(count)).encode()


def upload(browser, content, name="old forum.jsonl", **choices):
    data = CHOICES | choices | {"export": (io.BytesIO(content), name)}
    return browser.post(PATH, data=data)


def left_on_disk(app) -> list[Path]:
    folder = Path(app.config["HOIDAP_INSTANCE_PATH"]) / "imports"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def newest() -> ImportRun:
    """The import that was asked for last, as it stands now; the child is not held up."""
    with reading():
        db.session.rollback()
        found = db.session.query(ImportRun).order_by(ImportRun.id.desc())
        run = found.options(undefer("*")).populate_existing().first()
        db.session.expunge(run)
        db.session.rollback()
    return run


def a_report(count):
    return {
        "counts": {"thread": {"new": count, "skipped": count}, "carpet": {"new": 1}},
        "skipped": [[f"=cmd|{n}", "it has no posts"] for n in range(count)],
        "skipped_unnamed": 7,
        "constructs": {
            f"<blink-{n}>": {"count": 3, "examples": ["here", "there"]} for n in range(count)
        },
        "links": {"dead": count + 2, "led on": 5},
        "dead_links": [[f"doc {n}", "https://gone.example.com/"] for n in range(count)],
        "examples": {"thread": ["Làm sao đổi SIM?"]},
    }
