"""Check what a report says against itself: table, prose, document numbers, years. Nothing is repaired."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from extractor.knowledge.cues import load_cues
from extractor.knowledge.forms import Form
from extractor.records import (
    Checks,
    Date,
    Document,
    DocumentNumber,
    DocumentTitle,
    Finding,
    Identity,
    Measurement,
    Table,
)  # fmt: skip
from extractor.steps.check.averages import check_averages
from extractor.steps.check.balances import check_balances
from extractor.steps.check.changes import check_changes
from extractor.steps.check.documents import check_document_numbers
from extractor.steps.check.grounds import (
    Grounds,
    Outcome,
    Unchecked,
    index_cells,
    index_shares,
    sentence_ends,
)
from extractor.steps.check.levels import find_amounts, find_levels
from extractor.steps.check.lists import is_level
from extractor.steps.check.missing import check_missing
from extractor.steps.check.nothing import check_nothing
from extractor.steps.check.periods import check_periods
from extractor.steps.check.prose_sums import check_prose_sums
from extractor.steps.check.prose_table import check_prose_table
from extractor.steps.check.sections import check_sections
from extractor.steps.check.shares import check_shares
from extractor.steps.check.spoken import check_restated, check_spoken_sums
from extractor.steps.check.tables import check_table
from extractor.steps.check.unread import check_unread
from extractor.steps.check.within import check_within

KINDS = (
    check_table,
    check_unread,
    check_prose_sums,
    check_balances,
    check_within,
    check_prose_table,
    check_spoken_sums,
    check_restated,
    check_changes,
    check_shares,
    check_averages,
    check_document_numbers,
    check_periods,
    check_nothing,
    check_sections,
    check_missing,
)


def check(  # noqa: PLR0913
    document: Document,
    identity: Identity,
    measurements: tuple[Measurement, ...],
    table: Table | None,
    form: Form | None,
    *,
    document_numbers: tuple[DocumentNumber, ...],
    document_titles: tuple[DocumentTitle, ...],
    dates: tuple[Date, ...],
) -> Checks:
    """Every check of one report: how many passed, failed, could not be made, and the findings, errors first.

    A finding is an "error" only where no reading (rounding, bounds, scope, 受理 = new + carried in) makes
    both figures true; what one would explain is a "query" that says the reading.
    """
    ends = sentence_ends(document.text)
    starts = [m.quantity.span.start for m in measurements]
    grounds = Grounds(
        document, identity, {m.id: m for m in measurements}, table, form, document_numbers, document_titles,
        dates, load_cues(), index_cells(table), index_shares(measurements),
        ends, [bisect_left(ends, start) for start in starts], starts, measurements, tuple(filter(is_level, measurements)),
        find_levels(document.text, identity.year, measurements), tuple(find_amounts(document.text, measurements)),
    )  # fmt: skip
    outcomes = list(_outcomes(grounds))
    unchecked = Counter(one.value for one in outcomes if isinstance(one, Unchecked))
    findings = sorted(dict.fromkeys(one for one in outcomes if isinstance(one, Finding)), key=_order)
    return Checks(
        outcomes.count("passed"),
        sum(1 for one in outcomes if isinstance(one, Finding)),
        unchecked.total(),
        tuple(findings),
        tuple(sorted(unchecked.items())),
    )


def _outcomes(grounds: Grounds) -> Iterator[Outcome]:
    for kind in KINDS:
        yield from kind(grounds)


def _order(finding: Finding) -> tuple[bool, int, str, str]:
    place = min((evidence.start for evidence in finding.evidence), default=0)
    return finding.severity != "error", place, finding.rule, finding.formula
