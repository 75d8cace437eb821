"""What our writer leaves on the disk is what Whoosh's own leaves there."""

from datetime import UTC, datetime

import pytest
from whoosh import index as whoosh_index
from whoosh.writing import SegmentWriter

from search import pool, schema
from search.contract import Document
from search.pool import TermWriter

BORN = datetime(2026, 1, 1, tzinfo=UTC)


def rows(count):
    """Documents in which some words are in all, some in few, some often in one."""
    for number in range(count):
        text = f"đổi hàng {'lỗi ' * (number % 5)} máy{number % 7} riêng{number} 数据库{number % 3}"
        title = "Đổi trả" if number % 2 else ""
        yield schema.row(
            Document(
                ref=f"thread:{number}",
                kind="thread",
                title=title,
                text=text,
                audience="public",
                version=number,
                created=BORN,
                updated=BORN,
                tags=("a", "b")[: number % 3],
                votes=number,
            )
        )


def files(directory):
    """The bytes of each file of the segment, by the part of its name that says what it is."""
    return {
        path.name.partition(".")[2]: path.read_bytes()
        for path in directory.iterdir()
        if path.name.startswith("MAIN_") and path.suffix != ".tmp"
    }


def open_writer(directory, writer_class, **more):
    writer = writer_class(whoosh_index.open_dir(str(directory)), **more)
    writer.compound = False
    return writer


def written(directory, writer_class, count, **more):
    directory.mkdir()
    whoosh_index.create_in(str(directory), schema.SCHEMA)
    writer = open_writer(directory, writer_class, **more)
    for row in rows(count):
        writer.add_document(**row)
    writer.commit()
    return files(directory)


@pytest.mark.parametrize("limit", [1, 0])  # MB; 0: every document is a run of its own
def test_a_segment_is_what_whoosh_writes_byte_by_byte(tmp_path, limit):
    ours = written(tmp_path / "ours", TermWriter, 400, limitmb=limit)
    theirs = written(tmp_path / "theirs", SegmentWriter, 400)

    assert set(ours) == set(theirs) > {"pst", "trm", "_text_len.col", "prior.col"}
    assert {name for name in theirs if ours[name] != theirs[name]} == set()


def test_more_runs_than_may_be_open_are_joined_first(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "MAX_RUNS", 3)
    monkeypatch.setattr(pool, "BATCH", 500)
    ours = written(tmp_path / "ours", TermWriter, 50, limitmb=0)
    theirs = written(tmp_path / "theirs", SegmentWriter, 50)

    assert ours == theirs


def test_merged_segments_are_what_whoosh_merges_them_into(tmp_path):
    merged = []
    for writer_class in (TermWriter, SegmentWriter):
        directory = tmp_path / writer_class.__name__
        written(directory, writer_class, 200, limitmb=1)
        writer = open_writer(directory, writer_class, limitmb=1)
        writer.delete_document(3)
        writer.commit(optimize=True)
        merged.append(files(directory))

    assert merged[0] == merged[1]
