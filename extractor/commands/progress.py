"""A progress bar on standard error, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

BAR_SECONDS, LINE_SECONDS = 0.5, 30.0


def watch(files: Sequence[str]) -> Iterable[str]:
    """The files, in order, with a bar when they are several and standard error is a terminal."""
    if len(files) < 2 or not sys.stderr.isatty():
        return files
    from rich.console import Console  # noqa: PLC0415 - only a bar draws
    from rich.progress import track  # noqa: PLC0415

    return track(files, description="reports", console=Console(stderr=True), transient=True)


class Bar:
    """How far a long run is: reports, rate and remaining time; a line now and then where no person sees it."""

    def __init__(self, total: int, done: int) -> None:
        """`done` of `total` were done before."""
        self._total, self._done = total, done
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 - only a bar draws
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

            columns = (
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
            )  # fmt: skip
            self._bar = Progress(*columns, console=Console(stderr=True), refresh_per_second=2)
            self._bar.start()
            self._task = self._bar.add_task("reports", total=self._total, completed=self._done, rate="")
        self._began = self._told = monotonic()
        self._first = self._done
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self) -> None:
        """One report more."""
        self._done += 1
        now = monotonic()
        pause = BAR_SECONDS if self._bar is not None else LINE_SECONDS
        if now - self._told >= pause or self._done == self._total:
            self._told = now
            self._tell((self._done - self._first) / max(now - self._began, 1e-9))

    def merge(self) -> None:
        """All reports are read; their rows become the data set's files."""
        if self._bar is not None:
            self._bar.update(self._task, description="writing")

    def _tell(self, rate: float) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, rate=f"{rate:,.0f}/s")
        else:
            left = (self._total - self._done) / rate
            print(
                f"{self._done:,} of {self._total:,} reports, {rate:,.0f}/s, {left:,.0f} s left",
                file=sys.stderr,
            )
