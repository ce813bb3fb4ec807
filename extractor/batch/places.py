"""Where a run keeps what is not yet a data set."""

from __future__ import annotations

from pathlib import Path

WORK = "_batch"  # Spark, Hive and Arrow take no notice of a name that begins so
PLAN, LOCK, SPOOL, PARTS = "plan.sqlite", "lock", "spool", "parts"


def part_file(dataset: Path, number: int) -> Path:
    """Where a part is stored until all are merged."""
    return dataset / WORK / PARTS / f"{number:08}.zip"


def parts_done(dataset: Path) -> frozenset[int]:
    """The parts that are stored whole."""
    folder = dataset / WORK / PARTS
    return frozenset(int(found.stem) for found in folder.glob("*.zip") if found.stem.isdigit())
