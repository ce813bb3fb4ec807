"""One worker process under supervision: it may hang, grow or die at any report, and only that report is lost."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from tempfile import TemporaryFile
from time import monotonic
from typing import BinaryIO

import msgspec

from extractor.batch.messages import (
    BatchError,
    Done,
    Failure,
    FailureKind,
    Fault,
    Part,
    Ready,
    Reply,
    Settings,
    Task,
    encode,
)  # fmt: skip
from extractor.batch.place import Place, Where

COMMAND = (sys.executable, "-P", "-m", "extractor.batch.worker")
LOADING, STORING = 300.0, 3600.0  # seconds for the model to load, for rows to be stored
MOST_BARREN = 3  # deaths in a row that are no report's fault
POLL = 0.5
_CHUNK = 1 << 16


class Worker:
    """A worker and the task it has; a task that it dies on goes to its successor, the report that killed it first."""

    def __init__(self, settings: Settings, on_report: Callable[[], None] = lambda: None) -> None:
        """`on_report` is called once for each report, when it is seen to be begun or done."""
        self.settings, self.on_report = settings, on_report
        self.task: Task | None = None
        self._tries: Counter[int] = Counter()
        self._told, self._barren = 0, 0
        self._rest, self._ready, self._late, self._deadline = b"", False, False, 0.0
        self._place = Place()
        self._where: Where = self._place.read()
        self._start()

    def fileno(self) -> int:
        """What to wait on."""
        return self._replies.fileno()

    def give(self, task: Task) -> None:
        """Begin a task; `advance` returns what it has come to."""
        self.task = task
        self._tries.clear()
        self._told = 0
        if self._ready:
            self._send_task(task)

    def advance(self) -> Done | None:
        """Take in what the worker says; Done when the task is stored, BatchError where the run cannot go on."""
        read = os.read(self.fileno(), _CHUNK)
        if not read:
            self._replace()
            return None
        *lines, self._rest = (self._rest + read).split(b"\n")
        done = None
        for line in lines:
            done = self._hear(msgspec.json.decode(line, type=Reply)) or done
        return done

    def check_time(self) -> None:
        """Kill a worker that has been too long at one report; `advance` then sees its end."""
        where = self._place.read()
        if where != self._where:
            self._where = where
            self._deadline = monotonic() + (STORING if where.is_storing else self.settings.seconds)
            self._tell(where.begun)
        if monotonic() > self._deadline and self._process.poll() is None:
            self._late = True
            self._process.kill()
            self._deadline = float("inf")

    def stop(self) -> None:
        """End the worker, whatever it does."""
        self._process.kill()
        self._close()
        self._place.close()

    def _start(self) -> None:
        self._place.clear()
        self._where = self._place.read()
        self._log = TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            (*COMMAND, str(self._place.descriptor)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            start_new_session=True, pass_fds=(self._place.descriptor,),
        )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        self._tasks: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._replies: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self._rest, self._ready, self._late, self._deadline = b"", False, False, monotonic() + LOADING
        self._send(self.settings)

    def _send_task(self, task: Task) -> None:
        """The first part of a worker waits for the model, a merge for the disk."""
        self._place.clear()
        self._where = self._place.read()
        self._deadline = monotonic() + (LOADING if isinstance(task, Part) else STORING)
        self._send(task)

    def _send(self, message: msgspec.Struct) -> None:
        try:
            self._tasks.write(encode(message))
            self._tasks.flush()
        except BrokenPipeError:
            return  # it has died; its end is read next

    def _hear(self, reply: Reply) -> Done | None:
        match reply:
            case Ready():
                self._ready, self._deadline = True, float("inf")
                if self.task is not None:
                    self._send_task(self.task)
            case Done():
                self._tell(reply.reports)
                self.task, self._deadline, self._barren = None, float("inf"), 0
                return reply
            case Fault(reason):
                raise BatchError(f"{self.settings.dataset}: {reason} and go on with --resume")
        return None

    def _tell(self, begun: int) -> None:
        for _ in range(self._told, begun):
            self.on_report()
        self._told = max(self._told, begun)

    def _replace(self) -> None:
        """Take the place of a worker that has died; what it died on is tried again, then given up."""
        self._process.wait()
        failure = self._failure()
        self._close()
        index = self._place.read().report
        if index is not None and isinstance(self.task, Part):
            self.task = self._blame(self.task, index, failure)
        else:
            self._barren += 1
            if self._barren > MOST_BARREN:
                raise BatchError(
                    f"workers end before they have begun ({failure.reason}); go on with --resume"
                )
        self._start()

    def _failure(self) -> Failure:
        kind: FailureKind = "time" if self._late else "crash"
        if self._late:
            return Failure(kind, f"took longer than {self.settings.seconds:g} s; allow more with --seconds")
        code = self._process.returncode
        if code < 0:
            return Failure(kind, f"the worker was ended by {signal.Signals(-code).name}")
        return Failure(kind, f"the worker ended ({self._last_words() or f'status {code}'})")

    def _last_words(self) -> str:
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - 2000))
        lines = self._log.read().decode("utf-8", "replace").split("\n")
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")

    def _blame(self, part: Part, index: int, failure: Failure) -> Part:
        self._tries[index] += 1
        suspects = tuple(one for one in part.suspects if one != index)
        if self._tries[index] <= self.settings.retries:
            return msgspec.structs.replace(part, suspects=(index, *suspects))
        given_up = msgspec.structs.replace(failure, tries=self._tries[index])
        return msgspec.structs.replace(part, suspects=suspects, failures={**part.failures, index: given_up})

    def _close(self) -> None:
        self._process.wait()
        for file in (self._replies, self._log):
            file.close()
        try:
            self._tasks.close()
        except BrokenPipeError:
            return


def finish(worker: Worker, task: Task) -> Done:
    """Let one worker do one task to its end."""
    with selectors.PollSelector() as selector:
        worker.give(task)
        while True:
            selector.register(worker, selectors.EVENT_READ)
            ready = selector.select(POLL)
            selector.unregister(worker)
            worker.check_time()
            if ready and (done := worker.advance()) is not None:
                return done
