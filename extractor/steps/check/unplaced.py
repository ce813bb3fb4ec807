"""Find figures of the prose that were placed in no cell, though their words name one.

A long name says its row by itself (政府网站公开19846条); a short one does among figures that were placed: 当面, 网上,
邮寄 beside each other, 专职 beside 兼职.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.forms import Form, Row
from extractor.records import Measurement, Observation
from extractor.steps.check.bounds import ZERO
from extractor.steps.check.form_words import FormWords, pairs_in, words_of
from extractor.steps.check.grounds import Grounds, Key
from extractor.steps.check.likeness import free_neighbours, is_named_alone
from extractor.steps.check.lists import is_base
from extractor.steps.check.pairs import Pair, Pairs, pair_up, scale_of

BEFORE, BEHIND = 24, 8  # characters around a figure that may name its row
NEAR = 3  # figures to either side whose rows may be neighbours of its own
LEAST = 1  # pairs of characters that only one of the neighbours has
LARGE = 20  # smaller figures are a slip of one another by chance
SURE = 4  # how much of the sentence the table must print for a figure to be told from its cell by more than a slip
_LABEL = re.compile(r"[\s#]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）.、．])?\s*(?P<name>[^：:，。；\d\n]{2,12})[：:]")
_STOP = re.compile(r"[，。；：、,;:（）()\n]")


class Figure(NamedTuple):
    """A figure that was placed nowhere, and the words around it."""

    measurement: Measurement
    words: str
    clause: str  # those of its own part of the sentence
    pairs: frozenset[str]  # of characters in the words


def find_agreeing(grounds: Grounds, form: Form, pairs: Pairs) -> list[Figure]:
    """Add to the pairs the figures that agree with a cell that their words name; what is left of such figures."""
    words, wanting, cells = words_of(form), list[Figure](), _by_value(grounds)
    for figure in _unplaced(grounds):
        printed = cells.get(figure.measurement.quantity.value or ZERO)
        if printed is None:
            wanting.append(figure)
            continue
        row = _row_by_words(grounds, pairs, figure)
        pair = _anchor(grounds, words, figure, [one for one in printed if row is None or one.row == row.id])
        if pair is None:
            wanting.append(figure)
        else:
            pairs.add_found(pair)
    return wanting


def find_misprinted(grounds: Grounds, form: Form, pairs: Pairs, figures: Iterable[Figure]) -> Iterator[Pair]:
    """Each of the figures with the cell that its words name, where the prose says that cell nowhere else."""
    words = words_of(form)
    for figure in figures:
        pair = _misprinted(grounds, pairs, words, figure)
        if pair is not None:
            yield pair


def _unplaced(grounds: Grounds) -> Iterator[Figure]:
    end = 0
    levels = {one.id for one in grounds.figures}
    for one in grounds.in_order:
        start, last, end = one.quantity.span.start, end, one.quantity.span.end
        if one.row is None and one.id in levels and one.quantity.modifier == "exact" and not is_base(grounds, one):
            words = _words(grounds.document.text, max(last, start - BEFORE), start, end)
            yield Figure(one, words, _last_clause(words), pairs_in(words))


def _by_value(grounds: Grounds) -> Mapping[Decimal, Sequence[Observation]]:
    """The printed cells by their figures in the base unit; those of 0 and 1 tell nothing."""
    found: dict[Decimal, list[Observation]] = defaultdict(list)
    for cell in grounds.cells.values():
        if cell.value is not None and cell.value > 1:
            scale = scale_of(cell)
            found[cell.value.scaleb(scale) if scale else cell.value].append(cell)
    return found


def _anchor(grounds: Grounds, form: FormWords, figure: Figure, cells: Sequence[Observation]) -> Pair | None:
    """The cell that prints the figure and has a word of it, more of them than any other such cell."""
    if not cells:
        return None
    scores = [len(figure.pairs & form.telling((cell.row, cell.column))) for cell in cells]
    most = max(scores)
    if not most or scores.count(most) > 1:
        return None
    return pair_up(grounds, figure.measurement, cells[scores.index(most)])


def _misprinted(
    grounds: Grounds, pairs: Pairs, form: FormWords, figure: Figure
) -> Pair | None:
    """The cell that the words name and that prints something else, where that is likely a slip."""
    measurement, words, _, spoken = figure
    told = _row_by_words(grounds, pairs, figure)
    row = told or form.row_named(words, spoken)
    cell = _cell(grounds, row) if row is not None else _cell_beside(grounds, form, pairs, figure)
    pair = pair_up(grounds, measurement, cell) if cell is not None else None
    if pair is None or pairs.right[key := pair.key] or key in pairs.wrong:
        return None
    sure = row is not None or pair.printed.low >= LARGE or pairs.weight[pair.sentence] >= SURE
    likely = (_is_likely(pair, pairs) and sure) or _is_among(grounds, form, pairs, pair) or _is_small_slip(grounds, pair, row)
    if pair.agrees or not likely:
        return pair if pair.agrees else None
    free = free_neighbours(grounds, pair, pairs) if told is None else ()
    return pair if not free or (row is not None and is_named_alone(grounds, pair, free)) else None


def _is_small_slip(grounds: Grounds, pair: Pair, row: Row | None) -> bool:
    """Whether a row that is named right before the figure, in its unit, prints another, small one: 办班5期 beside 6."""
    units, unit = grounds.cues.units, pair.measurement.quantity.unit
    counted = unit == pair.cell.unit or units.get(unit) == units.get(pair.cell.unit) is not None
    none = pair.spoken.high == 0 < pair.printed.low
    return row is not None and counted and (none or pair.is_slip) and pair.measurement.of is None


def _row_by_words(grounds: Grounds, pairs: Pairs, figure: Figure) -> Row | None:
    """The row that the words beside a figure mean by themselves, or behind the row of the figure before."""
    return _following_row(grounds, pairs, figure.measurement, figure.clause) or _row_by_cue(grounds, figure.clause)


def _row_by_cue(grounds: Grounds, clause: str) -> Row | None:
    """The row that the words beside a figure mean, in other words than the form's: 办班."""
    if grounds.cues.names.search(clause) is None:
        return None
    rows = grounds.form.rows if grounds.form is not None else {}
    return next((rows[one.row] for one in grounds.cues.named if one.row in rows and one.holds(clause)), None)


