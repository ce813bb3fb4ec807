"""`python -m tests.benchmark.schedule [REPORTS]`: what more workers could bring a run, whatever else the machine does; Markdown.

One process does every task of a run and notes the processor time of each. Then the tasks are handed out on paper as the pool
hands them out, in order, each to the worker that is free first: what is lost is lost by the plan and the merge, not by the host.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from heapq import heapify, heapreplace
from pathlib import Path
from threading import Event

from extractor.batch.messages import Done, Part, Settings, Task
from extractor.batch.run import begin, carry_out, locked
from extractor.batch.worker import Desk
from tests.benchmark.batch import batch, run
from tests.benchmark.reports import write_report, write_reports

WORKERS = (1, 2, 4, 8, 16)
STARTS = 3
START = """
import sys
from extractor.batch.messages import Settings
from extractor.batch.worker import Desk
from extractor.pipeline import Pipeline
Desk(Settings(""), lambda index: None).writer.pipeline.extract(sys.argv[1])
"""


class Clerk:
    """An engine that does every task itself and notes what it takes."""

    def __init__(self, settings: Settings) -> None:
        """It starts as a worker does, before anything is noted."""
        self.desk = Desk(settings, lambda index: None)
        self.desk.writer.pipeline.extract(write_report(0)[1])
        self.parts: list[float] = []
        self.merges: list[float] = []

    def close(self) -> None:
        """Nothing is left at work."""

    def run(self, tasks: Iterable[Task], stop: Event) -> Iterator[Done]:
        """Do the tasks in order."""
        for task in tasks:
            began = time.process_time()
            done = self.desk.do(task)
            (self.parts if isinstance(task, Part) else self.merges).append(time.process_time() - began)
            yield done


def span(costs: Iterable[float], workers: int) -> float:
    """When the last worker has ended, if each cost goes to the one that is free first.

    >>> span([4, 3, 2, 1], 2)
    5.0
    """
    free = [0.0] * workers
    heapify(free)
    for cost in costs:
        heapreplace(free, free[0] + cost)
    return max(free)


def main(reports: int) -> None:
    """Print the computed seconds of each stretch of a run by the number of workers."""
    folder = Path(tempfile.mkdtemp(prefix="schedule-benchmark-"))
    try:
        source = write_reports(folder / "in", reports)
        nothing = batch(folder / "nowhere", folder / "none")
        before = min(run(nothing).processor for _ in range(STARTS))
        start = min(run([sys.executable, "-c", START, write_report(0)[1]]).processor for _ in range(STARTS))
        settings = Settings(str(folder / "out"))
        with locked(folder / "out"):
            began = time.process_time()
            planned = begin((str(source),), settings)
            before += time.process_time() - began
            clerk = Clerk(settings)
            carry_out(planned, clerk, Event(), lambda: None)
    finally:
        shutil.rmtree(folder)
    _print(reports, before + start, clerk)


def _print(reports: int, start: float, clerk: Clerk) -> None:
    alone = start + sum(clerk.parts) + sum(clerk.merges)
    print(f"| {reports:,} reports, {len(clerk.parts)} parts; seconds | to begin | parts | merge | run | parts, × one worker | run, × one worker |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for workers in WORKERS:
        parts, merges = span(clerk.parts, workers), span(clerk.merges, workers)
        whole = start + parts + merges
        gains = f"{sum(clerk.parts) / parts:.2f} | {alone / whole:.2f}"
        print(f"| {workers} workers | {start:.2f} | {parts:.2f} | {merges:.2f} | {whole:.2f} | {gains} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 900)
