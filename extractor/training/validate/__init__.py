"""Hold annotation files to the guideline: every fault with file and line, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.training.validate.links import check_header, check_links, check_rows
from extractor.training.validate.places import Placed, Problem, find_files, read_placed
from extractor.training.validate.spans import check_spans
from extractor.training.validate.splits import check_corpus

__all__ = ["Problem", "validate"]


def validate(paths: Sequence[Path]) -> tuple[int, list[Problem]]:
    """How many passages the files and folders hold, and every problem in the order of files and lines.

    The splits are told by the folders `train`, `held_out` and `inbox`; what lies between passages is looked for
    among the paths that are given; a suggestion that is gold elsewhere is no second passage. CorpusError where there is
    nothing to look at.
    """
    placed: list[Placed] = []
    problems: list[Problem] = []
    for one in read_placed(find_files(paths)):
        if isinstance(one, Placed):
            placed.append(one)
            problems.extend(check_passage(one))
        else:
            problems.append(one)
    problems.extend(check_corpus(_without_answered(placed)))
    return len(placed), sorted(problems, key=_order)


def check_passage(placed: Placed) -> Iterator[Problem]:
    """Every problem of one passage by itself."""
    passage = placed.passage
    for check in (check_spans, check_links, check_rows):
        for wrong, right in check(passage):
            yield Problem(placed.place, wrong, right)
    for wrong, right in check_header(passage, placed.split):
        yield Problem(placed.place, wrong, right)


def _without_answered(placed: Sequence[Placed]) -> list[Placed]:
    """The passages without suggestions that a person has put right in another file: there they are gold, by the same id."""
    gold = {one.passage["id"] for one in placed if one.passage["status"] == "gold"}
    return [one for one in placed if one.passage["status"] == "gold" or one.passage["id"] not in gold]


def _order(problem: Problem) -> tuple[str, int]:
    path, _, line = problem.place.rpartition(":")
    return path, int(line)
