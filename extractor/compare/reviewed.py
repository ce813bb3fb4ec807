"""A comparison as people read it: its findings with what was accepted, its headline, its sum in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from extractor.compare.records import Comparison, YearFinding
from extractor.output.accepting import Reviewed, review
from extractor.output.words import load_words
from extractor.records import Extraction


class ReviewedYear(NamedTuple):
    """A finding between two years, its fingerprint, and whether a person has said that it is fine."""

    year: YearFinding
    reviewed: Reviewed


def review_years(comparison: Comparison) -> tuple[ReviewedYear, ...]:
    """Every finding of a comparison: open errors first, then open queries, accepted ones last."""
    years = {id(one.finding): one for one in comparison.findings}
    found = review((one.finding for one in comparison.findings), comparison.accepted)
    return tuple(ReviewedYear(years[id(one.finding)], one) for one in found)


def headline(comparison: Comparison) -> str:
    """Both reports by office and year: 青栌县人民政府2022年 → 青栌县人民政府2023年."""
    return f"{name_of(comparison.last)} → {name_of(comparison.this)}"


def name_of(extraction: Extraction) -> str:
    """A report by its office and year, or by its id."""
    year = f"{extraction.identity.year}年" if extraction.identity.year is not None else ""
    return f"{extraction.identity.issuer or extraction.document.id}{year}"


def summary(comparison: Comparison) -> str:
    """How many checks were made and what they found, in one sentence."""
    words, findings = load_words(), review_years(comparison)
    left_open = [one.year.finding for one in findings if not one.reviewed.accepted]
    errors = sum(1 for one in left_open if one.severity == "error")
    found = f"{words.severities['error']}{errors}处，{words.severities['query']}{len(left_open) - errors}处"
    accepted = f"（另有{len(findings) - len(left_open)}处已核可）" if len(left_open) < len(findings) else ""
    left = sum(comparison.not_assessable.values())
    return (
        f"{found if left_open else '两年衔接未发现问题'}{accepted}；核查{comparison.passed + len(findings)}项："
        f"{comparison.passed}项相符，另有{left}项无法判断"
    )


def reasons(comparison: Comparison) -> Iterator[str]:
    """Why checks could not be made, a line each: 3项：两份报告的年度不相邻."""
    for reason, number in comparison.not_assessable.items():
        yield f"{number}项：{reason}"
