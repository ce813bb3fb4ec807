"""Find the earlier level that a figure of the prose is compared with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from extractor.records import Change, Direction, Measurement, Quantity
from extractor.steps.check.grounds import Levels

SINCE = re.compile("环比|上月|上季|年初|年底|年末|上半年|前年")
NEAR = 40  # characters between two levels that are set side by side
YEAR = 12  # characters before a base in which its year stands
BACK, FAR = 6, 120  # figures and characters before 较去年49件 in which this year's level stands
_BASE_YEAR = re.compile(r"(?:19|20)\d\d")
_RISEN = re.compile(r"(?:(?<!新)增加?|减少?|下降|上升|提高|降低|多|少)了?$")  # an amount by which it changed is no level
_AGAINST = re.compile("[较比与同]")
_FROM = re.compile(r"[由从][^，。；、]{0,14}$")
_TO = re.compile(r"[^，。；\d]{0,12}?[增升高扩涨减降缩压回落跃并简砍][^，。；\d]{0,6}[至到为]\s*")
_SET_BESIDE = re.compile("[年至到为]")  # one of which is in all that the two patterns below match
_LAST_YEAR = re.compile(
    r"[，,；;（(]?\s*(?:而|[^，。；\d]{0,8}[比较与同])?(?:(?P<year>(?:19|20)\d\d)年|上一?年度?|去年)(?:全年|同期)?"
    r"(?:[（(][^）)]{0,24}[）)])?的?(?:为|是|有|共|仅|仅有|仅为|只有|则为|收到|受理|新收|办理|办结|公开|发布)?\s*"
)


_BASE_FIRST = re.compile(
    r"(?P<subject>[^，。；、,;（）()]*)[较比与同](?:[上去]一?年|(?:19|20)\d\d年)(?:同期|全年|度)?的?(?:总数|总量|数量)?$"
)
_GENERIC = re.compile(r"数量|总量|总数|同比|申请量|件数|相?比|总体|全年|共|[，,\s]")
_CHANGED = re.compile(
    r"[，,、（(]?(?:同比|环比|实际|同口径|净)?[^，。；、,;\d增减多少升降涨落缩高低]{0,3}(?P<word>[增减多少升降涨落缩高低]?)"
    r"[^，。；、,;\d]{0,5}"
)
_AMOUNT = re.compile(
    r"(?:[较比][上去]一?年|同比|[较比](?:19|20)\d\d年)(?:同期|度)?[^，。；、,;\d]{0,4}(?P<word>[增减多少升降涨落])[^，。；、,;\d]{0,2}$"
)
_DOWNWARDS = "减少降落缩低"


def find_levels(text: str, year: int | None, measurements: tuple[Measurement, ...]) -> Mapping[int, Levels]:
    """The earlier level of each measurement that has one, by the id of the later."""
    found = {levels.now.id: levels for levels in _by_name(measurements, year)}
    found.update((levels.now.id, levels) for levels in _side_by_side(text, year, measurements))
    found.update((levels.now.id, levels) for levels in _base_first(text, measurements))
    return found


def _side_by_side(text: str, year: int | None, measurements: tuple[Measurement, ...]) -> Iterator[Levels]:
    """由42分钟缩至19分钟; 382件，上年为314件."""
    for first, second in pairwise(measurements):
        if first.quantity.unit != second.quantity.unit:
            continue
        start = second.quantity.span.start
        end = max(end for end in _ends(first) if end <= start) if first.changes else first.quantity.span.end
        if not 0 < start - end <= NEAR:
            continue
        between = text[end:start]
        if _SET_BESIDE.search(between) is None:
            continue
        if (match := _LAST_YEAR.fullmatch(between)) is not None:
            begin = first.quantity.span.start
            if _RISEN.search(text, max(0, begin - 8), begin) is None and _is_before(match["year"], first, year):
                yield Levels(first, second, certain=True)
        elif _TO.fullmatch(between):
            begin = first.quantity.span.start
            if _FROM.search(text, max(0, begin - 16), begin) is not None:
                yield Levels(second, first, certain=True)


def _is_before(said: str | None, level: Measurement, report: int | None) -> bool:
    """Whether the year that is said is one before the level's own; 上年 always is."""
    own = level.period[:4] if level.period else str(report or "")
    return said is None or (own.isdecimal() and int(said) < int(own))


def _ends(level: Measurement) -> Iterator[int]:
    """Where the figure ends, and each of its changes: 97件，增长15.5%（上年为84件）."""
    yield level.quantity.span.end
    yield from (change.quantity.span.end for change in level.changes)


