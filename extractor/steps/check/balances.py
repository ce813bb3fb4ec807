"""Check what prose says of requests against itself: new and carried in, dealt with and carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.records import Finding, Measurement
from extractor.steps.check.bounds import Bounds, bounds_of, total
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked, evidence_of, figure, name_of, said
from extractor.steps.check.lists import is_carried_in, same_unit

REACH = 4  # figures to either side among which the others are looked for
FAR, BEHIND = 160, 6  # characters between two of the figures, and behind one that tell what it is
CARRIED_IN = "requests.carried_in"
_NEW = re.compile("新收|收到|收件|受理|申请")
_ALL = re.compile("受理|应办|应处理|需处理|在手|在办|处理总|办理总|合计|共|总量")
_CARRIED = re.compile("结转")
_OUT = re.compile("结转下|转入|转下年|结转至|顺延|留待|跨年|未办结|未到期|结转下一")
_STOP = re.compile("[，。；、,;）)\n]")
_OTHER = "若办结、结转等数字另有口径，则都可能正确"


class _Flow(NamedTuple):
    """The figures of one paragraph that must balance; None where one is not said."""

    new: Measurement
    carried_in: Measurement
    together: Measurement | None
    done: Measurement | None
    carried_out: Measurement | None


def check_balances(grounds: Grounds) -> Iterator[Outcome]:
    """Outcomes for each figure that was carried in: 新收132 + 结转5 = 受理137 = 办结130 + 结转下年7."""
    levels = [one for one in grounds.figures if one.quantity.modifier == "exact"]
    for at, one in enumerate(levels):
        end = max(one.clause[1], one.quantity.span.end + BEHIND)
        if one.row != CARRIED_IN and "转" not in grounds.document.text[one.clause[0] : end]:
            continue
        carried = is_carried_in(grounds, one) or _is_carried_here(grounds, one)
        if carried and one.quantity.kind == "count":
            flow = _read(grounds, levels, at)
            if flow is not None:
                yield from _check(flow)


def _read(grounds: Grounds, levels: Sequence[Measurement], at: int) -> _Flow | None:
    carried = levels[at]
    before = [
        one
        for one in reversed(levels[max(0, at - REACH) : at])
        if _is_near(carried, one) and _is_of_this_year(grounds, one)
    ]
    behind = [one for one in levels[at + 1 : at + REACH + 1] if _is_near(carried, one)]
    new = next(
        (
            one
            for one in before
            if _says(grounds, one, _NEW) and one.of is None and _is_received(one) and not is_carried_in(grounds, one)
        ),
        None,
    )
    if new is None:
        return None
    done = next((one for one in behind if _is_done(grounds, one)), None)
    out = next(
        (one for one in behind if done is not None and one.id > done.id and _says(grounds, one, _OUT)), None
    )
    together = behind[0] if behind and behind[0] is not done and _is_total(grounds, behind[0]) else None
    return _Flow(new, carried, together, done, out)


def _is_carried_here(grounds: Grounds, one: Measurement) -> bool:
    """新收1014件，…；结转54件，在手总量1068件: carried, and nothing says to the next year."""
    return _says(grounds, one, _CARRIED) and not _says(grounds, one, _OUT)


def _is_of_this_year(grounds: Grounds, one: Measurement) -> bool:
    """新收1014件，2024年新收968件: the second is of the year before."""
    year = grounds.identity.year
    return year is None or one.period is None or one.period.startswith(str(year))


def _is_received(one: Measurement) -> bool:
    """Whether it is all that was received, of no one kind of applicants."""
    return one.row == "requests.received" and one.column in (None, "total")


def _is_near(one: Measurement, other: Measurement) -> bool:
    return same_unit(one, other) and abs(one.quantity.span.start - other.quantity.span.start) <= FAR


def _is_done(grounds: Grounds, one: Measurement) -> bool:
    return one.row in ("requests.results", "requests.closed") and not _says(grounds, one, _ALL)


def _is_total(grounds: Grounds, one: Measurement) -> bool:
    return (
        _says(grounds, one, _ALL)
        and not _says(grounds, one, _OUT)
        and not _says(grounds, one, re.compile("办结|答复"))
    )


def _says(grounds: Grounds, one: Measurement, words: re.Pattern[str]) -> bool:
    end = one.quantity.span.end
    behind = _STOP.split(grounds.document.text[end : end + BEHIND])[0]
    return words.search(f"{grounds.clause_text(one)}|{behind}") is not None


def _check(flow: _Flow) -> Iterator[Outcome]:
    received = (flow.new, flow.carried_in)
    if flow.together is not None:
        yield _compare(received, (flow.together,))
    if flow.done is not None and flow.carried_out is not None:
        right = (flow.done, flow.carried_out)
        within = _compare((flow.new,), right) == "passed"  # 受理749件（含上年结转36件）
        yield "passed" if within else _compare(received, right)


def _compare(left: tuple[Measurement, ...], right: tuple[Measurement, ...]) -> Outcome:
    one, other = _sum(left), _sum(right)
    if one is None or other is None:
        return Unchecked.INEXACT
    if one.meets(other):
        return "passed"
    listed = ["＋".join(f"{name_of(m)}{said(m.quantity)}" for m in side) for side in (left, right)]
    sums = [figure(side.low) for side in (one, other)]
    unit = left[0].quantity.unit
    message = f"正文{listed[0]}合计{sums[0]}{unit}，{listed[1]}合计{sums[1]}{unit}，相差{figure(abs(one.low - other.low))}{unit}"
    evidence = tuple(evidence_of(m.quantity) for m in (*left, *right))
    formula = f"{sums[0]} ≠ {sums[1]}"
    return Finding("prose-sum", "query", message, formula, other.low, one.low, evidence, _OTHER)


def _sum(figures: tuple[Measurement, ...]) -> Bounds | None:
    known = [bounds for one in figures if (bounds := bounds_of(one.quantity)) is not None]
    return total(known) if len(known) == len(figures) else None
