"""Which words name what a figure measures: candidates on both sides of it, ranked by a trained model."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from extractor.records import Quantity
from extractor.steps.relate.scene import Mention

NOTHING = -30.0  # log-odds of a side that has no candidate
REACH, BEHIND, STARTS, ENDS, LEFTS = 44, 18, 10, 5, 2
SHORT = 4  # characters that may want a noun from the figure before
_TRAIL = re.compile(
    r"(?:共计|合计|总计|累计|共有|共|达到|已达|达|分别为|分别是|分别有|分别|均为|为|有|是|约|了|至|已|则|各|仅|[\s，,：:、（(“；;])+$"
)
_LEAD = re.compile(
    r"^(?:其中|分别|截[至止]目前|目前|截[至止](?:[0-9]{4}年?(?:年?[底末]|[0-9]{1,2}月(?:份|底|[0-9]{1,2}日)?)?)?|全年|本年度?|今年|当年|一年来|年内|去年|上年度?(?!度?结转)|"
    r"[0-9]{4}年(?:度|[底末初]|以来|至今|[0-9]{1,2}月(?:份|[底末初]|[0-9]{1,2}日)?)?|共计|共有|共(?![享青同建治性管用])|累计|合计|已经?(?![主办])|另外|另有|另(?!案)|此外|"
    r"同时|并且|并(?![联网购案])|还有|还(?![款建贷田林迁])|又|再(?!生|审|次)|及(?!时|格)|和(?!谐|解)|与(?!会)|或|对(?!外|口|接)|将|把|从(?!业|事|严)|为(?!民|农)|以(?!及|下|上)|按(?![时期照])|据统计|"
    r"[\s，,：:、（(；;）)。”])+"
)
_ALL = re.compile(r"^(?:各级各类|各级|各类|各种|各项|所有|相关|有关|“(?=[^”]*$))+(?=.{2})")
_STOP = re.compile(r"[，。；：、,;:（()）！？!?\n“”|]")
_ASIDE = re.compile(r"[(（][^()（）0-9]{1,6}[)）]")
_HOLLOW = re.compile(r"共有|拥有|设有|建有|配有|现有|已有|共|有|完成|实现|已|为|是|达|于")
_TAIL_STOP = re.compile(r"[，。；：,;:！？!?]|$")
_BRACKETS = frozenset("“”()《》")
_BLANK = re.compile(r"\s+")


class NameCandidate(NamedTuple):
    """A stretch that may name the measure: on the left ("L"), on the right ("R"), or none ("0")."""

    side: str
    start: int
    end: int


def left_edge(mention: Mention, text: str) -> int:
    """Where the words before the figure end, without 共, 为, 达 and punctuation."""
    near = max(mention.gap_start, mention.left - 16)
    trail = _TRAIL.search(text, near, mention.left)
    if trail is not None and trail.start() < near + 3:  # no word is longer than three: it may begin further left
        trail = _TRAIL.search(text, mention.gap_start, mention.left)
    return trail.start() if trail is not None else mention.left


def right_limit(mention: Mention, text: str, next_left: int) -> int:
    """Where the words behind the figure end at the latest: at punctuation or the next figure.

    A short remark in brackets belongs to its word: 单位(部门), 村(居).
    """
    limit = min(mention.end + BEHIND, next_left, len(text))
    place = mention.end
    while (stop := _STOP.search(text, place, limit)) is not None:
        aside = _ASIDE.match(text, stop.start(), limit)
        if aside is None or stop.start() == mention.end:
            return stop.start()
        place = aside.end()
    return limit


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
    first = text[end : bounds[bisect_right(bounds, end)]] if end < bounds[-1] else ""
    all_left = [f"L.last={last}", f"L.h.last={han_behind}.{last}"]
    all_right = [
        f"R.u={unit}", f"R.clause={clause}", f"R.last={last}", f"R.last.u={last}.{unit}", f"R.first={first}", f"R.u.first={unit}.{first}",
        f"R.clause.u={clause}.{unit}",
    ]  # fmt: skip
    described = []
    for side, start, stop in candidates:
        if side == "L":
            described.append(_describe_left(start, stop, mention, text, bounds, han_behind) + all_left)
        elif side == "R":
            described.append(_describe_right(stop, end, text, bounds, clause) + all_right)
        else:
            described.append(["0", *(f"0.{word}" for word in shared), f"0.u={unit}", f"0.last={last}", f"0.{han_behind}.{clause}"])
    return described


def _describe_left(  # noqa: PLR0913, PLR0917 - a candidate, its figure and the text
    start: int, edge: int, mention: Mention, text: str, bounds: list[int], behind: str
) -> list[str]:
    place = bisect_right(bounds, start) - 1
    token = text[start : bounds[place + 1]] if place + 1 < len(bounds) else ""
    previous = text[bounds[place - 1] : start] if place and start > mention.gap_start else "^"
    before = text[start - 1] if start > mention.gap_start else "^"
    commas = text.count(",", start, edge) + text.count(";", start, edge) + text.count(":", start, edge)
    few, listed = "0" if not commas else "1" if commas == 1 else "2", text.count("、", start, edge)
    begins = "True" if start == mention.clause_start else "False"
    sort = before if before in "^，,、：:；;（()）“” \n。" else "汉"
    size = "123456789"[(edge - start - 1) // 2] if edge - start < 17 else "9"
    return [
        "L", f"L.t={token}", f"L.p={previous}", f"L.p.t={previous}.{token}", f"L.c={sort}", f"L.c.t={sort}.{token}",
        f"L.n={size}", f"L.c.n={sort}.{size}", f"L.commas={few}.{sort}", f"L.list={listed if listed < 3 else 3}.{sort}",
        f"L.clause={begins}.{few}", f"L.h={behind}.{'1' if commas else '0'}.{size}", f"L.t1={token[:1]}", f"L.p1={previous[-1:]}.{sort}",
    ]  # fmt: skip


def _describe_right(
    stop: int, end: int, text: str, bounds: list[int], clause: str
) -> list[str]:
    place = bisect_left(bounds, stop)
    token = text[max(bounds[place - 1], end) : stop] if place else ""
    following = text[stop : bounds[place + 1]] if place + 1 < len(bounds) else ""
    after = text[stop : stop + 1]
    sort = after if after in "，,、：:；;（()）“” \n。" else "汉"
    size = min(stop - end, 10)
    return [
        "R", f"R.t={token}", f"R.f={following}", f"R.s={sort}", f"R.n={size}", f"R.s.n={sort}.{size}", f"R.t.s={token}.{sort}",
        f"R.clause.s={clause}.{sort}", f"R.t1={token[-1:]}.{sort}",
    ]  # fmt: skip


class Ranked(NamedTuple):
    """The best candidate on each side of one figure with its log-odds, None where a side has none."""

    left: NameCandidate | None
    right: NameCandidate | None
    left_margin: float
    right_margin: float
    none_margin: float


def rank(candidates: Sequence[NameCandidate], margins: Sequence[float]) -> Ranked:
    """Pick the best candidate of each side."""
    best: dict[str, tuple[float, NameCandidate]] = {}
    for candidate, margin in zip(candidates, margins, strict=True):
        if candidate.side not in best or margin > best[candidate.side][0]:
            best[candidate.side] = (margin, candidate)
    left, right = best.get("L", (NOTHING, None)), best.get("R", (NOTHING, None))
    return Ranked(left[1], right[1], left[0], right[0], best["0"][0])


class Wording(NamedTuple):
    """The pieces a readable name is put together from; any may be empty."""

    main: str  # the best words on the left
    right: str  # the best words on the right
    lefts: tuple[str, ...]  # all words before the figure, from the clause's beginning and from later tokens on
    cuts: tuple[str, ...]  # the two characters before each of `lefts`
    tail: str  # all words behind the figure up to the next punctuation
    before: str  # name of the level before it
    whole: str  # name of the whole it is a part of
    lead: str  # which side the ranker prefers, and by how much


def word(  # noqa: PLR0913 - a figure, its text and what was named before it
    ranked: Ranked, mention: Mention, text: str, bounds: list[int], *, next_left: int, before: str, whole: str
) -> Wording:
    """The pieces of one figure's name, without blanks and leading connectives."""
    edge = left_edge(mention, text)
    start = max(mention.clause_start, mention.gap_start, edge - 36)
    inner = ranked.left.start if ranked.left is not None else edge
    places = [start, *bounds[bisect_right(bounds, start) : bisect_left(bounds, inner)][-LEFTS:]]
    places += [match.end() + start for match in list(_HOLLOW.finditer(text[start:edge]))[-2:]]
    of = text.rfind("的", start, edge - 1)
    places += [of + 1] if of != -1 else []
    lefts: dict[str, str] = {}
    for place in places:
        if place < edge and (words := tidy(text[place:edge])):
            lefts.setdefault(words, text[max(mention.gap_start, place - 2) : place])
    tail = _TAIL_STOP.search(text, mention.end, min(mention.end + 30, next_left))
    return Wording(
        main=tidy(text[ranked.left.start : ranked.left.end]) if ranked.left is not None else "",
        right=_BLANK.sub("", text[ranked.right.start : ranked.right.end]).strip("的") if ranked.right is not None else "",
        lefts=tuple(lefts),
        cuts=tuple(lefts.values()),
        tail=_BLANK.sub("", text[mention.end : tail.start() if tail is not None else next_left][:30]),
        before=before,
        whole=whole,
        lead=_lead(ranked),
    )


