"""Which words name what a figure measures: candidates on both sides of it, ranked by a trained model."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from extractor.records import Quantity
from extractor.steps.relate.scene import Mention

REACH, BEHIND, STARTS, ENDS = 44, 18, 15, 7
_TRAIL = re.compile(
    r"(?:共计|合计|总计|累计|共有|共|达到|已达|达|分别为|分别是|分别有|分别|均为|为|有|是|约|了|至|已|则|各|仅|[\s，,：:、（(“；;])+$"
)
_LEAD = re.compile(
    r"^(?:其中|分别|目前|截至目前|截至|截止|全年|本年度?|今年|一年来|年内|[0-9]{4}年(?:度|底|末)?|共计|共有|共|累计|合计|已经?|另外|另|此外|同时|并且?|还|又|再|其|"
    r"新(?=[^一-龥])|及|和|与|或|对|将|把|从|为|以|按|据统计|[\s，,：:、（(；;）)。])+"
)
_STOP = re.compile(r"[，。；：、,;:（()）！？!?\n《》“”|]")
_BLANK = re.compile(r"\s+")


class NameCandidate(NamedTuple):
    """A stretch that may name the measure: on the left ("L"), on the right ("R"), or none ("0")."""

    side: str
    start: int
    end: int


def left_edge(mention: Mention, text: str) -> int:
    """Where the words before the figure end, without 共, 为, 达 and punctuation."""
    gap = text[mention.gap_start : mention.left]
    trail = _TRAIL.search(gap)
    return mention.gap_start + (trail.start() if trail is not None else len(gap))


def right_limit(mention: Mention, text: str, next_left: int) -> int:
    """Where the words behind the figure end at the latest: at punctuation or the next figure."""
    limit = min(mention.end + BEHIND, next_left, len(text))
    stop = _STOP.search(text, mention.end, limit)
    return stop.start() if stop is not None else limit


def propose_names(mention: Mention, text: str, bounds: list[int], next_left: int) -> list[NameCandidate]:
    """Every candidate for the name of one figure, at token borders."""
    edge = left_edge(mention, text)
    first = max(mention.gap_start, edge - REACH)
    starts = bounds[bisect_left(bounds, first) : bisect_left(bounds, edge)][-STARTS:]
    if first == mention.gap_start and first < edge and first not in starts and len(starts) < STARTS:
        starts.insert(0, first)
    limit = right_limit(mention, text, next_left)
    ends = bounds[bisect_right(bounds, mention.end) : bisect_right(bounds, limit)][:ENDS]
    left = [NameCandidate("L", start, edge) for start in starts if text[start] not in " \n，,、：:；;）)"]
    return [*left, *(NameCandidate("R", mention.end, end) for end in ends), NameCandidate("0", edge, edge)]


def describe_names(
    candidates: list[NameCandidate], mention: Mention, text: str, bounds: list[int]
) -> list[list[str]]:
    """Features of each candidate of one figure."""
    edge = candidates[-1].start
    end = mention.end
    behind = text[end : end + 1]
    han_behind = "汉" if "一" <= behind <= "鿿" else behind
    between = _BLANK.sub("", text[edge : mention.left])
    unit = mention.quantity.unit
    place = bisect_left(bounds, edge)
    last = text[bounds[place - 1] : edge] if place else ""
    clause = "empty" if edge <= mention.clause_start else str(min((edge - mention.clause_start) // 4, 5))
    shared = [f"h={han_behind}", f"b={between}", f"c={clause}"]
    described = []
    for side, start, stop in candidates:
        if side == "L":
            described.append(_describe_left(start, stop, mention, text, bounds, han_behind, last))
        elif side == "R":
            described.append(_describe_right(stop, end, text, bounds, unit, clause, last))
        else:
            described.append(["0", *(f"0.{word}" for word in shared), f"0.u={unit}", f"0.last={last}", f"0.{han_behind}.{clause}"])
    return described


def _describe_left(
    start: int, edge: int, mention: Mention, text: str, bounds: list[int], behind: str, last: str
) -> list[str]:
    place = bisect_right(bounds, start) - 1
    token = text[start : bounds[place + 1]] if place + 1 < len(bounds) else ""
    previous = text[bounds[place - 1] : start] if place and start > mention.gap_start else "^"
    before = text[start - 1] if start > mention.gap_start else "^"
    inner = text[start:edge]
    commas = sum(map(inner.count, "，,；;：:"))
    sort = before if before in "^，,、：:；;（()）“” \n。" else "汉"
    size = min((edge - start + 1) // 2, 9)
    return [
        "L", f"L.t={token}", f"L.p={previous}", f"L.p.t={previous}.{token}", f"L.c={sort}", f"L.c.t={sort}.{token}",
        f"L.n={size}", f"L.c.n={sort}.{size}", f"L.commas={min(commas, 2)}.{sort}", f"L.list={min(inner.count('、'), 3)}.{sort}",
        f"L.clause={start == mention.clause_start}.{min(commas, 2)}", f"L.h={behind}.{min(commas, 1)}.{size}", f"L.last={last}",
        f"L.h.last={behind}.{last}", f"L.t1={token[:1]}", f"L.p1={previous[-1:]}.{sort}",
    ]  # fmt: skip


def _describe_right(
    stop: int, end: int, text: str, bounds: list[int], unit: str, clause: str, last: str
) -> list[str]:
    place = bisect_left(bounds, stop)
    token = text[max(bounds[place - 1], end) : stop] if place else ""
    following = text[stop : bounds[place + 1]] if place + 1 < len(bounds) else ""
    after = text[stop : stop + 1]
    sort = after if after in "，,、：:；;（()）“” \n。" else "汉"
    first = text[end : bounds[bisect_right(bounds, end)]] if end < bounds[-1] else ""
    size = min(stop - end, 10)
    return [
        "R", f"R.t={token}", f"R.f={following}", f"R.s={sort}", f"R.n={size}", f"R.s.n={sort}.{size}", f"R.t.s={token}.{sort}",
        f"R.u={unit}", f"R.clause={clause}", f"R.clause.s={clause}.{sort}", f"R.last={last}", f"R.last.u={last}.{unit}",
        f"R.first={first}", f"R.u.first={unit}.{first}", f"R.t1={token[-1:]}.{sort}", f"R.clause.u={clause}.{unit}",
    ]  # fmt: skip


class Wording(NamedTuple):
    """The pieces a readable name is put together from; any may be empty."""

    main: str
    side: str
    left: str
    right: str
    before: str  # name of the level before it
    whole: str  # name of the whole it is a part of


def wording(
    name: NameCandidate, mention: Mention, text: str, right_end: int
) -> tuple[str, str, str, str]:
    """main, side, left phrase and right phrase of one figure, without blanks and leading connectives."""
    edge = left_edge(mention, text)
    start = max(mention.clause_start, mention.gap_start, edge - 30)
    left = tidy(text[start:edge]) if start < edge else ""
    right = _BLANK.sub("", text[mention.end : right_end])
    main = tidy(text[name.start : name.end]) if name.side != "0" else ""
    return main, name.side, left, right


def tidy(words: str) -> str:
    """A stretch of text as a name: no blanks, no connectives at its left edge.

    >>> tidy("，其中：当面 申请")
    '当面申请'
    """
    return _LEAD.sub("", _BLANK.sub("", words)).rstrip("，,：:、（(“；;的")


def compositions(words: Wording) -> list[tuple[str, str]]:
    """Ways to put a readable name together, as (way, name); the first is the main words alone."""
    main, side, left, right, before, whole = words
    ways = [("main", main)]
    if side == "R" and left:
        ways.append(("left+main", left + main))
    if side == "L" and right:
        ways.append(("main+right", main + right))
    if side != "L" and left:
        ways.append(("left", left))
    if side == "0" and right:
        ways.append(("right", right))
    if before and before != whole:
        ways.append(("before+main", before + main))
    if whole:
        ways.append(("whole+main", whole + main))
        ways.append(("whole's end", main + whole[-4:]))
    seen: set[str] = set()
    return [(way, name) for way, name in ways if name and not (name in seen or seen.add(name))]  # type: ignore[func-returns-value]


def describe_composition(way: str, name: str, words: Wording, quantity: Quantity) -> list[str]:
    """Features of one way to put the name together."""
    main, side, left, right, before, whole = words
    length = min(len(main), 9)
    return [
        f"{way}", f"{way}.{side}", f"{way}.main={length}", f"{way}.left={min(len(left), 8)}", f"{way}.right={min(len(right), 8)}",
        f"{way}.u={quantity.unit}", f"{way}.main.end={main[-2:]}", f"{way}.main.start={main[:2]}", f"{way}.left.end={left[-2:]}",
        f"{way}.right.start={right[:2]}", f"{way}.right.end={right[-2:]}", f"{way}.whole={bool(whole)}.{length}", f"{way}.before={bool(before)}.{length}",
        f"{way}.n={min(len(name), 24) // 2}", f"{way}.whole.end={whole[-2:]}.{main[-2:] == whole[-2:]}",
    ]  # fmt: skip