def _following_row(
    grounds: Grounds, pairs: Pairs, measurement: Measurement, clause: str
) -> Row | None:
    """The row that a figure behind another is of: 制发规范性文件45件，向社会公开42件."""
    if grounds.form is None or grounds.cues.followers.search(clause) is None:
        return None
    near = grounds.in_order[max(0, measurement.id - 2) : measurement.id]
    before = (pairs.placed[one.id][0] if one.id in pairs.placed else one.row for one in near)
    rows = {upper for row in before if row is not None for upper in _with_uppers(row)}
    found = (one for one in grounds.cues.follows if not rows.isdisjoint(one.after) and one.words.search(clause) is not None)
    follower = next(found, None)
    return grounds.form.rows.get(follower.row) if follower is not None else None


def _with_uppers(row: str) -> Iterator[str]:
    """The row and those that it is under: requests.results.granted, requests.results, requests."""
    while row:
        yield row
        row = row.rpartition(".")[0]


def _words(text: str, left: int, start: int, end: int) -> str:
    """The words before a figure and behind it up to the next mark, and what its line is headed: 1.政府公报：…."""
    stop = _STOP.search(text, end, end + BEHIND)
    left = max(left, text.rfind("\n\n", left, start) + 2) if "\n\n" in text[left:start] else left
    line = text.rfind("\n", 0, start) + 1
    headed = text.find("：", line, left) >= 0 or text.find(":", line, left) >= 0
    label = _LABEL.match(text, line, left) if headed else None
    return (label["name"] if label is not None else "") + text[left:start] + "|" + text[end : stop.start() if stop is not None else end + BEHIND]


def _is_among(grounds: Grounds, form: FormWords, pairs: Pairs, pair: Pair) -> bool:
    """Whether the figures right before and right behind it are, in the form too, of the cells beside its own."""
    at = pair.measurement.id
    around = [grounds.in_order[place] for place in (at - 1, at + 1) if 0 <= place < len(grounds.in_order)]
    if len(around) < 2 or not grounds.is_one_sentence((pair.measurement, *around)):
        return False
    beside = {pair.key, *form.beside(pair.key)}
    return all(pairs.placed.get(one.id) in beside for one in around) and pair.printed.low > 0


def _is_likely(pair: Pair, pairs: Pairs) -> bool:
    """Whether the two differ by a slip of the pen, among figures that are the table's or large enough to tell."""
    weight = pairs.weight[pair.sentence]
    if not pair.is_slip:
        return False
    return weight > 1 or (pair.printed.low >= LARGE and pair.measurement.of is None)


# ---------------------------------------------------------------- a name that is one row's alone
def _cell(grounds: Grounds, row: Row) -> Observation | None:
    columns: Sequence[str | None] = row.columns[:1] if len(row.columns) == 1 else () if row.columns else (None,)
    columns = ("total",) if "total" in row.columns else columns
    cell = next((grounds.cells.get((row.id, column)) for column in columns), None)
    return cell if cell is not None and cell.state == "printed" else None


# ---------------------------------------------------------------- a name among its neighbours
def _cell_beside(
    grounds: Grounds, form: FormWords, pairs: Pairs, figure: Figure
) -> Observation | None:
    """The cell beside those that the sentence says rightly whose own words stand before the figure."""
    measurement, _, clause, spoken = figure
    at, placed = measurement.id, pairs.placed
    said = {placed[near] for near in range(at - NEAR, at + NEAR + 1) if near in placed}
    telling = [place for place in said if not spoken.isdisjoint(form.around(place))]
    if not telling:
        return None
    known = {
        key: form.own(key) for place in sorted(telling, key=str) for key in form.beside(place) if key not in said
    }
    best = _best_named(pairs_in(clause), known, LEAST) or _best_named(spoken, known, LEAST + 1)
    cells = [grounds.cells.get(key) for key in best]
    values = {cell.value if cell is not None else None for cell in cells}
    cell = cells[0] if len(values) == 1 else None
    return cell if cell is not None and cell.state == "printed" else None


def _last_clause(words: str) -> str:
    before, _, behind = words.partition("|")
    return f"{_STOP.split(before)[-1]}|{behind}"


def _best_named(spoken: frozenset[str], known: Mapping[Key, frozenset[str]], least: int) -> list[Key]:
    """The cells most of whose words, that no other row has, are said; none where too few are or two rows are as much."""
    hits = {key: spoken & own for key, own in known.items() if not spoken.isdisjoint(own)}
    if not hits:
        return []
    by_row: dict[str, frozenset[str]] = defaultdict(frozenset)
    for (row, _), hit in hits.items():
        by_row[row] |= hit
    shared = Counter(pair for hit in by_row.values() for pair in hit)
    scores = {key: sum(1 for pair in hit if shared[pair] == 1) for key, hit in hits.items()}
    most = max(scores.values())
    best = [key for key, score in scores.items() if score == most]
    return best if most >= least and len({row for row, _ in best}) == 1 else []
