"""Check 占…% and …率 against part and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import NamedTuple

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import (
    HUNDRED,
    Bounds,
    bounds_of,
    last_digit,
    percent,
    rounded,
    slipped,
    total,
)  # fmt: skip
from extractor.steps.check.grounds import Grounds, Outcome, evidence_of, figure, name_of, said, severity
from extractor.steps.check.lists import gap_of, is_level, same_unit

NEAR = 400  # characters before a share in which another whole may stand
BESIDE = 3  # figures to either side that a share may belong to
CLOSE = 60  # characters before a rate in which its part stands
_RESPECTIVELY = re.compile(r"(?:分别|依次)[^，。；]{0,12}$|[，,]\s*各?占[^，。；,;]{0,8}$")
_NAMELESS = re.compile(r"\s*[、和及与,，]\s*")
_TOGETHER = re.compile(r"[一二两三四五六七八](?:者|项|类|种|部分)|合计|合占|共占|总计|之和|以上|这些|都")
_STEMS = {"纠错": "纠错|纠正|撤销"}
_TIMELY = re.compile("按[期时]|及时|法定|期限|限时|[当同]期")
_RATE = re.compile(r"(?P<stem>[一-龥]{2,8})率(?:为|达到?|是|高达|仅为?|均为?|约为?)?$")
_OTHER_WHOLE = "若占比以另一总数为分母，则可能正确"
_OTHER_RATE = "若该比率另有口径，则可能正确"


class _Share(NamedTuple):
    share: Measurement
    part: Measurement
    whole: Measurement
    is_rate: bool = False


def check_shares(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 占…% and for each …率 of which part and whole are known."""
    paired = _pair_up(grounds)
    for share in grounds.measurements.values():
        if share.quantity.kind not in ("percent", "fraction"):
            continue
        part = paired.get(share.id) or grounds.measurements.get(
            share.share if share.share is not None else -1
        )
        if part is None:
            rate = _read_rate(grounds, share)
            if rate is not None:
                yield _check_share(grounds, rate)
            continue
        whole = _whole_of(grounds, part)
        yield (
            "not_assessable"
            if whole is None or whole is part
            else _check_share(grounds, _Share(share, part, whole))
        )


def _pair_up(grounds: Grounds) -> dict[int, Measurement]:
    """当面147件、传真8件，分别占23.6%、1.3%: the shares of a list, each with the part in its place; 占 behind a bracket."""
    paired: dict[int, Measurement] = {}
    shares = [one for one in grounds.in_order if one.quantity.kind == "percent"]
    run: list[Measurement] = []
    for one in shares:
        goes_on = (
            bool(run) and run[-1].id + 1 == one.id and _NAMELESS.fullmatch(gap_of(grounds, run[-1], one))
        )
        run = [*run, one] if goes_on else [one]
        start = run[0].quantity.span.start
        if len(run) > 1 and _RESPECTIVELY.search(grounds.document.text, max(0, start - 20), start):
            parts = _list_before(grounds, run[0], len(run))
            paired.update((share.id, part) for share, part in zip(run, parts, strict=False))
    for one in shares:
        part = _before_bracket(grounds, one) or _behind(grounds, one)
        if part is not None:
            paired[one.id] = part
    return paired


def _list_before(grounds: Grounds, share: Measurement, length: int) -> list[Measurement]:
    """The last figures of one unit before it in its sentence, just so many; none where there are fewer."""
    at = share.quantity.span.start
    levels = [
        one
        for one in grounds.near(at - NEAR, NEAR)
        if is_level(one) and grounds.sentence(one) == grounds.sentence(share)
    ]
    last = levels[-length:]
    return last if len(last) == length and all(same_unit(a, b) for a, b in pairwise(last)) else []


