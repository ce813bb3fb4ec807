"""Place figures of the prose in the form's cells; a figure that belongs to no row gets none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.knowledge.forms import Form, Row
from extractor.knowledge.weights import AspectWeights, LinearModel, probability
from extractor.records import Measurement
from extractor.steps.align.aspects import Recall
from extractor.steps.align.features import describe
from extractor.steps.align.figures import CellCandidate, Figure, Prose, may_have_row, view
from extractor.steps.align.phrases import Phrases, RowPhrases, index_phrases

CANDIDATES = 3
SHORTLIST = 0.4  # of the best row's recall, below which a row is not looked at
LEAST = -0.2  # log-odds from which a cell is given; on held-out F0.5 0.918, 0.002 below its best, for F1 0.885, 0.008 above what that has
SURE = 3.0  # log-odds below which a cell is left to a figure behind that is surer of it
DOUBTFUL = 0.9  # probability below which a cell is left to another figure that is surer of it
LEAST_RECALL = 3  # fifths of a phrase that the figure's words must hold
OTHER_COLUMN = ("total", "issued", "decisions", "amount", "made", "projects")  # where the prose says no column


class Aligner:
    """A trained scorer of (figure, cell) pairs, judged in the order of the text."""

    def __init__(self, model: LinearModel) -> None:
        self._weights = AspectWeights(model)
        self._indexes: dict[tuple[str, str], Phrases] = {}

    def align(self, text: str, measurements: Sequence[Measurement], form: Form) -> tuple[Measurement, ...]:
        """The measurements with `row` and `column` where they have a cell, and the probability of the cell."""
        phrases = self._phrases(form)
        prose = Prose.of(text, phrases)
        cells: dict[int, CellCandidate] = {}
        placed = list(measurements)
        before = _NOWHERE
        for place, measurement in enumerate(measurements):
            if not may_have_row(measurement):
                continue
            figure = view(prose, measurement)
            whole = cells.get(measurement.of) if measurement.of is not None else None
            found = self._place(place, figure, phrases, whole, before)
            if found.cell is None:
                continue
            if found.cell == before.cell and found.before != before.cell:
                placed[before.place] = measurements[before.place]
                del cells[measurements[before.place].id]
            before = found
            cells[measurement.id] = found.cell
            row, score = phrases.rows[found.cell.row].id, round(probability(found.margin), 4)
            placed[place] = replace(measurement, row=row, column=found.cell.column, score=score)
        _leave_to_surest(placed, measurements)
        _leave_doubtful(placed, measurements)
        return tuple(_place_totals(placed, form))

    def _phrases(self, form: Form) -> Phrases:
        key = (form.name, form.version)
        if key not in self._indexes:
            self._indexes[key] = index_phrases(form)
        return self._indexes[key]

    def _place(self, place: int, figure: Figure, phrases: Phrases, whole: CellCandidate | None, before: _Placed) -> _Placed:
        """The likeliest cell of one figure; that of the figure before it where that one was unsure and this one is surer of it."""
        best = _Placed(place, None, LEAST, before.cell)
        for cell, recall in candidate_cells(figure, phrases, whole, before.cell):
            margin = self._weights.margin(*describe(figure, cell, recall, phrases, whole, before.cell))
            if margin > best.margin:
                best = _Placed(place, cell, margin, before.cell)
            if cell == before.cell and before.margin < SURE:
                margin = self._weights.margin(*describe(figure, cell, recall, phrases, whole, before.before))
                if margin > max(before.margin, best.margin):
                    best = _Placed(place, cell, margin, before.before)
        return best


def _leave_to_surest(placed: list[Measurement], measurements: Sequence[Measurement]) -> None:
    """Of a whole and its parts that are in one cell, take it from those with another figure than the surest of them."""
    families: dict[tuple[int, str, str | None], list[int]] = {}
    for place, one in enumerate(placed):
        for whole in (one.id, one.of):
            if whole is not None and one.row is not None:
                families.setdefault((whole, one.row, one.column), []).append(place)
    for surest, others in _contested(placed, families.values()):
        for place in others:
            if placed[place].quantity.value != placed[surest].quantity.value:
                placed[place] = measurements[place]


def _leave_doubtful(placed: list[Measurement], measurements: Sequence[Measurement]) -> None:
    """Of figures in one cell, take it from those that are doubtful, but for the surest."""
    cells: dict[tuple[str, str | None], list[int]] = {}
    for place, one in enumerate(placed):
        if one.row is not None:
            cells.setdefault((one.row, one.column), []).append(place)
    for _, others in _contested(placed, cells.values()):
        for place in others:
            if placed[place].score < DOUBTFUL:
                placed[place] = measurements[place]


def _contested(placed: Sequence[Measurement], groups: Iterable[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
    """Of each group, the figure that is surest of its cell, and the others that still have it when their turn comes."""
    for group in groups:
        held = [place for place in group if placed[place].row is not None]
        if len(held) > 1:
            surest = max(held, key=lambda place: placed[place].score)
            yield surest, [place for place in held if place != surest]


def _place_totals(placed: Sequence[Measurement], form: Form) -> Iterator[Measurement]:
    """The measurements, a total without a row in the total of the row whose columns are its parts (自然人28件、企业5件，合计33件)."""
    parts: dict[int, list[Measurement]] = {}
    for one in placed:
        if one.of is not None and one.of > one.id:
            parts.setdefault(one.of, []).append(one)
    for one in placed:
        mine = parts.get(one.id, [])
        rows = {part.row for part in mine}
        row = rows.pop() if len(rows) == 1 and one.row is None and len({part.column for part in mine}) == len(mine) else None
        if row is not None and "total" in form.rows[row].columns:
            yield replace(one, row=row, column="total", score=min(part.score for part in mine))
        else:
            yield one


class _Placed(NamedTuple):
    """The cell of the figure at `place`, None where it has none, and the cell that counted as the one placed before it."""

    place: int
    cell: CellCandidate | None
    margin: float
    before: CellCandidate | None


_NOWHERE = _Placed(-1, None, 0.0, None)


def candidate_cells(
    figure: Figure, phrases: Phrases, whole: CellCandidate | None, before: CellCandidate | None
) -> Iterator[tuple[CellCandidate, Recall]]:
    """The cells whose words the figure's own words recall best; for a part also those of its whole's row.

    Where the figure's words name only a column (企业14件, 废止103件), also that column of the row placed before it and of
    the rows that the text before it speaks of most.
    """
    best = _shortlist(figure.weighed(), phrases)
    if whole is not None and whole.row not in best:
        best.append(whole.row)
    for row in best:
        recall = _recall(figure, phrases.of_row[row])
        if (whole is not None and whole.row == row) or max(recall.named, recall.spoken, recall.explained) >= LEAST_RECALL or row == best[0]:
            for cell in _columns(row, phrases.rows[row], figure, phrases):
                yield cell, recall
    if phrases.names_column.search(figure.own) is None and phrases.names_column.search(figure.indicator) is None:
        return
    others = [before.row] if before is not None else []
    others += [row for row in _shortlist([(figure.near_pairs, 1)], phrases) if phrases.rows[row].columns]
    for row in dict.fromkeys(others):
        if row not in best:
            named = [cell for cell in _columns(row, phrases.rows[row], figure, phrases) if cell.named]
            if named:
                recall = _recall(figure, phrases.of_row[row])
                yield from ((cell, recall) for cell in named)


def _shortlist(words: Iterable[tuple[frozenset[str], int]], phrases: Phrases) -> list[int]:
    """Places of the rows that share most with weighed words, best first; a rare pair of characters tells more."""
    scores: dict[int, int] = {}
    for pairs, factor in words:
        for weight, rows in filter(None, map(phrases.by_bigram.get, pairs)):
            for row in rows:
                scores[row] = scores.get(row, 0) + factor * weight
    if not scores:
        return []
    least = max(scores.values()) * SHORTLIST
    ordered = sorted([(-score, row) for row, score in scores.items() if score >= least])
    return [row for _, row in ordered[:CANDIDATES]]


def _recall(figure: Figure, row: RowPhrases) -> Recall:
    """How much of its best phrase the name and the clause hold, and how much of the name a phrase explains."""
    name, clause, own_clause = map(row.in_bits, (figure.indicator_pairs, figure.clause_pairs, figure.own_pairs))
    both = name | clause
    named = spoken = own = 0.0
    explained = 0
    for phrase, size in row.phrases:
        if not phrase & both:
            continue
        common = (phrase & name).bit_count()
        if common > explained:  # noqa: PLR1730 - `max` costs three times as much, and this is the innermost loop
            explained = common
        if (share := common / size) > named:
            named = share
        if (share := (phrase & clause).bit_count() / size) > spoken:
            spoken = share
        if (share := (phrase & own_clause).bit_count() / size) > own:
            own = share
    return Recall(int(named * 5), int(spoken * 5), int(own * 5), int(5 * explained / max(len(figure.indicator_pairs), 1)))


def _columns(place: int, row: Row, figure: Figure, phrases: Phrases) -> Iterator[CellCandidate]:
    if not row.columns:
        yield CellCandidate(place, None, False)
        return
    default = next((code for code in OTHER_COLUMN if code in row.columns), row.columns[0])
    yield CellCandidate(place, default, False)
    for code in row.columns:
        if code != "total" and (code in phrases.said_columns(figure.clause) or code in phrases.said_columns(figure.indicator)):
            yield CellCandidate(place, code, True)
