"""Tell whether a figure of the prose and a cell of the table are of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.records import Observation
from extractor.steps.check.bounds import ZERO
from extractor.steps.check.form_words import pairs_in, words_of
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import is_of_each
from extractor.steps.check.pairs import Pair, Pairs

FAR = (
    6  # times; figures farther apart are of different things, unless a slip of the pen makes one of the other
)
SMALL = 20  # smaller figures are a slip of one another by chance
BESIDE = 2  # figures to either side of which one is of a cell beside its own
LONGEST, SEVERAL = 12, 3  # figures of a list behind it, and how many must come to what the table prints
NAMED = 4  # characters of a row's name that leave no doubt which row is meant
NEAR = 150  # characters around a figure in which the cell's own may stand
SURE = 4  # how much of the sentence the table must print for a figure far off to be its own
TELLING, CERTAIN = 2, 0.85  # or so much of it, and the cell so probable
_FILLER = re.compile(
    r"[\s“”《》（）()、，,/]|数量|总数|情况|[件次人]数|总计|本年|全年|年度|政府信息|申请|数$"
)
_STOP = re.compile(r"[，。；、,;（）()\n]")
_TOTAL = re.compile(r"\s*(?:总计|合计|共计|一共|总共|共)(?:为|有|达)?\s*")
_OF_YEARS = re.compile("以来|历年|累计")
_IN_ORDER = re.compile("分别|依次")


def is_another(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether the figure is rather of something else than of the cell it was aligned to."""
    return (
        _is_counted_otherwise(grounds, pair)
        or _is_narrower(grounds, pair)
        or is_of_each(grounds, pair.measurement)
        or _is_said_rightly(pair, pairs)
        or _is_far(grounds, pair, pairs)
        or _is_of_another_row(grounds, pair, pairs)
        or _is_crossed(grounds, pair, pairs)
        or _is_said_beside(grounds, pair, pairs)
        or _is_part_of_another(grounds, pair)
        or _is_a_total(grounds, pair)
    )


def is_named_alike(grounds: Grounds, pair: Pair) -> bool:
    """Whether the prose names the row, or the column, in the form's words."""
    spoken = _plain(pair.measurement.indicator)
    names = _names(grounds, pair.cell)
    if pair.cell.column not in (None, "total") and grounds.form is not None:
        column = grounds.form.columns[pair.cell.column]
        only = len(grounds.form.rows[pair.cell.row].columns) == 1
        names = [*(names if only else ()), column.name.rpartition("/")[2], *column.aliases, *column.wordings]
    plain = [name for name in map(_plain, names) if len(name) >= 2]
    return len(spoken) >= 2 and any(name in spoken or spoken in name for name in plain)


def _is_counted_otherwise(grounds: Grounds, pair: Pair) -> bool:
    """350余个 accounts are no 24609条 items."""
    units = grounds.cues.units
    spoken, printed = units.get(pair.measurement.quantity.unit), units.get(pair.cell.unit)
    return spoken is not None and printed is not None and spoken != printed


def _is_narrower(grounds: Grounds, pair: Pair) -> bool:
    """Whether its name tells a part of the row: 两微一端公开50059条 of 183824条."""
    words = grounds.cues.narrower.get(pair.cell.row)
    smaller = pair.spoken.high < pair.printed.low and not pair.is_slip
    return smaller and words is not None and words.search(pair.measurement.indicator) is not None


def _is_said_rightly(pair: Pair, pairs: Pairs) -> bool:
    """Whether the prose gives the cell's figure elsewhere, so that this is a part of it or something else."""
    others = pairs.right[pair.key][:3]
    if any(other.id == pair.measurement.of for other in others) or pair.key in pairs.said[pair.sentence]:
        return True
    same_name = any(_plain(other.indicator) == _plain(pair.measurement.indicator) for other in others)
    return bool(others) and not same_name and not pair.is_slip


