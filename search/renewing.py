"""New generations are opened beside the searches: nobody's search pays for somebody's commit."""

import logging
import threading
import time
from collections.abc import Callable

LOOK_EVERY = 0.2  # seconds
IDLE = 2.0  # seconds without a search: then the next one opens what is new itself

log = logging.getLogger(__name__)


class Renewing:
    """A thread that lives as long as somebody searches; each process has its own after a fork."""

    def __init__(self, renew: Callable[[], None]) -> None:
        self._renew = renew
        self._asked = 0.0
        self._thread = threading.Thread()
        self._was_refused = False

    def note_search(self) -> None:
        """Somebody searches, in a turn of their own: two threads are never begun at once."""
        self._asked = time.monotonic()
        if not self._thread.is_alive():
            self._thread = threading.Thread(target=self._go_on, name="renewing", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:  # no more threads: who searches opens what is new
                if not self._was_refused:
                    log.warning("no thread can begin to open what is new", exc_info=True)
                self._was_refused = True

    def _go_on(self) -> None:
        while time.monotonic() - self._asked < IDLE:
            time.sleep(LOOK_EVERY)
            try:
                self._renew()
            except Exception:  # whoever searches meets it too, and is told
                log.debug("the index could not be renewed", exc_info=True)
                return
