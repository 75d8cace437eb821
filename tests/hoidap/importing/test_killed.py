"""An import that is killed and repeated ends as one that was not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.db import db
from tests import databases
from tests.hoidap.importing.moving import state, write

ROOT = Path(__file__).parent.parent.parent.parent


def topic(number):
    words = f"See https://old.vn/t/{number % 24 + 1} and https://old.vn/t/99."
    quote = f'[quote="minh, post:2, topic:{number // 2}"]\nquoted\n[/quote]\n\n[b]So[/b]'
    posts = [
        {"id": number * 10 + n, "author": author, "body": body, "n": n, "score": number}
        | {"created": f"2020-01-0{n}T00:00:00Z", "accepted": n == 3}
        for n, author, body in ((1, "lan", words), (2, "minh", quote), (3, f"m{number}", "Yes"))
    ]
    return {"id": number, "title": f"Topic {number}", "tags": [f"tag{number % 7}"], "posts": posts}


@pytest.fixture
def run(app, tmp_path):
    """`run(MOMENT)` imports in a process of its own; returns it once it has ended."""
    lines = [{"member": "lan", "name": "Lan", "email": "lan@x.vn"}, *map(topic, range(1, 25))]
    path = write(tmp_path / "export", {"a.jsonl": "\n".join(map(json.dumps, lines))})
    environment = {
        "PATH": os.environ["PATH"],
        "HOIDAP_MODE": "development",
        "HOIDAP_INSTANCE_PATH": str(tmp_path),
        "HOIDAP_DATABASE_URL": databases.ours(),
        "HOIDAP_SQLITE_SYNCHRONOUS": "OFF",
    }

    def _run(moment: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.hoidap.importing.dying", "forum", str(path)]
        db.session.commit()
        done = subprocess.run(
            [*command, str(moment)], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        db.session.expire_all()
        return done

    return _run


def test_killed_at_any_moment_and_repeated_it_ends_in_the_same_state(run, tmp_path, empty_database):
    whole = run(0)
    assert whole.returncode == 0, whole.stderr
    wanted, last = state(), int(whole.stdout)
    assert (len(wanted["threads"]), len(wanted["posts"])) == (24, 72)
    db.session.remove()
    db.engine.dispose()
    empty_database(tmp_path)

    ends = [run(moment).returncode for moment in (1, -1, 2, -2, last // 3)]
    assert ends == [-signal.SIGKILL] * len(ends)
    assert run(0).returncode == 0
    assert state() == wanted
