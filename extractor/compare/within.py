"""One report's answer with last year's report laid beside it: its own findings, and those between the two years."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from extractor.compare import compare
from extractor.knowledge.models import Model
from extractor.output.report import Report, make_report
from extractor.records import Checks, Extraction


def make_report_with_last(
    last: Extraction, this: Extraction, model: Model, accepted: frozenset[str] = frozenset()
) -> Report:
    """The report of a year, ready to be drawn, with the findings between the years among its own.

    `earlier` of the report says on which places of last year's text each of these rests. CompareError where the
    order of the years is wrong.
    """
    comparison, own = compare(last, this), this.checks
    earlier = {id(one.finding): one.earlier for one in comparison.findings}
    checks = Checks(
        own.passed + comparison.passed,
        own.failed + len(comparison.findings),
        own.not_assessable + sum(comparison.not_assessable.values()),
        (*own.findings, *(one.finding for one in comparison.findings)),
        tuple((Counter(dict(own.reasons)) + Counter(comparison.not_assessable)).items()),
    )
    report = make_report(replace(this, checks=checks), model, accepted)
    places = {one.fingerprint: earlier[id(one.finding)] for one in report.findings if id(one.finding) in earlier}
    return replace(report, earlier=places)
