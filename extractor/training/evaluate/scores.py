"""`models/scores.csv`: what each model reached on held-out; its last line is the floor of the next release."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from extractor.training.evaluate.tally import LABELS, MEASURES

SCORES = "scores.csv"
FLOOR = (
    *dict.fromkeys((*(name for name in MEASURES if name != "row"), *LABELS)),
    "row_precision",
    "row_recall",
)
FIELDS = ("date", "model", "held_out", "passages", *FLOOR, "ece_QUANTITY", "ece_row", "note")


class ScoresError(ValueError):
    """A scores file that cannot be read; says file, what is wrong and what would be right."""


class Fall(NamedTuple):
    """A figure that is lower than the floor."""

    measure: str
    floor: float
    now: float


class Line(NamedTuple):
    """One line: a model, the held-out passages (their hash) it was measured on, and its figures."""

    model: str
    held_out: str
    passages: int
    figures: Mapping[str, float]
    note: str = ""


def read_lines(folder: Path) -> list[Line]:
    """Every line of the folder's scores, oldest first."""
    path = folder / SCORES
    if not path.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    try:
        return [_line(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise ScoresError(
            f"{path}: a line is damaged ({error}); restore it, `extractor evaluate` only appends"
        ) from None


def append_line(folder: Path, line: Line) -> bool:
    """Append one line, the whole file written anew and put in place; False where the last line says the same already."""
    lines = read_lines(folder)
    if lines and lines[-1]._replace(note="") == line._replace(note=""):
        return False
    path = folder / SCORES
    before = path.read_text(encoding="utf-8") if lines else ",".join(FIELDS) + "\n"
    row = {
        "date": datetime.now(UTC).date().isoformat(), "model": line.model, "held_out": line.held_out,
        "passages": line.passages, **line.figures, "note": line.note,
    }  # fmt: skip
    written = io.StringIO()
    csv.DictWriter(written, FIELDS, lineterminator="\n", extrasaction="ignore").writerow(row)
    beside = path.with_name(f".{SCORES}.{os.getpid()}")
    beside.write_text(before + written.getvalue(), encoding="utf-8")
    beside.replace(path)
    return True


def falls(figures: Mapping[str, float], floor: Mapping[str, float]) -> list[Fall]:
    """The figures that are lower than the floor's; what the floor does not have has none."""
    return [
        Fall(measure, floor[measure], figures.get(measure, 0.0))
        for measure in FLOOR
        if measure in floor and figures.get(measure, 0.0) < floor[measure]
    ]


def _line(row: Mapping[str, str]) -> Line:
    figures = {name: float(row[name]) for name in (*FLOOR, "ece_QUANTITY", "ece_row") if row.get(name)}
    return Line(row["model"], row["held_out"], int(row["passages"]), figures, row["note"] or "")
