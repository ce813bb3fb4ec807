"""How often a caller may come, counted for all workers together in a SQLite file that they share.

One row a caller and one statement a request (the generic cell rate algorithm): SQLite makes it atomic between
processes, a killed worker leaves no lock behind, and there is no network service to run. It lives in a folder in
memory; what is lost with it is a count.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from pathlib import Path
from typing import NamedTuple

PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_MAKE = "CREATE TABLE IF NOT EXISTS callers (name TEXT PRIMARY KEY, due REAL NOT NULL) WITHOUT ROWID"
_COME = """
INSERT INTO callers (name, due) VALUES (:name, :now + :step)
ON CONFLICT (name) DO UPDATE SET due = max(due, :now) + :step WHERE max(due, :now) + :step <= :now + :period
RETURNING due
"""
_WHEN = "SELECT due FROM callers WHERE name = ?"


class Rate(NamedTuple):
    """So many requests in so many seconds; they may come all at once."""

    requests: int
    seconds: int


def read_rate(written: str) -> Rate | None:
    """The rate as it is written; None where it is none.

    >>> read_rate("600/minute")
    Rate(requests=600, seconds=60)
    """
    number, _, period = written.partition("/")
    if not number.isascii() or not number.isdecimal() or int(number) == 0 or period not in PERIODS:
        return None
    return Rate(int(number), PERIODS[period])


class Rates:
    """The callers' requests, in a file that every worker opens for itself."""

    def __init__(self, rate: Rate, path: Path) -> None:
        """Make the file."""
        self.rate, self.path = rate, path
        self._own = threading.local()  # a connection belongs to its thread, and to its side of a fork
        connection = self._open()
        connection.execute(_MAKE)
        connection.close()

    def come(self, caller: str) -> int:
        """Count one request: 0 where it may come, else in how many seconds it may."""
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._open()
        now, step = time.monotonic(), self.rate.seconds / self.rate.requests
        asked = {"name": caller, "now": now, "step": step, "period": self.rate.seconds}
        if connection.execute(_COME, asked).fetchone() is not None:
            return 0
        due: float = connection.execute(_WHEN, (caller,)).fetchone()[0]
        return max(1, math.ceil(due + step - self.rate.seconds - now))

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=1)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        return connection
