"""What every format draws: an extraction with its form, its model and its reviewed findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.knowledge.forms import Form, load_form
from extractor.knowledge.models import Model
from extractor.output.accepting import Reviewed, review
from extractor.output.contract import agrees
from extractor.output.words import load_words, said
from extractor.records import Checks, Evidence, Extraction, Observation, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """One extraction ready to be drawn; `findings` are in the order in which they are shown.

    `earlier` has, by fingerprint, the places in last year's text of findings between two years.
    """

    extraction: Extraction
    model: Model
    form: Form | None
    findings: tuple[Reviewed, ...]
    earlier: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the prose says of a cell: the printed figure, where it stands, and whether it agrees; None where both may be right."""

    text: str
    agrees: bool | None
    start: int
    end: int


def make_report(extraction: Extraction, model: Model, accepted: frozenset[str] = frozenset()) -> Report:
    """The extraction with the form it fills and its findings, those that a person accepted marked so."""
    form = load_form(extraction.form) if extraction.form is not None else None
    return Report(extraction, model, form, review(extraction.checks.findings, accepted))


def spoken(report: Report, cell: Observation) -> tuple[Spoken, ...]:
    """What the prose says of one cell, in the order of the text; another figure may be of something else where no finding holds it against the cell."""
    found = []
    for number in cell.prose:
        quantity = report.extraction.measurements[number].quantity
        start, end = quantity.span.start, quantity.span.end
        verdict: bool | None = agrees(cell, quantity)
        if verdict is False and not _held_against(report, cell, (start, end)):
            verdict = None
        found.append(Spoken(said(quantity), verdict, start, end))
    return tuple(found)


def _held_against(report: Report, cell: Observation, figure: tuple[int, int]) -> bool:
    """Whether a finding rests on the figure and on the cell."""
    for one in report.findings:
        places = [(evidence.start, evidence.end) for evidence in one.finding.evidence]
        if figure in places and (cell.start, cell.end) in places:
            return True
    return False


def spoken_text(report: Report, cell: Observation) -> str:
    """What the prose says of one cell, each figure with the mark for agreement: 341件✗."""
    words = load_words()
    return "、".join(f"{one.text}{words.agrees(one.agrees)}" for one in spoken(report, cell))


def disputed(report: Report) -> dict[tuple[int, int], Severity]:
    """The places that open findings rest on, each with its worst severity."""
    places: dict[tuple[int, int], Severity] = {}
    for one in report.findings:
        for evidence in () if one.accepted else one.finding.evidence:
            places.setdefault((evidence.start, evidence.end), one.finding.severity)
    return places


def headline(report: Report) -> str:
    """The report's title, or its issuer and year, or its id."""
    identity, document = report.extraction.identity, report.extraction.document
    year = f"{identity.year}年" if identity.year is not None else ""
    return identity.title or f"{identity.issuer or ''}{year}" or document.id


def summary(report: Report) -> str:
    """How many checks were made and what they found, in one sentence."""
    checks = report.extraction.checks
    open_ = [one for one in report.findings if not one.accepted]
    errors = sum(1 for one in open_ if one.finding.severity == "error")
    words = load_words()
    found = (
        f"{words.severities['error']}{errors}处，{words.severities['query']}{len(open_) - errors}处"
        if open_
        else "未发现矛盾"
    )
    accepted = len(report.findings) - len(open_)
    return (
        f"{found}{f'（另有{accepted}处已核可）' if accepted else ''}；核查{checks.passed + checks.failed}项："
        f"{checks.passed}项相符、{checks.failed}项不符，另有{checks.not_assessable}项无法判断{_reasons(checks)}"
    )


def _reasons(checks: Checks) -> str:
    """Why checks could not be made, the commonest reason first: （有一格空白或没有印出6项）."""
    words = load_words().unchecked
    often = sorted(checks.reasons, key=lambda one: -one[1])
    told = "、".join(f"{words.get(why, why)}{number}项" for why, number in often)
    return f"（{told}）" if told else ""


def leftover_lines(report: Report) -> tuple[tuple[str, str], ...]:
    """Each figure that could not be placed, as printed, with the reason."""
    words = load_words()
    return tuple(
        (left.span.text, words.leftovers.get(left.why, left.why)) for left in report.extraction.leftovers
    )
