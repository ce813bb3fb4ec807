"""Check 占…% and …率 against part and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

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
from extractor.steps.check.lists import gap_of, is_level, same_unit
from extractor.steps.check.share_links import (
    Share,
    find_whole_behind,
    is_impossible,
    is_less,
    pair_shares,
    read_named_whole,
    read_rate,
)  # fmt: skip

NEAR = 400  # characters before a share in which another whole may stand
REACH = 26  # characters before a share in which 占 and the name of the whole stand
BESIDE = 3  # figures to either side that a share may belong to
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
    return _check_share(grounds, Share(share, part, whole))


def _beyond_all(share: Measurement) -> Finding:
    quantity = share.quantity
    message, formula = f"正文占比{said(quantity)}大于100%", f"{said(quantity)} > 100%"
    return Finding("share", "query", message, formula, None, quantity.value, (evidence_of(quantity),), _OTHER_WHOLE)


def _whole_of(grounds: Grounds, part: Measurement) -> Measurement | None:
    """What the part is linked to, else the total of its row, else the whole of the shares beside it."""
    if part.of is not None:
        return grounds.measurements.get(part.of)
    return _total_of(grounds, part) or _common_whole(grounds, part) or _whole_before(grounds, part)


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
    return before if near and is_less(part, before) else None


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
    true = _percentage(share.part, share.whole)
    if printed is None or loose is None or true is None or share.share.quantity.kind == "fraction":
        return Unchecked.INEXACT
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


def _percentage(part: Measurement, whole: Measurement) -> Bounds | None:
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return percent(a, b) if a is not None and b is not None and b.low > 0 else None


# ---------------------------------------------------------------- what else would make it right
def _is_right_otherwise(grounds: Grounds, share: Share, printed: Bounds) -> bool:
    """Whether the share is right of another whole beside it, of several parts, or of another part beside it."""
    at, part = share.share.quantity.span.start, share.part
    near = [m for m in grounds.near(at, NEAR) if m.quantity.unit == part.quantity.unit and m is not part]
    before = [m for m in near if m.quantity.span.start < at]
    behind = [m for m in near if m.quantity.span.start > at and grounds.sentence(m) == grounds.sentence(part)]
    if any(_meets(part, whole, printed) for whole in (*before, *behind)):
        return True
    if _is_right_together(grounds, share, [*before, part], printed) or _is_right_of_all(grounds, share, printed):
        return True
    beside = [m for m in near if abs(m.id - share.share.id) <= BESIDE and not _has_the_same(grounds, m, share)]
    fine = last_digit(share.share.quantity) < 1
    return any(
        _meets(m, w, printed) for m in beside for w in (before if fine else _wholes(grounds, m, share))
    )


def _has_the_same(grounds: Grounds, other: Measurement, share: Share) -> bool:
    """Whether another part has a share of its own that reads the same: one may be copied from the other."""
    own = grounds.shares.get(other.id)
    return own is not None and own is not share.share and own.quantity.value == share.share.quantity.value


def _is_right_of_all(grounds: Grounds, share: Share, printed: Bounds) -> bool:
    """Whether it is right of what the parts with a share come to, or of what another share says the whole is.

    自然人201件，占95.7%，法人9件，占4.3%; 市自然资源局58件，占全市31.2%，市住建局27件，占14.5%.
    """
    own, part = bounds_of(share.part.quantity), share.part
    others = [
        m for m in grounds.near(share.share.quantity.span.start, NEAR)
        if m.id in grounds.shares and m is not part and grounds.sentence(m) == grounds.sentence(part)
        and m.quantity.unit == part.quantity.unit
    ]  # fmt: skip
    known = [bounds for m in others if (bounds := bounds_of(m.quantity)) is not None]
    if own is None or not known:
        return False
    together = percent(own, total((own, *known)))
    if together is not None and together.meets(printed):
        return True
    return not any(_is_of(grounds, m, share.whole) for m in others) and any(
        _is_of_one_whole(own, other, (printed, rounded(grounds.shares[m.id].quantity)))
        for m, other in zip(others, known, strict=True)
    )


def _is_of(grounds: Grounds, part: Measurement, whole: Measurement) -> bool:
    """Whether the share that another part has is right of the whole."""
    printed = rounded(grounds.shares[part.id].quantity)
    return printed is not None and _meets(part, whole, printed)


def _is_of_one_whole(part: Bounds, other: Bounds, shares: tuple[Bounds, Bounds | None]) -> bool:
    """Whether both shares are of one whole that is said nowhere."""
    own, others = shares
    if others is None or min(own.low, others.low, part.low, other.low) <= 0:
        return False
    return Bounds(part.low / own.high, part.high / own.low).meets(
        Bounds(other.low / others.high, other.high / others.low)
    )


def _is_right_together(grounds: Grounds, share: Share, before: list[Measurement], printed: Bounds) -> bool:
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


def _wholes(grounds: Grounds, part: Measurement, share: Share) -> list[Measurement]:
    own = grounds.measurements.get(part.of) if part.of is not None else None
    return [share.whole] if own is None else [own, share.whole]


def _meets(part: Measurement, whole: Measurement, printed: Bounds) -> bool:
    true = _percentage(part, whole)
    return part is not whole and true is not None and true.low <= HUNDRED and true.meets(printed)


def _share_finding(share: Share, true: Bounds, reading: str | None) -> Finding:
    quantity, part, whole = share.share.quantity, share.part.quantity, share.whole.quantity
    digits = last_digit(quantity)
    expected = true.low.quantize(digits) if 0 < digits <= 1 else true.low
    of_whole = f"{name_of(share.part)}{said(part)}占{name_of(share.whole)}{said(whole)}"
    message = f"正文{of_whole}的{figure(expected)}%，文中为{said(quantity)}"
    formula = f"{figure(part.value or Decimal(0))} / {figure(whole.value or Decimal(0))} ≠ {said(quantity)}"
    evidence = (evidence_of(quantity), evidence_of(part), evidence_of(whole))
    return Finding("share", severity(reading), message, formula, expected, quantity.value, evidence, reading)