def _before_bracket(grounds: Grounds, share: Measurement) -> Measurement | None:
    """法人或其他组织36件（商业企业27件、其他3件），占8.8%: the figure before the bracket."""
    part = grounds.measurements.get(share.share if share.share is not None else -1)
    gap = gap_of(grounds, part, share) if part is not None else ""
    if part is None or not re.match(r"[）)][，,]?\s*(?:约|共)?占", gap):
        return None
    text = grounds.document.text
    opening = max(text.rfind(mark, 0, part.quantity.span.start) for mark in "（(")
    before = [one for one in grounds.near(opening - 10, 10) if one.quantity.span.end == opening]
    return before[0] if before and is_level(before[0]) else None


def _behind(grounds: Grounds, share: Measurement) -> Measurement | None:
    """门户网站占61.5%，为8737条: the figure behind the share."""
    following = grounds.measurements.get(share.id + 1)
    if following is None or not is_level(following):
        return None
    return (
        following
        if re.fullmatch(r"[，,]?\s*(?:为|有|计|共|达)\s*", gap_of(grounds, share, following))
        else None
    )


def _read_rate(grounds: Grounds, share: Measurement) -> _Share | None:
    """办结1951件，办结率96.4%: the part that the rate is named after, right before it, and its whole."""
    start = share.quantity.span.start
    match = _RATE.search(grounds.document.text, max(0, start - 14), start)
    if match is None or share.quantity.kind != "percent" or share.quantity.value == HUNDRED:
        return None
    near = grounds.near(start - CLOSE, CLOSE)
    before = [one for one in near if is_level(one) and grounds.sentence(one) == grounds.sentence(share)]
    if _TIMELY.search(match["stem"]) is not None or not before:
        return None
    part, stems = before[-1], _STEMS.get(match["stem"][-2:], match["stem"][-2:])
    named = re.search(f"(?<![不未无非])(?:{stems})", part.indicator + "|" + grounds.clause_text(part))
    whole = grounds.measurements.get(part.of) if part.of is not None else _likely_whole(before)
    if named is None or whole is None or not same_unit(whole, part) or not _is_less(part, whole):
        return None
    return _Share(share, part, whole, is_rate=True)


def _likely_whole(before: list[Measurement]) -> Measurement | None:
    """The figure before the part, where their unit or their names make them one thing: 抽检1320批次，合格1298批次."""
    if len(before) < 2:
        return None
    whole, part = before[-2:]
    pairs = {part.indicator[at : at + 2] for at in range(len(part.indicator) - 1)}
    alike = part.quantity.unit not in "件条个次" or any(pair in whole.indicator for pair in pairs)
    return whole if alike and whole.quantity.unit == part.quantity.unit else None


def _is_less(part: Measurement, whole: Measurement) -> bool:
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return a is not None and b is not None and a.low <= b.high


def _whole_of(grounds: Grounds, part: Measurement) -> Measurement | None:
    """What the part is linked to, else the total of its row, else the whole of the shares beside it."""
    if part.of is not None:
        return grounds.measurements.get(part.of)
    return _total_of(grounds, part) or _common_whole(grounds, part)


def _total_of(grounds: Grounds, part: Measurement) -> Measurement | None:
    """The figure of the same row's total just before, for a part that is one column of it (自然人申请)."""
    if part.row is None or part.column in (None, "total"):
        return None
    at = part.quantity.span.start
    before = [m for m in grounds.near(at, NEAR) if m.row == part.row and m.quantity.span.start < at]
    return next((m for m in reversed(before) if m.column in (None, "total")), None)


def _common_whole(grounds: Grounds, part: Measurement) -> Measurement | None:
    """The whole that all other parts of the sentence with a share are linked to."""
    at = part.quantity.span.start
    beside = [
        m
        for m in grounds.near(at, NEAR)
        if m.id in grounds.shares and grounds.sentence(m) == grounds.sentence(part)
    ]
    wholes = {m.of for m in beside if m is not part and same_unit(m, part)} - {None}
    return grounds.measurements.get(wholes.pop() or 0) if len(wholes) == 1 and len(beside) > 1 else None


