"""The web server's processes, among which connections are shared."""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

PAUSE = 0.002  # seconds between two connections that a busy process takes
CROWD = 4  # times its threads: with so many in hand all processes have enough, and none waits


class Worker(ThreadWorker):
    """gunicorn's process with threads, which leaves new connections to the others while it is busy.

    A connection that is kept alive stays with the process that took it. Of eight that came at once
    one process, awake by chance, took all now and then: 90 pages a second on two processors, and
    170 when both had some. A busy process goes on taking some, though: the others may be as busy.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._rests_until = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether each of its threads has a request, but no crowd waits for them."""
        in_hand = self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns)
        threads: int = self.cfg.threads
        return bool(threads <= in_hand < CROWD * threads)

    def accept(self, listener: Any) -> None:
        super().accept(listener)
        if self.is_busy:
            self._rests_until = time.monotonic() + PAUSE
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        """gunicorn asks it to at every turn of its loop."""
        if enabled and self._rest() > 0:
            return
        super().set_accept_enabled(enabled)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        super().wait_for_and_dispatch_events(min(timeout, self._rest() or timeout))

    def _rest(self) -> float:
        """Seconds until it takes the next connection; 0 when it is no longer busy."""
        return max(0.0, self._rests_until - time.monotonic()) if self.is_busy else 0.0
