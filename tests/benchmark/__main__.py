"""`python -m tests.benchmark`: every task in a process of its own, in rounds; a Markdown table on standard output."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from extractor.compiled import is_compiled
from tests.benchmark.measure import SAMPLE, make_text
from tests.benchmark.tasks import TASKS

LENGTHS = (10_000, 100_000)
ROUNDS = 3  # the machine may be busy; the best of the rounds counts, and every task sees the same rounds
STARTS = 7
ROOT = Path(__file__).parents[2]


class Measured(NamedTuple):
    """The best speed in characters a second, and the peak memory in bytes."""

    speed: float
    peak: float


def main() -> None:
    """Measure everything and print the tables."""
    best: dict[tuple[str, int], Measured] = {}
    missing: dict[str, str] = {}
    for _ in range(ROUNDS):
        for name, task in TASKS.items():
            for length in LENGTHS[:1] if task.slow else LENGTHS:
                if name in missing or (task.slow and (name, length) in best):
                    continue
                measured = measure(name, length)
                if isinstance(measured, str):
                    missing[name] = measured
                else:
                    known = best.get((name, length), measured)
                    best[name, length] = Measured(max(known.speed, measured.speed), max(known.peak, measured.peak))
    print_speeds(best, missing)
    print(flush=True)
    subprocess.run([sys.executable, "-m", "tests.benchmark.formats"], cwd=ROOT, check=True)
    print_start()


def measure(name: str, length: int) -> Measured | str:
    """One task on one text; where it cannot be run, the reason."""
    command = [sys.executable, "-m", "tests.benchmark.measure", name, str(length)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    found = json.loads(done.stdout.splitlines()[-1])
    return Measured(found["speed"], found["peak"])


def print_speeds(best: dict[tuple[str, int], Measured], missing: dict[str, str]) -> None:
    """One line a task: characters a second and ratio to jieba at each length, and peak memory."""
    lengths = [len(make_text(length)) for length in LENGTHS]
    heads = [f"{length:,} characters, chars/s | × jieba" for length in lengths]
    print(f"| | {' | '.join(heads)} | peak memory |")
    print(f"|---|{'---:|---:|' * len(LENGTHS)}---:|")
    for name, task in TASKS.items():
        cells: list[str] = []
        for length in LENGTHS:
            measured, floor = best.get((name, length)), best.get(("jieba", length))
            cells.append(f"{measured.speed:,.0f}" if measured else "–")
            cells.append(f"{measured.speed / floor.speed:.3g}" if measured and floor else "–")
        peak = max((one.peak for (other, _), one in best.items() if other == name), default=0)
        print(f"| {task.title} | {' | '.join(cells)} | {f'{peak / 1e6:,.0f} MB' if peak else '–'} |")
    for name, reason in missing.items():
        print(f"\nNot measured here: {TASKS[name].title} ({reason}).")


def print_start() -> None:
    """Wall time and memory of the whole command, from a cold start to the printed JSON."""
    command = [sys.executable, "-m", "extractor", "extract", str(SAMPLE)]
    walls, peaks = zip(*(start(command) for _ in range(STARTS)), strict=True)
    length = len(make_text(1))
    print(
        f"\nCold start of `extractor extract` on {length:,} characters: {median(walls):.2f} s (median of {STARTS}, "
        f"best {min(walls):.2f} s), peak memory {max(peaks) / 1e6:,.0f} MB.\n"
    )
    form = "compiled with mypyc" if is_compiled() else "as plain Python"
    print(f"Hot modules {form}. Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}.")


def start(command: list[str]) -> tuple[float, float]:
    """Seconds and bytes of one run of a command."""
    began = perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return perf_counter() - began, usage.ru_maxrss * 1024


if __name__ == "__main__":
    main()
