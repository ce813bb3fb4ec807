"""One child process and the talk with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from signal import SIGALRM, SIGKILL, SIGPROF
from time import monotonic

from extractor.reading.building import ReadError, Reading
from extractor.reading.confined.settings import BUSY, Limits
from extractor.reading.confined.wire import (
    OUT_OF_MEMORY,
    Answer,
    Closed,
    Refused,
    Request,
    Started,
    receive,
    send,
)

_START = 30.0  # seconds; a machine may be busy, and what is loaded is not the file's fault
_CHILD = "extractor.reading.confined.child"
_ALONE = "give the report alone, or raise the limit"
_FAILED = "the file could not be parsed; it may be damaged · open it in its own program and save it again"


class Child:
    """A process that parses one content after another; one thread at a time may speak to it."""

    def __init__(self, limits: Limits, kinds: Iterable[str] = ()) -> None:
        """Start it, without waiting until it has loaded what `kinds` need."""
        self._limits = limits
        self._start = _START
        self._is_asked = False
        self._connection, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", _CHILD, str(limits.memory), *kinds],
                stdin=far.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )  # fmt: skip

    @property
    def is_ready(self) -> bool:
        """Say whether it can be spoken to."""
        return not self._is_asked and self._process.poll() is None

    def parse(self, kind: str, content: bytes | str) -> Reading:
        """The content as read; ReadError where it cannot be, and where it costs too much, which ends the process."""
        body = content.encode() if isinstance(content, str) else content
        request = Request(kind, body, isinstance(content, str), self._limits.seconds)
        until = monotonic() + self._start
        self._is_asked = True  # if interrupted, the answer of this content must not be taken for that of the next
        try:
            send(self._connection, request, until=until)
            if not isinstance(receive(self._connection, until=until), Started):
                raise Closed("no start")
            until = monotonic() + self._limits.seconds * BUSY
            message = receive(self._connection, until=until, most=self._limits.memory)
        except TimeoutError:
            self.end()
            raise ReadError(self._too_slow()) from None
        except Closed:
            raise ReadError(self._read_end()) from None
        self._is_asked = False
        if isinstance(message, Answer):
            return message.reading
        if isinstance(message, Refused) and message.message is not None:
            raise ReadError(message.message)
        self.end()
        raise ReadError(self._too_large())

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._connection.close()

    def leave(self) -> None:
        """Forget the process of another parent, as after a fork, without ending it."""
        self._connection.close()
        self._process.returncode = 0  # or the finaliser would wait for a process that is not ours

    def _read_end(self) -> str:
        """What the process ended of."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            status = 0
        self.end()
        if status in (-SIGPROF, -SIGALRM):
            return self._too_slow()
        return self._too_large() if status in (-SIGKILL, OUT_OF_MEMORY) else _FAILED

    def _too_slow(self) -> str:
        return f"the file takes longer than {self._limits.seconds:g} s to read · {_ALONE}"

    def _too_large(self) -> str:
        return f"the file needs more than {self._limits.memory / 1e6:,.0f} MB to read · {_ALONE}"
