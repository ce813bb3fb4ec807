"""Reading files from strangers: parsed in a process of its own, held to time and memory, replaced when it fails."""

from __future__ import annotations

import os
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import TYPE_CHECKING

from extractor.reading import ReadError, parse, read
from extractor.reading.building import Reading
from extractor.reading.confined.settings import LimitError, Limits
from extractor.reading.kinds import DOCX, HTML, MARKDOWN, PDF, PLAIN
from extractor.records import Document

if TYPE_CHECKING:
    from extractor.reading.confined.process import Child

__all__ = ["ConfinedReader", "LimitError", "Limits"]

_SMALL = 200_000  # characters: plain text needs no library, and so much of it takes no time


class ConfinedReader:
    r"""Reads as `extractor.reading.read` does, whatever the file holds; may be called from several threads.

    >>> with ConfinedReader() as reader:
    ...     reader.read("<p>收到申请95件。", document_id="lakeside-2021", media_type="text/html").text
    '收到申请95件。\n'

    Small plain text is read where it is. All else is parsed in a child process, which is started when first needed
    and kept for the next file; one that overruns its limits is ended and replaced. After a fork the children of
    the parent are left alone, so a reader may be made before a server forks its workers.
    """

    def __init__(self, limits: Limits | None = None, *, spares: int = 0, at_once: int = 2) -> None:
        """`spares` idle children are kept ready with everything loaded; `at_once` files are parsed at a time."""
        self.limits = limits or Limits()
        self._spares = spares
        self._turns = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._idle: list[Child] = []
        self._owner = os.getpid()

    def read(
        self,
        source: bytes | str,
        *,
        document_id: str,
        media_type: str | None = None,
        declared_encoding: str | None = None,
    ) -> Document:
        """Read one report; ReadError as `extractor.reading.read`, and where it costs more than the limits."""
        if len(source) > self.limits.size:
            most = f"{self.limits.size / 1e6:g} MB"
            raise ReadError(f"the file has {len(source) / 1e6:,.1f} MB · give the report alone, at most {most}")
        return read(
            source,
            document_id=document_id,
            media_type=media_type,
            declared_encoding=declared_encoding,
            parse=self._parse,
        )

    def warm(self) -> None:
        """Start the spare children now, so that the first file need not wait."""
        with self._lock:
            self._leave_after_fork()
            self._refill()

    def close(self) -> None:
        """End the idle children; the reader may be used again."""
        with self._lock:
            self._leave_after_fork()
            while self._idle:
                self._idle.pop().end()

    def __enter__(self) -> ConfinedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _parse(self, kind: str, content: bytes | str) -> Reading:
        if kind in (PLAIN, MARKDOWN) and len(content) <= min(_SMALL, self.limits.characters):
            return parse(kind, content)
        with self._turns:
            child = self._take()
            try:
                reading = child.parse(kind, content)
            finally:
                self._put_back(child)
        if len(reading.text) > self.limits.characters:
            most = f"{self.limits.characters:,}"
            raise ReadError(
                f"the file has {len(reading.text):,} characters · give the report alone, at most {most}"
            )
        return reading

    def _take(self) -> Child:
        with self._lock:
            self._leave_after_fork()
            while self._idle:
                child = self._idle.pop()
                if child.is_ready:
                    self._refill()
                    return child
                child.end()
        return self._start()

    def _put_back(self, child: Child) -> None:
        with self._lock:
            if child.is_ready:
                self._idle.append(child)
            else:
                child.end()
            self._refill()

    def _refill(self) -> None:
        while len(self._idle) < self._spares:
            self._idle.append(self._start(HTML, PDF, DOCX))

    def _start(self, *kinds: str) -> Child:
        from extractor.reading.confined.process import Child  # noqa: PLC0415 - plain text needs none

        return Child(self.limits, kinds)

    def _leave_after_fork(self) -> None:
        if self._owner != os.getpid():
            for child in self._idle:
                child.leave()
            self._idle, self._owner = [], os.getpid()
