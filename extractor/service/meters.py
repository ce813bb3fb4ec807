"""What the service counts, for Prometheus; the counts of all workers together where they share a folder."""

from __future__ import annotations

from collections import Counter as Tally
from contextlib import AbstractContextManager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0 as CONTENT_TYPE
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from extractor.output.report import Report
from extractor.records import Extraction

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
__all__ = ["CONTENT_TYPE", "Meters", "mark_process_dead"]


class Meters:
    """One set an app; `shared` where the workers of a server write to one folder."""

    def __init__(self, *, shared: bool) -> None:
        """Nothing is counted yet."""
        self.shared = shared
        self.registry = CollectorRegistry()
        self._requests = self._counter("requests", "Requests answered", "method", "route", "status")
        self._refused = self._counter("refusals", "Requests refused, by status", "status")
        self._characters = self._counter("characters", "Characters read")
        self._reports = self._counter("reports", "Reports read, by form", "form")
        self._entities = self._counter("entities", "Entities found, by label", "label")
        self._findings = self._counter("findings", "Findings, by severity", "severity")
        self._seconds = self._histogram("request_seconds", "Time from the head of a request to its answer", "route")
        self._reading = self._histogram("reading_seconds", "Time that reading one report took")
        self._inside = Gauge(
            "extractor_inside", "Requests that are read or wait", registry=self.registry, multiprocess_mode="livesum"
        )
        self._model = Gauge(
            "extractor_model", "1 for the model that answers", ["version"], registry=self.registry, multiprocess_mode="livemax"
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request with its answer."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)
        if status >= 400:
            self._refused.labels(status).inc()

    def inside(self) -> AbstractContextManager[None]:
        """Count a request for as long as it is inside."""
        return self._inside.track_inprogress()

    def count_report(self, report: Report, seconds: float) -> None:
        """One report that was read."""
        extraction = report.extraction
        self._reading.observe(seconds)
        self._reports.labels(extraction.form or "").inc()
        self._characters.inc(len(extraction.document.text))
        for label, number in _count_labels(extraction).items():
            self._entities.labels(label).inc(number)
        for severity, number in Tally(one.severity for one in extraction.checks.findings).items():
            self._findings.labels(severity).inc(number)

    def show_model(self, version: str, *, before: str | None = None) -> None:
        """That version answers from now on."""
        if before is not None:
            self._model.labels(before).set(0)
        self._model.labels(version).set(1)

    def render(self) -> bytes:
        """Everything, in Prometheus's text format."""
        if not self.shared:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"extractor_{name}", what, labels, registry=self.registry)

    def _histogram(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(f"extractor_{name}", what, labels, registry=self.registry, buckets=_SECONDS)


def _count_labels(extraction: Extraction) -> dict[str, int]:
    found: dict[str, tuple[Any, ...]] = {
        "QUANTITY": extraction.quantities,
        "DATE": extraction.dates,
        "DOCUMENT_NUMBER": extraction.document_numbers,
        "DOCUMENT_TITLE": extraction.document_titles,
    }
    return {label: len(entities) for label, entities in found.items() if entities}
