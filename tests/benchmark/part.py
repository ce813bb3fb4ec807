"""`python -m tests.benchmark.part [REPORTS]`: what storing costs beside extracting, in one process, turn and turn about.

Both are measured in processor time within the same seconds, so that a machine that others use says the same as an idle one.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from extractor.batch.merge import merge
from extractor.batch.messages import Entry, Merge, Part, Settings
from extractor.batch.names import write_path
from extractor.batch.parts import PartWriter
from extractor.batch.places import PARTS, WORK
from extractor.batch.schema import load_schema
from extractor.pipeline import Pipeline
from tests.benchmark.reports import write_reports

ROUNDS = 7
AT_A_TIME = 20  # reports: the shorter a turn, the more alike the machine is in both


def main(reports: int) -> None:
    """Print the processor milliseconds a report of each, and their ratio."""
    folder = Path(tempfile.mkdtemp(prefix="part-benchmark-"))
    try:
        rounds = measure(reports, folder)
    finally:
        shutil.rmtree(folder)
    pure, stored = (median(column) for column in zip(*rounds, strict=True))
    print(f"pure function {pure:.1f} ms, read, extracted, stored and merged {stored:.1f} ms a report")
    share = median(alone / whole for alone, whole in rounds)
    print(f"share of the pure function's speed: {share:.1%} (median of {ROUNDS} rounds of {reports} reports)")


def measure(reports: int, folder: Path) -> list[tuple[float, float]]:
    """Milliseconds a report, round by round: extracting alone, and all that a worker does."""
    paths = sorted(write_reports(folder / "in", reports).rglob("*.txt"))
    pipeline = Pipeline()
    gc.freeze()  # as the worker does
    writer = PartWriter(pipeline, Settings(str(folder)), lambda index: None)

    def extract(paths: list[Path]) -> None:
        for path in paths:
            pipeline.extract(path.read_bytes(), document_id=path.stem)

    def store(number: int, paths: list[Path]) -> None:
        writer.write(Part(number, tuple(Entry(path.as_posix(), "file", write_path(path)) for path in paths)))

    def merge_all(parts: int) -> None:
        for table in load_schema().tables:
            merge(folder, Merge(table, 0, parts))

    def once() -> tuple[float, float]:
        (folder / WORK / PARTS).mkdir(parents=True)
        parts = [paths[at : at + AT_A_TIME] for at in range(0, reports, AT_A_TIME)]
        turns = [(_spent(extract, part), _spent(store, number, part)) for number, part in enumerate(parts)]
        alone, stored = (sum(column) for column in zip(*turns, strict=True))
        merged = _spent(merge_all, len(parts))
        shutil.rmtree(folder / WORK)
        return alone / reports * 1000, (stored + merged) / reports * 1000

    once()
    return [once() for _ in range(ROUNDS)]


def _spent(work: Callable[..., None], *given: Any) -> float:
    began = time.process_time()
    work(*given)
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
