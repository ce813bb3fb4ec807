"""Intervals of Decimals: what a printed figure can mean, and what follows from several of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Quantity

ZERO = Decimal(0)
HUNDRED = Decimal(100)
OPEN = Decimal("Infinity")
_SCALES = (Decimal(10) ** 4, Decimal(10) ** 8)


class Bounds(NamedTuple):
    """From `low` to `high`, both included; `high` is infinite where nothing is said."""

    low: Decimal
    high: Decimal

    def meets(self, other: Bounds) -> bool:
        """Whether some figure lies in both."""
        return self.low <= other.high and other.low <= self.high

    def widened(self, by: Decimal) -> Bounds:
        """Both ends moved outwards."""
        return Bounds(self.low - by, self.high + by)


def bounds_of(quantity: Quantity) -> Bounds | None:
    """What the printed figure can mean, its tolerance included; None where it has no value."""
    low = quantity.lower if quantity.lower is not None else quantity.value
    if low is None or quantity.value is None:
        return None
    high = quantity.upper if quantity.upper is not None else quantity.value
    if quantity.modifier in ("more_than", "at_least") and quantity.upper is None:
        high = OPEN
    elif quantity.modifier in ("less_than", "at_most") and quantity.lower is None:
        low = ZERO
    return Bounds(low - quantity.tolerance, high + quantity.tolerance)


def last_digit(quantity: Quantity) -> Decimal:
    """One unit of the last printed digit, in the base unit: 27.07% → 0.01, 66% → 1."""
    printed = quantity.printed_value if quantity.printed_value is not None else quantity.value
    if printed is None:
        return ZERO
    unit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    if quantity.value is not None and printed and quantity.value != printed:
        unit *= quantity.value / printed
    return unit


def rounded(quantity: Quantity) -> Bounds | None:
    """What a computed rate may be for this one to be printed: half a unit of the last digit either way."""
    known = bounds_of(quantity)
    if known is None or quantity.tolerance or quantity.modifier not in ("exact", "range"):
        return known
    return known.widened(last_digit(quantity) / 2)


def slipped(quantity: Quantity) -> Bounds | None:
    """As `rounded`, but a last digit that was cut off or rounded up is let through too."""
    known = rounded(quantity)
    return None if known is None else known.widened(last_digit(quantity) / 2)


def is_slip(first: Decimal, second: Decimal) -> bool:
    """Whether one digit wrong, lost or doubled, or two neighbours swapped, makes one figure of the other.

    >>> is_slip(Decimal(50059), Decimal(50039)), is_slip(Decimal(169), Decimal(196))
    (True, True)
    >>> is_slip(Decimal(169), Decimal(16)), is_slip(Decimal(40), Decimal(57))
    (True, False)

    A 万 too much or too little is a slip as well: 14万件 beside 14件.
    """
    if ZERO < first * 1000 < second or ZERO < second * 1000 < first:
        return max(first, second) / min(first, second) in _SCALES
    apart = _digits(abs(first - second)).strip("0")
    if len(apart) == 1 or (len(apart) == 2 and _is_swap(first, second)):  # 1 to 9 times 9, with any zeros behind
        return True
    short, long = sorted((_digits(first), _digits(second)), key=len)
    return len(long) - len(short) == 1 < len(long) and any(
        long[:at] + long[at + 1 :] == short for at in range(len(long))
    )


def _is_swap(first: Decimal, second: Decimal) -> bool:
    """Whether two neighbouring digits stand the other way round."""
    exponent = min(int(first.as_tuple().exponent), int(second.as_tuple().exponent), 0)
    one, other = (str(int(value.scaleb(-exponent) if exponent else value)) for value in (first, second))
    if len(one) != len(other):
        return False
    odd = [at for at in range(len(one)) if one[at] != other[at]]
    return len(odd) == 2 and odd[1] - odd[0] == 1 and one[odd[0]] == other[odd[1]] and one[odd[1]] == other[odd[0]]


def _digits(value: Decimal) -> str:
    whole = int(value)
    return str(whole) if whole == value else format(value.normalize(), "f").replace(".", "")


def total(bounds: Iterable[Bounds]) -> Bounds:
    """The sum of them all."""
    low = high = ZERO
    for one in bounds:
        low += one.low
        high += one.high
    return Bounds(low, high)


def ratio(part: Bounds, whole: Bounds) -> Bounds | None:
    """`part / whole`, both from 0 up; None where the whole may be 0.

    >>> ratio(Bounds(Decimal(1), Decimal(2)), Bounds(Decimal(4), Decimal(8)))
    Bounds(low=Decimal('0.125'), high=Decimal('0.5'))
    """
    if whole.low <= 0:
        return None
    low = ZERO if whole.high == OPEN else part.low / whole.high
    return Bounds(low, part.high / whole.low)


def percent(part: Bounds, whole: Bounds) -> Bounds | None:
    """`part` in percent of `whole`; None where the whole may be 0."""
    known = ratio(part, whole)
    return None if known is None else Bounds(known.low * HUNDRED, known.high * HUNDRED)
