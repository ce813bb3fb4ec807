"""Check 占…% and …率 against part and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import (
    HUNDRED,
    ZERO,
    Bounds,
    is_slip,
    last_digit,
    rounded,
    slipped,
)  # fmt: skip
from extractor.steps.check.grounds import (
    Grounds,
    Outcome,
    Unchecked,
    evidence_of,
    figure,
    name_of,
    said,
    severity,
)
from extractor.steps.check.lists import gap_of, is_base, is_level, same_unit
from extractor.steps.check.share_links import (
    Share,
    find_whole_behind,
    is_impossible,
    is_less,
    pair_shares,
    read_named_whole,
    read_rate,
)  # fmt: skip
from extractor.steps.check.share_readings import is_right_otherwise, percentage_of

NEAR = 400  # characters before a share in which another whole may stand
REACH = 26  # characters before a share in which 占 and the name of the whole stand
_TOGETHER = re.compile(r"[一二两三四五六七八](?:者|项|类|种|部分)|合计|合占|共占|总计|之和|以上|这些|都")
_OF_WHOLE = re.compile(r"占(?:到|了|据)?(?P<noun>[^，。；、,;：:（()）%\d]{2,20}?)的?(?:比例|比重|百分比)?(?:约?为|达到?|是)?$")
_GENERIC = re.compile("信息|政府|公开|申请|件数|条数|总数|总量|总体|总计|全部|全年|所有|同期|以上|整个|数量|其|的|总|全|[市县区州省镇乡局]")
_SUMMED = re.compile("加上|连同|均")
_OTHER_WHOLE = "若占比以另一总数为分母，则可能正确"
_OTHER_RATE = "若该比率另有口径，则可能正确"


def check_shares(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each 占…% and for each …率 of which part and whole are known."""
    paired = pair_shares(grounds)
    for share in grounds.measurements.values():
        if share.quantity.kind in ("percent", "fraction"):
            outcome = _check_one(grounds, share, paired.get(share.id))
            impossible = not isinstance(outcome, Finding) and is_impossible(grounds, share)
            if outcome is not None or impossible:
                yield _beyond_all(share) if impossible or outcome is None else outcome


def _check_one(grounds: Grounds, share: Measurement, paired: Measurement | None) -> Outcome | None:
    """The outcome of one share; None where neither its part nor a rate is known."""
    part = paired or grounds.measurements.get(share.share if share.share is not None else -1)
    if part is None:
        rate = read_named_whole(grounds, share) or read_rate(grounds, share)
        return _check_share(grounds, rate) if rate is not None else None
    whole = _whole_of(grounds, part) or find_whole_behind(grounds, share, part)
    if whole is None or whole is part:
        return Unchecked.NO_WHOLE
    if part.of is None and not is_less(part, whole) and not _is_slip(share, part, whole):
        return Unchecked.NO_WHOLE
    return _check_share(grounds, Share(share, part, whole))


def _is_slip(share: Measurement, part: Measurement, whole: Measurement) -> bool:
    """Whether a slip of the pen at the part, or at the whole, made the part the larger: 解读17篇，图解29篇，占40.8%."""
    rate, own, of = (one.quantity.value or ZERO for one in (share, part, whole))
    if min(rate, own, of) <= 0:
        return False
    return is_slip(own, (of * rate / HUNDRED).to_integral_value()) or is_slip(of, (own * HUNDRED / rate).to_integral_value())


def _beyond_all(share: Measurement) -> Finding:
    quantity = share.quantity
    message, formula = f"正文占比{said(quantity)}大于100%", f"{said(quantity)} > 100%"
    return Finding("share", "query", message, formula, None, quantity.value, (evidence_of(quantity),), _OTHER_WHOLE)


def _whole_of(grounds: Grounds, part: Measurement) -> Measurement | None:
    """What the part is linked to, else the total of its row, else the whole of the shares beside it."""
    if part.of is not None:
        return grounds.measurements.get(part.of)
    return _total_of(grounds, part) or _common_whole(grounds, part) or _whole_before(grounds, part) or _whole_of_kind(grounds, part)


