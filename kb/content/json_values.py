"""Front matter as a JSON column can keep it, and back: a day stays a day, a moment a moment."""

import math
from datetime import date, datetime
from typing import Any


def to_json(value: Any) -> Any:
    """A day or a moment becomes {"$date": …}; what JSON has no word for becomes a text."""
    if isinstance(value, dict):
        return {str(name): to_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [to_json(one) for one in value]
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"$date"}:
            text = str(value["$date"])
            return (date if len(text) == 10 else datetime).fromisoformat(text)
        return {name: from_json(one) for name, one in value.items()}
    return [from_json(one) for one in value] if isinstance(value, list) else value


def as_kept(value: Any) -> Any:
    """What comes back of a value that went into the database: only that can be compared."""
    return from_json(to_json(value))