def _lead(ranked: Ranked) -> str:
    ahead = max(-4, min(4, round((ranked.left_margin - ranked.right_margin) / 2)))
    silent = ranked.none_margin > max(ranked.left_margin, ranked.right_margin)
    return f"{ahead}{'-' if silent else ''}"


def tidy(words: str) -> str:
    """A stretch of text as a name: no blanks, no connectives at its left edge.

    >>> tidy("，其中：当面 申请")
    '当面申请'
    """
    return _ALL.sub("", _LEAD.sub("", _BLANK.sub("", words))).rstrip("，,：:、（(“；;的了")


def compositions(words: Wording) -> list[tuple[str, str]]:
    """Ways to put a readable name together, as (way, name)."""
    main, right, lefts, _, tail, before, whole, _ = words
    ways = [("main", main), ("right", right)]
    ways += [(f"left{place}", left) for place, left in enumerate(lefts)]
    if right:
        ways.append(("main+right", main + right))
        ways += [(f"left{place}+right", left + right) for place, left in enumerate(lefts)]
    if tail and tail != right and len(tail) <= 14:
        ways.append(("tail", tail))
        if lefts:
            ways.append(("left0+tail", lefts[0] + tail))
    if before and before != whole:
        ways += [("before+main", before + main)] if len(main) <= SHORT else []
        ways += [("before+right", before + right)] if right and not lefts else []
    if whole and len(main) <= 2 * SHORT:
        ways += [("whole+main", whole + main), ("main+end of whole", main + whole[-4:]), ("whole+tail", whole + tail)]
    seen: dict[str, str] = {}
    for way, name in ways:
        if name:
            seen.setdefault(name, way)
    return [(way, name) for name, way in seen.items()]


