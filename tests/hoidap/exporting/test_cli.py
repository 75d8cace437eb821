"""`hoidap export PATH` and `hoidap import hoidap PATH`, as an operator types them."""

import pytest

from core.db import db
from hoidap.exporting import tables
from hoidap.importing.whole.moving import inhabitants


@pytest.fixture
def typed(app):
    """`typed("export", path)` -> exit code and all that was printed."""

    def _typed(*words: object) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        return result.exit_code, result.output

    return _typed


def test_an_export_says_how_much_went_out_and_what_did_not(typed, make, tmp_path):
    make.post()

    code, said = typed("export", tmp_path / "b.zip")

    assert code == 0
    assert (tmp_path / "b.zip").is_file()
    assert "post                        2\n" in said
    for what, why in tables.left_out().items():
        assert f"  {what}: {why}\n" in said


@pytest.mark.parametrize("name", ["b", "nowhere/b.tar.gz"])
def test_an_export_that_has_no_place_says_so(typed, tmp_path, name):
    (tmp_path / "b").mkdir()
    code, said = typed("export", tmp_path / name)
    assert code == 1
    assert "There is" in said


def test_an_import_says_what_came_and_what_to_do_next(typed, exported, tmp_path):
    code, said = typed("import", "hoidap", exported, "--report", tmp_path / "report.json")

    assert code == 0
    assert "hoidap accounts make-admin" in said
    assert "\npost         " in said
    assert '"post": {' in (tmp_path / "report.json").read_text()


def test_a_second_import_is_refused_and_says_what_to_do(typed, exported):
    typed("import", "hoidap", exported)
    before = inhabitants(db.session.connection())
    db.session.rollback()

    code, said = typed("import", "hoidap", exported)

    assert code == 1
    assert "This site is not empty" in said
    assert "HOIDAP_INSTANCE_PATH" in said
    assert inhabitants(db.session.connection()) == before


def test_a_dry_run_says_what_would_come(typed, exported):
    code, said = typed("import", "hoidap", exported, "--dry-run")
    assert code == 0
    assert "\npost         " in said
    assert "make-admin" not in said
    assert inhabitants(db.session.connection()) == {}


def test_a_folder_where_nothing_is_yet_gets_its_tables(another_site, exported):
    site = another_site("b", tables=False)
    result = site.test_cli_runner().invoke(args=["import", "hoidap", str(exported)])
    assert result.exit_code == 0, result.output
    with site.app_context():
        assert inhabitants(db.session.connection())["post"] > 100
