"""Check what is taken up against what was put forward: 收到建议5条，采纳6条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.records import Finding
from extractor.steps.check.bounds import bounds_of
from extractor.steps.check.grounds import Grounds, Outcome, Unchecked, evidence_of, name_of, said
from extractor.steps.check.lists import breaks, gap_of, is_level_with, same_unit

NEAR = 16  # characters between the two
BRACKETS = ("（", "(")  # in which the second may stand: 6场（主要负责人出席2场）
_STOP = re.compile("[，。；、,;）)]")
_READING = "若后者包含此前收到的，则都可能正确"


def check_within(grounds: Grounds) -> Iterator[Outcome]:
    """One outcome for each pair of figures of which the later is taken from the earlier (cues.toml, `within`)."""
    for whole, part in pairwise(grounds.figures):
        if whole.of is not None or part.quantity.span.start - whole.quantity.span.end > NEAR:
            continue
        gap = gap_of(grounds, whole, part)
        if (
            not same_unit(whole, part)
            or breaks(gap)
            or not (is_level_with(grounds, whole, part) or gap.startswith(BRACKETS))
        ):
            continue
        noun, _, rest = ("", "", gap[1:]) if gap.startswith(BRACKETS) else gap.partition(next((mark for mark in gap if mark in "，,；;、"), "，"))
        end = part.quantity.span.end
        before = grounds.clause_text(whole) + noun
        behind = rest + _STOP.split(grounds.document.text[end : end + 4])[0]
        if not any(within.holds(before, behind) for within in grounds.cues.within):
            continue
        printed, taken = bounds_of(whole.quantity), bounds_of(part.quantity)
        if printed is None or taken is None:
            yield Unchecked.INEXACT
        elif taken.low <= printed.high:
            yield "passed"
        elif part.of != whole.id:  # else it is told as a part of its whole
            message = f"正文{name_of(whole)}{said(whole.quantity)}，{name_of(part)}却有{said(part.quantity)}"
            evidence = (evidence_of(whole.quantity), evidence_of(part.quantity))
            formula = f"{said(part.quantity)} > {said(whole.quantity)}"
            values = whole.quantity.value, part.quantity.value
            yield Finding("prose-sum", "query", message, formula, *values, evidence, _READING)
