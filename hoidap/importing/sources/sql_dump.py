"""MySQL dumps read as rows, in a stream; nothing of them is ever run.

Both styles are known: INSERT with column names, and mysqldump's without, whose columns the CREATE
TABLE before it names.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from hoidap.importing.report import Report

PIECE = 1 << 18  # characters read at once
_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_QUOTED = r"`[^`]*+`|\"(?:[^\"\\]++|\\.|\"\")*+\""
_COMMENT = r"--(?:[ \t][^\n]*+|(?=\n))|\#[^\n]*+|/\*.*?\*/"
_TOKEN = re.compile(
    rf"(?P<space>\s++|{_COMMENT})|(?P<string>{_STRING})|(?P<name>{_QUOTED})"
    r"|(?P<word>[A-Za-z_][\w$]*+)|(?P<number>[-+]?(?:0x[0-9A-Fa-f]*+|[\d.]++(?:[eE][-+]?\d*+)?))"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_SKIPPED = re.compile(rf"(?:[^'\"`;]++|{_STRING}|{_QUOTED})*+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_MEANS = {
    "0": "\0",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "Z": "\x1a",
    "%": "\\%",
    "_": "\\_",
}
_NO_COLUMN = frozenset({
    "PRIMARY", "KEY", "UNIQUE", "INDEX", "FULLTEXT", "SPATIAL", "CONSTRAINT", "FOREIGN", "CHECK"
})  # fmt: skip

Value = str | None
Token = tuple[str, str]  # kind, text


class Truncated(Exception):
    """The dump ends in the midst of something."""


def rows(
    file: IO[str], wanted: Callable[[str], bool], where: Path, report: Report
) -> Iterator[tuple[str, dict[str, Value]]]:
    """(table, row) for each row of the tables that are wanted, in the dump's order."""
    dump = _Dump(file, wanted, where.name, report)
    try:
        yield from dump.rows()
    except Truncated:
        report.skip("file", where.name, "ends in the midst of a statement; what was read comes")


class _Dump:
    def __init__(
        self, file: IO[str], wanted: Callable[[str], bool], where: str, report: Report
    ) -> None:
        self.tokens = _Tokens(file)
        self.wanted = wanted
        self.where = where
        self.report = report
        self.columns: dict[str, list[str]] = {}

    def rows(self) -> Iterator[tuple[str, dict[str, Value]]]:
        while (token := self.tokens.next()) is not None:
            word = token[1].upper()
            if word in ("INSERT", "REPLACE"):
                yield from self._insert()
            elif word == "CREATE":
                self._create()
            if token[1] != ";":
                self.tokens.skip_statement()

    def _insert(self) -> Iterator[tuple[str, dict[str, Value]]]:
        token = self.tokens.must()
        while token[1].upper() in ("INTO", "IGNORE", "DELAYED", "LOW_PRIORITY"):
            token = self.tokens.must()
        table, token = self._table(token)
        if not self.wanted(table):
            return
        columns = self.columns.get(table)
        if token[1] == "(":
            columns = [name.lower() for name in self._names()]
            token = self.tokens.must()
        if token[1].upper() not in ("VALUES", "VALUE"):
            return
        if columns is None:
            self.report.skip("table", table, "no column names and no CREATE TABLE before its rows")
            return
        for values in self._tuples():
            if len(values) == len(columns):
                yield table, dict(zip(columns, values, strict=True))
            else:
                self.report.skip("row", f"{self.where}: {table}", "not as many values as columns")

    def _tuples(self) -> Iterator[list[Value]]:
        while self.tokens.must()[1] == "(":
            yield self._values()
            if self.tokens.must()[1] != ",":
                break
        self.tokens.back()

    def _values(self) -> list[Value]:
        values: list[Value] = []
        value: Value = None
        while True:
            kind, text = self.tokens.must()
            if kind == "sign" and text in ",)":
                values.append(value)
                value = None
                if text == ")":
                    return values
            elif kind == "string":
                value = _unescaped(text)
            elif kind == "number":
                value = _number(text)
            elif kind == "word" and text.upper() not in (
                "NULL",
                "_BINARY",
                "_UTF8",
                "_UTF8MB4",
                "N",
            ):
                value = text

    def _create(self) -> None:
        token = self.tokens.must()
        if token[1].upper() != "TABLE":
            self.tokens.back()
            return
        token = self.tokens.must()
        while token[1].upper() in ("IF", "NOT", "EXISTS"):
            token = self.tokens.must()
        table, token = self._table(token)
        if token[1] == "(":
            self.columns[table] = [name.lower() for name in self._names()]

    def _table(self, token: Token) -> tuple[str, Token]:
        """The table's name without its database, and the token behind it."""
        name, token = _plain(token), self.tokens.must()
        while token[1] == ".":
            name, token = _plain(self.tokens.must()), self.tokens.must()
        return name, token

    def _names(self) -> list[str]:
        """The first word of each part between the brackets: columns, without keys."""
        names: list[str] = []
        depth, is_first = 1, True
        while depth:
            token = self.tokens.must()
            if token[0] == "sign":
                depth += {"(": 1, ")": -1}.get(token[1], 0)
                is_first = token[1] == "," and depth == 1
                continue
            if is_first and token[1].upper() not in _NO_COLUMN:
                names.append(_plain(token))
            is_first = False
        return names


