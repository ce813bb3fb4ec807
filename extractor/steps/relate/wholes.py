"""Which whole a figure is a part of: pairs of levels, judged from left to right by a trained model."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.units import PIECES
from extractor.knowledge.weights import AspectWeights
from extractor.steps.relate.aspects import Described, Filling, Guess, Opened, Rank
from extractor.steps.relate.pairs import Level, compare, describe_pair, overlap, view

SURE = -3.0  # log-odds below which not even a fitting 占…% makes a whole
LEAST = -0.25  # log-odds from which a pair is linked; by held-out F1
WINDOW, SENTENCES = 7, 2
FAR = 64  # levels behind which no whole is looked for, so that the work grows with the text

_TOTAL = re.compile(r"[合总共小]计|总共|总[数量额]|相加|之和|[两二三四五]者|[两二三四五]项|(?<!公)共")
_DUE = re.compile(r"[应需]")  # 新收38件，连同结转3件，共应办41件: what is due has no parts
_OPENING = re.compile(r"其中|包括|包含|含(?![量税义])|分为|分别|:|中(?=[,:])|里(?=[,:])")
_WITHIN = re.compile(r"[^，。；,;:()]{0,8}$")  # 在答复的9件申请中: what stands between the figure and 中


def candidate_wholes(levels: Sequence[Level], place: int, *likely: int | None) -> list[int]:
    """Places of the levels that may be the whole of the level at `place`, nearest first.

    Beside the nearest ones: the wholes of the level before it, and `likely` ones, which are those of its twin and peer.
    """
    level = levels[place]
    if level.earlier:
        return []
    sentence, unit, least = level.mention.sentence, level.mention.quantity.unit, place - FAR
    near = [
        other
        for other in range(place - 1, max(-1, place - 1 - WINDOW), -1)
        if sentence - levels[other].mention.sentence <= SENTENCES
    ]
    chain = levels[place - 1].of if place else None
    while chain is not None and chain >= least:
        near.append(chain)
        chain = levels[chain].of
    near += [other for other in likely if other is not None and other >= least]
    far = range(place - 1 - WINDOW, max(-1, place - 26), -1)
    near += [
        other
        for other in far
        if levels[other].mention.quantity.unit == unit
        and sentence - levels[other].mention.sentence <= 4
        and overlap(level, levels[other]) == "most"
    ]
    return [other for other in dict.fromkeys(near) if _may_hold(levels[other], level)]


def _may_hold(holding: Level, held: Level) -> bool:
    """Whether a figure of that unit and size can be a part of the whole."""
    whole, part = holding.mention.quantity, held.mention.quantity
    if holding.earlier:
        return False
    if whole.unit != part.unit and whole.unit and part.unit and not (whole.unit in PIECES and part.unit in PIECES):
        return False
    return whole.value is None or part.value is None or part.value <= (whole.upper or whole.value)


def _peer(levels: Sequence[Level], place: int) -> int | None:
    """The whole of the nearest level before it in the same unit: 工程842个、176.2亿元，采购1907个、24.3亿元, parts of 交易额318.6亿元."""
    unit = levels[place].mention.quantity.unit
    for other in range(place - 1, max(-1, place - 9), -1):
        if levels[other].mention.quantity.unit == unit:
            return levels[other].of
    return None


def _twin(levels: Sequence[Level], place: int) -> int | None:
    """The whole of the nearest level before it that counts the same in the same unit: 死亡11人 after 死亡9人, a part of 死亡26人."""
    pairs, unit = levels[place].pairs, levels[place].mention.quantity.unit
    for other in range(place - 1, max(-1, place - 14), -1):
        one = levels[other]
        if one.of is not None and one.mention.quantity.unit == unit and not pairs.isdisjoint(one.pairs):
            return one.of
    return None


class _Scope(NamedTuple):
    """What the last 其中 before a level opened: the levels right before it, and how far away it is."""

    cue: str
    anchors: range
    since: int  # sentences that have ended since
    unbroken: bool  # whether every level behind it is a part


def _scope(levels: Sequence[Level], place: int, text: str) -> _Scope:
    mention = levels[place].mention
    start = levels[max(0, place - 14)].mention.end
    for cue in reversed(list(_OPENING.finditer(text, start, mention.left))):
        first = next((other for other in range(place - 1, -1, -1) if levels[other].mention.end <= cue.start()), -1)
        within = cue[0] in "中里"
        if first != -1 and (not within or _WITHIN.match(text, levels[first].mention.end, cue.start()) is not None):
            break
    else:
        return _Scope("-", range(0), 0, False)
    sentence = levels[first].mention.sentence
    begin = first if within else bisect_left(levels, sentence, hi=first, key=lambda level: level.mention.sentence)
    unbroken = all(levels[other].of is not None for other in range(first + 1, place))
    since = min(mention.sentence - levels[first + 1].mention.sentence if first + 1 <= place else 0, 3)
    return _Scope(cue[0], range(begin, first + 1), since, unbroken)


def describe_wholes(levels: Sequence[Level], place: int, text: str, sums: Sequence[int]) -> list[tuple[int, Described]]:
    """Every candidate whole of the level at `place` with the pair that they make."""
    twin, peer = _twin(levels, place), _peer(levels, place)
    candidates = candidate_wholes(levels, place, twin, peer)
    if not candidates:
        return []
    scope, part = _scope(levels, place, text), view(levels, place)
    unit, pairs = levels[place].mention.quantity.unit, levels[place].pairs
    same_unit = [whole for whole in candidates if levels[whole].mention.quantity.unit == unit]
    alike = [whole for whole in candidates if not pairs.isdisjoint(levels[whole].pairs)]
    anchored = [whole for whole in same_unit if whole in scope.anchors]
    guess = _guess(levels, place, text, scope, candidates)
    described = []
    for order, whole in enumerate(candidates):
        cue, chain, unit_relation, less, fits, adds, aspects = describe_pair(part, levels[whole], whole, text, sums)
        nearest = "first" if same_unit[:1] == [whole] else str(whole in same_unit)
        named, anchor = _standing(whole, alike), f"{_standing(whole, anchored)}.{whole in scope.anchors}"
        fills, is_twin = _fills(levels, place, whole), twin == whole
        aspects_of_whole = (
            Rank(min(order, 4), nearest, named, is_twin, twin is not None, cue, chain),
            Opened(anchor, scope.cue, scope.since, scope.unbroken, less, is_twin, twin is not None, chain),
            Guess(guess == whole, guess is not None, fills, scope.since, scope.unbroken, named, adds, fits),
            Filling(fills, chain, unit_relation, less, peer == whole, peer is not None),
        )
        described.append((whole, Described(fits, (*aspects, *aspects_of_whole))))
    return described


def _standing(whole: int, rivals: Sequence[int]) -> str:
    """Whether the whole is the "only" one of them, the "first" of several, "True" another one, or "False" none."""
    if whole not in rivals:
        return "False"
    return "True" if whole != rivals[0] else "first" if len(rivals) > 1 else "only"


def _fills(levels: Sequence[Level], place: int, whole: int) -> str:
    """What the parts so far and this one make of the whole: less, all or more of it; a full split begins anew."""
    wanted, mine = levels[whole].mention.quantity.value, levels[place].mention.quantity.value
    if wanted is None or mine is None:
        return "?"
    total, parts = Decimal(0), 0
    for other in range(whole + 1, place):
        if levels[other].of == whole and (value := levels[other].mention.quantity.value) is not None:
            total, parts = value if total == wanted and value else total + value, parts + 1
    total = mine if total == wanted and mine else total + mine
    order = "<" if total < wanted else "=" if total == wanted else ">"
    return f"{order}{min(parts, 2)}"


def _guess(levels: Sequence[Level], place: int, text: str, scope: _Scope, candidates: Sequence[int]) -> int | None:
    """What a plain reading would say: the whole before the last cue, or the one of the list that goes on."""
    if not place:
        return None
    mine = levels[place].mention
    gap = text[levels[place - 1].mention.end : mine.left]
    fitting = [
        whole
        for whole in candidates
        if mine.quantity.unit in (levels[whole].mention.quantity.unit, "") and compare(mine, levels[whole].mention) in "<="
    ]
    namesakes = [whole for whole in fitting if whole in scope.anchors and overlap(levels[place], levels[whole]) == "most"]
    if len(namesakes) == 1 and scope.unbroken:
        return namesakes[0]
    if _OPENING.search(gap) or gap.lstrip()[:1] == "(":
        return next((whole for whole in fitting if whole in scope.anchors), None)
    previous = levels[place - 1].of
    if previous is not None and previous in fitting and gap.lstrip()[:1] in "、,;和及" and not _fills(levels, place, previous).startswith(">"):
        return previous
    return next((whole for whole in fitting if whole in scope.anchors), None) if scope.unbroken else None


def link(levels: Sequence[Level], text: str, weights: AspectWeights) -> None:
    """Give every level its whole, from left to right."""
    sums = closing_sums(levels)
    for place, level in enumerate(levels):
        level.of = choose(describe_wholes(levels, place, text, sums), weights)


def close(levels: Sequence[Level], text: str) -> None:
    """Give levels the total that is said behind them (自然人28件、企业5件，合计33件): what they add up to exactly.

    None of them is a part of another, and of what is due (新收38件，结转3件，共应办41件) they are none either.
    """
    for place in range(2, len(levels)):
        total = levels[place].mention
        parts = _adding_up(levels, place, total.quantity.value) if total.quantity.value else range(0)
        between = levels[place - 1].mention.end, total.quantity.span.start
        if parts and _TOTAL.search(text, *between) is not None:
            for part in parts:
                levels[part].of = place if _DUE.search(text, *between) is None else None


def _adding_up(levels: Sequence[Level], place: int, wanted: Decimal) -> range:
    """The levels right before the one at `place`, two at least, parts of nothing before them, that add up to `wanted`; none where they do not."""
    total, mine = Decimal(0), levels[place].mention
    for other in range(place - 1, max(-1, place - FAR), -1):
        level = levels[other]
        value = level.mention.quantity.value
        if value is None or level.mention.sentence != mine.sentence or not _may_hold(levels[place], level):
            break
        total += value
        if total >= wanted:
            run = range(other, place)
            free = all(level.of is None or level.of in run for level in levels[other:place])
            return run if total == wanted and len(run) > 1 and free else range(0)
    return range(0)


def choose(described: Sequence[tuple[int, Described]], weights: AspectWeights) -> int | None:
    """The likeliest of the candidates, None where none is likely; a 占…% that fits is a word for its whole."""
    for whole, pair in described:
        if pair.fits == "yes" and _margin(pair, weights) > SURE:
            return whole
    best, top = None, LEAST
    for whole, pair in described:
        margin = _margin(pair, weights)
        if margin > top:
            best, top = whole, margin
    return best


def _margin(pair: Described, weights: AspectWeights) -> float:
    """Log-odds that they are a part and its whole; weights have few decimals: the same in whatever order they are added."""
    return round(weights.margin(pair.aspects), 9)


def closing_sums(levels: Sequence[Level]) -> list[int]:
    """For each level, the place up to which the levels behind it add up to it exactly; -1 where none do."""
    closing = []
    for place, level in enumerate(levels):
        total, wanted, unit = Decimal(0), level.mention.quantity.value, level.mention.quantity.unit
        closed = -1
        for other in range(place + 1, min(len(levels), place + 16)):
            quantity = levels[other].mention.quantity
            if quantity.value is None or wanted is None:
                break
            if quantity.unit not in (unit, ""):
                continue
            total += quantity.value
            if total > wanted or (total == wanted and other == place + 1):
                break
            if total == wanted:  # parts of which there are none may follow
                closed = other
        closing.append(closed)
    return closing
