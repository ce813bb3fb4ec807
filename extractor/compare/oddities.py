"""Find what is odd between two years though it may be true: rows left out, jumps, figures copied from last year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.compare.records import Compared, Level, YearFinding
from extractor.compare.sides import PASSED, Outcome, Sides, make_finding
from extractor.knowledge.forms import Form
from extractor.steps.check.grounds import figure

JUMP = 5  # times as much, or as little
LEAST = 20  # the larger of two figures; smaller ones jump by chance
LARGE = 100  # figures from here on seldom stay as they are
COPIED = 3  # so many that stay are told
MOST = Decimal(10) ** 4
_JUMPED = "若当年确有这样的变化，则都可能正确"
_UNIT = "若两年的单位（元、万元）一致，则需核对；若单位不同，换算后相近"
_STAYED = "若这些数字两年恰好相同，则无误"
_LEFT_OUT = "若本年没有此项而未填0，则无误"


def check_jumps(compared: Sequence[Compared]) -> Iterator[Outcome]:
    """One outcome for each figure of both years: more than five times or less than a fifth of last year's."""
    for one in compared:
        if one.last is None or one.this is None or not one.is_whole:
            continue
        low, high = sorted((one.last.value, one.this.value))
        jumped = high >= LEAST and high > JUMP * low and not one.last.bounds.meets(one.this.bounds)
        yield _jump(one, one.last, one.this) if jumped else PASSED


def _jump(one: Compared, last: Level, this: Level) -> YearFinding:
    told = f"“{one.name}”上年{figure(last.value)}{one.unit}，本年{figure(this.value)}{one.unit}"
    low, high = sorted((last.value, this.value))
    times = f"相差{figure(round(high / low, 1))}倍" if low else "上年为0" if not last.value else "本年为0"
    scaled = low * MOST / JUMP <= high <= low * MOST * JUMP and one.unit == "元"
    formula = f"{one.row or one.name}: {figure(last.value)} → {figure(this.value)}"
    return make_finding(
        "jump", f"{told}，{times}，变化过大", formula, last=last, this=this, reading=_UNIT if scaled else _JUMPED
    )


def check_left_out(sides: Sides, cells: Sequence[Compared]) -> Iterator[Outcome]:
    """One outcome for each row of this year's form with a figure last year: it must print one again."""
    for one in cells:
        if one.last is None or not one.last.value or not one.is_whole or not _has(sides.this_form, one):
            continue
        if one.this is not None:
            yield PASSED
            continue
        message = f"“{one.name}”上年{figure(one.last.value)}{one.unit}，本年统计表没有填"
        formula = f"{one.row}: {figure(one.last.value)} → ∅"
        missing = Level(Decimal(0), one.last.bounds, ())
        yield make_finding("left-out", message, formula, last=one.last, this=missing, reading=_LEFT_OUT)


def _has(form: Form | None, one: Compared) -> bool:
    """Whether the form prints a figure for it."""
    row = form.rows.get(one.row) if form is not None and one.row is not None else None
    return row is not None and not row.computed


def check_copied(cells: Sequence[Compared]) -> Iterator[Outcome]:
    """One outcome for all large figures of the table: not many of them are last year's unchanged."""
    both = [one for one in cells if one.last is not None and one.this is not None and one.is_whole]
    large = [one for one in both if one.last is not None and one.last.value >= LARGE]
    stayed = [one for one in large if one.difference == 0]
    if len(stayed) < COPIED:
        yield from [PASSED] if large else ()
        return
    named = "、".join(f"“{one.name}”{figure(one.last.value)}{one.unit}" for one in stayed if one.last is not None)
    last = _together([one.last for one in stayed if one.last is not None])
    this = _together([one.this for one in stayed if one.this is not None])
    message = f"统计表有{len(stayed)}个较大的数字与上年完全相同：{named}"
    yield make_finding("copied", message, f"{len(stayed)} = {len(stayed)}", last=last, this=this, reading=_STAYED)


def _together(levels: Sequence[Level]) -> Level:
    evidence = tuple(place for level in levels for place in level.evidence)
    return Level(Decimal(len(levels)), levels[0].bounds, evidence)