class _Tokens:
    """The dump's tokens; holds no more text than the longest of them needs."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.text = ""
        self.at = 0
        self.at_end = False
        self.last: Token | None = None
        self.is_back = False

    def next(self) -> Token | None:
        if self.is_back:
            self.is_back = False
            return self.last
        while (found := self._match()) is not None:
            self.at = found.end()
            if found.lastgroup != "space":
                self.last = (str(found.lastgroup), found[0])
                return self.last
        return None

    def must(self) -> Token:
        """The next token; raises Truncated where there is none."""
        token = self.next()
        if token is None:
            raise Truncated
        return token

    def back(self) -> None:
        """Let the last token be read once more."""
        self.is_back = True

    def skip_statement(self) -> None:
        """Go on behind the next semicolon that is no word's; fast."""
        if self.is_back:
            self.is_back = False
            if self.last and self.last[1] == ";":
                return
        size = PIECE
        while True:
            found = _SKIPPED.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.text[self.at : self.at + 1] == ";":
                self.at += 1
                return
            if self.at_end:
                self.at = len(self.text)
                return
            self._more(size)
            size *= 2

    def _match(self) -> re.Match[str] | None:
        """A token that surely ends where it seems to."""
        size = PIECE
        while True:
            found = _TOKEN.match(self.text, self.at)
            is_whole = found and found.end() < len(self.text) and not _is_torn(found)
            if is_whole or self.at_end:
                if found and found[0] in ("'", '"', "`"):
                    raise Truncated
                return found
            self._more(size)
            size *= 2  # a text of megabytes is not looked through again and again

    def _more(self, size: int) -> None:
        piece = self.file.read(size)
        self.at_end = not piece
        self.text = self.text[self.at :] + piece
        self.at = 0


def _is_torn(found: re.Match[str]) -> bool:
    """The sign begins something whose end is not read yet."""
    sign = found["sign"]
    return sign in ("'", '"', "`") or (sign == "/" and found.string[found.end()] == "*")


def _plain(token: Token) -> str:
    return token[1].strip('`"')


def _unescaped(text: str) -> str:
    inner = text[1:-1]
    if "\\" not in inner and "'" not in inner:
        return inner
    return _ESCAPED.sub(lambda found: _MEANS.get(found[1], found[1]) if found[1] else "'", inner)


def _number(text: str) -> str:
    """A number as written; bytes in hexadecimal as their text."""
    if text[:2].lower() != "0x":
        return text
    digits = text[2:]
    return bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)).decode("utf-8", "replace")