def _check_share(grounds: Grounds, share: _Share) -> Outcome:
    printed, loose = rounded(share.share.quantity), slipped(share.share.quantity)
    true = _percentage(share.part, share.whole)
    if printed is None or loose is None or true is None or share.share.quantity.kind == "fraction":
        return "not_assessable"
    rest = Bounds(HUNDRED - true.high, HUNDRED - true.low)  # 不合格22批次，合格率98.3%
    if (
        true.meets(printed)
        or (share.is_rate and rest.meets(printed))
        or _is_right_otherwise(grounds, share, printed)
    ):
        return "passed"
    if true.meets(loose):
        return _share_finding(share, true, "若占比按去尾法或进一法取位，则一致")
    if share.is_rate:
        return _share_finding(share, true, _OTHER_RATE)
    if _TOGETHER.search(gap_of(grounds, share.part, share.share)) is not None:
        return "not_assessable"
    soft = share.part.of is None or share.share.quantity.modifier != "exact"
    soft = soft or share.part.quantity.unit != share.whole.quantity.unit
    return _share_finding(share, true, _OTHER_WHOLE if soft else None)


def _percentage(part: Measurement, whole: Measurement) -> Bounds | None:
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return percent(a, b) if a is not None and b is not None and b.low > 0 else None


# ---------------------------------------------------------------- what else would make it right
def _is_right_otherwise(grounds: Grounds, share: _Share, printed: Bounds) -> bool:
    """Whether the share is right of another whole just before, of several parts, or of another part beside it."""
    at, part = share.share.quantity.span.start, share.part
    near = [m for m in grounds.near(at, NEAR) if m.quantity.unit == part.quantity.unit and m is not part]
    before = [m for m in near if m.quantity.span.start < at]
    if any(_meets(part, whole, printed) for whole in before):
        return True
    if _is_right_together(grounds, share, [*before, part], printed):
        return True
    beside = [m for m in near if abs(m.id - share.share.id) <= BESIDE]
    fine = last_digit(share.share.quantity) < 1
    return any(
        _meets(m, w, printed) for m in beside for w in (before if fine else _wholes(grounds, m, share))
    )


def _is_right_together(grounds: Grounds, share: _Share, before: list[Measurement], printed: Bounds) -> bool:
    """公共场所1402件、医师护士1088件，占去95%: whether the last figures together, of a whole before them, are right."""
    own = [m for m in before if grounds.sentence(m) == grounds.sentence(share.share) and is_level(m)][-8:]
    figures = [bounds_of(m.quantity) for m in reversed(own)]
    known = [one for one in figures if one is not None]
    wholes = [bounds_of(m.quantity) for m in (share.whole, *before)]
    for together in list(accumulate(known, lambda one, other: total((one, other))))[1:]:
        for whole in wholes:
            true = percent(together, whole) if whole is not None and whole.low > 0 else None
            if true is not None and true.high <= HUNDRED and true.meets(printed):
                return True
    return False


def _wholes(grounds: Grounds, part: Measurement, share: _Share) -> list[Measurement]:
    own = grounds.measurements.get(part.of) if part.of is not None else None
    return [share.whole] if own is None else [own, share.whole]


def _meets(part: Measurement, whole: Measurement, printed: Bounds) -> bool:
    true = _percentage(part, whole)
    return part is not whole and true is not None and true.low <= HUNDRED and true.meets(printed)


def _share_finding(share: _Share, true: Bounds, reading: str | None) -> Finding:
    quantity, part, whole = share.share.quantity, share.part.quantity, share.whole.quantity
    digits = last_digit(quantity)
    expected = true.low.quantize(digits) if 0 < digits <= 1 else true.low
    of_whole = f"{name_of(share.part)}{said(part)}占{name_of(share.whole)}{said(whole)}"
    message = f"正文{of_whole}的{figure(expected)}%，文中为{said(quantity)}"
    formula = f"{figure(part.value or Decimal(0))} / {figure(whole.value or Decimal(0))} ≠ {said(quantity)}"
    evidence = (evidence_of(quantity), evidence_of(part), evidence_of(whole))
    return Finding("share", severity(reading), message, formula, expected, quantity.value, evidence, reading)
