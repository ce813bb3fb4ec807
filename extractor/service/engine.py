"""The pipeline that the service answers with, and how a newly released model takes its place."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from extractor.knowledge.forms import FormError
from extractor.knowledge.models import ModelError, default_folder, released_version
from extractor.knowledge.own_rules import add_rules
from extractor.output.report import Report, make_report
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, read
from extractor.service.asking import Asked
from extractor.service.problems import ProblemError
from extractor.service.settings import Settings
from extractor.service.turns import FullError, Turns

PROBE = "2021年，全区共收到政府信息公开申请95件，其中自然人90件。"  # what a model must read before it serves
LOOK_EVERY = 1.0


class Reading(NamedTuple):
    """One report as read, and how long that took, in seconds."""

    report: Report
    seconds: float


class Engine:
    """Loads the released model, answers with it, and changes to the next one between two reports."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is loaded yet; `start` does."""
        self.settings = settings
        self.folder = settings.models or default_folder()
        self.turns = Turns(waiting=settings.limits.queue, seconds=settings.limits.wait)
        self.fault: str | None = None  # why a newly released model is not served
        self._pipeline: Pipeline | None = None
        self._seen = ""

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline that answers now; ProblemError 503 before there is one."""
        if self._pipeline is None:
            raise ProblemError(503, "the model is not loaded yet; ask again", headers={"Retry-After": "1"})
        return self._pipeline

    @property
    def is_ready(self) -> bool:
        """Whether a model has loaded and read its probe."""
        return self._pipeline is not None

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
                if self.look() or self.fault != before:
                    told(self)

        thread = threading.Thread(target=look_again, name="model watch", daemon=True)
        thread.start()
        return thread

    def read(self, asked: Asked) -> Reading:
        """One report, in its turn; ProblemError where it cannot be read, is too long, or the line is full."""
        try:
            with self.turns.turn():
                return self._read(asked)
        except FullError:
            raise ProblemError(503, "too many reports are waiting; ask again", headers={"Retry-After": "1"}) from None

    def read_patiently(self, asked: Asked) -> Reading:
        """The same for one report of a batch that has been admitted."""
        with self.turns.patient_turn():
            return self._read(asked)

    def _read(self, asked: Asked) -> Reading:
        begun = time.perf_counter()
        pipeline, options = self._with_rules(asked), asked.options
        try:
            document = read(
                asked.content, document_id=asked.id, media_type=asked.media_type, declared_encoding=asked.encoding
            )
        except ReadError as error:
            raise ProblemError(422, f"the report cannot be read: {error}") from None
        if len(document.text) > (most := self.settings.limits.text):
            raise ProblemError(413, f"the report has {len(document.text)} characters; {most} at most")
        extraction = pipeline.extract(document, form=options.form)
        report = make_report(extraction, pipeline.model, frozenset(options.accepted))
        return Reading(report, time.perf_counter() - begun)

    def _with_rules(self, asked: Asked) -> Pipeline:
        """The pipeline, with the caller's own rules where there are some."""
        pipeline, rules = self.pipeline, asked.options.rules
        if rules is None:
            return pipeline
        if asked.options.form is not None:
            raise ProblemError(422, "rules are for the form that is recognised; leave out `form`")
        own = copy.copy(pipeline)
        try:
            own.forms = add_rules(pipeline.forms, rules, where="rules")
        except FormError as error:
            raise ProblemError(422, str(error)) from None
        return own
