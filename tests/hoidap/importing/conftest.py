"""An export made by hand, as JSON lines: the simplest source tries what all sources share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.db import db
from hoidap.importing import running
from hoidap.importing.report import Report
from hoidap.importing.source import Options
from search.services import engine
from tests.databases import others_can_write

BORN = "2020-03-04T05:06:07Z"


def topic(number: int, *posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of the export; without posts one question and one reply."""
    written = list(posts) or [post(number * 100 + 1), post(number * 100 + 2, author="binh")]
    return {"id": number, "title": f"Topic {number}", "posts": written} | more


def post(number: int, body: str = "Words.", **more: Any) -> dict[str, Any]:
    return {"id": number, "author": "an", "created": BORN, "body": body} | more


@pytest.fixture
def bring(app, tmp_path, while_rendering) -> Callable[..., Report]:
    """`bring(topic(1), …)` imports these lines into the site and returns the report.

    While it renders, others write.
    """
    engine.ensure()
    could_write: list[bool] = []
    while_rendering.append(lambda: could_write.append(others_can_write()))

    def _bring(*topics: dict[str, Any], dry_run: bool = False, **options: Any) -> Report:
        export = tmp_path / "export.jsonl"
        export.write_text("\n".join(json.dumps(each) for each in topics))
        given = Options(**{"name": "old", "language": "en"} | options)
        db.session.commit()
        report = running.run("forum", Path(export), given, dry_run=dry_run)
        db.session.expire_all()
        assert all(could_write)
        return report

    return _bring
