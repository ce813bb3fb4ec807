"""Which part a 占…% or a …率 is of, where no link says it rightly."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from extractor.records import Measurement
from extractor.steps.check.bounds import HUNDRED, bounds_of
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import gap_of, is_level, same_unit

NEAR = 400  # characters before a share in which its list stands
CLOSE = 60  # characters before a rate in which its part stands
_RESPECTIVELY = re.compile(r"(?:分别|依次)[^，。；]{0,12}$|[，,]\s*各?占[^，。；,;]{0,8}$")
_NAMELESS = re.compile(r"\s*[、和及与,，]\s*")
_STEMS = {"纠错": "纠错|纠正|撤销", "回收": "回收|收回", "维持": "维持|驳回"}
_PLAINLY = re.compile("全年|本年|总体|综合|平均|其中|[总全]")
_OF = re.compile(r"\s*的?(?:约|近)?\s*")
_SHARE_OF = re.compile(r"占[^，。；、,;\d]{0,16}$")
_SHARE_OF_ALL = re.compile(r"占(?![^，。；]{0,6}(?:计划|任务|目标|预算|上年|去年))[^，。；、\d]{0,8}\Z")
_TOGETHER = re.compile(r"(?:共|合计|总计|总共|累计)[^，。；、,;\d]{0,10}$")
_TIMELY = re.compile("按[期时]|及时|法定|期限|限时|[当同]期")
_RATE = re.compile(r"(?P<stem>[一-龥]{2,8})率(?:为|达到?|是|高达|仅为?|均为?|约为?)?$")


class Share(NamedTuple):
    """A share with its part and its whole; `is_rate` where it is a …率 named after the part."""

    share: Measurement
    part: Measurement
    whole: Measurement
    is_rate: bool = False


def pair_shares(grounds: Grounds) -> dict[int, Measurement]:
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


def read_named_whole(grounds: Grounds, share: Measurement) -> Share | None:
    """重点领域信息2089条，占全年公开信息5236条的39.9%: the whole stands between 占 and the share."""
    whole, part = grounds.measurements.get(share.id - 1), grounds.measurements.get(share.id - 2)
    if whole is None or part is None or not is_level(whole) or not is_level(part):
        return None
    between, text, start = gap_of(grounds, whole, share), grounds.document.text, whole.quantity.span.start
    said = _OF.fullmatch(between) is not None and _SHARE_OF.search(text, max(0, start - 20), start) is not None
    one_list = grounds.sentence(part) == grounds.sentence(share) and same_unit(part, whole)
    return Share(share, part, whole) if said and one_list else None


def find_whole_behind(grounds: Grounds, share: Measurement, part: Measurement) -> Measurement | None:
    """3件延期，占全部申请的4.1%，全年共收到申请73件: the figure right behind the share, summed up by 共."""
    whole = grounds.measurements.get(share.id + 1)
    if whole is None or not is_level(whole) or grounds.sentence(whole) != grounds.sentence(share):
        return None
    start = whole.quantity.span.start
    summed = _TOGETHER.search(grounds.document.text, share.quantity.span.end, start) is not None
    return whole if summed and same_unit(whole, part) and is_less(part, whole) else None


def read_rate(grounds: Grounds, share: Measurement) -> Share | None:
    """The part that a rate is named after and its whole: before it, 办结1951件，办结率96.4%, or behind it."""
    match = _rate_of(grounds, share)
    return None if match is None else _rate_behind_its_part(grounds, share, match) or _rate_before(grounds, share, match)


def _rate_of(grounds: Grounds, share: Measurement) -> re.Match[str] | None:
    start = share.quantity.span.start
    match = _RATE.search(grounds.document.text, max(0, start - 14), start)
    if match is None or share.quantity.kind != "percent" or share.quantity.value == HUNDRED:
        return None
    return match if _TIMELY.search(match["stem"]) is None else None


def _is_named(match: re.Match[str], part: Measurement, words: str) -> bool:
    """Whether a rate is named after the part: 采纳率 after 采纳127条, but 当场办结率 not after 办结8840件."""
    stem, told = match["stem"], f"{part.indicator}|{words}"
    stems, kind = _STEMS.get(stem[-2:], stem[-2:]), _PLAINLY.sub("", stem[:-2])
    said = not kind or any(kind[at : at + 2] in told for at in range(max(1, len(kind) - 1)))
    return said and re.search(f"(?<![不未无非])(?:{stems})", told) is not None


def _rate_before(grounds: Grounds, share: Measurement, match: re.Match[str]) -> Share | None:
    """维持率80%，共审结10件，维持8件."""
    whole, part = grounds.measurements.get(share.id + 1), grounds.measurements.get(share.id + 2)
    if whole is None or part is None or not grounds.is_one_sentence((share, whole, part)):
        return None
    plain = is_level(whole) and is_level(part) and same_unit(whole, part) and is_less(part, whole)
    one_part = not any(mark in gap_of(grounds, share, whole) for mark in "；;")
    stems = _STEMS.get(match["stem"][-2:], match["stem"][-2:])
    named = re.search(f"(?<![不未无非])(?:{stems})", grounds.clause_text(part)) is not None
    fits = plain and one_part and named and part.of == whole.id
    return Share(share, part, whole, is_rate=True) if fits else None


def _rate_behind_its_part(grounds: Grounds, share: Measurement, match: re.Match[str]) -> Share | None:
    """办结1951件，办结率96.4%."""
    near = grounds.near(share.quantity.span.start - CLOSE, CLOSE)
    before = [one for one in near if is_level(one) and grounds.sentence(one) == grounds.sentence(share)]
    if not before:
        return None
    part = before[-1]
    whole = grounds.measurements.get(part.of) if part.of is not None else _likely_whole(before)
    told = grounds.clause_text(part) + (whole.indicator if whole is not None else "")
    if not _is_named(match, part, told) or whole is None or not same_unit(whole, part) or not is_less(part, whole):
        return None
    return Share(share, part, whole, is_rate=True)


def _likely_whole(before: list[Measurement]) -> Measurement | None:
    """The figure before the part, where their unit or their names make them one thing: 抽检1320批次，合格1298批次."""
    if len(before) < 2:
        return None
    whole, part = before[-2:]
    pairs = {part.indicator[at : at + 2] for at in range(len(part.indicator) - 1)}
    alike = part.quantity.unit not in "件条个次" or any(pair in whole.indicator for pair in pairs)
    return whole if alike and whole.quantity.unit == part.quantity.unit else None


def is_impossible(grounds: Grounds, share: Measurement) -> bool:
    """Whether 占 stands before more than 100 %."""
    start, value = share.quantity.span.start, share.quantity.value
    beyond = value is not None and value > HUNDRED and share.quantity.kind == "percent"
    return beyond and _SHARE_OF_ALL.search(grounds.document.text, max(0, start - 8), start) is not None


def is_less(part: Measurement, whole: Measurement) -> bool:
    """Whether the part may be within the whole."""
    a, b = bounds_of(part.quantity), bounds_of(whole.quantity)
    return a is not None and b is not None and a.low <= b.high
