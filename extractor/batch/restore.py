"""Rows of the data set back into the extraction that they were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from extractor.records import (
    Cell,
    Change,
    Checks,
    Date,
    Document,
    DocumentNumber,
    DocumentTitle,
    Evidence,
    Extraction,
    Finding,
    Grid,
    Identity,
    Leftover,
    Measurement,
    Observation,
    Origin,
    Quantity,
    Span,
    Table,
    Unrecognised,
)  # fmt: skip

Record = Mapping[str, Any]
Records = Mapping[str, Sequence[Record]]


def to_extraction(report: Record, of: Records) -> Extraction:
    """The extraction of one report; `of` holds its rows of every other table, each in its order."""
    entities = _Entities(of["entities"])
    form = report["form"]
    return Extraction(
        document=_document(report),
        identity=Identity(
            report["title"], report["issuer"], report["region"], report["year"], report["period"],
            report["published"],
        ),
        form=form,
        quantities=tuple(entities.quantities.values()),
        dates=tuple(entities.dates.values()),
        document_numbers=tuple(entities.document_numbers.values()),
        document_titles=tuple(entities.titles.values()),
        measurements=tuple(_measurement(row, entities) for row in of["measurements"]),
        table=None if form is None else _table(form, of["observations"], report["unrecognised"]),
        checks=Checks(
            report["checks_passed"], report["checks_failed"], report["checks_not_assessable"],
            tuple(map(_finding, of["findings"])),
            tuple(msgspec.json.decode(report["checks_reasons"], type=dict[str, int]).items()),
        ),
        leftovers=entities.leftovers,
    )  # fmt: skip


class _Entities:
    """The labelled spans of a report, each by its number."""

    def __init__(self, rows: Sequence[Record]) -> None:
        self.spans = {row["number"]: _span(row) for row in rows}
        self.quantities = {r["number"]: self._quantity(r) for r in rows if r["label"] == "QUANTITY"}
        self.dates = {
            r["number"]: Date(self.spans[r["number"]], r["first_day"], r["last_day"])
            for r in rows
            if r["label"] == "DATE"
        }
        self.document_numbers = {
            r["number"]: DocumentNumber(
                self.spans[r["number"]], r["issuer_code"], r["document_year"], r["serial"]
            )
            for r in rows
            if r["label"] == "DOCUMENT_NUMBER"
        }
        self.titles = {
            r["number"]: DocumentTitle(
                self.spans[r["number"]], r["title"], self.document_numbers.get(r["document_number"])
            )
            for r in rows
            if r["label"] == "DOCUMENT_TITLE"
        }
        self.leftovers = tuple(
            Leftover(self.spans[r["number"]], r["leftover"]) for r in rows if r["leftover"] is not None
        )

    def _quantity(self, row: Record) -> Quantity:
        return Quantity(
            self.spans[row["number"]], _decimal(row["value_exact"]), row["unit"],
            _decimal(row["printed_value_exact"]), row["printed_unit"], row["kind"], row["modifier"],
            row["modifier_text"], _decimal(row["lower_exact"]), _decimal(row["upper_exact"]),
            Decimal(row["tolerance_exact"]),
        )  # fmt: skip


def _document(row: Record) -> Document:
    text = row["text"]
    grids = tuple(
        Grid(start, end, tuple(tuple(Cell(a, b, text[a:b]) for a, b in line) for line in lines))
        for start, end, lines in msgspec.json.decode(row["grids"])
    )
    prose = tuple((one["start_offset"], one["end_offset"]) for one in row["prose"])
    return Document(
        row["document_id"], text, grids, prose, row["media_type"], row["encoding"], row["sha256"],
        row["container_title"], tuple(row["warnings"]), tuple(map(_origin, msgspec.json.decode(row["origins"]))),
    )  # fmt: skip


def _origin(plain: list[Any]) -> Origin:
    start, end, page, box, edges, path = plain
    return Origin(start, end, page, None if box is None else tuple(box), tuple(edges), path)


def _span(row: Record) -> Span:
    return Span(row["label"], row["start_offset"], row["end_offset"], row["text"], row["score"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _measurement(row: Record, entities: _Entities) -> Measurement:
    return Measurement(
        id=row["number"],
        quantity=entities.quantities[row["entity"]],
        indicator=row["indicator"],
        indicator_span=entities.spans.get(row["indicator_entity"]),
        period=row["period"],
        body=row["body"],
        clause=(row["clause_start"], row["clause_end"]),
        of=row["whole"],
        split=row["split"],
        listed=row["listed"],
        changes=tuple(
            Change(one["base"], one["direction"], entities.quantities[one["entity"]])
            for one in row["changes"]
        ),
        share=row["share"],
        average_of=row["average_of"],
        row=row["row_id"],
        column=row["column_id"],
        score=row["score"],
    )


def _table(form: str, rows: Sequence[Record], unrecognised: Sequence[Record]) -> Table:
    observations = tuple(
        Observation(
            row["row_id"], row["column_id"], row["name"], row["printed_name"], row["unit"], row["state"],
            _decimal(row["value_exact"]), row["start_offset"], row["end_offset"], tuple(row["prose"]),
        )
        for row in rows
    )  # fmt: skip
    kept = (
        Unrecognised(one["printed_name"], tuple(one["cells"]), one["start_offset"], one["end_offset"])
        for one in unrecognised
    )
    return Table(form, observations, tuple(kept))


def _finding(row: Record) -> Finding:
    return Finding(
        row["rule"], row["severity"], row["message"], row["formula"], _decimal(row["expected_exact"]),
        _decimal(row["found_exact"]),
        tuple(Evidence(one["start_offset"], one["end_offset"], one["text"]) for one in row["evidence"]),
        row["reading"],
    )  # fmt: skip
