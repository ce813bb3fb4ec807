"""The steps, in order, once: a report in, an extraction out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extractor.knowledge.forms import form_names, form_of_year, load_form
from extractor.knowledge.models import Model, load_model
from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.reading import read
from extractor.records import (
    Document,
    Extraction,
    Leftover,
    Measurement,
    Observation,
    Quantity,
    Table,
)
from extractor.steps.align import Aligner
from extractor.steps.check import check
from extractor.steps.identify import identify
from extractor.steps.quantify import quantify
from extractor.steps.relate import Relator
from extractor.steps.resolve import read_date, read_document_number, read_titles
from extractor.steps.segment import load_segmenter, token_bounds
from extractor.steps.tabulate import recognise_form, tabulate
from extractor.steps.tag import Tagger


class Pipeline:
    """Everything that is loaded once; `extract` may be called from several threads.

    >>> pipeline = Pipeline()
    >>> extraction = pipeline.extract("2021年，全区共收到政府信息公开申请95件。", document_id="example")
    >>> extraction.measurements[0].row
    'requests.received'
    """

    def __init__(self, model: Model | None = None) -> None:
        """Load the steps; `model` is the released one where none is given."""
        self.model = model if model is not None else load_model()
        self._units, self._wording = load_units(), load_wording()
        self._segmenter = load_segmenter(self.model.segmenter, self.model.folder / "pkuseg")
        self._tagger = Tagger(self.model.linear["tagger"], self._units)
        self._relator = Relator(self.model.linear)
        self._aligner = Aligner(self.model.linear["rows"])
        self.forms = tuple(load_form(name) for name in form_names())

    @classmethod
    def load(cls, folder: Path | None = None, version: str | None = None) -> Pipeline:
        """A pipeline with one version of the models in `folder`."""
        return cls(load_model(folder, version))

    def extract(
        self, source: bytes | str | Document, *, document_id: str = "document", form: str | None = None
    ) -> Extraction:
        """Read one report. ReadError where it cannot be read, FormError where `form` is unknown."""
        document = source if isinstance(source, Document) else read(source, document_id=document_id)
        identity = identify(document)
        chosen = load_form(form) if form is not None else recognise_form(document, identity.year, self.forms)
        bounds = token_bounds(self._segmenter.segment(document.text))
        spans = self._tagger.tag(document.text, bounds, document.prose)
        quantities = tuple(quantify(document.text, s, self._units, self._wording) for s in spans if s.label == "QUANTITY")
        dates = tuple(read_date(s, identity.year) for s in spans if s.label == "DATE")
        numbers = tuple(read_document_number(s) for s in spans if s.label == "DOCUMENT_NUMBER")
        titles = read_titles(document.text, [s for s in spans if s.label == "DOCUMENT_TITLE"], numbers)
        measurements = self._relator.relate(document.text, bounds, quantities, dates, identity)
        if (reading := chosen or form_of_year(identity.year)) is not None:
            measurements = self._aligner.align(document.text, measurements, reading)
        table = fill(tabulate(document, chosen), measurements) if chosen is not None else None
        checks = check(
            document, identity, measurements, table, chosen, document_numbers=numbers, document_titles=titles, dates=dates
        )
        return Extraction(
            document, identity, chosen.name if chosen is not None else None, quantities, dates, numbers, titles,
            measurements, table, checks, tuple(_leftovers(quantities, measurements)),
        )  # fmt: skip


def fill(table: Table, measurements: Sequence[Measurement]) -> Table:
    """The table with the measurements of the prose in their cells."""
    spoken: dict[tuple[str, str | None], list[int]] = {}
    for measurement in measurements:
        if measurement.row is not None:
            spoken.setdefault((measurement.row, measurement.column), []).append(measurement.id)

    def said(cell: Observation) -> Observation:
        ids = spoken.get((cell.row, cell.column))
        return replace(cell, prose=tuple(ids)) if ids else cell

    return replace(table, observations=tuple(map(said, table.observations)))


def _leftovers(quantities: Sequence[Quantity], measurements: Sequence[Measurement]) -> list[Leftover]:
    """What was accepted but could not be placed: figures without an indicator, figures without a value."""
    named = {m.quantity.span.start: m.indicator for m in measurements}
    found = []
    for quantity in quantities:
        if quantity.value is None:
            found.append(Leftover(quantity.span, "no value could be read"))
        elif named.get(quantity.span.start) == "":
            found.append(Leftover(quantity.span, "no indicator found"))
    return found
