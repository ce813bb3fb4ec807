"""Check the parts that 其中/含/分别为 list against their whole, every split of a whole by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, last_digit, total
from extractor.steps.check.grounds import (
    Grounds, Outcome, evidence_of, figure, name_of, said, severity,
)  # fmt: skip

HAIR = Decimal("0.02")  # 22776 + 24609 + 2654 = 50039 beside 50059: nobody leaves 20 of 50059 unnamed
FULL = Bounds(Decimal("99.5"), Decimal("100.5"))
LONGEST = 40  # parts among which a second split is looked for
SOFT = ("about", "nearly")
COUNTED = ("count", "money", "measure")


class _Split(NamedTuple):
    whole: Measurement
    parts: tuple[Measurement, ...]
    printed: Bounds  # the whole
    bounds: tuple[Bounds, ...]  # of the parts

    @property
    def sum(self) -> Bounds:
        return total(self.bounds)

    def without(self, start: int, end: int) -> _Split:
        """The same whole, split by all parts but those."""
        parts, bounds = self.parts, self.bounds
        return _Split(self.whole, parts[:start] + parts[end:], self.printed, bounds[:start] + bounds[end:])


def check_prose_sums(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each split of each whole."""
    splits: dict[tuple[int, int], list[Measurement]] = defaultdict(list)
    for measurement in grounds.measurements.values():
        if measurement.of is not None and measurement.of in grounds.measurements:
            splits[measurement.of, measurement.split].append(measurement)
    for (whole, _), parts in splits.items():
        split = _read_split(grounds.measurements[whole], parts)
        yield "not_assessable" if split is None else _check(grounds, split)


def _read_split(whole: Measurement, parts: list[Measurement]) -> _Split | None:
    """The parts that are counted as the whole is; None where a figure is missing or none is counted so."""
    counted = tuple(part for part in parts if _same_measure(whole, part))
    bounds = tuple(bounds_of(part.quantity) for part in counted)
    printed = bounds_of(whole.quantity)
    known = tuple(one for one in bounds if one is not None)
    if not counted or printed is None or len(known) != len(bounds):
        return None
    return _Split(whole, counted, printed, known)


def _same_measure(whole: Measurement, part: Measurement) -> bool:
    a, b = whole.quantity, part.quantity
    return a.kind == b.kind and a.kind in COUNTED and (not a.unit or not b.unit or a.unit == b.unit)


def _check(grounds: Grounds, split: _Split) -> Outcome:
    if split.sum.meets(split.printed) or _with_last_year(grounds, split):
        return "passed"
    split = _peeled(split)
    if split.sum.meets(split.printed):
        return "passed"
    if split.sum.low > split.printed.high:
        return _exceeds(grounds, split)
    if _names_everything(grounds, split):
        return _finding(split, None)
    if _by_a_hair(split):
        missing = figure(split.printed.low - split.sum.high) + split.whole.quantity.unit
        return _finding(split, f"若另有未列出的{missing}，则一致")
    return "passed" if len(split.parts) == 1 else "not_assessable"


def _peeled(split: _Split) -> _Split:
    """What is left when neighbours that fill the whole by themselves are taken for a split of their own."""
    if not 2 < len(split.parts) <= LONGEST:
        return split
    for start in range(len(split.bounds) - 1):
        running = split.bounds[start]
        for end, part in enumerate(split.bounds[start + 1 :], start + 2):
            running = total((running, part))
            if running.meets(split.printed) and end - start < len(split.bounds):
                return _peeled(split.without(start, end))
    return split


# ---------------------------------------------------------------- 上年结转
def _with_last_year(grounds: Grounds, split: _Split) -> bool:
    """Whether the parts also count what was carried in: 新收34件 … 办结35件, 结转1件, with 2 from last year."""
    if split.whole.row != "requests.received":
        return False
    return any(split.sum.meets(total((split.printed, carried))) for carried in _carried_in(grounds))


def _carried_in(grounds: Grounds) -> Iterator[Bounds]:
    for column in ("total", None):
        cell = grounds.cells.get(("requests.carried_in", column))
        if cell is not None and cell.value is not None:
            yield Bounds(cell.value, cell.value)
    for measurement in grounds.measurements.values():
        bounds = bounds_of(measurement.quantity) if measurement.row == "requests.carried_in" else None
        if bounds is not None:
            yield bounds