def _is_said_beside(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether a figure near it is the cell's own by name and value, though it was placed elsewhere or nowhere."""
    near = grounds.near(pair.measurement.quantity.span.start, NEAR)
    others = [
        other for other in near
        if other.quantity.value == pair.value and other.id not in pairs.placed and other is not pair.measurement
    ]  # fmt: skip
    names = {_plain(name) for name in _names(grounds, pair.cell)} - {""} if others else ()
    return any(name in _plain(other.indicator) for other in others for name in names)


def _is_part_of_another(grounds: Grounds, pair: Pair) -> bool:
    """Whether it is a part of a whole that is no row of the form, and that its parts fill: 制文1264件，其中依申请公开512件."""
    whole = grounds.measurements.get(pair.measurement.of if pair.measurement.of is not None else -1)
    if whole is None or whole.row is not None:
        return False
    parts = [one for one in grounds.in_order[whole.id + 1 : whole.id + 20] if one.of == whole.id]
    return len(parts) > 1 and sum((one.quantity.value or 0) for one in parts) == whole.quantity.value


def _is_a_total(grounds: Grounds, pair: Pair) -> bool:
    """Whether nothing but 总计 stands before it, and the table prints it beside: 其他处理20件；总计558件."""
    start = pair.measurement.quantity.span.start
    words = _STOP.split(grounds.document.text[max(0, start - NEAR) : start])[-1]
    if _TOTAL.fullmatch(words) is None:
        return False
    family = pair.cell.row.partition(".")[0]
    values = (cell.value for cell in grounds.cells.values() if cell.row.partition(".")[0] == family)
    return any(value is not None and pair.spoken.low <= value <= pair.spoken.high for value in values)


def _is_far(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether the two differ too much for a slip or a narrower scope, or by no slip and in name too."""
    if pair.is_slip:
        return False
    if _is_among_sisters(grounds, pair, pairs) or _is_summed_behind(grounds, pair) or _is_its_name(grounds, pair):
        return False
    low, high = sorted((pair.spoken, pair.printed))
    weight, score = pairs.weight[pair.sentence], pair.measurement.score
    if not is_named_alike(grounds, pair):
        return weight < TELLING or score < CERTAIN
    return high.low > FAR * low.high > 0 and weight < SURE and (weight < TELLING or score < CERTAIN)


def _is_its_name(grounds: Grounds, pair: Pair) -> bool:
    """Whether it is surely of that row, in just its words, and of no part of the body: 全县主动公开政府信息23417条."""
    measurement = pair.measurement
    spoken, start = _plain(measurement.indicator), measurement.quantity.span.start
    named = len(spoken) >= NAMED and any(_plain(name) == spoken for name in _names(grounds, pair.cell))
    whole = measurement.of is None and measurement.score >= CERTAIN and pair.cell.column in (None, "total")
    clause = grounds.sentence_text(start)
    return named and whole and grounds.cues.narrow.search(clause) is None and _OF_YEARS.search(clause) is None


def _is_among_sisters(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether the figures before and behind it are rightly those of the cells beside its own: 网站96条，公众号58条，公开栏58条."""
    at = pair.measurement.id
    before, behind = grounds.in_order[max(0, at - BESIDE) : at], grounds.in_order[at + 1 : at + 1 + BESIDE]
    keys = [next((pairs.placed[one.id] for one in side if one.id in pairs.placed), None) for side in (before[::-1], behind)]
    if None in keys or grounds.form is None or behind[-1].quantity.span.start - before[0].quantity.span.start > NEAR:
        return False
    return keys[0] != keys[1] and set(words_of(grounds.form).beside(pair.key)).issuperset(keys)


def _is_summed_behind(grounds: Grounds, pair: Pair) -> bool:
    """Whether the list behind it comes to what the table prints: 公开203条。机构类42条，法规类96条，…, 1536 in all."""
    unit, together = pair.measurement.quantity.unit, ZERO
    for number, one in enumerate(grounds.in_order[pair.measurement.id + 1 :][:LONGEST], 1):
        if one.quantity.unit != unit or one.quantity.modifier != "exact" or one.row is not None:
            return False
        together += one.quantity.value or ZERO
        if number >= SEVERAL and pair.printed.low <= together <= pair.printed.high:
            return True
    return False


def _is_of_another_row(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether a row beside it prints this figure and has the longer name here: 按期办结 is no 办结."""
    clause, free = _words(grounds, pair), free_neighbours(grounds, pair, pairs)
    own = _longest_named(clause, _names(grounds, pair.cell))
    doubtful = not pair.is_slip or pair.printed.high < SMALL
    if free and own < NAMED and doubtful and not is_named_alone(grounds, pair, free):
        return True
    if pair.cell.column == "total" and _is_of_its_column(grounds, pair, clause, free):
        return True
    return any(_longest_named(clause, _names(grounds, cell)) > own for cell in free)


def is_named_alone(grounds: Grounds, pair: Pair, others: Iterable[Observation]) -> bool:
    """Whether words of the cell stand by the figure and words of none of the others: 微博发62条 is no 公报62条."""
    if grounds.form is None:
        return False
    form, spoken = words_of(grounds.form), pairs_in(_words(grounds, pair))
    own = form.own(pair.key)
    return not spoken.isdisjoint(own) and all(
        spoken.isdisjoint(form.own((cell.row, cell.column)) - own) for cell in others
    )


def _words(grounds: Grounds, pair: Pair) -> str:
    """The words of the figure's part of the sentence, and those behind it up to the next mark."""
    end = pair.measurement.quantity.span.end
    stop = _STOP.search(grounds.document.text, end)
    behind = grounds.document.text[end : min(end + 10, stop.start() if stop is not None else end)]
    return f"{grounds.clause_text(pair.measurement)}|{pair.measurement.indicator}|{behind}"


def _is_of_its_column(grounds: Grounds, pair: Pair, clause: str, beside: list[Observation]) -> bool:
    """Whether another column of the row prints this figure and is named here: 复议纠正17件 is no 复议92件."""
    for cell in beside:
        if cell.row == pair.cell.row and cell.column is not None and grounds.form is not None:
            column = grounds.form.columns[cell.column]
            if any(
                name in clause for name in (column.name.rpartition("/")[2], *column.aliases, *column.wordings)
            ):
                return True
    return False


def _is_crossed(grounds: Grounds, pair: Pair, pairs: Pairs) -> bool:
    """Whether figures of a sentence stand in each other's cells: 分别为12件、41件、35件 out of order."""
    free = free_neighbours(grounds, pair, pairs)
    if not free:
        return False
    if _IN_ORDER.search(grounds.sentence_text(pair.measurement.quantity.span.start)) is not None:
        return True
    exchanged = any((cell.row, cell.column) in pairs.cells[pair.sentence] for cell in free)
    return exchanged or not is_named_alike(grounds, pair)


def free_neighbours(grounds: Grounds, pair: Pair, pairs: Pairs) -> list[Observation]:
    """Other cells of the row's family that print the spoken figure, and that no figure of the prose speaks of."""
    return [
        cell
        for cell in _neighbours(grounds, pair)
        if (cell.row, cell.column) not in pairs.said[pair.sentence] and not pairs.right[cell.row, cell.column]
    ]


def _neighbours(grounds: Grounds, pair: Pair) -> Iterator[Observation]:
    """Other cells of the row's family that print just the spoken figure."""
    family = pair.cell.row.partition(".")[0]
    for cell in grounds.cells.values():
        if cell.value is None or cell is pair.cell or cell.row.partition(".")[0] != family:
            continue
        beside = cell.row == pair.cell.row or cell.column in (None, "total", pair.cell.column)
        if beside and cell.value > 1 and pair.spoken.low <= cell.value <= pair.spoken.high:
            yield cell


def _longest_named(clause: str, names: Iterable[str]) -> int:
    return max((len(name) for name in names if len(name) >= 3 and name in clause), default=0)


def _names(grounds: Grounds, cell: Observation) -> list[str]:
    row = grounds.form.rows.get(cell.row) if grounds.form is not None else None
    return [cell.name, *((*row.aliases, *row.wordings) if row is not None else ())]


def _plain(name: str) -> str:
    return _FILLER.sub("", name)
