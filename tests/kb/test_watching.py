"""`hoidap kb sync --watch`: what a writer saves is taken in, nothing twice."""

import os
import signal
import subprocess
import sys
import threading

from core.db import db
from hoidap.paths import ROOT
from kb.content import disk, watching
from kb.models import Article

TEXT = b"---\ntitle: Giving back\nstatus: published\n---\nBring it.\n"


class Pauses(threading.Event):
    """Instead of waiting, things happen: what stands at the number of the pause."""

    def __init__(self, happen):
        super().__init__()
        self.happen, self.count = happen, 0

    def wait(self, timeout=None):
        self.count += 1
        self.happen.get(self.count, lambda: None)()
        return self.is_set()


def test_what_is_saved_is_taken_in_and_nothing_twice(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    path = folder / "en/guides/returns.md"
    disk.write(path, TEXT)
    pauses = Pauses({3: lambda: disk.write(path, TEXT.replace(b"Bring", b"Do carry"))})
    pauses.happen[8] = pauses.set

    did = [report.steps for report in watching.watch(folder, pauses)]

    assert [[str(step) for step, _path in steps] for steps in did] == [["new"], ["changed"]]
    assert db.session.query(Article).one().live_revision.body == "Do carry it.\n"


def test_it_ends_cleanly_when_told_to(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    disk.write(folder / "en/guides/returns.md", TEXT)
    db.session.remove()
    process = subprocess.Popen(
        [sys.executable, "-m", "hoidap", "kb", "sync", "--watch"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOIDAP_MODE": "development",
            "HOIDAP_INSTANCE_PATH": str(folder.parent),
            "HOIDAP_DATABASE_URL": app.config["HOIDAP_DATABASE_URL"],
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    told = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert told[1] == "new       en/guides/returns.md\n"
    assert (rest, process.returncode) == ("Ended.\n", 0)
