"""What docs/operations.md must mention, so that no setting, command or event stays secret."""

from pathlib import Path

import pytest

from core.events import events_heard
from hoidap.config import OPTIONS

TEXT = (Path(__file__).parent.parent / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("name", [option.name for option in OPTIONS])
def test_every_setting_is_documented(name):
    assert f"`{name}`" in TEXT


def test_every_event_is_documented(app):
    assert [event for event in events_heard() if f"`{event}`" not in TEXT] == []


def test_every_command_is_documented(app):
    ours = {
        "run",
        "worker",
        "demo",
        "where",
        "kb",
        "forum",
        "search",
        "accounts",
        "uploads",
        "db",
        "import",
        "export",
    }
    known = set(app.cli.commands)
    assert ours <= known
    missing = []
    for name in ours:
        command = app.cli.commands[name]
        for verb in getattr(command, "commands", {}):
            if name != "db" and verb not in TEXT:
                missing.append(f"{name} {verb}")
        if f"`hoidap {name}" not in TEXT:
            missing.append(name)
    assert missing == []


def test_each_decision_has_a_page():
    pages = sorted(Path(__file__).parent.parent.glob("docs/decisions/*.md"))
    assert len(pages) >= 17
    for page in pages:
        text = page.read_text()
        for heading in ("## Context", "## Decision", "## Consequences", "## What would change"):
            assert heading in text, page.name
