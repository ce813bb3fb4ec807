"""`models/scores.csv`: what each model reached on held-out; its last lines are the floor of the next release."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from extractor.training.evaluate.tally import LABELS, MEASURES
from extractor.training.files import write_text

SCORES = "scores.csv"
FLOOR = (
    *dict.fromkeys((*(name for name in MEASURES if name != "row"), *LABELS)),
    "row_precision",
    "row_recall",
)
# one passage more or less to learn from moves a figure by so much; what is gained stays the floor, so nothing wears away
SLACK = 0.005
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
    write_text(path, [before, written.getvalue()])
    return True


def floor_of(lines: Sequence[Line]) -> Line | None:
    """The floor: the last line, each figure the best since a fall was last allowed with a reason; None without lines.

    Only lines on the same held-out passages as the last one count.
    """
    if not lines:
        return None
    last, best = lines[-1], dict(lines[-1].figures)
    for line in reversed(lines):
        if line.held_out != last.held_out:
            break
        best = {measure: max(figure, line.figures.get(measure, 0.0)) for measure, figure in best.items()}
        if line.note:
            break
    return last._replace(figures=best)


def falls(figures: Mapping[str, float], floor: Mapping[str, float]) -> list[Fall]:
    """The figures that are lower than the floor's by more than the slack; what the floor does not have has none."""
    return [
        Fall(measure, floor[measure], figures.get(measure, 0.0))
        for measure in FLOOR
        if measure in floor and round(floor[measure] - figures.get(measure, 0.0), 6) > SLACK
    ]


def _line(row: Mapping[str, str]) -> Line:
    figures = {name: float(row[name]) for name in (*FLOOR, "ece_QUANTITY", "ece_row") if row.get(name)}
    return Line(row["model"], row["held_out"], int(row["passages"]), figures, row["note"] or "")
