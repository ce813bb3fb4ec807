"""Which row of the form a printed row is: by its words, then by its number, its heading and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from extractor.knowledge.characters import fold
from extractor.knowledge.forms import Form, Row
from extractor.knowledge.labels import BARE_SCORE, LabelIndex, Match, row_labels
from extractor.knowledge.letters import official_numbering, read_numbering
from extractor.records import Cell
from extractor.steps.tabulate.printed import PrintedRow

_SURE = 0.66  # what a label that is not the same words must reach, with its number, heading and place
_ALIKE = 0.8
_MARGIN = 0.1  # and by how much it must lead the next row
_LEVEL = re.compile(r"(?<=[\u4e00-\u9fff)\s])(?:\d{1,2}[.、]\s?(?!\d)|\([一二三四五六七八九十]{1,2}\)(?!项))")
_BLANK = re.compile(r"\s+")
PIECES = 3  # cells may cut a label into so many rows


@dataclass(slots=True)
class Reader:
    """Goes down a table and remembers where it is: the last row, the heading above, what was filled."""

    form: Form
    rows: Sequence[PrintedRow]
    index: LabelIndex = field(init=False)
    order: dict[str, int] = field(init=False)
    headings: set[str] = field(init=False)
    parents: set[str] = field(init=False)
    named: set[str] = field(
        init=False
    )  # rows whose own words stand somewhere; no other words are taken for them
    last: int = -1
    last_id: str | None = None
    heading: str | None = None
    filled: set[str] = field(default_factory=set)
    matches: dict[str, tuple[Match, ...]] = field(default_factory=dict)  # of labels that were asked before
    pieces: list[Cell] = field(default_factory=list)  # labels above without values, not yet understood

    def __post_init__(self) -> None:
        self.index = row_labels(self.form)
        found = (self.index.find_same(row.labels[-1].text) for row in self.rows if row.values and row.labels)
        self.named = {matches[0].id for matches in found if len(matches) == 1}
        self.headings = {id for id, row in self.form.rows.items() if self.is_heading(row)}
        self.parents = {row.parent for row in self.form.rows.values() if row.parent}
        self.order = {id: place for place, id in enumerate(self.form.rows)}

    def find(self, printed: PrintedRow) -> tuple[Row, tuple[Cell, ...]] | None:
        """The form's row, and the cells that name it; None where no row is sure.

        A label with the pieces above it comes first, then the last cell (1.属于国家秘密 under 不予公开).
        """
        cells = tuple([part for cell in printed.labels for part in self._split(cell)])
        if not cells:
            return None
        joined = (
            (*self.pieces[-count:], *cells) for count in range(min(PIECES, len(self.pieces)), 0, -1)
        )  # fmt: skip
        for named in (*joined, *([cells] if len(cells) > 1 else [])):
            if self.index.find_same(_join(named)) and (found := self._choose(named, ())):
                return found, named
        return self._find_among(cells)

    def _find_among(self, cells: Sequence[Cell]) -> tuple[Row, tuple[Cell, ...]] | None:
        """The row of the last label; that of one before it where the last is a heading or says nothing."""
        if self._is_filled(cells[-1]):
            return None
        last = self._choose(cells[-1:], cells[:-1])
        if last and last.id not in self.parents:
            return last, (cells[-1],)
        for place, cell in enumerate(cells[:-1]):
            found = self._choose((cell,), (*cells[:place], *cells[place + 1 :]))
            if found and found.id not in self.parents:
                return found, (cell,)
        return (last, (cells[-1],)) if last else None

    def has_rows_of_its_own(self, row: Row) -> bool:
        """Say whether a row that prints no number of its own has rows under it in this very table."""
        labels = (cell.text for printed in self.rows for cell in printed.labels) if row.computed else ()
        best = (matches[0] for label in labels if (matches := self._match(label)))
        return any(self.form.rows[match.id].parent == row.id for match in best if match.score >= _ALIKE)

    def _split(self, cell: Cell) -> Iterator[Cell]:
        """Cut 本年度办理结果 予以公开 at the blank, where both are labels, and （三）不予公开 1.属于国家秘密."""
        if " " in cell.text and not self.index.find_same(cell.text):
            for match in _BLANK.finditer(cell.text):
                first, second = cell.text[: match.start()], cell.text[match.end() :]
                if self.index.find_same(first) and self.index.find_same(second):
                    yield Cell(cell.start, cell.start + match.start(), first)
                    yield Cell(cell.start + match.end(), cell.end, second)
                    return
        yield from _split_levels(cell)

    def accept(self, row: Row, *, filled: bool) -> None:
        """Remember that the table has come to this row."""
        self.last, self.last_id = self.order[row.id], row.id
        if filled:
            self.filled.add(row.id)
        elif self.is_heading(row):
            self.heading = row.id

    def is_heading(self, row: Row) -> bool:
        """Say whether the form prints no number in this row, only rows under it."""
        return row.computed or not (row.unit or row.columns)

    def _is_filled(self, cell: Cell) -> bool:
        matches = self.index.find_same(cell.text)
        return bool(matches) and all(match.id in self.filled for match in matches)

    def _choose(self, named: Sequence[Cell], others: Iterable[Cell]) -> Row | None:
        label = _join(named)
        matches = self._match(label)
        if len(matches) == 1 and matches[0].score >= BARE_SCORE:
            return None if matches[0].id in self.filled else self.form.rows[matches[0].id]
        parents = {
            match.id for cell in others for match in self._match(cell.text)[:2] if match.score >= _ALIKE
        }
        ranked = sorted(
            ((match.score + self._context(match.id, label, parents), match) for match in matches),
            reverse=True,
        )
        return self._accept_best(ranked)

    def _match(self, label: str) -> tuple[Match, ...]:
        if label not in self.matches:
            self.matches[label] = self.index.find(label)
        return self.matches[label]

    def _accept_best(self, ranked: Sequence[tuple[float, Match]]) -> Row | None:
        if not ranked:
            return None
        score, best = ranked[0]
        if best.score >= BARE_SCORE:
            return None if best.id in self.filled else self.form.rows[best.id]
        lead = score - (ranked[1][0] if len(ranked) > 1 else 0.0)
        is_sure = score >= _SURE and lead >= _MARGIN and best.id not in self.named
        return self.form.rows[best.id] if is_sure else None

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
        if row.parent is not None and (row.parent == self.heading or row.parent in self._line()):
            return 0.08
        return -0.04 if parents & self.headings and row.parent not in parents else 0.0

    def _line(self) -> Iterator[str]:
        """The last row and the rows above it in the form."""
        id = self.last_id
        while id is not None:
            yield id
            id = self.form.rows[id].parent

    def _compare_place(self, id: str) -> float:
        step = self.order[id] - self.last
        return 0.04 if step == 1 else 0.03 / step if step > 0 else -0.02


def _join(cells: Sequence[Cell]) -> str:
    return cells[0].text if len(cells) == 1 else "".join([cell.text for cell in cells])


def _split_levels(cell: Cell) -> Iterator[Cell]:
    """Cut （三）不予公开 1.属于国家秘密 into its two labels."""
    inner = _level_starts(cell.text)
    if not inner:
        yield cell
        return
    edges = [0, *inner, len(cell.text)]
    for start, end in pairwise(edges):
        if text := cell.text[start:end].strip():
            yield Cell(cell.start + start, cell.start + end, text)


@lru_cache(maxsize=8192)
def _level_starts(label: str) -> tuple[int, ...]:
    """Where further labels begin in one label; reports print the same ones again and again."""
    return tuple(match.start() for match in _LEVEL.finditer(fold(label), 1))


def _compare_numbering(label: str, row: Row) -> float:
    folded = fold(label).lstrip()
    if folded.startswith("其中"):
        return 0.05 if row.number.endswith("其中") else -0.2
    printed, official = read_numbering(folded), official_numbering(row.number)
    if printed is None or official is None or row.number.endswith("其中"):
        return 0.0
    if printed == official:
        return 0.06
    return -0.03 if printed.style == official.style else -0.06
