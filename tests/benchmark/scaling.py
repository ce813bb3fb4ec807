"""What a second core brings on this host: the service with one and two workers beside the pure function in one and two processes.

The host decides how much faster two processes are than one – its cores may be halves of one core, or shared – so the two are
measured in the same rounds, turn about, and the service's ratio is told beside that of the pure function.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import TracebackType
from typing import NamedTuple

from tests.benchmark.measure import make_text

ROOT = Path(__file__).parents[2]
ROUNDS = 5


class Pace(NamedTuple):
    """Reports a second, and processor time a report in milliseconds."""

    rate: float
    spent: float


class Scaled(NamedTuple):
    """The same work by one and by two at once, in one round."""

    one: Pace
    two: Pace

    @property
    def ratio(self) -> float:
        """How much faster two are."""
        return self.two.rate / self.one.rate


class PureProcesses:
    """Two independent processes with the pipeline loaded, of which one or both read the same text again and again."""

    def __init__(self, length: int) -> None:
        command = [sys.executable, "-m", "tests.benchmark.scaling", str(length)]
        self._processes = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        self.measure(0.1)

    def __enter__(self) -> PureProcesses:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self._processes:
            process.stdin.close()
            process.wait()

    def measure(self, seconds: float) -> Scaled:
        """One of them for so long, then both."""
        return Scaled(self._run(seconds, 1), self._run(seconds, 2))

    def _run(self, seconds: float, number: int) -> Pace:
        asked = self._processes[:number]
        for process in asked:
            print(seconds, file=process.stdin, flush=True)
        counts = [json.loads(process.stdout.readline()) for process in asked]
        reports = sum(count["reports"] for count in counts)
        return Pace(
            sum(count["reports"] / count["seconds"] for count in counts),
            sum(count["spent"] for count in counts) / reports * 1000,
        )


def compare(length: int, serve: Callable[[], Scaled], seconds: float) -> list[tuple[Scaled, Scaled]]:
    """The pure function and what `serve` measures, round by round."""
    with PureProcesses(length) as pure:
        return [(pure.measure(seconds), serve()) for _ in range(ROUNDS)]


def print_scaling(length: int, rounds: list[tuple[Scaled, Scaled]]) -> None:
    """The middle of the rounds as a table; ratios are taken within a round."""
    print(f"\n| {length:,} characters, median of {len(rounds)} rounds | one, a second | two, a second | two : one | processor ms of one |")
    print("|---|---:|---:|---:|---:|")
    for place, name in enumerate(("pure function, in processes of its own", "service, workers asked over 4 connections")):
        found = [pair[place] for pair in rounds]
        one, two = (median(each[at].rate for each in found) for at in (0, 1))
        spent = median(each.one.spent for each in found)
        print(f"| {name} | {one:.1f} | {two:.1f} | {median(each.ratio for each in found):.2f} | {spent:.1f} |")
    kept = median(service.ratio / pure.ratio for pure, service in rounds)
    over = median(service.one.spent / pure.one.spent for pure, service in rounds) - 1
    print(f"\nTwo workers bring {kept:.0%} of what this host lets two processes bring; HTTP and JSON cost {over:+.1%} processor time.", flush=True)


def main(length: int) -> None:
    """For each line of standard input, read the text for so many seconds, and say how often that was."""
    from extractor.output import lines
    from extractor.output.report import make_report
    from extractor.pipeline import Pipeline

    text, pipeline = make_text(length).encode(), Pipeline()

    def read() -> None:
        lines.render(make_report(pipeline.extract(text), pipeline.model))

    read()
    for line in sys.stdin:
        begun, before, reports = perf_counter(), process_time(), 0
        while perf_counter() - begun < float(line):
            read()
            reports += 1
        print(json.dumps({"reports": reports, "seconds": perf_counter() - begun, "spent": process_time() - before}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
