"""A window onto a mapped segment reads as the copy did that Whoosh makes of it."""

import io
import struct

from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile

from search.mapped import MappedFile, Window
from search.services import engine

CONTENT = b"one\ntwo\n\n" + bytes(range(256)) + b"the last line has no end"
DEEDS = st.one_of(
    st.tuples(st.just("read"), st.integers(-1, 400)),
    st.tuples(st.just("seek"), st.integers(0, 400)),
    st.tuples(st.just("seek"), st.integers(-5, 5), st.sampled_from([1, 2])),
    st.tuples(st.just("readline")),
    st.tuples(st.just("tell")),
)


@given(st.lists(DEEDS, max_size=20))
def test_it_reads_as_a_file_in_memory_does(deeds):
    ours, theirs = Window(memoryview(CONTENT)), io.BytesIO(CONTENT)
    for name, *arguments in deeds:
        if name == "seek" and len(arguments) == 2 and theirs.tell() + arguments[0] < 0:
            continue
        assert getattr(ours, name)(*arguments) == getattr(theirs, name)(*arguments)


def test_numbers_pickles_and_parts_are_read_as_before():
    content = struct.pack("!iqf", 7, 8, 0.5) + b"part of it"
    ours, theirs = MappedFile(memoryview(content)), BufferFile(memoryview(content))
    for each in (ours, theirs):
        assert (each.read_int(), each.read_long(), each.read_float()) == (7, 8, 0.5)
        assert each.get(16, 4) == b"part"
        assert each.subset(21, 2).read() == b"of"
    assert ours.tell() == theirs.tell()


def test_a_segments_parts_are_not_copied(index, make):
    make.article(title="Printer")
    index()
    folder = engine.index()._folder
    stored = FileStorage(str(folder.path / folder.pointer().directory))
    segment = next(name for name in stored.list() if name.endswith(".seg"))
    parts = CompoundStorage(stored.open_file(segment))
    assert parts.list()
    assert all(isinstance(parts.open_file(name), MappedFile) for name in parts.list())
    parts.close()
