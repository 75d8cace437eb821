"""The locks install on a machine that has never seen the project."""

from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCKS = (
    "requirements.lock",
    *(f"requirements/{name}.lock" for name in ("postgres", "test", "sure")),
)


def test_locks_name_the_extras_that_are_asked_for():
    """Where `a` asks for `b[x]`, a lock with a plain `b==1` breaks the day `b` 2 comes out:
    pip looks at the newest `b[x]` first and refuses it, having no hash for it."""
    extras = {
        wanted.name: wanted.extras
        for found in distributions()
        for wanted in map(Requirement, found.requires or [])
        if wanted.extras and (not wanted.marker or wanted.marker.evaluate({"extra": ""}))
    }

    for lock in LOCKS:
        for line in (ROOT / lock).read_text().splitlines():
            if "==" in line and not line.startswith((" ", "#")):
                pinned = Requirement(line.rstrip("\\ "))
                assert pinned.extras >= extras.get(pinned.name, set()), f"{lock}: {line}"
