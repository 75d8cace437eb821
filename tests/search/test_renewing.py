"""What others commit is opened beside the searches."""

import threading
import time

import pytest

from search import index as index_module
from search import renewing
from search.index import Index, IndexUnavailable
from tests.search.test_index import VISITOR, document, refs


@pytest.fixture
def writer(tmp_path):
    index = Index(tmp_path / "index")
    index.ensure()
    index.apply([document("article:1", "Printer")])
    return index


@pytest.fixture
def reader(writer):
    return Index(writer._folder.path, opens_aside=True)


def test_a_search_finds_what_is_new_opened_already(writer, reader, monkeypatch):
    assert refs(reader, "printer") == ["article:1"]
    before = reader._snapshot
    writer.apply([document("article:2", "Printer")])
    until = time.monotonic() + 10
    while reader._snapshot is before and time.monotonic() < until:
        reader._renewing._asked = time.monotonic()  # as if somebody searched all the time
        time.sleep(0.02)
    opened_by = []
    monkeypatch.setattr(
        index_module, "open_latest", lambda *_: opened_by.append(threading.current_thread().name)
    )
    assert sorted(refs(reader, "printer")) == ["article:1", "article:2"]
    assert opened_by == []


def test_where_nobody_searches_nothing_is_opened(writer, reader, monkeypatch):
    monkeypatch.setattr(renewing, "IDLE", 0.0)
    assert refs(reader, "printer") == ["article:1"]
    reader._renewing._thread.join(10)
    assert not reader._renewing._thread.is_alive()
    writer.apply([document("article:2", "Printer")])
    assert reader._snapshot.live_count == 1
    reader._checked = 0.0
    assert len(refs(reader, "printer")) == 2  # opened by the one who searches


def test_a_lost_index_ends_it_and_who_searches_is_told(writer, reader, monkeypatch):
    monkeypatch.setattr(renewing, "LOOK_EVERY", 0.01)
    assert refs(reader, "printer") == ["article:1"]
    (writer._folder.path / "current").unlink()
    reader._renewing._asked = time.monotonic() + 3_600
    reader._renewing._thread.join(10)
    assert not reader._renewing._thread.is_alive()
    with pytest.raises(IndexUnavailable):
        reader.search("printer", scope=VISITOR)


def test_where_no_thread_can_begin_searching_goes_on(writer, reader, monkeypatch, caplog):
    class NoMore(threading.Thread):
        def start(self):
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading, "Thread", NoMore)
    for _ in range(2):
        assert refs(reader, "printer") == ["article:1"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    writer.apply([document("article:2", "Printer")])
    reader._checked = 0.0
    assert len(refs(reader, "printer")) == 2
