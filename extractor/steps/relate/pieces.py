"""The words that may name a figure, laid out in a row: those around it, and those of names and topics before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.steps.relate.edges import left_edge, tail_limit
from extractor.steps.relate.scene import Mention

LEFT, RIGHT, TOPIC = 16, 10, 14  # most tokens of a zone
CLAUSES = 2  # clauses before the figure's own in which its name may stand
SPARSE = 5  # words of the own clause up to which names and topics from before are recalled
BARE = 1  # and up to which the topic is recalled behind another level of the sentence too
PUNCTUATION = frozenset("，。；：、,;:()（）！？!?\n“”\"'‘’《》〈〉 \u3000|")
BREAKS = PUNCTUATION - frozenset(' \n"')  # quotes stand within a clause
TOPIC_REACH = 400  # characters before a figure in which its paragraph begins
_ITEM = re.compile(
    r"(?:^|\n)\s*(?:\([一二三四五六七八九十0-9]{1,3}\)|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、])?|[一二三四五六七八九十]是|其[一二三四五]|第[一二三四五六七八九十][,、，]"
)
_TOPIC_END = re.compile(r"[。:;,\n]")


class Piece(NamedTuple):
    """One token that may be a word of the name.

    `zone` says where it stands: `L` and `R` left and right of the figure; the others recall words from before: `W` the
    name of its whole, `B` the name of the level before it in the sentence, `P` that of the sentence before, `T` the topic
    of the paragraph, `V` the whole's or neighbour's name again, as what ends the name; `U` is the noun of the unit.
    `start` is its place in the text, -1 where it does not stand at the figure. One that is `closed`, punctuation or a word
    that counts nothing apart (各类, 共), is only seen by its neighbours and never kept.
    """

    zone: str
    token: str
    start: int
    closed: bool = False


class Context(NamedTuple):
    """The tokens of the names said before: of the whole, of the level before in the sentence, of the sentence before."""

    whole: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    prior: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What is recalled: "of" a whole, "before" a level of the sentence, "0" neither."""
        return "of" if self.whole else "before" if self.before else "0"

    @property
    def taken(self) -> list[str]:
        """Names that are the whole's or its neighbour's already, where there is a whole."""
        return ["".join(name) for name in (self.whole, self.before) if self.whole and name]


def lay_out(mention: Mention, text: str, bounds: Sequence[int], next_left: int, context: Context) -> list[Piece]:
    """Every word that may belong to the name of one figure, in the order in which a name would say them.

    `text` is folded, `bounds` are its token borders, `next_left` is where the next figure begins.
    """
    whole, before, prior = context
    left, own, points = _left(mention, text, bounds)
    sparse = points or own <= SPARSE
    pieces: list[Piece] = []
    if not whole and not before:
        pieces += _topic(mention, text, bounds) if sparse else []
        pieces += _recall("P", prior) if points or own < SPARSE else []
    elif not whole and own <= BARE:
        pieces += _topic(mention, text, bounds)
    other = before if before != whole else ()
    if sparse:
        pieces += _recall("W", whole) + _recall("B", other)
    pieces += left
    pieces += _tokens("R", text, bounds, mention.end, tail_limit(mention, text, next_left))[:RIGHT]
    if points or own <= SPARSE + 1:
        pieces += _recall("V", whole or other)
    unit = load_units().by_text.get(mention.quantity.unit)
    if unit is not None and unit.noun is not None and _lacks(pieces, unit.noun):
        pieces.append(Piece("U", unit.noun, -1))
    return pieces


def _lacks(pieces: Sequence[Piece], noun: str) -> bool:
    """Whether there are words that the noun may complete, and none at the figure is it."""
    found = False
    for piece in pieces:
        if piece.zone in "LR" and noun in piece.token:
            return False
        found = found or not piece.closed
    return found


def _recall(zone: str, tokens: Sequence[str]) -> list[Piece]:
    return [Piece(zone, token, -1) for token in tokens]


def _left(mention: Mention, text: str, bounds: Sequence[int]) -> tuple[list[Piece], int, bool]:
    """The words before the figure, of its own clause and CLAUSES more; how many of its own clause may name it; whether one points back."""
    found = _tokens("L", text, bounds, mention.gap_start, left_edge(mention, text))[-LEFT:]
    pointers = load_wording().pointers
    breaks, own, points = 0, 0, False
    for place in range(len(found) - 1, -1, -1):
        breaks += found[place].token in BREAKS
        if breaks > CLAUSES:
            return found[place + 1 :], own, points
        if not breaks:
            own += not found[place].closed
            points = points or found[place].token in pointers
    return found, own, points


def listed(text: str, bounds: Sequence[int], start: int, end: int, verb: str) -> tuple[Piece, ...]:
    """The words that a list gives to one figure: what stands from `start` to `end`, and the verb that all share."""
    return (*_tokens("L", text, bounds, start, end), *([Piece("V", verb, -1)] if verb else []))


def _tokens(zone: str, text: str, bounds: Sequence[int], start: int, end: int) -> list[Piece]:
    if start >= end:
        return []
    borders = list(bounds[bisect_left(bounds, start) : bisect_left(bounds, end)])
    if not borders or borders[0] != start:
        borders.insert(0, start)
    borders.append(end)
    idle = load_wording().idle
    found = []
    for begin, stop in pairwise(borders):
        token = text[begin:stop]
        found.append(Piece(zone, token, begin, token in PUNCTUATION or token in idle))
    return found


def _topic(mention: Mention, text: str, bounds: Sequence[int]) -> list[Piece]:
    """What the paragraph or the item (一是…, (二)…) that the figure stands in begins with."""
    first = max(0, mention.gap_start - TOPIC_REACH)
    begin = 0 if first == 0 else None
    for item in _ITEM.finditer(text, first, mention.gap_start):
        begin = item.end() if item.end() < mention.gap_start else begin
    if begin is None:
        return []
    stop = _TOPIC_END.search(text, begin, mention.gap_start)
    end = min(stop.start() if stop is not None else mention.gap_start, begin + 30)
    return _tokens("T", text, bounds, begin, end)[:TOPIC]
