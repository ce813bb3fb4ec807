"""Words of a page put together to lines: what was one number or one word becomes one again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from extractor.reading.spots import Spot

Word = dict[str, Any]  # as pdfplumber gives it: text, x0, x1, top, bottom, chars
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"[\d.,%]")
_SAME_LINE = 0.5  # of a letter's height


def join_lines(lines: Iterable[Sequence[Word]]) -> str:
    """The text of a table cell: lines joined, a number that was broken over lines whole again."""
    text = ""
    for line in lines:
        part = join_line(line)
        text += (" " if text and needs_blank(text[-1], part[:1]) else "") + part
    return text


def spots_of(words: Iterable[Word]) -> tuple[Spot, ...]:
    """Where words stand, to a tenth of a point."""
    return tuple(map(_spot, words))


def _spot(word: Word) -> Spot:
    left, top, right, bottom = (round(word[side], 1) for side in ("x0", "top", "x1", "bottom"))
    letters = word["chars"]
    edges = (*(round(letter["x0"], 1) for letter in letters), right)
    is_even = len(letters) == len(word["text"])  # else one sign stands for several letters
    page = letters[0]["page_number"]
    return Spot(word["text"], page, (left, top, right, bottom), edges if is_even else ())


def group_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Group words by the line they stand on, from top to bottom, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        last = lines[-1][0] if lines else None
        if last and abs(middle - (last["top"] + last["bottom"]) / 2) < _SAME_LINE * (
            last["bottom"] - last["top"]
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]


def join_line(line: Sequence[Word], wide: str = " ") -> str:
    """The text of one line: gaps of spaced-out print are nothing, a gap wider than a letter is `wide`."""
    text = ""
    for number, word in enumerate(line):
        if number:
            gap = word["x0"] - line[number - 1]["x1"]
            height = word["bottom"] - word["top"]
            if gap > 1.2 * height:
                text += wide
            elif _is_ascii(text[-1:], word["text"][:1]):
                text += " "
        text += word["text"]
    return text


def needs_blank(before: str, after: str) -> bool:
    """Say whether two pieces of a wrapped line are two words; digits and ideographs never are.

    >>> needs_blank("a", "b"), needs_blank("3", "5"), needs_blank("收", "到")
    (True, False, False)
    """
    return bool(_LATIN.fullmatch(before) and _LATIN.fullmatch(after))


def _is_ascii(before: str, after: str) -> bool:
    return bool(before and after and before.isascii() and after.isascii())
