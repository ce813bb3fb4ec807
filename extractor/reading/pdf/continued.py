"""Tables that go on over a page: a row that the end of the page has cut becomes one row again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.knowledge.characters import fold
from extractor.knowledge.labels import known_labels
from extractor.knowledge.letters import label_keys
from extractor.reading.building import Printed, is_value
from extractor.reading.pdf.tables import RuledTable

_NEAR = 4.0  # points by which the columns of two pages may differ
_NUMBERED = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|其中")


def join_cut_row(above: RuledTable, below: RuledTable) -> tuple[RuledTable, RuledTable]:
    """The table at the foot of a page and the one at the head of the next, with the row between them whole."""
    if not _have_same_columns(above.columns, below.columns) or not _is_cut(above.rows[-1], below.rows[0]):
        return above, below
    rest = {
        old.key: _join(old, new) for old, new in zip(above.rows[-1], below.rows[0], strict=True) if new.text
    }
    rows = [[rest.get(cell.key, cell) for cell in row] for row in above.rows]
    return RuledTable(above.box, above.columns, rows), RuledTable(below.box, below.columns, below.rows[1:])


def _have_same_columns(first: Sequence[float], second: Sequence[float]) -> bool:
    return len(first) == len(second) and all(
        abs(a - b) < _NEAR for a, b in zip(first, second, strict=True)
    )


def _is_cut(last: Sequence[Printed], first: Sequence[Printed]) -> bool:
    """Say whether `first` is the rest of `last`: only one of them has figures, and no label begins in the rest."""
    words = [cell.text for cell in first if cell.text and not is_value(cell.text)]
    if any(map(_begins_label, words)) or len(set(first)) == 1:
        return False
    has_figures, has_rest = (any(is_value(cell.text) for cell in row) for row in (last, first))
    return has_figures != has_rest and bool(words or has_rest) and any(cell.text for cell in last)


def _begins_label(text: str) -> bool:
    return bool(_NUMBERED.match(fold(text))) or label_keys(text)[1] in known_labels()


def _join(old: Printed, new: Printed) -> Printed:
    return old if old.text == new.text else Printed(old.key, old.text + new.text, old.spots + new.spots)
