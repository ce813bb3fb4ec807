"""Find figures of the prose that were placed in no cell, though their words name one.

A long name says its row by itself (政府网站公开19846条); a short one does among figures that were placed: 当面, 网上,
邮寄 beside each other, 专职 beside 兼职.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.knowledge.forms import Row
from extractor.records import Measurement, Observation
from extractor.steps.check.grounds import Grounds, Key
from extractor.steps.check.likeness import free_neighbours
from extractor.steps.check.lists import is_level
from extractor.steps.check.pairs import Pair, Pairs, pair_up

BEFORE, BEHIND = 24, 8  # characters around a figure that may name its row
SHORTEST = 4  # characters of a name that says a row by itself
NEAR = 3  # figures to either side whose rows may be neighbours of its own
LEAST = 1  # pairs of characters that only one of the neighbours has
LARGE = 20  # smaller figures are a slip of one another by chance
SURE = 4  # how much of the sentence the table must print for a figure to be told from its cell by more than a slip
_TAIL = re.compile(r"(?:总?数量?|件数|情况)$")
_STOP = re.compile(r"[，。；：、,;:（）()\n]")


def find_unplaced(grounds: Grounds, pairs: Pairs) -> Iterator[Pair]:
    """Each such figure with the cell that its words name, where the prose says that cell nowhere else."""
    names, end = _names(grounds), 0
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
        row = _following_row(grounds, measurement, words) or _named_row(words, names)
        cell = _cell(grounds, row) if row is not None else _cell_beside(grounds, pairs, measurement, words)
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
def _names(grounds: Grounds) -> Mapping[str, Row]:
    """Every wording that is long enough and of one row only, with its row."""
    found: dict[str, Row | None] = {}
    for row in grounds.form.rows.values() if grounds.form is not None else ():
        for name in {_TAIL.sub("", one) for one in (row.name, *row.aliases, *row.wordings)}:
            if len(name) >= SHORTEST:
                found[name] = row if found.get(name, row) is row else None
    return {name: row for name, row in found.items() if row is not None}


def _named_row(words: str, names: Mapping[str, Row]) -> Row | None:
    """The row with the longest name in the words; None where two are as long."""
    found = sorted((name for name in names if name in words), key=len, reverse=True)
    if not found or (
        len(found) > 1 and len(found[1]) == len(found[0]) and names[found[1]] is not names[found[0]]
    ):
        return None
    return names[found[0]]


def _cell(grounds: Grounds, row: Row) -> Observation | None:
    columns: Sequence[str | None] = ("total",) if "total" in row.columns else () if row.columns else (None,)
    cell = next((grounds.cells.get((row.id, column)) for column in columns), None)
    return cell if cell is not None and cell.state == "printed" else None


# ---------------------------------------------------------------- a name among its neighbours
def _cell_beside(grounds: Grounds, pairs: Pairs, measurement: Measurement, words: str) -> Observation | None:
    """The cell beside those that the sentence says rightly whose own words stand before the figure."""
    near = grounds.in_order[max(0, measurement.id - NEAR) : measurement.id + NEAR + 1]
    said = {(one.row, one.column) for one in near if one.id in pairs.placed and one.row is not None}
    candidates = dict.fromkeys(key for place in sorted(said, key=str) for key in _beside(grounds, place))
    known = {key: _own_words(grounds, key) for key in candidates if key not in said}
    if not known:
        return None
    best = _best_named(_last_clause(words), known, LEAST) or _best_named(words, known, LEAST + 1)
    cell = grounds.cells.get(best) if best is not None else None
    return cell if cell is not None and cell.state == "printed" else None


def _last_clause(words: str) -> str:
    before, _, behind = words.partition("|")
    return f"{_STOP.split(before)[-1]}|{behind}"


def _best_named(words: str, known: Mapping[Key, frozenset[str]], least: int) -> Key | None:
    """The cell most of whose words, that no other has, are said; None where none is or two are as much."""
    shared = Counter(pair for own in known.values() for pair in own)
    scores = Counter(
        {key: sum(shared[pair] == 1 and pair in words for pair in own) for key, own in known.items()}
    )
    (best, most), *others = scores.most_common(2)
    return best if most >= least and not (others and others[0][1] == most) else None


def _beside(grounds: Grounds, place: Key) -> Iterator[Key]:
    """The cells that stand beside one in the form: other columns of its row, its sisters, its parts, its whole."""
    rows = grounds.form.rows if grounds.form is not None else {}
    row, column = place
    if row not in rows:
        return
    yield from ((row, other) for other in rows[row].columns if other != column)
    for other in rows.values():
        related = other.parent in (rows[row].parent, row) or other.id == rows[row].parent
        if (
            related
            and other.id != row
            and (column in other.columns or (column is None and not other.columns))
        ):
            yield other.id, column


def _own_words(grounds: Grounds, key: Key) -> frozenset[str]:
    """Pairs of characters that name a cell: its column's where that is not the total, else its row's."""
    row, column = key
    if grounds.form is None:
        return frozenset()
    if column in (None, "total"):
        named: Iterable[str] = (grounds.form.rows[row].name, *grounds.form.rows[row].wordings)
    else:
        one = grounds.form.columns[column or ""]
        named = (one.name.rpartition("/")[2], *one.wordings)
    return frozenset(name[at : at + 2] for name in named for at in range(len(name) - 1))
