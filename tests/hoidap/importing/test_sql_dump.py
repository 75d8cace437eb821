"""MySQL dumps as rows."""

import io
from pathlib import Path

import pytest

from hoidap.importing.report import Report
from hoidap.importing.sources import sql_dump


def read(text, wanted=lambda _table: True, report=None):
    return list(sql_dump.rows(io.StringIO(text), wanted, Path("dump.sql"), report or Report()))


NAMED = "INSERT INTO forum_posts (post_id, `text`) VALUES (1, 'a'), (2, NULL);"
PLAIN = """
CREATE TABLE `posts` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `kind` enum('a','b)') NOT NULL DEFAULT 'a',
  `text` decimal(8,2) COLLATE utf8_bin,
  PRIMARY KEY (`id`,`kind`),
  KEY `kind` (`kind`)
) ENGINE=InnoDB;
INSERT INTO `posts` VALUES (1,'a','x'),(-2,'b',0.5);
"""


def test_inserts_with_column_names():
    assert read(NAMED) == [
        ("forum_posts", {"post_id": "1", "text": "a"}),
        ("forum_posts", {"post_id": "2", "text": None}),
    ]


def test_inserts_without_names_take_them_from_the_table():
    assert read(PLAIN) == [
        ("posts", {"id": "1", "kind": "a", "text": "x"}),
        ("posts", {"id": "-2", "kind": "b", "text": "0.5"}),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"'it\'s'", "it's"),
        ("'it''s'", "it's"),
        ("''", ""),
        ("''''", "'"),
        (r"'a\\'", "a\\"),
        (r"'\\\''", "\\'"),
        (r"'a\nb\tc\r'", "a\nb\tc\r"),
        (r"'\%\_\q'", "\\%\\_q"),
        ("'a;b -- c /* d */ # e'", "a;b -- c /* d */ # e"),
        ("'),(2'", "),(2"),
        ("0x68c3a9", "hé"),
        ("_binary 'x'", "x"),
        ("NULL", None),
        ("'Điện thoại 📱'", "Điện thoại 📱"),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, sql_dump.PIECE])
def test_values_read_as_they_were_written(monkeypatch, piece, written, value):
    monkeypatch.setattr(sql_dump, "PIECE", piece)
    head = "-- a dump\n# it's\n/*!40101 SET NAMES 'utf8' */;\n"
    text = f"{head}INSERT INTO t (a, b) VALUES ({written},1);"
    assert read(text) == [("t", {"a": value, "b": "1"})]


@pytest.mark.parametrize("piece", [1, 5, sql_dump.PIECE])
def test_other_tables_are_passed_over(monkeypatch, piece):
    monkeypatch.setattr(sql_dump, "PIECE", piece)
    noise = "INSERT INTO sessions VALUES ('a;b''c\\'d', \"e;\", 1);\nUPDATE x SET y = ';';\n"
    assert len(read(noise + PLAIN + noise + NAMED, lambda table: table != "sessions")) == 4


def test_a_database_before_the_table_and_other_verbs():
    text = "REPLACE INTO `db`.`t` (`a`) VALUES ('1');INSERT IGNORE INTO t (a) VALUE ('2');"
    assert read(text) == [("t", {"a": "1"}), ("t", {"a": "2"})]


def test_rows_without_any_column_names_are_reported():
    report = Report()
    assert read("INSERT INTO t VALUES (1);", report=report) == []
    assert report.skipped == [("t", "no column names and no CREATE TABLE before its rows")]


def test_a_row_of_another_length_is_reported():
    report = Report()
    assert read("INSERT INTO t (a) VALUES (1,2),(3);", report=report) == [("t", {"a": "3"})]
    assert report.skipped == [("dump.sql: t", "not as many values as columns")]


@pytest.mark.parametrize("end", ["(2,'torn", "(2", "(2,", ""])
def test_a_dump_that_breaks_off_gives_what_stands_before(end):
    report = Report()
    text = f"INSERT INTO t (a, b) VALUES (1,'x'),{end}"
    assert read(text, report=report) == [("t", {"a": "1", "b": "x"})]
    assert report.skipped[0][0] == "dump.sql"


def test_nothing_is_run_and_odd_signs_do_no_harm():
    assert read("DROP TABLE users; @@@ ; )(; '; DELETE FROM t;") == []
