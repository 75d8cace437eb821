"""Moments as former systems write them."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """An ISO 8601 moment; without a zone it is UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def unix_moment(seconds: object) -> datetime | None:
    """Seconds since 1970; None for 0 and for what is no number of a year we know."""
    try:
        number = int(str(seconds or 0))
        return datetime.fromtimestamp(number, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