def describe_composition(way: str, name: str, words: Wording, quantity: Quantity) -> list[str]:
    """Features of one way to put the name together."""
    main, right, lefts, cuts, tail, before, whole, lead = words
    length, size, chars = str(min(len(main), 9)), str(min(len(name), 24) // 2), str(min(len(name), 6))
    start, end = name[:2], name[-2:]
    first = len(lefts[0]) if lefts else 0
    broken = not _BRACKETS.isdisjoint(name) and any(name.count(first) != name.count(last) for first, last in ("“”", "()", "《》"))
    noun = "True" if right and len(right) <= 5 else "False"
    whole_said, before_said = "True" if whole else "False", "True" if before else "False"
    cut = cuts[int(way[4])] if way.startswith("left") else ""
    hollow = _HOLLOW.search(name, 1) is not None
    return [
        way, f"{way}.{lead}", f"{way}.main={length}", f"{way}.left={min(first, 12)}", f"{way}.right={min(len(right), 8)}",
        f"{way}.main.end={main[-2:]}", f"{way}.name.start={start}",
        f"name.start={start}", f"name.start1={name[:1]}", f"name.end={end}", f"name.end1={name[-1:]}",
        f"{way}.whole={whole_said}.{length}", f"{way}.before={before_said}.{length}", f"{way}.n={size}", f"chars={chars}",
        f"{way}.tail={min(len(tail), 10)}", f"{way}.main.n={length}.{size}", f"{way}.lead.main={lead}.{length}",
        f"broken={broken}", f"name.u={end}.{quantity.unit}", f"{way}.noun={noun}.{min(first, 8)}.{lead}",
        f"hollow={hollow}.{'+' in way}",
        f"cut={cut}", f"cut1={cut[-1:]}.{name[:1]}", f"cut.n={cut[-1:]}.{chars}",
        f"same={name == main}.{name == right}.{name in lefts}.{lead}",
    ]  # fmt: skip
