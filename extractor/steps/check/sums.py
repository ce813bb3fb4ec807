"""What a sum of the prose that misses its whole may mean: a slip, a reading that explains it, and the finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractor.knowledge.units import PIECES
from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, is_slip, total
from extractor.steps.check.grounds import Grounds, evidence_of, figure, name_of, said, severity
from extractor.steps.check.lists import is_carried_in
from extractor.steps.check.splits import Split

LARGE, FEW = 200, 20  # small figures are near one another by chance
ALMOST = Decimal("0.05")  # of a small whole that a list may miss and still be thought complete
SHARP = 4  # digits of a rounded figure that is still told from another
MOST = Decimal("1.5")  # times the whole; parts beyond it are of several splits rather than of one
FAR = 100  # times; nearer figures differ by no 万
COPIED = 50  # two neighbours of one list are seldom alike from here on
NEAR = 400  # characters around a whole in which 上年结转 may stand
SOFT = ("about", "nearly")
CROSSING = "若所列各项相互交叉，则各项之和可以大于总数"
CHANNELS = "若同一信息经多个渠道公开只计一次，则各渠道之和可以大于总数"
SCOPE = "若两个数字口径不同，则都可能正确"
SOFTLY = "约数的出入若在合理范围内，则都可能正确"
ITEMS = PIECES | {"次", "期", "人次", "篇次", "条次"}  # what may be published several times
_SCALES = (4, -4, 8, -8)
_HANDLED = re.compile("办|答复|结转|顺延|处理")
_RECEIVED = re.compile("收|受理|申请")


def is_near(grounds: Grounds, split: Split) -> bool:
    """Whether the parts miss the whole by so little, or by such digits, that a slip of the pen is likelier."""
    if len(split.parts) < 2 or any(one.quantity.modifier != "exact" for one in (split.whole, *split.parts)):
        return False
    if _is_scaled(split):
        return True
    found, printed = split.figures
    missing = printed - found
    if _digits(split.whole) < SHARP or min(map(_digits, split.parts)) < SHARP - 1:
        return False
    if printed < LARGE <= found:
        return (
            printed >= FEW
            and is_slip(found, printed)
            and grounds.is_one_sentence((split.whole, *split.parts))
        )
    if printed < LARGE:
        return printed >= FEW and abs(missing) <= printed * ALMOST
    figures = [part.quantity.value or ZERO for part in split.parts]
    copied = any(one == other >= COPIED for one, other in pairwise(figures))
    return (
        copied
        or is_slip(found, printed)
        or any(missing <= found and part + missing > 0 and is_slip(part, part + missing) for part in figures)
    )


def _is_scaled(split: Split) -> bool:
    """Whether a 万 too much or too little, at the whole or at one part, makes the difference."""
    together, printed = split.sum, split.printed
    if _is_far(together, printed) and any(together.meets(_scaled(printed, power)) for power in _SCALES):
        return True
    for part in split.bounds:
        if not _is_far(part, printed):
            continue
        low, high = together.low - part.low, together.high - part.high  # the other parts; all are exact, none is open
        for scaled in (_scaled(part, power) for power in _SCALES):
            if scaled.high * 50 > printed.high and Bounds(low + scaled.low, high + scaled.high).meets(printed):
                return True
    return False


def _is_far(one: Bounds, whole: Bounds) -> bool:
    """Whether two figures, neither of them 0, are so far apart that a 万 may be too much or too little."""
    far = one.low * FAR <= whole.high or whole.low * FAR <= one.high
    return far and one.low > 0 and whole.low > 0


def _scaled(bounds: Bounds, power: int) -> Bounds:
    return Bounds(bounds.low.scaleb(power), bounds.high.scaleb(power))


def _digits(measurement: Measurement) -> int:
    """How many digits of a rounded figure are printed: 37.9万 says little; an exact one says all."""
    quantity = measurement.quantity
    if not quantity.tolerance or quantity.printed_value is None:
        return SHARP
    return len(quantity.printed_value.as_tuple().digits)


# ---------------------------------------------------------------- readings
def is_of_channels(grounds: Grounds, split: Split) -> bool:
    """Whether the parts are channels, over which one item may be counted several times; accounts (个) are not."""
    unit = split.whole.quantity.unit
    return (not unit or unit in ITEMS) and grounds.cues.channels.search("".join(part.indicator for part in split.parts)) is not None


def is_of_another(grounds: Grounds, split: Split) -> bool:
    """Whether the parts come to another figure just before: 收到47件. 办结46件. 答复结果为 …, which is 46."""
    first, unit = split.parts[0].quantity.span.start, split.whole.quantity.unit
    if len(split.parts) < 2:
        return False
    before = (m for m in grounds.near(first - NEAR // 2, NEAR // 2) if m.quantity.unit == unit)
    others = (bounds_of(m.quantity) for m in before if m is not split.whole and m.of != split.whole.id)
    together = split.sum
    return any(other is not None and other.meets(together) for other in others)


def is_told_together(grounds: Grounds, split: Split) -> bool:
    """Whether exact figures of one sentence, two or more, go beyond their whole: 7次，其中线上2次、线下6次."""
    figures = (split.whole, *split.parts)
    exact = all(one.quantity.modifier == "exact" for one in figures)
    return exact and len(split.parts) > 1 and grounds.is_one_sentence(figures)


def with_last_year(grounds: Grounds, split: Split) -> bool:
    """Whether the parts count what was carried in too: 新收34件, 办结35件, 结转1件, 2 of last year."""
    handled = any(_HANDLED.search(part.indicator) for part in split.parts)
    if not handled or (
        split.whole.row != "requests.received" and not _RECEIVED.search(split.whole.indicator)
    ):
        return False
    together = split.sum
    return any(together.meets(total((split.printed, more))) for more in _carried_in(grounds, split.whole))


def _carried_in(grounds: Grounds, whole: Measurement) -> Iterator[Bounds]:
    for column in ("total", None):
        cell = grounds.cells.get(("requests.carried_in", column))
        if cell is not None and cell.value is not None:
            yield Bounds(cell.value, cell.value)
    for measurement in grounds.near(whole.quantity.span.start, NEAR):
        bounds = bounds_of(measurement.quantity) if is_carried_in(grounds, measurement) else None
        if bounds is not None:
            yield bounds


def unlisted(split: Split) -> str:
    """The reading under which a list that falls short is right."""
    missing = split.printed.low - split.sum.high
    about = "约" if any(one.quantity.tolerance for one in (split.whole, *split.parts)) else ""
    return f"若另有未列出的{about}{figure(missing)}{split.whole.quantity.unit}，则一致"


# ---------------------------------------------------------------- the finding
def sum_finding(split: Split, reading: str | None) -> Finding:
    """The whole, every part, and what they come to."""
    whole, parts = split.whole, split.parts
    if reading is None and any(one.quantity.modifier in SOFT for one in (whole, *parts)):
        reading = SOFTLY
    found, printed = split.figures
    unit = whole.quantity.unit
    sums = "＋".join(figure(part.quantity.value or ZERO) for part in parts)
    listed = f"所列{len(parts)}项之和为{figure(found)}{unit}（{sums}）"
    if len(parts) == 1:
        listed = f"其中{name_of(parts[0])}{said(parts[0].quantity)}"
    message = (
        f"正文{name_of(whole)}{said(whole.quantity)}，{listed}，相差{figure(abs(found - printed))}{unit}"
    )
    evidence = (evidence_of(whole.quantity), *(evidence_of(part.quantity) for part in parts))
    formula = f"{figure(printed)} ≠ {sums}"
    return Finding("prose-sum", severity(reading), message, formula, found, printed, evidence, reading)
