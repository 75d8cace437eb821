"""An import that kills itself: `python -m tests.hoidap.importing.dying FORMAT PATH MOMENT`.

MOMENT is the number of the transaction at whose end it dies, as by SIGKILL: just before the commit
where it is positive, just behind it where it is negative; 0 lets the import end and prints how many
there were.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from core.db import db
from hoidap import create_app
from hoidap.importing import running
from hoidap.importing.source import Options


def main(format_: str, path: str, moment: int) -> None:
    seen = 0

    def count(_session) -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(_session) -> None:
        if seen == -moment:
            os.kill(os.getpid(), signal.SIGKILL)

    with create_app().app_context():
        event.listen(db.session, "before_commit", count)
        event.listen(db.session, "after_commit", after)
        running.run(format_, Path(path), Options(name="old", language="en", url="https://old.vn"))
    sys.stdout.write(str(seen))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
