"""Check figures of the prose that were placed in no cell, though their words name a row of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.knowledge.forms import Row
from extractor.records import Observation
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.likeness import free_neighbours
from extractor.steps.check.lists import is_level
from extractor.steps.check.pairs import Pair, Pairs, pair_up

BEFORE, BEHIND = 24, 8  # characters around a figure that may name its row
SHORTEST = 4  # characters of a name that says a row by itself
LARGE = 20  # smaller figures are a slip of one another by chance
_TAIL = re.compile(r"(?:总?数量?|件数|情况)$")
_STOP = re.compile(r"[，。；、,;（）()]")


def find_unplaced(grounds: Grounds, pairs: Pairs) -> Iterator[Pair]:
    """Each such figure with the cell that its words name, where the prose says that cell nowhere else."""
    names = _names(grounds)
    end = 0
    for measurement in grounds.in_order:
        start, last = measurement.quantity.span.start, end
        end = measurement.quantity.span.end
        if (
            measurement.row is not None
            or not is_level(measurement)
            or measurement.quantity.modifier != "exact"
        ):
            continue
        row = _named_row(_words(grounds.document.text, max(last, start - BEFORE), start, end), names)
        cell = _cell(grounds, row) if row is not None else None
        pair = pair_up(grounds, measurement, cell) if cell is not None else None
        if pair is None or pairs.right[pair.key] or pair.key in pairs.wrong:
            continue
        if pair.agrees or (_is_likely(pair, pairs) and not free_neighbours(grounds, pair, pairs)):
            yield pair


def _names(grounds: Grounds) -> Mapping[str, Row]:
    """Every wording that is long enough and of one row only, with its row."""
    found: dict[str, Row | None] = {}
    for row in grounds.form.rows.values() if grounds.form is not None else ():
        for name in {_TAIL.sub("", one) for one in (row.name, *row.aliases, *row.wordings)}:
            if len(name) >= SHORTEST:
                found[name] = row if found.get(name, row) is row else None
    return {name: row for name, row in found.items() if row is not None}


def _words(text: str, left: int, start: int, end: int) -> str:
    """The words before a figure, and those behind it up to the next mark."""
    stop = _STOP.search(text, end, end + BEHIND)
    return text[left:start] + "|" + text[end : stop.start() if stop is not None else end + BEHIND]


def _named_row(words: str, names: Mapping[str, Row]) -> Row | None:
    """The row with the longest name in the words; None where two are as long."""
    found = sorted((name for name in names if name in words), key=len, reverse=True)
    if not found or (
        len(found) > 1 and len(found[1]) == len(found[0]) and names[found[1]] is not names[found[0]]
    ):
        return None
    return names[found[0]]


def _cell(grounds: Grounds, row: Row) -> Observation | None:
    columns: Sequence[str | None] = (
        ("total",) if "total" in row.columns else (None,) if not row.columns else ()
    )
    cell = next((grounds.cells.get((row.id, column)) for column in columns), None)
    return cell if cell is not None and cell.state == "printed" else None


def _is_likely(pair: Pair, pairs: Pairs) -> bool:
    """Whether the two differ by a slip of the pen, and are large or stand among figures that are the table's."""
    return pair.is_slip and (pair.printed.low >= LARGE or pairs.weight[pair.sentence] > 1)
