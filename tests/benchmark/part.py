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

from extractor.batch.merge import merge
from extractor.batch.messages import Entry, Merge, Part, Settings
from extractor.batch.names import write_path
from extractor.batch.parts import PartWriter
from extractor.batch.places import PARTS, WORK
from extractor.batch.schema import load_schema
from extractor.pipeline import Pipeline
from tests.benchmark.reports import write_reports

ROUNDS = 7


def main(reports: int) -> None:
    """Print the processor milliseconds a report of each, and their ratio."""
    folder = Path(tempfile.mkdtemp(prefix="part-benchmark-"))
    try:
        pure, stored = measure(reports, folder)
    finally:
        shutil.rmtree(folder)
    share = median(one / other for one, other in zip(pure, stored, strict=True))
    print(
        f"pure function {median(pure):.1f} ms, read, extracted, stored and merged {median(stored):.1f} ms a report"
    )
    print(f"share of the pure function's speed: {share:.1%} (median of {ROUNDS} rounds of {reports} reports)")


def measure(reports: int, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds a report, round by round: extracting alone, and all that a worker does."""
    paths = sorted(write_reports(folder / "in", reports).rglob("*.txt"))
    entries = tuple(Entry(path.as_posix(), "file", write_path(path)) for path in paths)
    pipeline = Pipeline()
    gc.freeze()  # as the worker does
    writer = PartWriter(pipeline, Settings(str(folder)), lambda index: None)

    def extract() -> None:
        for path in paths:
            pipeline.extract(path.read_bytes(), document_id=path.stem)

    def store() -> None:
        (folder / WORK / PARTS).mkdir(parents=True)
        writer.write(Part(0, entries))
        for table in load_schema().tables:
            merge(folder, Merge(table, 0, 1))
        shutil.rmtree(folder / WORK)

    extract()
    rounds = [(_spent(extract), _spent(store)) for _ in range(ROUNDS)]
    pure, stored = zip(*rounds, strict=True)
    return [one / reports * 1000 for one in pure], [one / reports * 1000 for one in stored]


def _spent(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
