"""Find figures of the prose that were placed in no cell, though their words name one.

A long name says its row by itself (政府网站公开19846条); a short one does among figures that were placed: 当面, 网上,
邮寄 beside each other, 专职 beside 兼职.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.knowledge.forms import Row
from extractor.records import Measurement, Observation
from extractor.steps.check.form_words import FormWords, pairs_of, words_of
from extractor.steps.check.grounds import Grounds, Key
from extractor.steps.check.likeness import free_neighbours
from extractor.steps.check.lists import is_level
from extractor.steps.check.pairs import Pair, Pairs, pair_up

BEFORE, BEHIND = 24, 8  # characters around a figure that may name its row
NEAR = 3  # figures to either side whose rows may be neighbours of its own
LEAST = 1  # pairs of characters that only one of the neighbours has
LARGE = 20  # smaller figures are a slip of one another by chance
SURE = 4  # how much of the sentence the table must print for a figure to be told from its cell by more than a slip
_STOP = re.compile(r"[，。；：、,;:（）()\n]")


def find_unplaced(grounds: Grounds, pairs: Pairs) -> Iterator[Pair]:
    """Each such figure with the cell that its words name, where the prose says that cell nowhere else."""
    if grounds.form is None:
        return
    form, end = words_of(grounds.form), 0
    for measurement in grounds.in_order:
        start, last = measurement.quantity.span.start, end
        end = measurement.quantity.span.end
        if (
            measurement.row is not None
            or not is_level(measurement)
            or measurement.quantity.modifier != "exact"
        ):
            continue
        words = _words(grounds.document.text, max(last, start - BEFORE), start, end)
        row = _following_row(grounds, measurement, words) or form.row_named(words)
        cell = _cell(grounds, row) if row is not None else _cell_beside(grounds, pairs, form, (measurement, words))
        pair = pair_up(grounds, measurement, cell) if cell is not None else None
        if pair is None or pairs.right[pair.key] or pair.key in pairs.wrong:
            continue
        known = row is not None or pair.printed.low >= LARGE or pairs.weight[pair.sentence] >= SURE
        likely = _is_likely(pair, pairs) and known
        if pair.agrees or (likely and not free_neighbours(grounds, pair, pairs)):
            yield pair


def _following_row(grounds: Grounds, measurement: Measurement, words: str) -> Row | None:
    """The row that a figure behind another is of: 制发规范性文件45件，向社会公开42件."""
    before = [one.row for one in grounds.in_order[max(0, measurement.id - 2) : measurement.id]]
    for follower in grounds.cues.follows:
        if follower.words.search(words) is not None and any(row in follower.after for row in before):
            return grounds.form.rows.get(follower.row) if grounds.form is not None else None
    return None


def _words(text: str, left: int, start: int, end: int) -> str:
    """The words before a figure, and those behind it up to the next mark."""
    stop = _STOP.search(text, end, end + BEHIND)
    left = max(left, text.rfind("\n\n", left, start) + 2) if "\n\n" in text[left:start] else left
    return text[left:start] + "|" + text[end : stop.start() if stop is not None else end + BEHIND]


def _is_likely(pair: Pair, pairs: Pairs) -> bool:
    """Whether the two differ by a slip of the pen, among figures that are the table's or large enough to tell."""
    weight = pairs.weight[pair.sentence]
    if not pair.is_slip:
        return False
    return weight > 1 or (pair.printed.low >= LARGE and pair.measurement.of is None)


# ---------------------------------------------------------------- a name that is one row's alone
def _cell(grounds: Grounds, row: Row) -> Observation | None:
    columns: Sequence[str | None] = ("total",) if "total" in row.columns else () if row.columns else (None,)
    cell = next((grounds.cells.get((row.id, column)) for column in columns), None)
    return cell if cell is not None and cell.state == "printed" else None


# ---------------------------------------------------------------- a name among its neighbours
def _cell_beside(
    grounds: Grounds, pairs: Pairs, form: FormWords, figure: tuple[Measurement, str]
) -> Observation | None:
    """The cell beside those that the sentence says rightly whose own words stand before the figure."""
    measurement, words = figure
    near = grounds.in_order[max(0, measurement.id - NEAR) : measurement.id + NEAR + 1]
    said = {(one.row, one.column) for one in near if one.id in pairs.placed and one.row is not None}
    if not said:
        return None
    known = {
        key: form.own(key) for place in sorted(said, key=str) for key in form.beside(place) if key not in said
    }
    best = _best_named(_last_clause(words), known, LEAST) or _best_named(words, known, LEAST + 1)
    cell = grounds.cells.get(best) if best is not None else None
    return cell if cell is not None and cell.state == "printed" else None


def _last_clause(words: str) -> str:
    before, _, behind = words.partition("|")
    return f"{_STOP.split(before)[-1]}|{behind}"


def _best_named(words: str, known: Mapping[Key, frozenset[str]], least: int) -> Key | None:
    """The cell most of whose words, that no other has, are said; None where none is or two are as much."""
    spoken = pairs_of([words])
    hits = {key: spoken & own for key, own in known.items() if not spoken.isdisjoint(own)}
    shared = Counter(pair for hit in hits.values() for pair in hit)
    scores = Counter({key: sum(shared[pair] == 1 for pair in hit) for key, hit in hits.items()})
    if not scores:
        return None
    (best, most), *others = scores.most_common(2)
    return best if most >= least and not (others and others[0][1] == most) else None
