"""Whose turn it is to write to SQLite: those who came first, first.

SQLite's own waiting sleeps longer and longer between two tries, up to 100 ms, and whoever tries at
the right moment goes ahead. Eight threads of two processes that hold the lock for 4 ms each waited
180 ms at the 95th percentile and 3.2 s at most; with one of each process at the door, trying every
millisecond, 33 and 41 ms.
"""

import sqlite3
import threading
import time
from typing import Any

from sqlalchemy.engine import Connection

AGAIN = 0.001  # seconds between two tries
BEGIN = "BEGIN IMMEDIATE"


class Door:
    """One thread of this process at a time tries to begin; the others stand in line behind it."""

    def __init__(self) -> None:
        self._line = threading.Lock()

    def enter(self, connection: Connection, wait: int) -> None:
        """Begin a unit of work that writes.

        wait -- ms, for the line and the lock together. Raises SQLAlchemy's OperationalError.
        """
        until = time.monotonic() + wait / 1000
        is_first = self._line.acquire(timeout=wait / 1000)
        try:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA busy_timeout=0")
            try:
                while is_first and time.monotonic() < until:
                    try:
                        driver.execute(BEGIN)
                        return
                    except sqlite3.OperationalError as error:
                        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                            break
                        time.sleep(AGAIN)
                connection.exec_driver_sql(BEGIN)  # the last try: its error is SQLAlchemy's
            finally:
                driver.execute(f"PRAGMA busy_timeout={wait}")
        finally:
            if is_first:
                self._line.release()
