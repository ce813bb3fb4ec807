"""`python -m tests.benchmark.batch speed|endurance [REPORTS]`: what a run over many reports costs and outlives; Markdown.

The machine may be shared, so speeds are measured in rounds that follow each other and compared by processor time as well as
by the clock: processor seconds a report do not change with what others do.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from extractor.batch.dataset import read_manifest
from tests.benchmark.reports import write_reports, write_short_report

ROUNDS = 3
POISON_EVERY = 1_000
PURE = """
import os, sys
from pathlib import Path
folder, processes = sys.argv[1], int(sys.argv[2])
mine = next((place for place in range(1, processes) if os.fork() == 0), 0)  # each loads a pipeline of its own
from extractor.pipeline import Pipeline
pipeline = Pipeline()
for path in sorted(Path(folder).rglob("*.txt"))[mine::processes]:
    pipeline.extract(path.read_bytes(), document_id=path.stem)
if mine == 0 and processes > 1:
    os.wait()
"""
PURE_ONE, PURE_TWO = "pure function, one process", "pure function, two processes at once"
BATCH_ONE, BATCH_TWO = "`extractor batch`, 1 worker", "`extractor batch`, 2 workers"
BATCH_DASK = "`extractor batch`, Dask, 2 workers"


class Cost(NamedTuple):
    """What a command took: seconds by the clock, processor seconds with its children, its own peak memory in bytes; its exit status."""

    wall: float
    processor: float
    peak: int
    status: int = 0


def run(command: list[str], until: Callable[[float], bool] = lambda seconds: False) -> Cost:
    """Run a command to its end, or kill it without warning when `until` says so."""
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        peak = max(peak, _peak(process.pid))
        if until(time.perf_counter() - began):
            os.kill(process.pid, signal.SIGKILL)  # Popen's own would take its status away from us
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = 0
            wall, processor = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
            return Cost(wall, processor, peak, os.waitstatus_to_exitcode(status))
        time.sleep(0.05)


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(found[0]) * 1024 if found else 0


def batch(source: Path, dataset: Path, *words: str) -> list[str]:
    """The command of a run."""
    return [sys.executable, "-m", "extractor", "batch", str(source), "--out", str(dataset), *words]


@contextmanager
def cluster() -> Iterator[tuple[str, ...]]:
    """A Dask scheduler and two workers; the words that make a run use them."""
    where = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    commands = [("scheduler", "--port", str(port)), *[("worker", address, "--nthreads", "1")] * 2]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    processes = [
        subprocess.Popen([sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, *where], **quiet)
        for kind, *words in commands
    ]
    time.sleep(8)
    try:
        yield ("--engine", "dask", "--scheduler", address)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def speed(reports: int, folder: Path) -> None:
    """Reports a second: the pure function in one process and in two (what this host lets two workers reach), one worker, two, Dask.

    Each is measured on a fifth of the reports and on all, and what counts is the difference: starting costs once.
    """
    sources = (write_reports(folder / "few", reports // 5), write_reports(folder / "all", reports))
    rounds = [_round(sources, folder / "out") for _ in range(ROUNDS)]
    _print_speeds(reports, rounds)
    size = sum(path.stat().st_size for path in (folder / "out").rglob("*.parquet"))
    print(f"\nThe data set takes {size / reports / 1000:,.1f} kB a report.")


def _round(sources: tuple[Path, Path], dataset: Path) -> dict[str, Cost]:
    """What each way takes for all reports beyond a fifth of them, one way after the other."""

    def more(command: Callable[[Path], list[str]]) -> Cost:
        few, whole = (_fresh(command(source), dataset) for source in sources)
        return Cost(whole.wall - few.wall, whole.processor - few.processor, whole.peak)

    costs = {
        PURE_ONE: more(lambda source: [sys.executable, "-c", PURE, str(source), "1"]),
        PURE_TWO: more(lambda source: [sys.executable, "-c", PURE, str(source), "2"]),
        BATCH_ONE: more(lambda source: batch(source, dataset, "--workers", "1")),
        BATCH_TWO: more(lambda source: batch(source, dataset, "--workers", "2")),
    }
    with cluster() as dask:  # only now: an idle one takes a sixth of a core from whatever else runs
        costs[BATCH_DASK] = more(lambda source: batch(source, dataset, *dask))
    return costs


def _print_speeds(reports: int, rounds: list[dict[str, Cost]]) -> None:
    """The middle of the rounds as a table; ratios are taken within a round."""
    more = reports - reports // 5
    print(f"| {reports:,} reports, median of {ROUNDS} | reports/s | processor ms a report | parent's peak memory |")
    print("|---|---:|---:|---:|")
    for name in rounds[0]:
        costs = [one[name] for one in rounds]
        wall, processor = (median(cost[at] for cost in costs) for at in (0, 1))
        spent = "–" if name == BATCH_DASK else f"{processor / more * 1000:.1f}"  # its workers are no children of ours
        print(f"| {name} | {more / wall:,.1f} | {spent} | {max(cost.peak for cost in costs) / 1e6:,.0f} MB |")
    for name, one, two in (("two workers", BATCH_ONE, BATCH_TWO), ("two pure processes", PURE_ONE, PURE_TWO)):
        ratios = [costs[one].wall / costs[two].wall for costs in rounds]
        each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"\n{name.capitalize()} bring {median(ratios):.2f} × what one brings ({each}).", end="")
    kept = median(costs[PURE_TWO].wall / costs[BATCH_TWO].wall for costs in rounds)
    print(f"\nTwo workers bring {kept:.2f} of what two pure processes bring.")


def _fresh(command: list[str], dataset: Path) -> Cost:
    """What a run takes from nothing; SystemExit where it fails, for then it is no measurement."""
    shutil.rmtree(dataset, ignore_errors=True)
    cost = run(command)
    if cost.status:
        sys.exit(f"{' '.join(command)}: ended with {cost.status}")
    return cost


def endurance(reports: int, folder: Path) -> None:
    """Memory of the parent at a hundredth and at all; killed in the middle and gone on with; poison in every thousand."""
    few, many = write_short(folder / "few", reports // 100), write_short(folder / "many", reports)
    small = run(batch(few, folder / "out-few", "--workers", "2"))
    whole = run(batch(many, folder / "whole", "--workers", "2"))
    parts = read_manifest(folder / "whole").made.parts
    killed = run(
        batch(many, folder / "killed", "--workers", "2"), until=lambda seconds: len(_parts(folder / "killed")) >= parts * 0.4
    )
    done = len(_parts(folder / "killed"))
    again = run(batch(many, folder / "killed", "--workers", "2", "--resume"))
    print("| | reports | seconds | parent's peak memory |\n|---|---:|---:|---:|")
    for name, number, cost in (
        ("uninterrupted", reports // 100, small), ("uninterrupted", reports, whole),
        (f"kill -9 with {done} of {parts} parts done", reports, killed), ("gone on with --resume", reports, again),
    ):  # fmt: skip
        print(f"| {name} | {number:,} | {cost.wall:,.0f} | {cost.peak / 1e6:,.1f} MB |")
    print(f"\nParent's memory grows by {(whole.peak / small.peak - 1) * 100:.1f} %.")
    print(
        f"Resumed and uninterrupted: {'equal in every row' if equal(folder / 'whole', folder / 'killed') else 'DIFFERENT'}."
    )
    poison(few, folder / "poisoned", reports // 100)


def _parts(dataset: Path) -> list[Path]:
    """The parts that are stored."""
    return list((dataset / "_batch" / "parts").glob("[0-9]*.zip"))


def write_short(folder: Path, reports: int) -> Path:
    """Short reports."""
    return write_reports(folder, reports, write_short_report)


def poison(source: Path, dataset: Path, reports: int) -> None:
    """One report in a thousand never ends: a pipe that nobody writes to."""
    hanging = max(1, reports // POISON_EVERY)
    for number in range(hanging):
        os.mkfifo(source / f"{number}.txt")
    cost = run(batch(source, dataset, "--workers", "2", "--seconds", "2"))
    manifest = read_manifest(dataset)
    print(
        f"{hanging} poison in {reports:,}: {manifest.reports:,} reports, {manifest.failures} failures, {cost.wall:,.0f} s."
    )


def equal(one: Path, other: Path) -> bool:
    """Whether every table holds the same rows in the same order."""
    from extractor.batch.load import read_table
    from extractor.batch.schema import load_schema

    return all(read_table(one, name).equals(read_table(other, name)) for name in load_schema().tables)


def main(task: str, reports: int) -> None:
    """Measure in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="batch-benchmark-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # nothing is left behind, no cluster either
    try:
        {"speed": speed, "endurance": endurance}[task](reports, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(
        sys.argv[1],
        int(sys.argv[2]) if len(sys.argv) > 2 else {"speed": 600, "endurance": 100_000}[sys.argv[1]],
    )
