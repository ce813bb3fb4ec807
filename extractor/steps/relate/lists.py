"""Lists paired by order: 规章、规范性文件分别为3件和12件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.steps.relate.scene import Mention

MARKS = ("、", "和", "及", "与", ",", "以及")
_RESPECTIVELY = re.compile(r"(?:分别|依次|各)(?P<verb>[^,。;、:]{0,8})[:,]?\s*$")
_HEADS = re.compile(r"(?:[两二三四五六七八九十](?:者|大?类|项|种|个(?:方面|领域|环节|渠道|部分|部门|单位))|各项|总数|数量|均|的|[，,])+$")
_ITEM = re.compile(r"[^、,;:。()\n]+")
_AND = re.compile(r"以及|[和与及]")
_COUNTED = re.compile(r"(?:方面|环节|领域|渠道|部分|途径|类型|类别|单位|部门|地区)?[的中里]?[，,:：]?")
_HOLLOW = re.compile(r"^(?:为|是|有|达到?|共|计|占|约|了|:)+|(?:为|是|有|达到?|约|了)+$")


class Paired(NamedTuple):
    """The name that a list gives to the figure at `place`: where it stands, and the verb that all share."""

    place: int
    start: int
    end: int
    verb: str


def pair_lists(found: Sequence[Mention], text: str) -> Iterator[Paired]:
    """Names of figures that stand in a list behind 分别 or 依次, one for each, in the order of both lists."""
    place = 0
    while place < len(found):
        match = _RESPECTIVELY.search(found[place].gap)
        length = _run(found, place) if match is not None else 1
        if match is not None and length > 1:
            items = _items(text, *_before(found, place, match.start(), length), length)
            verb = _HOLLOW.sub("", match["verb"])
            yield from (Paired(place + order, start, end, verb) for order, (start, end) in enumerate(items))
        place += length


def _before(found: Sequence[Mention], place: int, stop: int, length: int) -> tuple[int, int]:
    """Where the list stands: between the figure before and 分别, or, in 物业、电梯、质量三个方面，分别为, before the figure that counts it."""
    mention, before = found[place], found[place - 1] if place else None
    if before is not None and before.sentence == mention.sentence and before.quantity.value == length and _COUNTED.fullmatch(mention.gap[:stop]):
        return before.gap_start, before.left
    return mention.gap_start, mention.gap_start + stop


def _run(found: Sequence[Mention], place: int) -> int:
    """How many figures the list has: those with only a list mark before them."""
    length = 1
    while place + length < len(found):
        following = found[place + length]
        if following.sentence != found[place].sentence or following.gap.strip() not in MARKS:
            break
        length += 1
    return length


def _items(text: str, begin: int, end: int, length: int) -> list[tuple[int, int]]:
    """The last `length` items before 分别; empty where there are not so many."""
    head = _HEADS.search(text, begin, end)
    end = head.start() if head is not None and head.end() == end else end
    items = [match.span() for match in _ITEM.finditer(text, begin, end)]
    while len(items) < length:
        split = next((pair for item in reversed(items) if (pair := _split(text, *item)) is not None), None)
        if split is None:
            return []
        place = items.index((split[0][0], split[1][1]))
        items[place : place + 1] = split
    return items[-length:]


def _split(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Two items joined by 和, 与 or 及."""
    match = _AND.search(text, start + 1, end - 1)
    return None if match is None else ((start, match.start()), (match.end(), end))
