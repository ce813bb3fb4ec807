"""What of a consistent report is tied together: figures of which none can change alone unnoticed.

Ties are derived from the gold – its cells and links – and from the rules of the form, never from what is checked.
Only ties that hold in the unchanged report are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from extractor.knowledge.forms import Form
from extractor.knowledge.formulas import Term
from extractor.knowledge.rules import parse_rules, read_parts
from tests.mutation.figures import Place, Range
from tests.mutation.gold import Report, Spoken

ZERO = Range(Decimal(0), Decimal(0))
HUNDRED = Decimal(100)
Values = Mapping[Place, Range]
_CHANNELS = re.compile("网站|微博|微信|公报|渠道|客户端|公众号|其他方式|头条|抖音")
_MONTHLY = re.compile(r"平均每个?月|月均")


@dataclass(frozen=True)
class Tie:
    """Figures that one rule holds together; `holds` says whether some values of them satisfy it."""

    rule: str
    places: tuple[Place, ...]
    holds: Callable[[Values], bool]

    def broken_by(self, place: Place, text: str) -> bool:
        """Whether the tie no longer holds once one of its figures reads otherwise."""
        changed = place.read(text)
        values = {one: one.read() for one in self.places} | {place: changed}
        return changed is not None and not self.holds(values)  # type: ignore[arg-type]


def find_ties(report: Report) -> tuple[Tie, ...]:
    """Every tie of a report that holds."""
    found = [
        *_of_the_form(report), *_of_prose_and_cells(report), *_of_splits(report), *_of_shares(report),
        *_of_changes(report), *_of_averages(report), *_of_restated(report), *_of_spoken_sums(report), *_of_carried(report),
    ]  # fmt: skip
    return tuple(tie for tie in found if len(set(tie.places)) > 1 and _holds_now(tie))


def _holds_now(tie: Tie) -> bool:
    values = {one: one.read() for one in tie.places}
    return all(value is not None for value in values.values()) and tie.holds(values)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the table
def _of_the_form(report: Report) -> Iterator[Tie]:
    if report.form is None:
        return
    for equation in parse_rules(report.form):
        if equation.operator == "~" or equation.rule.severity != "error":
            continue
        left, right = (_cells_of(report, terms) for terms in (equation.left, equation.right))
        if left is None or right is None or not left or not right:
            continue
        yield Tie(
            equation.rule.kind,
            tuple(place for place, _ in (*left, *right)),
            _compare(left, right, equation.operator),
        )


Signed = list[tuple[Place, int]]


def _compare(left: Signed, right: Signed, operator: str) -> Callable[[Values], bool]:
    def holds(values: Values) -> bool:
        one, other = _sum(left, values), _sum(right, values)
        return (
            one.low <= other.high
            if operator == "<="
            else one.low == other.low
            if operator == "=="
            else one.high >= other.low
        )

    return holds


def _sum(terms: Signed, values: Values) -> Range:
    return reduce(lambda total, term: total.plus(_middle(values[term[0]]), term[1]), terms, ZERO)


def _middle(value: Range) -> Range:
    """The figure itself: cells are compared as printed."""
    middle = (value.low + value.high) / 2
    return Range(middle, middle)


def _cells_of(report: Report, terms: tuple[Term, ...], sign: int = 1) -> Signed | None:
    """The printed cells of one side; None where one is not printed, so that nothing is certain."""
    found: Signed = []
    for term in terms:
        state, place = report.cells.get((term.row, term.column), ("absent", None))
        if place is not None:
            found.append((place, sign * term.sign))
        elif state in ("dash", "blank"):
            continue  # nothing, where the tie holds so
        elif term.parts and state == "absent":
            parts = _cells_of(report, term.parts, sign * term.sign)
            if parts is None:
                return None
            found += parts
        else:
            return None
    return found


# ---------------------------------------------------------------- prose and table
def _of_prose_and_cells(report: Report) -> Iterator[Tie]:
    for one in report.spoken:
        if one.row is None or not one.is_plain:
            continue
        cells = _cells_for(report, report.form, one)
        if cells:
            yield Tie(
                "prose-table", (one.place, *(place for place, _ in cells)), _equal([(one.place, 1)], cells)
            )


def _cells_for(report: Report, form: Form | None, one: Spoken) -> Signed | None:
    for column in (one.column,) if one.column else ("total", None):
        state, place = report.cells.get((one.row or "", column), ("absent", None))
        if place is not None:
            return [(place, 1)]
        row = form.rows.get(one.row or "") if form is not None else None
        if state == "absent" and row is not None and row.computed and form is not None:
            return _cells_of(report, read_parts(form, row.id, column))
    return None


def _equal(left: Signed, right: Signed) -> Callable[[Values], bool]:
    def total(terms: Signed, values: Values) -> Range:
        return reduce(lambda total, term: total.plus(values[term[0]], term[1]), terms, ZERO)

    return lambda values: total(left, values).meets(total(right, values))


def _of_spoken_sums(report: Report) -> Iterator[Tie]:
    """受理137件 = 新收132 + 结转5; 建议提案848件; 行政诉讼13件."""
    sums = (
        ("受理|处理|办理", (("requests.received", "total"), ("requests.carried_in", "total"))),
        ("建议.*提案", (("active.proposals.npc", None), ("active.proposals.cppcc", None))),
        ("诉讼|应诉", (("litigation.direct", "total"), ("litigation.after_reconsideration", "total"))),
        (
            "公开.*部分公开",
            (("requests.results.granted", "total"), ("requests.results.partly_granted", "total")),
        ),
    )
    for one in report.spoken:
        for words, keys in sums:
            places = [report.cells.get(key, ("absent", None))[1] for key in keys]
            if one.row is None and one.is_plain and re.search(words, one.name) and all(places):
                cells: Signed = [(place, 1) for place in places if place is not None]
                yield Tie(
                    "prose-table",
                    (one.place, *(place for place, _ in cells)),
                    _equal([(one.place, 1)], cells),
                )


def _of_carried(report: Report) -> Iterator[Tie]:
    """新收132 + 上年结转5 = 受理137, all three in the prose."""
    new = [one for one in report.spoken if one.row == "requests.received" and one.column in ("total", None)]
    carried = [one for one in report.spoken if one.row == "requests.carried_in"]
    for one in new:
        for other in carried:
            for total in report.spoken:
                near = abs(total.place.start - other.place.start) < 120
                if total not in (one, other) and near and all(m.is_plain for m in (one, other, total)):
                    signed: Signed = [(one.place, 1), (other.place, 1)]
                    yield Tie(
                        "prose-sum", (total.place, one.place, other.place), _equal([(total.place, 1)], signed)
                    )


# ---------------------------------------------------------------- prose
def _of_splits(report: Report) -> Iterator[Tie]:
    """Each run of parts that comes to its whole; channels may exceed theirs and are no tie."""
    for whole in report.spoken:
        parts = [
            p for p in report.spoken if p.of == whole.id and p.place.unit == whole.place.unit and p.is_plain
        ]
        if not whole.is_plain:
            continue
        used = 0
        while used < len(parts):
            run = next(
                (
                    parts[used:end]
                    for end in range(used + 2, len(parts) + 1)
                    if _fills(parts[used:end], whole)
                ),
                None,
            )
            if run is None:
                used += 1
                continue
            used += len(run)
            signed: Signed = [(part.place, 1) for part in run]
            yield Tie(
                "prose-sum", (whole.place, *(part.place for part in run)), _equal([(whole.place, 1)], signed)
            )
        for part in parts:
            yield Tie("prose-sum", (whole.place, part.place), _within(whole.place, part.place))


def _fills(run: list[Spoken], whole: Spoken) -> bool:
    values = {one.place: one.place.read() for one in (*run, whole)}
    return _equal([(whole.place, 1)], [(part.place, 1) for part in run])(values)  # type: ignore[arg-type]


def _within(whole: Place, part: Place) -> Callable[[Values], bool]:
    return lambda values: values[part].low <= values[whole].high


def _of_shares(report: Report) -> Iterator[Tie]:
    by_id = {one.id: one for one in report.spoken}
    for share in report.spoken:
        part = by_id.get(share.share) if share.share is not None else None
        if part is None or share.place.unit != "%" or not share.is_plain or not part.is_plain:
            continue
        wholes = [by_id[part.of]] if part.of in by_id else []
        wholes += [
            one for one in reversed(report.spoken) if one.id < part.id and one.place.unit == part.place.unit
        ][:6]
        for whole in wholes:
            tie = Tie(
                "share",
                (share.place, part.place, whole.place),
                _rate_of(share.place, part.place, whole.place),
            )
            if whole.is_plain and _holds_now(tie):
                yield tie
                break


def _rate_of(rate: Place, part: Place, whole: Place) -> Callable[[Values], bool]:
    def holds(values: Values) -> bool:
        if values[whole].low <= 0:
            return False
        low, high = (
            values[part].low * HUNDRED / values[whole].high,
            values[part].high * HUNDRED / values[whole].low,
        )
        return Range(low, high).meets(_rounded(rate, values[rate]))

    return holds


def _rounded(place: Place, value: Range) -> Range:
    half = Decimal("0.5").scaleb(-place.decimals)
    return Range(value.low - half, value.high + half)


def _of_changes(report: Report) -> Iterator[Tie]:
    for level in report.spoken:
        rates = [c for c in level.changes if c.place.unit == "%"]
        amounts = [c for c in level.changes if c.place.unit == level.place.unit]
        for rate in rates:
            for amount in amounts:
                sign = -1 if amount.direction == "down" else 1
                places = (level.place, amount.place, rate.place)
                if (amount.direction == rate.direction) and level.is_plain:
                    yield Tie("change", places, _rate_and_amount(places, sign))
        for change in level.changes:
            for before in report.spoken:
                if (
                    before.place.unit == level.place.unit
                    and before.id != level.id
                    and before.is_plain
                    and level.is_plain
                ):
                    tie = _between(level, before, change.place, change.direction)
                    if tie is not None and _holds_now(tie):
                        yield tie


def _rate_and_amount(places: tuple[Place, Place, Place], sign: int) -> Callable[[Values], bool]:
    level, amount, rate = places

    def holds(values: Values) -> bool:
        now, difference = values[level], values[amount]
        low, high = now.high - sign * difference.low, now.low - sign * difference.high
        if low <= 0 or high <= 0:
            return False
        true = Range(difference.low * HUNDRED / low, difference.high * HUNDRED / high)
        return true.meets(_rounded(rate, values[rate]))

    return holds


def _between(now: Spoken, before: Spoken, change: Place, direction: str) -> Tie | None:
    """A change between two levels that stand near each other: 由42分钟缩至19分钟，缩短54.8%."""
    if abs(now.place.start - before.place.start) > 60 or direction == "flat":
        return None
    sign = -1 if direction == "down" else 1

    def holds(values: Values) -> bool:
        difference = values[now.place].plus(values[before.place], -1)
        low, high = sorted((difference.low * sign, difference.high * sign))
        if change.unit == now.place.unit:
            return Range(low, high).meets(values[change])
        if change.unit != "%" or values[before.place].low <= 0 or high <= 0:
            return False
        return Range(
            low * HUNDRED / values[before.place].high, high * HUNDRED / values[before.place].low
        ).meets(_rounded(change, values[change]))

    return Tie("change", (now.place, before.place, change), holds)


def _of_averages(report: Report) -> Iterator[Tie]:
    for at, average in enumerate(report.spoken):
        if (
            ("平均" not in average.name and "月均" not in average.name)
            or not average.is_plain
            or average.place.unit in ("%", "分")
        ):
            continue
        before = [one for one in report.spoken[max(0, at - 6) : at] if one.is_plain and one.place.unit != "%"]
        for total in before:
            for number in before:
                if number is not total and number.place.unit != total.place.unit:
                    yield Tie(
                        "average",
                        (average.place, total.place, number.place),
                        _mean(average.place, total.place, number.place),
                    )


def _mean(average: Place, total: Place, number: Place) -> Callable[[Values], bool]:
    def holds(values: Values) -> bool:
        if values[number].low <= 0:
            return False
        low, high = values[total].low / values[number].high, values[total].high / values[number].low
        printed = values[average]
        half = Decimal("0.5").scaleb(-average.decimals)
        return Range(low, high).meets(
            Range((printed.low + printed.high) / 2 - half, (printed.low + printed.high) / 2 + half)
        )

    return holds


def _of_restated(report: Report) -> Iterator[Tie]:
    """The same measurement in two sentences: one cell of the form, or one name."""
    named: dict[tuple[str, str, str], list[Spoken]] = {}
    for one in report.spoken:
        if one.is_plain and one.place.unit != "%":
            name = one.row or one.name
            if one.row or len(one.name) >= 4:
                named.setdefault((name, one.column or "", one.place.unit), []).append(one)
    for same in named.values():
        for first, second in pairwise(same):
            if first.place.end < second.place.start and first.of is None and second.of is None:
                yield Tie(
                    "restated", (first.place, second.place), _equal([(first.place, 1)], [(second.place, 1)])
                )
