"""Figures of the prose beside the cells they speak of, indexed by cell, sentence and whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.rules import read_parts
from extractor.records import Measurement, Observation
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, is_slip, last_digit, total
from extractor.steps.check.grounds import Grounds, Key
from extractor.steps.check.tables import Side

LAST_YEAR = ("requests.carried_in",)  # its figure is of last year by its own name
SCALES = {"万": 4, "亿": 8}


class Pair(NamedTuple):
    """A figure of the prose and the cell it speaks of, on one scale."""

    measurement: Measurement
    cell: Observation
    cells: tuple[Observation, ...]  # what its figure rests on: itself, or its parts where it prints none
    value: Decimal  # in the cell's unit
    sentence: int
    printed: Bounds  # what the table prints, in the prose's unit
    spoken: Bounds

    @property
    def key(self) -> Key:
        """The cell's place."""
        return self.cell.row, self.cell.column

    @property
    def agrees(self) -> bool:
        """Whether some figure is both."""
        return self.spoken.meets(self.printed)

    @property
    def is_slip(self) -> bool:
        """Whether the two differ as a slip of the pen would make them; nobody writes 5 for 0."""
        if self.printed.low <= 0:
            return False
        quantity, printed = self.measurement.quantity, self.value.scaleb(scale_of(self.cell))
        spoken = quantity.value or ZERO
        rounded_badly = quantity.tolerance > 0 and abs(spoken - printed) <= 2 * last_digit(quantity)
        return rounded_badly or is_slip(spoken, printed)


class Pairs:
    """All pairs of a report: what the prose says rightly, by cell, by sentence and by whole."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.all = list(pairs)
        self.placed: dict[int, Key] = {}  # the cells that measurements agree with
        self.right: dict[Key, list[Measurement]] = defaultdict(list)
        self.wrong: dict[Key, tuple[int, Bounds]] = {}  # of a cell: how many say otherwise, and their sum
        self.said: dict[int, set[Key]] = defaultdict(set)  # of a sentence: cells said rightly
        self.cells: dict[int, set[Key]] = defaultdict(set)  # of a sentence: cells said otherwise
        self.weight: dict[int, int] = defaultdict(int)  # of a sentence: how much is said rightly
        self.parts: dict[int, set[Key]] = defaultdict(set)  # of a whole: cells said rightly of its parts
        for pair in self.all:
            if pair.agrees:
                self._add_right(pair)
            else:
                number, together = self.wrong.get(pair.key, (0, Bounds(ZERO, ZERO)))
                self.wrong[pair.key] = number + 1, total((together, pair.spoken))
                self.cells[pair.sentence].add(pair.key)

    def _add_right(self, pair: Pair) -> None:
        key, measurement, low = pair.key, pair.measurement, pair.printed.low
        self.right[key].append(measurement)
        self.placed[measurement.id] = key
        self.said[pair.sentence].add(key)
        if low > 0:
            self.weight[pair.sentence] += 1 if low < 2 else 2
            if measurement.of is not None:
                self.parts[measurement.of].add(key)

    def add_found(self, pair: Pair) -> None:
        """Count a figure that was placed nowhere, and agrees with a cell that its words name."""
        self.all.append(pair)
        self._add_right(pair)

    def adds_up(self, pair: Pair) -> bool:
        """Whether the table prints what several figures come to (公报760条 + 县区1996条 = 2756)."""
        number, together = self.wrong[pair.key]
        return number > 1 and not pair.is_slip and together.meets(pair.printed)


def pair_up(grounds: Grounds, measurement: Measurement, cell: Observation) -> Pair | None:
    """The two figures on one scale; None where they are not of one kind, year or thing."""
    quantity, cells = measurement.quantity, _cells(grounds, cell)
    spoken, money = bounds_of(quantity), "元" in cell.unit
    if spoken is None or not cells or money != ("元" in quantity.unit):
        return None
    if quantity.kind not in ("count", "money", "measure") or _is_set_apart(grounds, measurement, cell):
        return None
    value = sum((one.value for one in cells if one.value is not None), ZERO)
    exponent, scale = int(value.as_tuple().exponent), scale_of(cell)
    printed = Bounds(value, value)
    if exponent < 0:
        printed = printed.widened(Decimal(5).scaleb(exponent - 1))
    if scale:
        printed = Bounds(printed.low.scaleb(scale), printed.high.scaleb(scale))
    pair = Pair(measurement, cell, cells, value, grounds.sentence(measurement), printed, spoken)
    return pair if pair.agrees or _is_of_this_year(grounds, measurement, cell) else None


def scale_of(cell: Observation) -> int:
    """The power of ten of a cell in 万元 or 亿元."""
    return SCALES.get(cell.unit[:1], 0) if "元" in cell.unit else 0


def _cells(grounds: Grounds, cell: Observation) -> tuple[Observation, ...]:
    """What the cell's figure rests on: itself, or its parts where the form prints no number for it."""
    if cell.state != "absent":
        return (cell,)
    row = grounds.form.rows.get(cell.row) if grounds.form is not None else None
    if grounds.form is None or row is None or not row.computed:
        return ()
    side = Side(grounds, read_parts(grounds.form, cell.row, cell.column))
    return tuple(side.printed) if not side.absent else ()


def _is_set_apart(grounds: Grounds, measurement: Measurement, cell: Observation) -> bool:
    """信息处理费 is no 行政事业性收费, 备案 no 制发."""
    words = grounds.cues.apart.get(cell.row)
    return (
        words is not None
        and words.search(measurement.indicator + grounds.clause_text(measurement)) is not None
    )


def _is_of_this_year(grounds: Grounds, measurement: Measurement, cell: Observation) -> bool:
    year, period = grounds.identity.year, measurement.period
    return year is None or period is None or period.startswith(str(year)) or cell.row in LAST_YEAR
