"""Fill an empty site: the same people, articles and threads for the same size.

Rows are written in bulk, since services cannot act in the past; what services keep in step
(counts, positions, the queue) is kept in step here. The index is the product's own rebuild.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from bench.bodies import Bodies
from bench.fill import community, company, library
from bench.fill.plan import Plan
from bench.fill.rows import Rows
from bench.texts import Writer
from core.db import db
from core.dialects import is_sqlite
from forum.services import counting as forum_counting
from hoidap import create_app
from kb.services import counting as kb_counting
from search.services import engine

SEED = 2026
BLOCKS = 3_000  # rendered paragraphs a language
PROVED = 200  # texts that are rendered whole as well, to see that it comes to the same


def fill(folder: Path, size: int) -> dict[str, Any]:
    """Make the site in an empty folder; returns (and keeps in facts.json) what it holds.

    size -- 1: 10,000 threads with 100,000 posts; 10: ten times that.
    """
    began = time.perf_counter()
    app = create_app(
        {
            "HOIDAP_MODE": "production",
            "HOIDAP_INSTANCE_PATH": folder,
            "HOIDAP_SQLITE_SYNCHRONOUS": "OFF",  # a half-filled site is thrown away
        }
    )
    with app.app_context():
        upgrade()
        writer = Writer(SEED, breadth=5_000 * round(size**0.5))
        bodies = Bodies(writer, BLOCKS)
        bodies.prove(PROVED)
        plan = Plan(size, writer, bodies, Rows())
        company.fill(plan)
        library.fill(plan)
        community.fill(plan)
        plan.rows.flush()
        kb_counting.renew()  # as the worker does once an hour
        forum_counting.renew_rooms()
        db.session.commit()
        if is_sqlite(app.config["SQLALCHEMY_DATABASE_URI"]):
            assert not db.session.execute(text("PRAGMA foreign_key_check")).all()
        facts = {
            "size": size,
            "rows": dict(sorted(plan.rows.written.items())),
            "fill_seconds": round(time.perf_counter() - began, 1),
            "queries": [_query(writer, number) for number in range(20)],
            **_indexed(folder),
        }
        db.session.remove()
        db.engine.dispose()
    facts["database_bytes"] = (folder / "hoidap.db").stat().st_size
    (folder / "facts.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False))
    return facts


def _query(writer: Writer, number: int) -> str:
    """What a person types: a thing and a trouble, a rare word, a deed; two languages."""
    language = ("vi", "vi", "en")[number % 3]
    slots = (("thing", "trouble"), ("rare",), ("thing", "rare"), ("deed",))[number % 4]
    return " ".join(writer.word(slot, language) for slot in slots)


def _indexed(folder: Path) -> dict[str, Any]:
    """Build the index as `hoidap search rebuild` does."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    count = engine.rebuild()
    wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu  # its helpers' too
    files = [path for path in (folder / "index").rglob("*") if path.is_file()]
    return {
        "index_documents": count,
        "index_seconds": round(wall, 1),
        "index_cpu_seconds": round(cpu, 1),
        "index_documents_per_second": round(count / wall, 1),
        "index_bytes": sum(path.stat().st_size for path in files),
    }
