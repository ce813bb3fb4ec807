"""Slips between two years: last year's figure is copied into this year's place, a rate is worked out on the wrong base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from tests.mutation.figures import Place
from tests.mutation.ties import HUNDRED, Tie

YearSlip = tuple[Place, str, str]  # the figure, the kind, and what it becomes
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def year_slips(ties: Iterable[Tie]) -> Iterator[YearSlip]:
    """Both kinds for every level that is set beside the one before it: 382件，上年为314件，增长21.7%."""
    for tie in ties:
        if tie.rule == "change" and len(tie.places) == 3 and tie.places[0].unit == tie.places[1].unit:
            now, before, change = tie.places
            figure, earlier = _NUMBER.search(now.text), _NUMBER.search(before.text)
            if figure is not None and earlier is not None:
                yield now, "last year's figure", now.text.replace(figure[0], earlier[0], 1)
            if change.unit == "%":
                yield from _on_the_wrong_base(now, before, change)


def _on_the_wrong_base(now: Place, before: Place, change: Place) -> Iterator[YearSlip]:
    """The difference in percent of this year's figure, not of last year's."""
    level, base, printed = now.read(), before.read(), _NUMBER.search(change.text)
    if level is None or base is None or printed is None or level.low <= 0:
        return
    rate = abs(level.low - base.low) * HUNDRED / level.low
    wrong = format(round(rate, change.decimals) if change.decimals else Decimal(round(rate)), "f")
    yield change, "rate on the wrong base", change.text.replace(printed[0], wrong, 1)
