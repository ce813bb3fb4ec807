"""Findings that a person has looked at and found fine: known again by a fingerprint when the report is read again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from extractor.records import Finding

WANTED = 'want {"findings": [{"fingerprint": "…"}, …]}, as `extractor extract` prints it, or a list of fingerprints'


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding with its fingerprint; `accepted` where a person has said that it is fine."""

    finding: Finding
    fingerprint: str
    accepted: bool


class AcceptError(ValueError):
    """A file of accepted findings that cannot be used; says file, what is wrong and what would be right."""


def review(findings: Iterable[Finding], accepted: frozenset[str]) -> tuple[Reviewed, ...]:
    """Every finding with its fingerprint: open errors first, then open queries, accepted ones last.

    A fingerprint is made of the rule, its arithmetic and the figures, never of places, so that it outlives an
    edit elsewhere in the report; a second finding of the same kind and figures gets a “-2”.
    """
    seen: Counter[str] = Counter()
    reviewed = []
    for finding in findings:
        print_ = fingerprint_of(finding)
        seen[print_] += 1
        name = print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}"
        reviewed.append(Reviewed(finding, name, name in accepted))
    return tuple(sorted(reviewed, key=lambda one: (one.accepted, one.finding.severity != "error")))


def read_accepted(text: str, *, where: str) -> frozenset[str]:
    """The fingerprints in the text of a file; AcceptError where it holds none that can be read.

    >>> sorted(read_accepted('{"findings": [{"fingerprint": "0a1b"}]}', where="findings.json"))
    ['0a1b']
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise AcceptError(f"{where}: not JSON ({error}); {WANTED}") from None
    entries = found.get("findings") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise AcceptError(f"{where}: holds no list of findings; {WANTED}")
    return frozenset(_read_entry(entry, number, where) for number, entry in enumerate(entries, 1))


def _read_entry(entry: Any, number: int, where: str) -> str:
    name = entry.get("fingerprint") if isinstance(entry, dict) else entry
    if not isinstance(name, str) or not name:
        raise AcceptError(f"{where}: entry {number} has no fingerprint; {WANTED}")
    return name


def fingerprint_of(finding: Finding) -> str:
    """Twelve hexadecimal digits that stay the same while rule, arithmetic and figures do."""
    parts = (finding.rule, finding.formula, *(evidence.text for evidence in finding.evidence))
    plain = ("".join(part.split()) for part in parts)  # a line broken otherwise is no other finding
    return sha256("\x1f".join(plain).encode("utf-8", "surrogatepass")).hexdigest()[:12]
