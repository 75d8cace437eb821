"""From every revision that was ever released up to the newest, with rows; and down again."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade

from core.db import db
from hoidap import create_app, paths
from tests import databases
from tests.conftest import settings

REVISIONS = [each.revision for each in ScriptDirectory(paths.MIGRATIONS).walk_revisions()]
ROWS = 3


@pytest.fixture
def site(tmp_path):
    """A site whose database is not there yet."""
    app = create_app(settings(tmp_path, HOIDAP_DATABASE_URL=databases.new_database()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> dict[str, sa.Table]:
    """What is there now, but for Alembic's own."""
    found = sa.MetaData()
    found.reflect(db.engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def fill(there: dict[str, sa.Table]) -> None:
    """Some rows in every table, a table after those that its rows must refer to."""
    waiting = dict(there)
    with db.engine.begin() as connection:
        while waiting:
            ready = [t for t in waiting.values() if not needed_by(t) & waiting.keys() - {t.name}]
            assert ready, f"these need each other: {list(waiting)}"
            for table in ready:
                rows = [{c.name: value(c, n) for c in table.columns} for n in range(1, ROWS + 1)]
                connection.execute(table.insert(), rows)
                del waiting[table.name]


def needed_by(table: sa.Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys if not key.parent.nullable}


def value(column: sa.Column, number: int) -> object:
    """Something believable, another in every row; nothing where a row may do without another."""
    if column.foreign_keys:
        return None if column.nullable else number
    by_type = {
        bool: number % 2 == 0,
        int: number,
        str: f"{column.name} {number}"[: getattr(column.type, "length", None) or 200],
        datetime: datetime(2026, 1, number, 12, 30, 15, 678, tzinfo=UTC),
        date: date(2026, 2, number),
        object: {"vi": f"điều {number}"},  # JSON
    }
    return by_type[column.type.python_type]


def rows(table: sa.Table) -> list[dict]:
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def narrowed(found: list[dict], columns: set[str]) -> list[str]:
    """The rows in an order of their own, with these columns alone."""
    return sorted(repr({name: row[name] for name in sorted(columns)}) for row in found)


@pytest.mark.parametrize("revision", REVISIONS)
def test_from_every_released_state_up_to_the_newest_and_no_row_is_lost(site, revision):
    upgrade(revision=revision)
    before = tables()
    fill(before)
    kept = {name: rows(table) for name, table in before.items()}
    assert {len(found) for found in kept.values()} == {ROWS}

    upgrade()

    after = tables()
    for name in before.keys() & after.keys():
        common = set(before[name].c.keys()) & set(after[name].c.keys())
        assert narrowed(rows(after[name]), common) == narrowed(kept[name], common), name


def test_the_models_and_the_migrations_agree(site):
    upgrade()
    check()  # exits where they differ


def test_down_to_nothing(site):
    upgrade()
    fill(tables())

    downgrade(revision="base")

    assert tables() == {}
