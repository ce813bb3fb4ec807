"""Check figures of the prose that no single cell holds: sums of cells, and one figure stated twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractor.knowledge.cues import SpokenSum
from extractor.knowledge.rules import read_terms
from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import Bounds, bounds_of, is_slip
from extractor.steps.check.grounds import (
    Grounds,
    Outcome,
    Unchecked,
    evidence_of,
    evidence_of_cells,
    figure,
    name_of,
    said,
)
from extractor.steps.check.tables import Side

CLOSE = Decimal("0.5")
_AND = "、和及与或以"
LEAST = 20  # smaller figures are near one another by chance


def check_spoken_sums(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each figure of the prose that the form prints in several cells (行政诉讼13件)."""
    if grounds.form is None or grounds.table is None:
        return
    told = [one for one in grounds.in_order if one.row is None and _is_whole(one)]
    for spoken in grounds.cues.sums:
        terms = read_terms(spoken.formula, grounds.form)
        side = Side(grounds, terms) if terms is not None else None
        if side is None or len(side.printed) < 2 or side.blank or side.absent:
            continue
        for measurement in told:
            if _speaks_of(measurement, spoken) and not _is_joint(grounds, measurement, spoken):
                yield _check_sum(grounds, measurement, (spoken, side))


def _is_whole(measurement: Measurement) -> bool:
    quantity = measurement.quantity
    return measurement.of is None and quantity.kind == "count" and quantity.modifier == "exact"


def _speaks_of(measurement: Measurement, spoken: SpokenSum) -> bool:
    name = measurement.indicator
    return all(word in name for word in spoken.words) and not any(word in name for word in spoken.unless)


def _is_joint(grounds: Grounds, measurement: Measurement, spoken: SpokenSum) -> bool:
    """Whether something else is counted too: 做好行政复议、行政诉讼应诉工作，办理案件74件."""
    start = measurement.quantity.span.start
    before = grounds.in_order[measurement.id - 1].quantity.span.end if measurement.id else 0
    words = grounds.document.text[max(before, grounds.sentence_start(start)) : start]
    said_before = [words[: words.rfind(word)].rstrip(_AND) for word in spoken.words if word in words]
    return any(text.endswith(spoken.unless) for text in said_before)


def _check_sum(grounds: Grounds, measurement: Measurement, against: tuple[SpokenSum, Side]) -> Outcome:
    spoken, side = against
    bounds, value = bounds_of(measurement.quantity), side.value
    if bounds is None:
        return Unchecked.INEXACT
    parts = [cell.value for cell in side.printed if cell.value is not None]
    if any(Bounds(one, one).meets(bounds) for one in (value, *parts)):
        return "passed"
    listed = "＋".join(f"“{cell.name}”{figure(cell.value or Decimal(0))}" for cell in side.printed)
    message = (
        f"正文{name_of(measurement)}{said(measurement.quantity)}与统计表{listed}之和{figure(value)}不一致"
    )
    evidence = (evidence_of(measurement.quantity), *evidence_of_cells(grounds, side.printed))
    formula = f"{spoken.formula} = {figure(value)}"
    reading = "若正文只统计其中一部分，则都可能正确"
    return Finding(
        "prose-table", "query", message, formula, value, measurement.quantity.value, evidence, reading
    )


def check_restated(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each figure that the prose states again under the same name, in another sentence."""
    named: dict[tuple[str, str, str | None, str | None], list[Measurement]] = defaultdict(list)
    for measurement in grounds.measurements.values():
        quantity = measurement.quantity
        if (
            quantity.kind in ("count", "money")
            and quantity.modifier == "exact"
            and len(measurement.indicator) >= 4
        ):
            named[measurement.indicator, quantity.unit, measurement.period, measurement.body].append(
                measurement
            )
    for same in named.values():
        for first, second in pairwise(same):
            if grounds.sentence(first) != grounds.sentence(second) and first.of is None and second.of is None:
                yield _check_twice(grounds, first, second)


def _check_twice(grounds: Grounds, first: Measurement, second: Measurement) -> Outcome:
    one, other = bounds_of(first.quantity), bounds_of(second.quantity)
    if one is None or other is None or grounds.cell_of(first) is not None:
        return Unchecked.INEXACT
    if one.meets(other):
        return "passed"
    if not _almost(one.low, other.low):
        return Unchecked.OF_ANOTHER
    message = f"正文{name_of(first)}前文为{said(first.quantity)}，后文为{said(second.quantity)}"
    evidence = (evidence_of(first.quantity), evidence_of(second.quantity))
    formula = f"{said(first.quantity)} ≠ {said(second.quantity)}"
    reading = "若两处所指的范围或时间不同，则都可能正确"
    return Finding(
        "prose-sum", "query", message, formula, first.quantity.value, second.quantity.value, evidence, reading
    )


def _almost(first: Decimal, second: Decimal) -> bool:
    """Near in size and in digits: what a slip of the pen makes of a figure."""
    low, high = sorted((first, second))
    return high >= LEAST and high - low <= high * CLOSE and is_slip(low, high)
