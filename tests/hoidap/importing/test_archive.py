"""Archives from strangers: unpacked beside nothing, and never endless."""

import gzip
import io
import tarfile
import zipfile

import pytest

from hoidap.importing import archive
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport


def zipped(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def tarred(path, members):
    with tarfile.open(path, "w:gz") as packed:
        for member, content in members:
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return path


def contents(path, report):
    with archive.unpacked(path, report) as place:
        if place.is_file():
            return {place.name: place.read_bytes()}, place
        files = [each for each in place.rglob("*") if each.is_file()]
        return {each.relative_to(place).as_posix(): each.read_bytes() for each in files}, place


def test_zip_tar_and_gz_are_unpacked_and_removed(tmp_path):
    files = {"vi/Đổi trả/a.md": b"A", "b [1].png": b"B"}
    tar = [(tarfile.TarInfo(name), content) for name, content in files.items()]
    for path in (zipped(tmp_path / "x.zip", **files), tarred(tmp_path / "x.tgz", tar)):
        found, place = contents(path, Report())
        assert found == files
        assert not place.exists()
    (tmp_path / "lines.jsonl.gz").write_bytes(gzip.compress(b"{}"))
    assert contents(tmp_path / "lines.jsonl.gz", Report())[0] == {"lines.jsonl": b"{}"}


def test_folders_and_plain_files_are_read_where_they_are(tmp_path):
    (tmp_path / "a.md").write_text("A")
    with archive.unpacked(tmp_path, Report()) as place:
        assert place == tmp_path
    with archive.unpacked(tmp_path / "a.md", Report()) as place:
        assert place == tmp_path / "a.md"


def test_nothing_lands_outside_the_folder(tmp_path):
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    members = [
        (tarfile.TarInfo("../out.md"), b"x"),
        (tarfile.TarInfo("/etc/out.md"), b"x"),
        (link, b""),
        (tarfile.TarInfo("link/passwd"), b"x"),
        (tarfile.TarInfo("a" * 300), b"x"),
        (tarfile.TarInfo("good.md"), b"good"),
    ]
    report = Report()
    found, _ = contents(tarred(tmp_path / "x.tar.gz", members), report)
    assert found == {"good.md": b"good", "link/passwd": b"x"}  # a folder of that name, ours
    assert len(report.skipped) == 3
    assert not (tmp_path.parent / "out.md").exists()


def test_names_that_differ_only_by_case_and_doubles(tmp_path):
    members = [(tarfile.TarInfo(name), name.encode()) for name in ("A.md", "a.md", "a.md")]
    report = Report()
    found, _ = contents(tarred(tmp_path / "x.tar.gz", members), report)
    assert found == {"A.md": b"A.md", "a.md": b"a.md"}
    assert [why for _, why in report.skipped] == ["the archive holds two files of this name"]


def test_a_bomb_ends_early(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 3 * 1024**2)
    path = zipped(tmp_path / "bomb.zip", **{"zeros": bytes(4 * 1024**2)})
    assert path.stat().st_size < 10_000
    with pytest.raises(BadExport, match="unpacks to more"):
        contents(path, Report())
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(BadExport, match="more files than we take: 2"):
        contents(zipped(tmp_path / "many.zip", a=b"", b=b"", c=b""), Report())


@pytest.mark.parametrize("name", ["cut.zip", "cut.tar.gz", "cut.gz"])
def test_a_truncated_archive_says_so(tmp_path, name):
    whole = tmp_path / f"whole-{name}"
    noise = bytes(range(256)) * 400
    if name.endswith("zip"):
        zipped(whole, **{"a.md": noise})
    elif "tar" in name:
        tarred(whole, [(tarfile.TarInfo("a.md"), noise)])
    else:
        whole.write_bytes(gzip.compress(noise))
    cut = tmp_path / name
    cut.write_bytes(whole.read_bytes()[:-30])
    report = Report()
    with pytest.raises(BadExport, match="cannot be unpacked"):
        contents(cut, report)


def test_nothing_there_is_said_plainly(tmp_path):
    with pytest.raises(BadExport, match="nothing at"), archive.unpacked(tmp_path / "no", Report()):
        pass
