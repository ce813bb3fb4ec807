"""Whole passages through the whole pipeline: what is consistent is left alone, what is wrong is found.

The links between figures are learned, so a single passage may change with a model; what is held is how many do.
"""

from functools import cache
from pathlib import Path

from extractor import Pipeline
from extractor.records import Finding

PASSAGES = Path(__file__).parent / "passages"
QUERIES, FOUND = 0.03, 0.85  # of the consistent passages that may be queried, of the contradictory ones to be found


def passages(name: str) -> list[str]:
    lines = (PASSAGES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def findings(passage: str) -> tuple[Finding, ...]:
    return pipeline().extract(passage).checks.findings


def test_no_consistent_passage_is_called_wrong() -> None:
    found = {text: [one.message for one in findings(text)] for text in passages("consistent.txt")}
    errors = [text for text in found for one in findings(text) if one.severity == "error"]
    queried = {text: messages for text, messages in found.items() if messages}
    assert not errors
    assert len(queried) <= QUERIES * len(found), queried


def test_contradictory_passages_are_found_with_both_figures() -> None:
    texts = passages("contradictory.txt")
    missed = [text for text in texts if not any(len(one.evidence) > 1 for one in findings(text))]
    assert len(missed) <= (1 - FOUND) * len(texts), missed
