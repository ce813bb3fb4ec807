"""Change one figure of a report at a time and see whether the checks find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from extractor.records import Finding
from tests.mutation.documents import document_slips
from tests.mutation.figures import Place, slips
from tests.mutation.gold import Report, pipeline
from tests.mutation.ties import Tie, find_ties
from tests.mutation.years import YearSlip, year_slips


@dataclass(frozen=True)
class Slip:
    """One change of one report: the text from `start` to `end` becomes `text`; `partners` are what betrays it."""

    report: Report
    kind: str
    where: str
    start: int
    end: int
    text: str
    rules: tuple[str, ...]
    partners: tuple[
        tuple[int, int], ...
    ]  # places of the ties that it breaks, besides itself; none: itself is enough


@dataclass(frozen=True)
class Verdict:
    """What the checks said of one slip: `severity` of the best finding that shows both figures, None for none."""

    slip: Slip
    severity: str | None
    is_half: bool  # a finding shows one of the two figures only
    strays: tuple[str, ...]  # new findings that show neither
    messages: tuple[str, ...]


def make_slips(report: Report, seed: int = 5) -> Iterator[Slip]:
    """Every decidable slip of a report, the same ones for the same seed."""
    ties = find_ties(report)
    by_place: dict[Place, list[Tie]] = {}
    for tie in ties:
        for place in dict.fromkeys(tie.places):
            by_place.setdefault(place, []).append(tie)
    places = sorted(by_place, key=lambda place: place.start)
    for place in places:
        random = Random(f"{seed} {report.id} {place.start}")
        for kind, text in slips(place, random, places):
            yield from _slip(report, by_place[place], (place, kind, text))
    for place, kind, text in year_slips(ties):
        yield from _slip(report, by_place[place], (place, kind, text))
    yield from (Slip(report, *more) for more in document_slips(report, Random(f"{seed} {report.id}")))


def _slip(report: Report, ties: Sequence[Tie], change: YearSlip) -> Iterator[Slip]:
    """The slip, where it breaks a tie: no other figure of the report bears on the rest, and none of them is decidable."""
    place, kind, text = change
    broken = [tie for tie in ties if text != place.text and tie.broken_by(place, text)]
    if broken:
        rules = tuple(dict.fromkeys(tie.rule for tie in broken))
        partners = {(p.start, p.end) for tie in broken for p in tie.places if p != place}
        yield Slip(report, kind, place.where, place.start, place.end, text, rules, tuple(sorted(partners)))


def judge(slip: Slip, before: Sequence[Finding]) -> Verdict:
    """Check the changed report; findings that it had before do not count."""
    report, shift = slip.report, len(slip.text) - (slip.end - slip.start)
    text = report.text[: slip.start] + slip.text + report.text[slip.end :]
    own = slip.start, slip.start + len(slip.text)
    partners = [_moved(place, slip.end, shift) for place in slip.partners]
    known = {_key(finding, slip.end, shift) for finding in before}
    found = [
        f
        for f in pipeline().extract(text, document_id=report.id).checks.findings
        if _key(f, 0, 0) not in known
    ]
    best, half, strays = None, False, []
    for finding in found:
        shows_own = (
            _shows(finding, [own]) if slip.text else any(finding.rule.endswith(rule) for rule in slip.rules)
        )
        shows_other = not partners or _shows(finding, partners)
        if shows_own and shows_other:
            best = "error" if "error" in (best, finding.severity) else "query"
        elif shows_own or (partners and shows_other):
            half = True
        else:
            strays.append(f"{finding.severity} {finding.rule} {finding.message}")
    return Verdict(
        slip, best, half, tuple(strays), tuple(f"{f.severity} {f.rule} {f.message}" for f in found)
    )


def findings_of(report: Report) -> tuple[Finding, ...]:
    """What is found in the unchanged report."""
    return pipeline().extract(report.text, document_id=report.id).checks.findings


def judge_all(slips_: Iterable[Slip]) -> Iterator[Verdict]:
    """Verdicts in order; the unchanged reports are checked once."""
    before: dict[str, tuple[Finding, ...]] = {}
    for slip in slips_:
        if slip.report.id not in before:
            before[slip.report.id] = findings_of(slip.report)
        yield judge(slip, before[slip.report.id])


def _moved(place: tuple[int, int], behind: int, shift: int) -> tuple[int, int]:
    return (place[0] + shift, place[1] + shift) if place[0] >= behind else place


def _key(finding: Finding, behind: int, shift: int) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    places = (
        _moved((one.start, one.end), behind, shift) if behind else (one.start, one.end)
        for one in finding.evidence
    )
    return finding.rule, tuple(
        (*place, one.text) for place, one in zip(places, finding.evidence, strict=True)
    )


def _shows(finding: Finding, places: Iterable[tuple[int, int]]) -> bool:
    return any(one.start < end and start < one.end for one in finding.evidence for start, end in places)
