"""Words of a page put together to lines: what was one number or one word becomes one again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Word = dict[str, Any]  # as pdfplumber gives it: text, x0, x1, top, bottom
Box = tuple[float, float, float, float]  # left, top, right, bottom, in points from the page's top left
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"[\d.,%]")
_SAME_LINE = 0.5  # of a letter's height


def join_words(words: Sequence[Word]) -> str:
    """The text of a table cell: lines joined, a number that was broken over lines whole again."""
    text = ""
    for line in group_lines(words):
        part = join_line(line)
        text += (" " if text and needs_blank(text[-1], part[:1]) else "") + part
    return text


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
