"""Who may come in and whose turn it is: a bounded number is inside, and one report at a time is worked on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FullError(Exception):
    """There is no place, or the turn did not come in time."""


class Places:
    """A bounded number of requests are inside; whoever comes beyond them is sent away at once."""

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Have a place; FullError where there is none."""
        if not self._free.acquire(blocking=False):
            raise FullError
        try:
            yield
        finally:
            self._free.release()


class Turns:
    """First come, first served. Python runs one thread at a time, so two reports at once would both be late."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._busy = False

    @contextmanager
    def turn(self, seconds: float = -1) -> Iterator[None]:
        """Wait for the turn and have it; FullError where it does not come in so many seconds."""
        self._enter(seconds)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, seconds: float) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
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