def _base_first(text: str, measurements: tuple[Measurement, ...]) -> Iterator[Levels]:
    """收到申请57件，较去年49件多了8件，增长16.3%: the level before the comparison, and the changes behind it."""
    quantities: list[Quantity] | None = None
    for at, before in enumerate(measurements[1:], 1):
        start = before.quantity.span.start
        words = text[max(0, start - YEAR) : start]
        if "年" not in words or _AGAINST.search(words) is None:
            continue
        match = _BASE_FIRST.search(text, max(0, start - 40), start)
        earlier = measurements[max(0, at - BACK) : at]
        now = _level_before(text, earlier, before, match["subject"]) if match is not None else None
        if match is None or now is None:
            continue
        quantities = quantities or _quantities(measurements)
        changes = tuple(_changes_behind(text, before.quantity, quantities))
        if changes:
            subject = _GENERIC.sub("", match["subject"])
            known = not subject or any(subject[i : i + 2] in now.indicator for i in range(len(subject) - 1))
            yield Levels(now, _plainly(text, before), known, changes)


def _plainly(text: str, before: Measurement) -> Measurement:
    """The figure as exact where the 多 behind it is the verb: 较去年49件多了8件."""
    quantity = before.quantity
    if quantity.modifier != "more_than" or not text.startswith("多", quantity.span.end):
        return before
    exact = replace(quantity, modifier="exact", lower=quantity.value, upper=quantity.value)
    return replace(before, quantity=exact)


def find_amounts(
    text: str, measurements: tuple[Measurement, ...]
) -> Iterator[tuple[Measurement, Change, Change]]:
    """公开4983条，较上年净增417条、增长9.1%: a level with the amount and the rate of its change, where no link says so."""
    quantities: list[Quantity] = []
    for at, one in enumerate(measurements[1:], 1):
        start = one.quantity.span.start
        if "比" not in (before := text[max(0, start - 24) : start]) and "较" not in before:
            continue
        match = _AMOUNT.search(text, max(0, start - 24), start)
        now = (
            _level_before(text, measurements[max(0, at - BACK) : at], one, "") if match is not None else None
        )
        if match is None or now is None or any(change.quantity is one.quantity for change in now.changes):
            continue
        quantities = quantities or _quantities(measurements)
        rate = next(_changes_behind(text, one.quantity, quantities), None)
        if rate is not None and rate.quantity.unit == "%":
            direction: Direction = "down" if match["word"] in _DOWNWARDS else "up"
            yield now, Change("", direction, one.quantity), rate


def _quantities(measurements: Iterable[Measurement]) -> list[Quantity]:
    """Every figure, those of changes too, in the order of the text."""
    found = {m.quantity.span.start: m.quantity for m in measurements}
    found |= {c.quantity.span.start: c.quantity for m in measurements for c in m.changes}
    return [found[start] for start in sorted(found)]


def _changes_behind(text: str, base: Quantity, quantities: list[Quantity]) -> Iterator[Change]:
    """The one or two changes right behind the earlier level: an amount, a rate, or both."""
    first = bisect_right(quantities, base.span.start, key=lambda one: one.span.start)
    end = base.span.end
    direction: Direction | None = None
    for order, quantity in enumerate(quantities[first : first + 2]):
        words = text[end : quantity.span.start]
        match = _CHANGED.fullmatch(words)
        if match is None or (order and quantity.unit != "%") or quantity.unit not in (base.unit, "%"):
            return
        direction = direction if not match["word"] else "down" if match["word"] in _DOWNWARDS else "up"
        if direction is None:
            return
        yield Change("", direction, quantity)
        end = quantity.span.end


def _level_before(
    text: str, earlier: tuple[Measurement, ...], base: Measurement, subject: str
) -> Measurement | None:
    """The nearest figure of that unit before it, outside every bracket: in its sentence, else that of its name."""
    for one in reversed(earlier):
        gap = text[one.quantity.span.end : base.quantity.span.start]
        if len(gap) > FAR or one.quantity.unit != base.quantity.unit or one.share is not None:
            continue
        named = any(subject[at : at + 2] in one.indicator for at in range(len(subject) - 1))
        level = sum(gap.count(mark) for mark in "（(") == sum(gap.count(mark) for mark in "）)")
        if level and ("。" not in gap or named):
            return one
    return None


def _by_name(measurements: tuple[Measurement, ...], year: int | None) -> Iterator[Levels]:
    """The level of the year before, where the report states it under the same name."""
    changed = [m for m in measurements if m.changes and m.indicator]
    if not changed:
        return
    named = _periods(measurements)
    for now in changed:
        before = named.get((now.indicator, now.quantity.unit, _year_before(now, year)))
        if before is not None and before.id != now.id:
            yield Levels(now, before, certain=False)


def _periods(measurements: Iterable[Measurement]) -> Mapping[tuple[str, str, str], Measurement]:
    named: dict[tuple[str, str, str], Measurement] = defaultdict()
    for measurement in measurements:
        if measurement.period is not None and len(measurement.period) == 4:
            named.setdefault(
                (measurement.indicator, measurement.quantity.unit, measurement.period), measurement
            )
    return named


def _year_before(now: Measurement, report: int | None) -> str:
    """The year that the change is said against: 较2017年, else the one before the figure's own."""
    bases = "".join(change.base for change in now.changes)
    if SINCE.search(bases) is not None:
        return ""
    said = _BASE_YEAR.search(bases)
    year = now.period[:4] if now.period else str(report or "")
    return said[0] if said is not None else str(int(year) - 1) if year.isdecimal() else ""
