"""Which row of the form a printed row is: by its words, then by its number, its heading and the form's order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.knowledge.characters import fold
from extractor.knowledge.forms import Form, Row
from extractor.knowledge.labels import BARE_SCORE, LabelIndex, read_numbering, row_labels
from extractor.records import Cell
from extractor.steps.tabulate.printed import PrintedRow

_SURE = 0.66  # what a label that is not the same words must reach, with its number, heading and place
_MARGIN = 0.1  # and by how much it must lead the next row
_PIECES = 3  # cells may cut a label into so many rows


@dataclass(slots=True)
class Reader:
    """Goes down a table and remembers where it is: the last row, the heading above, what was filled."""

    form: Form
    index: LabelIndex = field(init=False)
    order: dict[str, int] = field(init=False)
    last: int = -1
    heading: str | None = None
    filled: set[str] = field(default_factory=set)
    pieces: list[Cell] = field(default_factory=list)  # labels above without values, not yet understood

    def __post_init__(self) -> None:
        self.index = row_labels(self.form)
        self.order = {id: place for place, id in enumerate(self.form.rows)}

    def find(self, printed: PrintedRow) -> tuple[Row, tuple[Cell, ...]] | None:
        """The form's row, and the cells that name it; None where no row is sure."""
        cells = printed.labels
        choices = [(*self.pieces[-count:], *cells) for count in range(min(_PIECES, len(self.pieces)), 0, -1)]
        best: tuple[float, str, tuple[Cell, ...]] | None = None
        for named in ((cells[-1:]), cells, cells[:1], *reversed(choices)) if cells else ():
            others = [cell for cell in cells if cell not in named]
            if (found := self._choose(named, others)) and (best is None or found[0] > best[0] + 0.001):
                best = (*found, named)
        return (self.form.rows[best[1]], best[2]) if best else None

    def accept(self, row: Row, *, filled: bool) -> None:
        """Remember that the table has come to this row."""
        self.last = self.order[row.id]
        self.pieces.clear()
        if filled:
            self.filled.add(row.id)
        elif self.is_heading(row):
            self.heading = row.id

    def is_heading(self, row: Row) -> bool:
        """Say whether the form prints no number in this row, only rows under it."""
        return row.computed or not (row.unit or row.columns)

    def _choose(self, named: Sequence[Cell], others: Iterable[Cell]) -> tuple[float, str] | None:
        label = "".join(cell.text for cell in named)
        matches = self.index.find(label)
        parents = {match.id for cell in others for match in self.index.find(cell.text)[:2] if match.score > 0.8}
        ranked = sorted(((m.score + self._context(m.id, label, parents), m.score, m.id) for m in matches), reverse=True)
        if not ranked:
            return None
        score, words, id = ranked[0]
        if words >= BARE_SCORE:
            return None if id in self.filled else (score, id)
        lead = score - max((other for other, _, other_id in ranked[1:] if other_id != id), default=0.0)
        return (score, id) if score >= _SURE and lead >= _MARGIN else None

    def _context(self, id: str, label: str, parents: set[str]) -> float:
        row = self.form.rows[id]
        return (
            _compare_numbering(label, row)
            + self._compare_parent(row, parents)
            + self._compare_place(id)
            - (0.3 if id in self.filled else 0.0)
        )

    def _compare_parent(self, row: Row, parents: set[str]) -> float:
        if row.parent in parents:
            return 0.08
        if row.parent is not None and self.heading is not None and row.parent == self.heading:
            return 0.06
        return -0.04 if parents & self._headings() and row.parent not in parents else 0.0

    def _headings(self) -> set[str]:
        return {id for id, row in self.form.rows.items() if self.is_heading(row)}

    def _compare_place(self, id: str) -> float:
        step = self.order[id] - self.last
        return 0.04 if step == 1 else 0.03 / step if step > 0 else -0.02


def _compare_numbering(label: str, row: Row) -> float:
    folded = fold(label).lstrip()
    if folded.startswith("其中"):
        return 0.05 if row.number.endswith("其中") else -0.2
    printed, official = read_numbering(folded), read_numbering(row.number)
    if printed is None or official is None or row.number.endswith("其中"):
        return 0.0
    if printed == official:
        return 0.06
    return -0.03 if printed.style == official.style else -0.06
