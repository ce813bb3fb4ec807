"""What is measured: each task loads what it needs and returns the function that is timed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from tempfile import mkdtemp
from typing import Any, NamedTuple

Run = Callable[[], Any]


class Task(NamedTuple):
    """One line of the table; a `slow` one is measured on the short text only."""

    title: str
    load: Callable[[str], Run]
    slow: bool = False


def load_whole(text: str) -> Run:
    """The whole job: a report's text in, its extraction out."""
    from extractor.pipeline import Pipeline

    pipeline = Pipeline.load()
    return lambda: pipeline.extract(text)


def load_printed(text: str) -> Run:
    """The whole job with its JSON, as the command line prints it."""
    from extractor.output import lines
    from extractor.output.report import make_report
    from extractor.pipeline import Pipeline

    pipeline = Pipeline.load()
    return lambda: lines.render(make_report(pipeline.extract(text), pipeline.model))


def load_tagger(text: str) -> Run:
    """Tagging alone: tokens are given."""
    from extractor.knowledge.models import load_model
    from extractor.knowledge.units import load_units
    from extractor.steps.segment import load_segmenter, token_bounds
    from extractor.steps.tag import Tagger

    model = load_model()
    tagger = Tagger(model.linear["tagger"], load_units())
    bounds = token_bounds(load_segmenter(model.segmenter, model.folder / "pkuseg").segment(text))
    return lambda: tagger.tag(text, bounds, [(0, len(text))])


def load_segmenter_alone(text: str) -> Run:
    """The released model's segmenter alone."""
    from extractor.knowledge.models import load_model
    from extractor.steps.segment import load_segmenter

    model = load_model()
    segmenter = load_segmenter(model.segmenter, model.folder / "pkuseg")
    return lambda: segmenter.segment(text)


def load_jieba(text: str) -> Run:
    """`jieba.lcut` as it comes: HMM on, dictionary loaded before."""
    jieba = import_module("jieba")
    jieba.setLogLevel("ERROR")
    jieba.dt.tmp_dir = mkdtemp()
    jieba.initialize()
    return lambda: jieba.lcut(text)


def load_recognizers(text: str) -> Run:
    """Recognizers-Text for Chinese: number, percentage, units and dates, one after the other."""
    number = import_module("recognizers_number")
    unit = import_module("recognizers_number_with_unit").NumberWithUnitRecognizer
    date = import_module("recognizers_date_time").DateTimeRecognizer
    culture = number.Culture.Chinese
    models = [
        number.NumberRecognizer(culture).get_number_model(),
        number.NumberRecognizer(culture).get_percentage_model(),
        unit(culture).get_currency_model(),
        unit(culture).get_dimension_model(),
        unit(culture).get_age_model(),
        unit(culture).get_temperature_model(),
        date(culture).get_datetime_model(),
    ]
    return lambda: [model.parse(text) for model in models]


TASKS: Mapping[str, Task] = {
    "whole": Task("whole job", load_whole),
    "printed": Task("whole job, with its JSON", load_printed),
    "tag": Task("tagging alone (`Tagger.tag`)", load_tagger),
    "segment": Task("segmenter alone", load_segmenter_alone),
    "jieba": Task("`jieba.lcut` alone", load_jieba),
    "recognizers": Task("Recognizers-Text stacked", load_recognizers, slow=True),
}
