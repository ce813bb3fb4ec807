"""Measure one task in a process of its own: `python -m tests.benchmark.measure TASK CHARACTERS` prints JSON."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from tests.benchmark.tasks import TASKS

SAMPLE = Path(__file__).parents[2] / "extractor" / "samples" / "anlan-2023.txt"
SECONDS = 1.5  # for which a task is repeated
FEWEST, SLOW_FEWEST = 3, 1


def main(name: str, length: int) -> dict[str, float]:
    """Characters a second of the best repeat, and the process's peak memory in bytes."""
    text = make_text(length)
    task = TASKS[name]
    run = task.load(text)
    times: list[float] = []
    if not task.slow:
        run()
    while len(times) < (SLOW_FEWEST if task.slow else FEWEST) or (sum(times) < SECONDS and not task.slow):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"speed": len(text) / min(times), "peak": peak}


def make_text(length: int) -> str:
    """The sample report, repeated whole until it is about so long."""
    report = SAMPLE.read_text(encoding="utf-8")
    return report * max(1, round(length / len(report)))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
