"""Nothing is forgotten: what an export takes along and what it leaves is said of every column."""

import pytest

from core.db import Base
from hoidap.exporting import tables
from hoidap.importing.report import Report
from hoidap.importing.whole.checking import Rows
from hoidap.importing.whole.moving import late_columns

TABLES = sorted(Base.metadata.tables)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_goes_along_or_has_a_reason_to_stay(name, app):
    """A new table or column? Put it into hoidap/exporting/tables.py, or say there why not."""
    if name in tables.LEFT_OUT:
        assert name not in tables.KEPT
        return
    kept = tables.KEPT[name]
    assert set(kept.columns).isdisjoint(kept.without)
    assert {*kept.columns, *kept.without} == set(Base.metadata.tables[name].columns.keys())


def test_the_registry_names_nothing_that_is_gone(app):
    assert {*tables.KEPT, *tables.LEFT_OUT} == set(TABLES)


def test_no_row_that_goes_along_needs_one_that_stays(app):
    for table in tables.in_order():
        for column in tables.columns_of(table):
            for key in column.foreign_keys:
                assert key.column.table.name in tables.KEPT, column


def test_every_column_can_be_read_back(app):
    for table in tables.in_order():
        assert Rows(table, Report()).checks.keys() == set(tables.KEPT[table.name].columns)


def test_only_these_foreign_keys_are_led_at_the_end(app):
    late = {str(column) for table in tables.in_order() for column in late_columns(table)}
    assert late == {
        "article.live_revision_id",
        "article.translated_from_id",
        "thread.accepted_post_id",
        "collection.parent_id",
        "gap.head_id",
    }


def test_what_is_led_at_the_end_may_be_empty_until_then(app):
    assert all(column.nullable for table in tables.in_order() for column in late_columns(table))


def test_rendered_html_never_goes_along(app):
    names = {name for kept in tables.KEPT.values() for name in kept.columns}
    assert not {name for name in names if "html" in name or "password" in name}