def _whole_before(grounds: Grounds, part: Measurement) -> Measurement | None:
    """配发解读71篇，图解类29篇，占40.8%: the figure right before the part, where it is more and begins the sentence part."""
    before = grounds.measurements.get(part.id - 1)
    if (
        before is None
        or not is_level(before)
        or before.of is not None
        or grounds.sentence(before) != grounds.sentence(part)
    ):
        return None
    gap = gap_of(grounds, before, part)
    near = (
        len(gap) <= 12
        and gap[:1] in "，,"
        and _SUMMED.search(gap + part.indicator) is None
        and before.quantity.unit == part.quantity.unit
    )
    return before if near else None


def _whole_of_kind(grounds: Grounds, part: Measurement) -> Measurement | None:
    """The last total before a part that is known by its name to be of that row: 新收580件 … 网络占63.1%，为366件."""
    at, name = part.quantity.span.start, part.indicator + grounds.clause_text(part)
    rows = {row for one in grounds.cues.partitions if one.of and one.every.search(name) for row in one.of}
    before = [
        m for m in grounds.near(at - NEAR, NEAR)
        if m.row in rows and m.column in (None, "total") and same_unit(m, part) and not is_base(grounds, m)
    ]  # fmt: skip
    return before[-1] if before and len({m.row for m in before}) == 1 else None


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


def _check_share(grounds: Grounds, share: Share) -> Outcome:
    printed, loose = rounded(share.share.quantity), slipped(share.share.quantity)
    true = percentage_of(share.part, share.whole)
    if printed is None or loose is None or true is None or share.share.quantity.kind == "fraction":
        return Unchecked.INEXACT
    rest = Bounds(HUNDRED - true.high, HUNDRED - true.low)  # 不合格22批次，合格率98.3%
    if (
        true.meets(printed)
        or (share.is_rate and rest.meets(printed))
        or is_right_otherwise(grounds, share, printed)
    ):
        return "passed"
    if true.meets(loose):
        return _share_finding(share, true, "若占比按去尾法或进一法取位，则一致")
    if share.is_rate:
        return _share_finding(share, true, _OTHER_RATE)
    if _TOGETHER.search(gap_of(grounds, share.part, share.share)) is not None or _is_of_another(grounds, share):
        return Unchecked.NO_WHOLE
    return _share_finding(share, true, _OTHER_WHOLE if _is_soft(grounds, share) else None)


def _is_of_another(grounds: Grounds, share: Share) -> bool:
    """Whether the words before the share name another whole: 教育卫生类信息4230条，占重点领域信息总量的58.7%."""
    start = share.share.quantity.span.start
    match = _OF_WHOLE.search(grounds.document.text, max(0, start - REACH), start)
    noun = _GENERIC.sub("", match["noun"]) if match is not None else ""
    named = share.whole.indicator + grounds.clause_text(share.whole)
    return len(noun) > 1 and not any(noun[at : at + 2] in named for at in range(len(noun) - 1))


def _is_soft(grounds: Grounds, share: Share) -> bool:
    """Whether another whole may be meant: none is linked, or the one that is has a share of its own."""
    return (
        share.part.of is None
        or share.share.quantity.modifier != "exact"
        or share.part.quantity.unit != share.whole.quantity.unit
        or share.whole.id in grounds.shares
    )


def _share_finding(share: Share, true: Bounds, reading: str | None) -> Finding:
    quantity, part, whole = share.share.quantity, share.part.quantity, share.whole.quantity
    digits = last_digit(quantity)
    expected = true.low.quantize(digits) if 0 < digits <= 1 else true.low
    of_whole = f"{name_of(share.part)}{said(part)}占{name_of(share.whole)}{said(whole)}"
    message = f"正文{of_whole}的{figure(expected)}%，文中为{said(quantity)}"
    formula = f"{figure(part.value or Decimal(0))} / {figure(whole.value or Decimal(0))} ≠ {said(quantity)}"
    evidence = (evidence_of(quantity), evidence_of(part), evidence_of(whole))
    return Finding("share", severity(reading), message, formula, expected, quantity.value, evidence, reading)
