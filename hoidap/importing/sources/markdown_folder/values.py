"""The values of a front matter, whatever kind they are of: nothing here ever raises."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from core.text import clean_line
from hoidap.importing.sources.markdown_folder.reading import Page


class Front:
    """The keys of a front matter; what is asked for is taken."""

    def __init__(self, page: Page) -> None:
        self.values = page.front
        self.raws = page.raws
        self.taken: set[str] = set()

    def first(self, names: Iterable[str]) -> Any:
        """The first that says something."""
        for name in names:
            value = self.values.get(name)
            if value is not None:
                self.taken.add(name)
                return value
        return None

    def words(self, names: Iterable[str]) -> str:
        value = self.first(names)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return clean_line(str(value))
        return clean_line(next((self.raws[name] for name in names if name in self.raws), ""))

    def texts(self, names: Iterable[str]) -> tuple[str, ...]:
        """A list, or one text, or several behind commas."""
        value = self.first(names)
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list):
            value = [] if value is None or isinstance(value, dict) else [value]
        texts = (clean_line(str(one)) for one in value if isinstance(one, str | int | float))
        return tuple(dict.fromkeys(text[:120] for text in texts if text))

    def flag(self, names: Iterable[str]) -> bool:
        """Whether any of them is true."""
        said = [is_true(self.first((name,))) for name in names]
        return any(said)


def is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in ("true", "yes"))


def position_of(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number < 2**31 else None


def moment_of(value: Any) -> datetime | None:
    if isinstance(value, dict):
        value = value.get("date")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        value = value if value.tzinfo else value.replace(tzinfo=UTC)
    elif isinstance(value, date):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        return None
    try:
        return value.astimezone(UTC) if 1970 <= value.year <= 9990 else None
    except OverflowError:
        return None


def american_day(value: Any) -> datetime | None:
    try:
        return datetime.strptime(str(value), "%m/%d/%Y").replace(tzinfo=UTC)
    except ValueError:
        return moment_of(value)


def day_of(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def days_of(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value < 100_000 else None
