"""The figures of the prose side by side, by the name of what they measure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extractor.compare.records import Compared, Level
from extractor.compare.sides import Sides
from extractor.records import Evidence, Extraction, Measurement
from extractor.steps.check.bounds import bounds_of

COUNTED = ("count", "money", "measure")
SHORTEST = 4  # characters of a name that says by itself what is measured
_FILLER = re.compile(
    r"[\s“”《》（）()、，,]|本年度?|全年|全[市县区州省镇乡]|我[市县区州省镇乡局委办]|(?:19|20)\d\d年度?"
)
Name = tuple[str, str]  # of the indicator, without filler, and the unit


def pair_indicators(sides: Sides) -> Iterator[Compared]:
    """Every indicator outside the form that both reports give one figure of, or only the earlier one."""
    last, this = levels_by_name(sides.last), levels_by_name(sides.this)
    for name in dict.fromkeys((*this, *last)):
        if name in last:
            yield Compared(None, None, *name, last[name], this.get(name))


def levels_by_name(extraction: Extraction) -> Mapping[Name, Level]:
    """The figures of the report's own year whose name no other figure has, those of the form's rows left out."""
    named: dict[Name, list[Measurement]] = defaultdict(list)
    for one in extraction.measurements:
        if one.row is None and one.of is None and _is_level(one, extraction.identity.year):
            named[name_of_level(one)].append(one)
    found: dict[Name, Level] = {}
    for name, same in named.items():
        level = level_said(same[0])
        if level is not None and len(name[0]) >= SHORTEST and len({one.quantity.value for one in same}) == 1:
            found[name] = level
    return found


def name_of_level(one: Measurement) -> Name:
    """Its indicator without filler, and its unit."""
    return _FILLER.sub("", one.indicator), one.quantity.unit


def level_said(one: Measurement) -> Level | None:
    """A figure of the prose as a level; None where it has no value."""
    bounds, span = bounds_of(one.quantity), one.quantity.span
    if bounds is None or one.quantity.value is None:
        return None
    return Level(one.quantity.value, bounds, (Evidence(span.start, span.end, span.text),))


def _is_level(one: Measurement, year: int | None) -> bool:
    own = year is None or one.period is None or one.period.startswith(str(year))
    changed = any(change.quantity is one.quantity for change in one.changes)
    return own and one.quantity.kind in COUNTED and one.share is None and one.average_of is None and not changed
