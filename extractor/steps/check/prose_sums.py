"""Check the parts that 其中/含/分别为 list against their whole, every split of a whole by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, is_slip, total
from extractor.steps.check.grounds import Grounds, Outcome, evidence_of, figure, name_of, said, severity
from extractor.steps.check.splits import Split, by_sentence, by_share, names_everything, peel, read_splits

HAIR = Decimal("0.02")  # 22776 + 24609 + 2654 = 50039 beside 50059: nobody leaves 20 of 50059 unnamed
MOST = Decimal("1.5")  # times the whole; parts beyond it are of several splits rather than of one
NEAR = 400  # characters around a whole in which 上年结转 may stand
SOFT = ("about", "nearly")
CROSSING = "若所列各项相互交叉，则各项之和可以大于总数"
CHANNELS = "若同一信息经多个渠道公开只计一次，则各渠道之和可以大于总数"
SCOPE = "若两个数字口径不同，则都可能正确"
_HANDLED = re.compile("办|答复|结转|顺延")


def check_prose_sums(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each split of each whole."""
    for split in read_splits(grounds):
        yield "not_assessable" if split is None else _check(grounds, split)


def _check(grounds: Grounds, split: Split) -> Outcome:
    if split.fills or _with_last_year(grounds, split):
        return "passed"
    split = peel(split)
    outcomes = [_judge(grounds, one) for one in by_sentence(grounds, split)]
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    if findings:
        return findings[0]
    return "passed" if "passed" in outcomes else "not_assessable"


def _judge(grounds: Grounds, split: Split) -> Outcome:
    if split.fills or _is_of_another(grounds, split):
        return "passed"
    if split.sum.low > split.printed.high:
        pieces = by_share(grounds, split)
        return _exceeds(grounds, split) if len(pieces) == 1 else _judge_pieces(grounds, pieces)
    if names_everything(grounds, split) and split.sum.high * 2 > split.printed.low:
        return _finding(split, None)
    if _by_a_hair(split):
        missing = figure(split.printed.low - split.sum.high) + split.whole.quantity.unit
        return _finding(split, f"若另有未列出的{missing}，则一致")
    return "passed" if len(split.parts) == 1 else "not_assessable"


def _judge_pieces(grounds: Grounds, pieces: list[Split]) -> Outcome:
    """Of parts with and without 占…%, those that go beyond the whole by themselves."""
    wrong = next((piece for piece in pieces if piece.sum.low > piece.printed.high), None)
    return "not_assessable" if wrong is None else _exceeds(grounds, wrong)


def _exceeds(grounds: Grounds, split: Split) -> Outcome:
    for at, (part, bounds) in enumerate(zip(split.parts, split.bounds, strict=True)):
        if bounds.low > split.printed.high:
            return _finding(
                split.cut(at, at + 1), None if _side_by_side(grounds, split.whole, part) else SCOPE
            )
    if split.sum.low > split.printed.high * MOST:
        return "not_assessable"
    if grounds.cues.channels.search("".join(part.indicator for part in split.parts)) is not None:
        return _finding(split, CHANNELS) if _by_a_hair(split) else "not_assessable"
    if names_everything(grounds, split):
        return _finding(split, None)
    return _finding(split, CROSSING) if is_slip(*split.figures) else "not_assessable"


def _side_by_side(grounds: Grounds, whole: Measurement, part: Measurement) -> bool:
    same = grounds.sentence(whole) == grounds.sentence(part)
    return same and whole.quantity.unit == part.quantity.unit


def _by_a_hair(split: Split) -> bool:
    """Whether exact parts miss the whole by so little, and in such digits, that a slip is likelier."""
    if len(split.parts) < 2 or any(one.quantity.modifier != "exact" for one in (split.whole, *split.parts)):
        return False
    found, printed = split.figures
    return abs(found - printed) <= printed * HAIR and is_slip(found, printed)


# ---------------------------------------------------------------- readings
def _is_of_another(grounds: Grounds, split: Split) -> bool:
    """Whether the parts come to another figure just before: 收到47件. 办结46件. 答复结果为 …, which is 46."""
    first, unit = split.parts[0].quantity.span.start, split.whole.quantity.unit
    if len(split.parts) < 2:
        return False
    before = (m for m in grounds.near(first - NEAR // 2, NEAR // 2) if m.quantity.unit == unit)
    others = (bounds_of(m.quantity) for m in before if m is not split.whole and m.of != split.whole.id)
    return any(other is not None and other.meets(split.sum) for other in others)


def _with_last_year(grounds: Grounds, split: Split) -> bool:
    """Whether the parts count what was carried in too: 新收34件, 办结35件, 结转1件, 2 of last year."""
    handled = any(_HANDLED.search(part.indicator) for part in split.parts)
    if split.whole.row != "requests.received" or not handled:
        return False
    return any(split.sum.meets(total((split.printed, more))) for more in _carried_in(grounds, split.whole))


def _carried_in(grounds: Grounds, whole: Measurement) -> Iterator[Bounds]:
    for column in ("total", None):
        cell = grounds.cells.get(("requests.carried_in", column))
        if cell is not None and cell.value is not None:
            yield Bounds(cell.value, cell.value)
    for measurement in grounds.near(whole.quantity.span.start, NEAR):
        bounds = bounds_of(measurement.quantity) if measurement.row == "requests.carried_in" else None
        if bounds is not None:
            yield bounds


# ---------------------------------------------------------------- the finding
def _finding(split: Split, reading: str | None) -> Finding:
    whole, parts = split.whole, split.parts
    if reading is None and any(one.quantity.modifier in SOFT for one in (whole, *parts)):
        reading = "约数的出入若在合理范围内，则都可能正确"
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
