"""What time it is. One function, so that a test can move it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, UTC, aware."""
    return datetime.now(UTC)


def today() -> date:
    return now().date()
