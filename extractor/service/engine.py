"""The pipeline that the service answers with, and how a newly released model takes its place."""

from __future__ import annotations

import copy
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from extractor.compare import CompareError
from extractor.compare.within import make_report_with_last
from extractor.knowledge.forms import FormError
from extractor.knowledge.models import Model, ModelError, default_folder, released_version
from extractor.knowledge.own_rules import add_rules
from extractor.output.report import Report, make_report
from extractor.pipeline import Pipeline
from extractor.reading import ReadError
from extractor.reading.confined import ConfinedReader, Limits
from extractor.records import Document
from extractor.service.asking import Asked, Options
from extractor.service.problems import ProblemError
from extractor.service.settings import Settings
from extractor.service.turns import FullError, Places, Turns

PROBE = "2021年，全区共收到政府信息公开申请95件，其中自然人90件。"  # what a model must read before it serves
LOOK_EVERY = 1.0
_LATER = {"Retry-After": "1"}


class Reading(NamedTuple):
    """One report as read, and how long its turn took, in seconds."""

    report: Report
    seconds: float


class Engine:
    """Loads the released model, answers with it, and changes to the next one between two reports."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is loaded yet; `start` does."""
        self.settings = settings
        self.folder = settings.models or default_folder()
        self.fault: str | None = None  # why a newly released model is not served
        self.reader = ConfinedReader(_reading_limits(settings), spares=settings.readers, at_once=2)
        self._places, self._turns = Places(settings.limits.queue + 1), Turns()
        self._pipeline: Pipeline | None = None
        self._seen = ""

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline that answers now; ProblemError 503 before there is one."""
        if self._pipeline is None:
            raise ProblemError(503, "the model is not loaded yet; ask again", headers=_LATER)
        return self._pipeline

    @property
    def model(self) -> Model:
        """The model that answers now."""
        return self.pipeline.model

    def start(self) -> None:
        """Load the released model; ModelError where it cannot be used."""
        version = released_version(self.folder)
        pipeline = Pipeline.load(self.settings.models, version)
        pipeline.extract(PROBE)
        self._pipeline, self._seen, self.fault = pipeline, version, None

    def look(self) -> bool:
        """Change to the model that is released now, if it is another; whether it was.

        A model that cannot be used is said in `fault`, and the one before goes on answering.
        """
        try:
            version = released_version(self.folder)
            if version == self._seen:
                return False
            self._seen = version
            self.start()
        except (ModelError, OSError) as error:
            self.fault = str(error)
            return False
        return True

    def watch(self, told: Callable[[Engine], None]) -> threading.Thread:
        """Look once a second, in a thread of its own; `told` hears of every change and every new fault."""

        def look_again() -> None:
            while True:
                time.sleep(LOOK_EVERY)
                before = self.fault
                if self.look() or self.fault not in (None, before):
                    told(self)

        thread = threading.Thread(target=look_again, name="model watch", daemon=True)
        thread.start()
        return thread

    @contextmanager
    def place(self) -> Iterator[None]:
        """Let one request in; ProblemError 503 where too many are inside."""
        try:
            with self._places.place():
                yield
        except FullError:
            raise ProblemError(503, "too many requests are waiting; ask again", headers=_LATER) from None

    def read(self, asked: Asked, *, seconds: float) -> Reading:
        """One report, in its turn, which comes in so many seconds (-1: whenever); ProblemError where it cannot be read."""
        if asked.last is None:
            return self._read(asked, seconds, None)
        return self._read(asked, seconds, self._read(asked.last, seconds, None))

    def _read(self, asked: Asked, seconds: float, last: Reading | None) -> Reading:
        """The report, with last year's beside it where there is one."""
        document, pipeline = self._open(asked), self._with_rules(asked.options)
        try:
            with self._turns.turn(seconds):
                return _extract(pipeline, document, asked.options, last)
        except FullError:
            raise ProblemError(503, f"the turn did not come in {seconds:g} seconds; ask again", headers=_LATER) from None

    def _open(self, asked: Asked) -> Document:
        """The document; files are parsed in a process that is held to time and memory."""
        try:
            document = self.reader.read(
                asked.content, document_id=asked.id, media_type=asked.media_type, declared_encoding=asked.encoding
            )
        except ReadError as error:
            raise ProblemError(422, f"the report cannot be read: {error}") from None
        if len(document.text) > (most := self.settings.limits.text):
            raise ProblemError(413, f"the report has {len(document.text)} characters; {most} at most")
        return document

    def _with_rules(self, options: Options) -> Pipeline:
        """The pipeline, with the caller's own rules where there are some."""
        pipeline = self.pipeline
        if options.rules is None:
            return pipeline
        if options.form is not None:
            raise ProblemError(422, "rules are for the form that is recognised; leave out `form`")
        own = copy.copy(pipeline)
        try:
            own.forms = add_rules(pipeline.forms, options.rules, where="rules")
        except FormError as error:
            raise ProblemError(422, str(error)) from None
        return own


def _extract(pipeline: Pipeline, document: Document, options: Options, last: Reading | None) -> Reading:
    begun, accepted = time.perf_counter(), frozenset(options.accepted)
    extraction = pipeline.extract(document, form=options.form)
    if last is None:
        return Reading(make_report(extraction, pipeline.model, accepted), time.perf_counter() - begun)
    try:
        report = make_report_with_last(last.report.extraction, extraction, pipeline.model, accepted)
    except CompareError as error:
        raise ProblemError(422, str(error)) from None
    return Reading(report, last.seconds + time.perf_counter() - begun)


def _reading_limits(settings: Settings) -> Limits:
    """Those of the environment (EXTRACTOR_READ_…), and never less than the body that is let in."""
    limits = Limits.of(os.environ)
    return replace(limits, size=max(limits.size, settings.limits.inflated))
