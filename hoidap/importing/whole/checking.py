"""One line of an export becomes one row: every value is of its column's type and within bounds."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, String, Table

from accounts.services import settings
from core.db import UtcDateTime
from hoidap import attachments, pictures
from hoidap.exporting.tables import KEPT
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport
from hoidap.importing.whole.sealed import is_inside

LARGEST_NUMBER = 2**31 - 1
LONGEST_TEXT = 100_000  # characters; a body may be as long as a line
_UPLOAD = re.compile(r"[\w-]{1,100}\.[a-z0-9]{1,10}", re.ASCII)
Check = Callable[[Any], Any]  # the value as Python knows it; raises ValueError


class Rows:
    """Reads the lines of one table. What an older or newer version had differently is reported."""

    def __init__(self, table: Table, report: Report) -> None:
        self.name = table.name
        self.report = report
        self.columns = {name: table.c[name] for name in KEPT[table.name].columns}
        self.checks = {name: _check_of(column) for name, column in self.columns.items()}

    def read(self, values: dict[str, Any], where: str) -> dict[str, Any]:
        """Raises BadExport with the place and the column."""
        for name in values.keys() - self.columns.keys():
            self.report.note(f"column that is not taken: {self.name}.{name}", where)
        row = {}
        for name, column in self.columns.items():
            try:
                if name in values:
                    row[name] = self._value(column, values[name])
                else:
                    row[name] = _default(column)
                    self.report.note(f"column that was not there yet: {self.name}.{name}", where)
            except ValueError as problem:
                raise BadExport(f"{where}: {name} {problem}") from None
        return row

    def _value(self, column: Column[Any], value: Any) -> Any:
        if value is None:
            if column.nullable:
                return None
            raise ValueError("is missing")
        return self.checks[column.name](value)


def is_setting(row: dict[str, Any], where: str, report: Report) -> bool:
    """Whether this version has the setting and takes its value; else it is reported."""
    try:
        settings.checked(row["name"], row["value"]["value"])
    except (KeyError, settings.BadValue) as problem:
        report.skip("setting", where, f"this version does not take it: {problem}")
        return False
    return True


def _default(column: Column[Any]) -> Any:
    """What a row written before the column was there gets."""
    default: Any = column.default
    if default is None:
        if column.nullable:
            return None
        raise ValueError("is missing")
    return default.arg(None) if default.is_callable else default.arg


def _check_of(column: Column[Any]) -> Check:
    special = _SPECIAL.get(f"{column.table.name}.{column.name}")
    if special is not None:
        return special
    if column.primary_key and isinstance(column.type, Integer):
        return _id
    for kind, check in _BY_TYPE.items():
        if isinstance(column.type, kind):
            return check(column)
    raise TypeError(f"{column} has a type that no export knows")


def _plain(kind: type) -> Check:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"is no {kind.__name__}")
        return value

    return check


def _number(value: Any) -> int:
    if type(value) is not int or not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError("is no whole number, or too large")
    return value


def _id(value: Any) -> int:
    if _number(value) < 1:
        raise ValueError("is no id")
    return int(value)


def _text(longest: int | None) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("is no text")
        if longest is not None and len(value) > longest:
            raise ValueError(f"is longer than {longest:,} characters")
        if "\0" in value or not _is_unicode(value):
            raise ValueError("holds a character that no text has")
        return value

    return check


def _is_unicode(text: str) -> bool:
    """Whether it has no lone surrogates, which JSON can spell."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("is no moment with its zone") from None


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is no day") from None


def _member(column: Column[Any]) -> Check:
    kind: Any = column.type

    def check(value: Any) -> Any:
        if value not in kind.enums:
            raise ValueError(f"is none of {', '.join(kind.enums)}")
        return kind.enum_class(value)

    return check


def _structure(column: Column[Any]) -> Check:
    return _STRUCTURES.get(column.name, _plain(dict))


def _texts_by_language(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValueError("is no texts by language")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError("is no list of texts")
    return value


def _within(value: Any) -> str:
    path: str = _text(LONGEST_TEXT)(value)
    if not is_inside(path):
        raise ValueError("leads out of the content folder")
    return path


def _file_name(value: Any) -> str:
    if "/" in _within(value):
        raise ValueError("is no name of one file")
    return str(value)


def _upload_key(value: Any) -> str:
    if not isinstance(value, str) or not _UPLOAD.fullmatch(value):
        raise ValueError("is no name of an upload")
    return value


def _file_type(value: Any) -> str:
    if value not in pictures.FORMATS and value not in attachments.KINDS.values():
        raise ValueError("is no kind of file that we keep")
    return str(value)


def _own_address(value: Any) -> str:
    address: str = _text(LONGEST_TEXT)(value)
    if not address.startswith("/") or address.startswith("//"):
        raise ValueError("leads to another site")
    return address


_BY_TYPE: dict[type, Callable[[Column[Any]], Check]] = {
    Enum: _member,  # before String: it is one
    String: lambda column: _text(None if column.name == "body" else LONGEST_TEXT),
    Boolean: lambda _column: _plain(bool),
    Integer: lambda _column: _number,
    UtcDateTime: lambda _column: _moment,
    Date: lambda _column: _day,
    JSON: _structure,
}
_STRUCTURES: dict[str, Check] = {
    "names": _texts_by_language,
    "descriptions": _texts_by_language,
    "keywords": _texts,
}
# What becomes a path or an address.
_SPECIAL: dict[str, Check] = {
    "article.language": _file_name,
    "article.slug": _file_name,
    "article.file_path": _within,
    "collection.slug": _within,
    "upload.key": _upload_key,
    "upload.media_type": _file_type,
    "notification.url": _own_address,
}
