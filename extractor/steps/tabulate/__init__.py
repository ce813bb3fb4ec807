"""Fill the official form from the printed tables: every cell of the form, in the form's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.knowledge.forms import Form, Row
from extractor.knowledge.labels import column_labels
from extractor.knowledge.letters import label_keys
from extractor.records import Cell, Document, Observation, Table, Unrecognised
from extractor.steps.tabulate.choose import recognise_form
from extractor.steps.tabulate.columns import Placed, place_in_line, place_values
from extractor.steps.tabulate.printed import PrintedRow, read_rows
from extractor.steps.tabulate.recognise import PIECES, Reader
from extractor.steps.tabulate.values import MONEY, CellValue

__all__ = ["recognise_form", "tabulate"]


def tabulate(document: Document, form: Form) -> Table:
    """Fill the form from the document's grids; what it does not name is kept in `unrecognised`.

    A row is known by its label, never by its place, so a missing, extra or moved row shifts nothing. Blank, 0
    and a dash are three things, and a total that is not printed is not computed.
    """
    rows = tuple(read_rows(document, form))
    filling = _Filling(form, Reader(form, rows))
    for printed in rows:
        filling.take(printed)
    return filling.finish(document)


@dataclass(slots=True)
class _Filled:
    printed_name: str | None
    placed: Placed


@dataclass(slots=True)
class _Filling:
    """The form while it is being filled, row by printed row."""

    form: Form
    reader: Reader
    rows: dict[str, _Filled] = field(default_factory=dict)
    named: dict[str, tuple[Cell, ...]] = field(default_factory=dict)  # labels that stood without values
    open: list[str] = field(default_factory=list)  # those since the last values, newest last
    waiting: PrintedRow | None = None  # values that stood before their label
    unrecognised: list[Unrecognised] = field(default_factory=list)

    def take(self, printed: PrintedRow) -> None:
        found = self.reader.find(printed)
        if printed.values and found and self.reader.has_rows_of_its_own(found[0]):
            found, printed = None, printed._replace(labels=())  # the figures are those of a row under it
        is_empty = all(value.read.state == "blank" for value in printed.values)
        if not printed.values or (is_empty and found and self.reader.is_heading(found[0])):
            self._take_label(printed, found)
        elif found is not None and (placed := place_values(printed.values, found[0], self.form)):
            self._fill(found[0], found[1], printed, placed)
        elif self._is_new(lines := place_in_line(printed.values, self.form)):
            self._fill_line(printed, lines)
        elif is_empty:
            self._take_label(printed, found)
        elif not self._fill_open(printed):
            self._keep(printed)

    def finish(self, document: Document) -> Table:
        self._give_up_waiting()
        for id, cells in self.named.items():
            inside = any(grid.start <= cells[0].start < grid.end for grid in document.grids)
            if inside and id not in self.rows and not self.reader.is_heading(self.form.rows[id]):
                blank = CellValue("blank", None, cells[-1].end, cells[-1].end)
                columns = self.form.rows[id].columns or (None,)
                self.rows[id] = _Filled(_join(cells), dict.fromkeys(columns, blank))
        observations = tuple(
            o for row in self.form.rows.values() for o in _observe(row, self.rows.get(row.id))
        )
        return Table(self.form.name, observations, tuple(self.unrecognised))

    def _take_label(self, printed: PrintedRow, found: tuple[Row, tuple[Cell, ...]] | None) -> None:
        self.reader.pieces = [*self.reader.pieces, *printed.labels][-PIECES:]
        if found is None or any(self._is_head(cell) for cell in printed.labels):
            return
        row, cells = found
        if row.id not in self.reader.parents or printed.unit:
            self.named[row.id] = cells
        waiting = None if self.reader.is_heading(row) or row.id in self.rows else self.waiting
        if waiting and (placed := place_values(waiting.values, row, self.form)):
            self.waiting = None
            self._fill(row, cells, waiting, placed)
            return
        self.reader.accept(row, filled=False)
        if not self.reader.is_heading(row):
            self.open.append(row.id)

    def _fill(self, row: Row, cells: Sequence[Cell], printed: PrintedRow, placed: Placed) -> None:
        self._give_up_waiting()
        self.rows[row.id] = _Filled(_join(cells) or None, placed)
        self.reader.accept(row, filled=any(read.state != "blank" for read in placed.values()))
        self.open.clear()
        self.reader.pieces.clear()

    def _is_new(self, lines: dict[str, Placed]) -> bool:
        return bool(lines) and self.reader.filled.isdisjoint(lines)

    def _fill_line(self, printed: PrintedRow, lines: dict[str, Placed]) -> None:
        for id, placed in lines.items():
            self._fill(self.form.rows[id], self.named.get(id, ()), printed, placed)

    def _fill_open(self, printed: PrintedRow) -> bool:
        """Give values without a label of their own to the label above them."""
        if printed.labels and not all(self._is_head(cell) for cell in printed.labels):
            return False
        for id in reversed(self.open):
            if id not in self.rows and (
                placed := place_values(printed.values, self.form.rows[id], self.form)
            ):
                self._fill(self.form.rows[id], self.named.get(id, ()), printed, placed)
                return True
        return False

    def _keep(self, printed: PrintedRow) -> None:
        self._give_up_waiting()
        if printed.labels:
            self._refuse(printed)
        else:
            self.waiting = printed

    def _give_up_waiting(self) -> None:
        if self.waiting is not None:
            self._refuse(self.waiting)
        self.waiting = None

    def _refuse(self, printed: PrintedRow) -> None:
        if printed.labels or any(value.read.state == "printed" for value in printed.values):
            cells = tuple(value.cell.text for value in printed.values)
            self.unrecognised.append(Unrecognised(_join(printed.labels), cells, printed.start, printed.end))
            for id in self.open:  # its figures may be these, so it is not known to be blank
                self.named.pop(id, None)

    def _is_head(self, cell: Cell) -> bool:
        return label_keys(cell.text)[0] in column_labels(self.form)


def _observe(row: Row, filled: _Filled | None) -> Iterator[Observation]:
    for column in row.columns or ((None,) if row.unit else ()):
        read = filled.placed.get(column) if filled else None
        name = filled.printed_name if filled else None
        if filled is None or read is None:
            yield Observation(row.id, column, row.name, name, row.unit, "absent", None, None, None)
        else:
            unit = read.unit if read.unit in MONEY and (not row.unit or row.unit in MONEY) else row.unit
            yield Observation(
                row.id, column, row.name, name, unit, read.state, read.value, read.start, read.end
            )


def _join(cells: Sequence[Cell]) -> str:
    return "".join(cell.text.strip(" #*\t") for cell in cells)
