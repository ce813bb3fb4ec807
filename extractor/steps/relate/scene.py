"""Sentences, clauses and gaps: where each quantity stands among the others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.records import Quantity

_ENDS = re.compile(
    r"[。！？!?]|\n\s*\n"
    r"|\n(?=[^\S\n]*(?:[#>|]|[一二三四五六七八九十]{1,3}[、是]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9])))"
)
_CLAUSE = re.compile(r"[。；：、,;:()！？!?\n](?![^《》]*》)")
_REST = re.compile(r"\n[^\S\n]*[0-9件条项个次篇人份家户期万亿%]")
_GOES_ON = ("，", "、", ",", *"0123456789")  # what a line ends with that the next one goes on with
_EARLIER = re.compile(
    r"(?:较|比|与|和|(?<!连)同|相较于?)[^，。；,;0-9]{0,6}(?:[上去前]一?年|[0-9]{4}年|同期|原来|年初)(?!度?结转)[^，。；,;0-9]{0,8}$|[上去]一?年度?(?:同期)?[为是]\s*$"
)
_WRAP = 20  # a shorter line was broken by its writer, not by the page


@dataclass(slots=True)
class Mention:
    """One quantity in its sentence.

    `left` is where its modifier words begin; `gap` is the text between the figure before it in the sentence (or the
    sentence's beginning) and `left`; `clause` begins behind the last punctuation before it.
    """

    index: int
    quantity: Quantity
    left: int
    end: int
    sentence: int
    gap_start: int
    clause_start: int
    gap: str


def sentence_ends(text: str) -> list[int]:
    """Offsets behind which a new sentence begins: full stops, blank lines, headings, short lines."""
    ends = [match.end() for match in _ENDS.finditer(text)]
    start = 0
    while (line := text.find("\n", start)) != -1:
        if line - start < _WRAP and text[start:line].rstrip()[-1:] not in _GOES_ON and not _unfinished(text, line):
            ends.append(line + 1)
        start = line + 1
    return sorted(set(ends))


def _unfinished(text: str, line: int) -> bool:
    """Whether a figure or its unit goes on behind the line break."""
    return _REST.match(text, line, line + 6) is not None


def mentions(text: str, quantities: Sequence[Quantity]) -> list[Mention]:
    """The quantities in their sentences, in the order of the (folded) text."""
    ends = sentence_ends(text)
    found: list[Mention] = []
    for index, quantity in enumerate(quantities):
        span = quantity.span
        left = span.start - _words_before(text, quantity)
        sentence = bisect_right(ends, span.start)
        begin = ends[sentence - 1] if sentence else 0
        if found and found[-1].sentence == sentence:
            begin = max(begin, found[-1].end)
        begin = max(begin, left - 160)
        gap = text[begin:left]
        clause = max((match.end() for match in _CLAUSE.finditer(gap)), default=0) + begin
        found.append(Mention(index, quantity, left, span.end, sentence, begin, clause, gap))
    return found


def _words_before(text: str, quantity: Quantity) -> int:
    words = quantity.modifier_text or ""
    for length in range(len(words), 0, -1):
        if text.endswith(words[:length], 0, quantity.span.start):
            return length
    return 0


def earlier(mention: Mention) -> str:
    """What says of a figure that it is an earlier value, with which one before it is compared: 较上年的 of 95件，较上年的40件; else ""."""
    match = _EARLIER.search(mention.gap[-24:])
    return match[0].strip() if match is not None else ""
