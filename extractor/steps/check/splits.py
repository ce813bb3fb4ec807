"""Splits of a whole, as the prose lists them: which parts belong together, and whether they are all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from extractor.records import Measurement
from extractor.steps.check.bounds import ZERO, Bounds, bounds_of, total
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import COUNTED, complete, is_paired

LONGEST = 40  # parts among which a second split is looked for
_TIMELY = re.compile("(?:延期|按期|按时|逾期|限期|提前)$")
ZERO_BOUNDS = Bounds(ZERO, ZERO)


class Split(NamedTuple):
    """A whole and the parts that one list gives of it."""

    whole: Measurement
    parts: tuple[Measurement, ...]
    printed: Bounds  # the whole
    bounds: tuple[Bounds, ...]  # of the parts

    @property
    def sum(self) -> Bounds:
        """What the parts come to."""
        return total(self.bounds)

    @property
    def figures(self) -> tuple[Decimal, Decimal]:
        """What the parts come to and what the whole is, as printed."""
        parts = sum((part.quantity.value or ZERO for part in self.parts), ZERO)
        return parts, self.whole.quantity.value or ZERO

    @property
    def fills(self) -> bool:
        """Whether the parts come to the whole."""
        return self.sum.meets(self.printed)

    def cut(self, start: int, end: int) -> Split:
        """The same whole with only those parts."""
        return self._replace(parts=self.parts[start:end], bounds=self.bounds[start:end])

    def without(self, start: int, end: int) -> Split:
        """The same whole with all parts but those."""
        return self._replace(
            parts=self.parts[:start] + self.parts[end:], bounds=self.bounds[:start] + self.bounds[end:]
        )


def read_splits(grounds: Grounds) -> Iterator[Split | None]:
    """Every split of every whole; None where a figure is missing or no part is counted as the whole is.

    Parts that stand in a list with the others, but were not linked to any whole, are of the same one.
    """
    splits: dict[tuple[int, int], list[Measurement]] = defaultdict(list)
    for measurement in grounds.measurements.values():
        if measurement.of is not None and measurement.of in grounds.measurements:
            splits[measurement.of, measurement.split].append(measurement)
    for (of, number), linked in splits.items():
        whole = grounds.measurements[of]
        parts = complete(grounds, whole, linked) if number == 0 and whole.id < linked[0].id else linked
        if not is_paired(grounds, whole, parts):
            yield read_split(whole, parts)


def read_split(whole: Measurement, parts: Sequence[Measurement]) -> Split | None:
    """The parts that are counted as the whole is; None where there is none, or no figure for some."""
    counted = tuple(part for part in parts if _same_measure(whole, part))
    bounds = tuple(bounds_of(part.quantity) for part in counted)
    printed = bounds_of(whole.quantity)
    known = tuple(one for one in bounds if one is not None)
    if not counted or printed is None or len(known) != len(bounds):
        return None
    return Split(whole, counted, printed, known)


def _same_measure(whole: Measurement, part: Measurement) -> bool:
    a, b = whole.quantity, part.quantity
    return a.kind == b.kind and a.kind in COUNTED and (not a.unit or not b.unit or a.unit == b.unit)


# ---------------------------------------------------------------- which parts belong together
def unnest(split: Split) -> Split:
    """The split without parts of parts: 直接起诉5件，4件维持、1件未审结；复议后起诉2件; 办结688件，延期办结41件."""
    for at, part in enumerate(split.parts[:LONGEST]):
        if any(_is_kind_of(part, other) for other in split.parts[max(0, at - 3) : at]):
            return unnest(split.without(at, at + 1))
    for at, whole in enumerate(split.bounds[:LONGEST]):
        running = ZERO_BOUNDS
        for end, bounds in enumerate(split.bounds[at + 1 :], at + 2):
            running = total((running, bounds))
            if running.low > whole.high:
                break
            if end - at > 2 and running.meets(whole) and running.low > 0:
                return unnest(split.without(at + 1, end))
    return split


def _is_kind_of(part: Measurement, other: Measurement) -> bool:
    head, _, tail = part.indicator.partition(other.indicator)
    return len(other.indicator) > 1 and not tail and _TIMELY.search(head) is not None


def fills_early(split: Split) -> bool:
    """Whether the first parts, two or more of them, come to the whole by themselves."""
    return _is_reached(split.printed, split.bounds)


def fills_late(split: Split) -> bool:
    """Whether the last parts, two or more of them but not all, come to the whole by themselves."""
    return _is_reached(split.printed, split.bounds[:0:-1])


def _is_reached(whole: Bounds, parts: Sequence[Bounds]) -> bool:
    """Whether the first parts, two or more of them, come to the whole."""
    sums = accumulate(parts, lambda together, part: total((together, part)))
    return any(together.meets(whole) for together in islice(sums, 1, None))


def peel(split: Split) -> Split:
    """What is left when parts that fill the whole by themselves are taken for a split of their own."""
    if not 1 < len(split.parts) <= LONGEST or all(part.listed for part in split.parts):
        return split
    for start in range(len(split.bounds)):
        running = ZERO_BOUNDS
        for end, part in enumerate(split.bounds[start:], start + 1):
            running = total((running, part))
            if running.low > split.printed.high:
                break
            alone = end - start == 1 and split.parts[start].quantity.value != split.whole.quantity.value
            if running.meets(split.printed) and not alone and end - start < len(split.bounds):
                return peel(split.without(start, end))
    return split


def by_sentence(grounds: Grounds, split: Split) -> list[Split]:
    """The split cut where a full stop stands between two parts."""
    text = grounds.document.text

    def stops(first: Measurement, second: Measurement) -> bool:
        return "。" in text[first.quantity.span.end : second.quantity.span.start]

    return _cut(split, stops)


def by_bracket(grounds: Grounds, split: Split) -> list[Split]:
    """Parts in the bracket right behind the whole, and those outside: 749件（含上年结转36件），办结721件."""
    text, end = grounds.document.text, split.whole.quantity.span.end
    shut = (
        text.find("）", end)
        if text[end : end + 1] == "（"
        else text.find(")", end)
        if text[end : end + 1] == "("
        else -1
    )
    inside = sum(1 for part in split.parts if 0 <= part.quantity.span.start - end < shut - end)
    return (
        [split.cut(0, inside), split.cut(inside, len(split.parts))]
        if 0 < inside < len(split.parts)
        else [split]
    )


def by_row(split: Split) -> list[Split]:
    """The split cut between parts in columns of the whole's row and parts in other rows: 收到162件，其中自然人57件；办结152件."""
    row = split.whole.row

    def leaves(first: Measurement, second: Measurement) -> bool:
        return None not in (row, first.row, second.row) and (first.row == row) != (second.row == row)

    return _cut(split, leaves)


def by_share(grounds: Grounds, split: Split) -> list[Split]:
    """The split cut between parts that say 占…% and parts that do not."""
    return _cut(split, lambda first, second: (first.id in grounds.shares) != (second.id in grounds.shares))


def _cut(split: Split, between: Callable[[Measurement, Measurement], bool]) -> list[Split]:
    cuts = [at for at, (a, b) in enumerate(pairwise(split.parts), 1) if between(a, b)]
    return [split.cut(start, end) for start, end in pairwise((0, *cuts, len(split.parts)))] if cuts else [split]
