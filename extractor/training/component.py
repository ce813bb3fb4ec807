"""The product as an ordinary spaCy component: `nlp.add_pipe("report_tagger")` puts spans into `doc.spans`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as TokenSpan

from extractor.knowledge.models import RELEASED, default_folder, load_model
from extractor.pipeline import Pipeline
from extractor.reading import read
from extractor.records import (
    Date,
    Document,
    DocumentNumber,
    DocumentTitle,
    Extraction,
    Measurement,
    Quantity,
    Span,
)

NAME = "report_tagger"
# what a span says beside its label, as span._.report_value and so on; None where the text does not say it
EXTENSIONS = ("report_value", "report_unit", "report_modifier", "report_indicator")


@Language.factory(NAME, default_config={"models": None, "spans_key": "report"})
def create_report_tagger(nlp: Language, name: str, models: str | None, spans_key: str) -> ReportTagger:
    """Factory: `models` is a folder of models (the released one of the product where None)."""
    return ReportTagger(name, models=models, spans_key=spans_key)


class ReportTagger:
    """Puts QUANTITY, DATE, DOCUMENT_NUMBER, DOCUMENT_TITLE and INDICATOR spans into `doc.spans[spans_key]`.

    Figures are written as plain decimal text, so that Docs stay serialisable. Where the Doc's tokens do not fit a
    span, the span grows to whole tokens: `doc.user_data["report_tagger.expanded"]` counts these, and
    `["report_tagger.unplaced"]` those that no token holds (under the component's name, if it has another).
    """

    def __init__(self, name: str = NAME, *, models: str | None = None, spans_key: str = "report") -> None:
        self.name, self.models, self.spans_key = name, models, spans_key
        self._pipeline: Pipeline | None = None  # loaded at the first Doc, which may come after from_disk
        for extension in EXTENSIONS:
            if not TokenSpan.has_extension(extension):
                TokenSpan.set_extension(extension, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Tag one Doc, whose text is read as one report."""
        if self._pipeline is None:
            self._pipeline = Pipeline.load(Path(self.models) if self.models is not None else None)
        said = _say(self._pipeline.extract(_read(doc.text))) if doc.text.strip() else ()
        placed: list[TokenSpan] = []
        expanded = unplaced = 0
        for span, values in sorted(said, key=lambda pair: (pair[0].start, pair[0].end)):
            place = doc.char_span(span.start, span.end, label=span.label, alignment_mode="expand")
            if place is None:
                unplaced += 1
                continue
            expanded += (place.start_char, place.end_char) != (span.start, span.end)
            for extension, value in values.items():
                place._.set(extension, value)
            placed.append(place)
        doc.user_data.update({f"{self.name}.expanded": expanded, f"{self.name}.unplaced": unplaced})
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=placed)
        return doc

    def __getstate__(self) -> dict[str, Any]:
        """What `nlp.pipe(n_process=2)` hands to a spawned process, which loads the models anew."""
        return {**self.__dict__, "_pipeline": None}

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write the released version of the models into `path`, so that the saved pipeline needs nothing else."""
        models = Path(self.models) if self.models is not None else default_folder()
        version = load_model(models).folder.name
        if models.resolve() == Path(path).resolve():
            return
        shutil.copytree(models / version, Path(path) / version, dirs_exist_ok=True)
        (Path(path) / RELEASED).write_text(version + "\n", encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> ReportTagger:
        """Use the models that `to_disk` wrote into `path`."""
        self.models, self._pipeline = str(path), None
        return self


def _read(text: str) -> Document:
    """The Doc as a report; HTML source, which the reader would rewrite, is taken as prose as it stands."""
    document = read(text, document_id="doc", media_type="text/plain")
    if document.text == text:
        return document
    return Document(
        "doc", text, (), ((0, len(text)),), document.media_type, document.encoding, document.sha256
    )


def _say(extraction: Extraction) -> Iterator[tuple[Span, dict[str, str | None]]]:
    """Each span with the values of its extensions."""
    named = {measurement.quantity.span: measurement for measurement in extraction.measurements}
    for quantity in extraction.quantities:
        yield quantity.span, _say_quantity(quantity, named.get(quantity.span))
    entities: tuple[Date | DocumentNumber | DocumentTitle, ...] = (
        *extraction.dates,
        *extraction.document_numbers,
        *extraction.document_titles,
    )
    for entity in entities:
        yield entity.span, {}
    indicators = {m.indicator_span: m for m in extraction.measurements if m.indicator_span is not None}
    for span, measurement in indicators.items():
        yield span, {"report_indicator": measurement.indicator}


def _say_quantity(quantity: Quantity, measurement: Measurement | None) -> dict[str, str | None]:
    return {
        "report_value": _write(quantity.value),
        "report_unit": quantity.unit,
        "report_modifier": quantity.modifier,
        "report_indicator": measurement.indicator if measurement is not None else None,
    }


def _write(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None