# ---------------------------------------------------------------- too much, too little
def _exceeds(grounds: Grounds, split: _Split) -> Outcome:
    if len(split.parts) == 1:
        part = split.parts[0]
        same = grounds.sentence(split.whole) == grounds.sentence(part)
        certain = same and split.whole.quantity.unit == part.quantity.unit
        return _finding(split, None if certain else "若两个数字口径不同，则都可能正确")
    if grounds.cues.channels.search("".join(part.indicator for part in split.parts)) is not None:
        reading = "若同一信息经多个渠道公开只计一次，则各渠道之和可以大于总数"
        return _finding(split, reading) if _by_a_hair(split) else "not_assessable"
    certain = _names_everything(grounds, split)
    return _finding(split, None if certain else "若所列各项相互交叉，则各项之和可以大于总数")


def _by_a_hair(split: _Split) -> bool:
    gap = max(split.sum.low - split.printed.high, split.printed.low - split.sum.high)
    return len(split.parts) >= 2 and gap <= split.printed.low * HAIR


def _names_everything(grounds: Grounds, split: _Split) -> bool:
    """Whether the parts are all there is: said so, closed by 其余, shares of 100 %, or a known partition."""
    last = split.parts[-1].quantity.span
    if len(split.parts) < 2 or "等" in grounds.document.text[last.end : last.end + 2]:
        return False
    if any(part.listed for part in split.parts) and not _opens(grounds, split):
        return True
    if grounds.cues.remainder.search(split.parts[-1].indicator) is not None:
        return True
    return _shares_fill(grounds, split) or _is_partition(grounds, split)


def _opens(grounds: Grounds, split: _Split) -> bool:
    """Whether 其中, 包括, 主要 … stands between whole and parts: such a list may leave something out."""
    end, start = split.whole.quantity.span.end, split.parts[0].quantity.span.start
    return grounds.cues.open_lists.search(grounds.document.text, end, max(end, start)) is not None


def _shares_fill(grounds: Grounds, split: _Split) -> bool:
    shares = [grounds.shares.get(part.id) for part in split.parts]
    quantities = [share.quantity for share in shares if share is not None]
    if len(quantities) < len(split.parts):
        return False
    filled = sum((quantity.value or ZERO for quantity in quantities), ZERO)
    slack = sum((last_digit(quantity) for quantity in quantities), ZERO) / 2
    return Bounds(filled, filled).meets(FULL.widened(slack))


def _is_partition(grounds: Grounds, split: _Split) -> bool:
    names = [part.indicator for part in split.parts]
    beside = grounds.clause_text(split.whole) + split.whole.indicator
    for partition in grounds.cues.partitions:
        if partition.whole and partition.whole not in beside:
            continue
        matched = sum(1 for group in partition.parts if any(map(group.search, names)))
        covered = all(any(group.search(name) for group in partition.parts) for name in names)
        if covered and matched >= max(2, len(partition.parts) - 1):
            return True
    return False


# ---------------------------------------------------------------- the finding
def _finding(split: _Split, reading: str | None) -> Finding:
    whole, parts = split.whole, split.parts
    if reading is None and any(one.quantity.modifier in SOFT for one in (whole, *parts)):
        reading = "约数的出入若在合理范围内，则都可能正确"
    found = sum((part.quantity.value or ZERO for part in parts), ZERO)
    printed, unit = whole.quantity.value or ZERO, whole.quantity.unit
    sums = "＋".join(figure(part.quantity.value or ZERO) for part in parts)
    listed = f"所列{len(parts)}项之和为{figure(found)}{unit}（{sums}）"
    if len(parts) == 1:
        listed = f"其中{name_of(parts[0])}{said(parts[0].quantity)}"
    message = f"正文{name_of(whole)}{said(whole.quantity)}，{listed}，相差{figure(abs(found - printed))}{unit}"
    evidence = (evidence_of(whole.quantity), *(evidence_of(part.quantity) for part in parts))
    formula = f"{figure(printed)} ≠ {sums}"
    return Finding("prose-sum", severity(reading), message, formula, found, printed, evidence, reading)
