"""Whose turn it is: one report is read at a time in a process, the others wait in a line that has an end."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FullError(Exception):
    """The line is full, or the turn did not come in time."""


class Turns:
    """First come, first served. Python runs one thread at a time, so two reports at once would both be late."""

    def __init__(self, *, waiting: int, seconds: float) -> None:
        """At most `waiting` stand in line, each `seconds` at most."""
        self.waiting, self.seconds = waiting, seconds
        self._lock = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and have it; FullError where there is no place in line or the wait is too long."""
        self._enter(most=self.waiting, seconds=self.seconds)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def patient_turn(self) -> Iterator[None]:
        """The same for what has been admitted already, which waits as long as it takes."""
        self._enter(most=None, seconds=-1)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, most: int | None, seconds: float) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            if most is not None and len(self._line) >= most:
                raise FullError
            mine = threading.Lock()
            mine.acquire()
            self._line.append(mine)
        if not mine.acquire(timeout=seconds):
            self._give_up(mine)

    def _give_up(self, mine: threading.Lock) -> None:
        with self._lock:
            if mine in self._line:  # else the turn has come just now
                self._line.remove(mine)
                raise FullError

    def _leave(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._busy = False
