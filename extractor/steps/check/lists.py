"""Lists of the prose, read by their punctuation: which figures stand side by side in one.

Links to a whole are learned and may be missing where a figure is wrong; its place in a list is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, pairwise, takewhile

from extractor.knowledge.units import PIECES
from extractor.records import Measurement
from extractor.steps.check.grounds import Grounds

COUNTED = ("count", "money", "measure")
FAR = 90  # characters between two figures of a list
LONGEST = 40  # figures that a list is read over
OPENING = re.compile(  # each branch begins with one character: quick to find; so do those of _BREAK
    "|".join(rf"{word}上?[，,：:]" for word in ("内容", "类别", "渠道", "方式", "途径", "主体", "领域"))
    + r"|其中|包括|包含|含(?![量税义])|分别|分为|：|:|按|从|（|\(|申请(?:人|主体|方式|渠道)|里[，,：]|中[，,：]|结果|渠道为|方式为|途径为"
)
_CLOSED = re.compile(r"[（(][^（()）]*[)）]")
_ITEM = r"\s*(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[)）])"  # 1. or （一）
_BREAK = re.compile(
    "|".join(["。", "！", "？", r"\n\s*\n", *(f"{mark}{_ITEM}" for mark in "；;，,\n")])
    + "|其中|此外|同时|合计|共计|总计|一共|累计|共(?<![公其]共)(?![享同产青享治建])|总数|同比|较上年|较去年|比上年|比去年"
)
_REST = re.compile(r"[，；,;]\s*(?:其余|剩余|余下|剩下|余者|另外?|还有)")
_RESPECTIVELY = re.compile("分别|依次|各")
_BASE = re.compile(r"[较比与同](?:[上去]一?年|\d{4}年)[^，。；、]{0,10}$")
_EACH = re.compile(r"各(?:自|单位|部门|科室)?(?:配备?|设立?|有|派|建立?|开设?|办|发|明确|确定|落实|安排|聘任?|指定)?了?\Z")
_NAMELESS = re.compile(r"\s*[、和及与]\s*")


def is_level(measurement: Measurement) -> bool:
    """Whether the figure is an amount of its own: no share, no average, no mere change."""
    quantity = measurement.quantity
    if measurement.share is not None or measurement.average_of is not None or quantity.kind not in COUNTED:
        return False
    own = measurement.changes and any(change.quantity is quantity for change in measurement.changes)
    return quantity.value is not None and not own


def same_unit(one: Measurement, other: Measurement) -> bool:
    """Whether both figures count in one unit."""
    first, second = one.quantity.unit, other.quantity.unit
    return not first or not second or first == second or (first in PIECES and second in PIECES)


def words_between(grounds: Grounds, one: Measurement, other: Measurement) -> str:
    """The text between two figures, shut brackets left out."""
    return without_brackets(gap_of(grounds, one, other))


def without_brackets(words: str) -> str:
    """The words less every bracket that is shut among them."""
    return _CLOSED.sub("", words) if "）" in words or ")" in words else words


def gap_of(grounds: Grounds, one: Measurement, other: Measurement) -> str:
    """The text between two figures."""
    return grounds.document.text[one.quantity.span.end : other.quantity.span.start]


def depth_of(words: str) -> int:
    """How many brackets the words open, less those that they shut."""
    if "（" in words or "）" in words or "(" in words or ")" in words:
        return words.count("（") + words.count("(") - words.count("）") - words.count(")")
    return 0


def rank_of(words: str) -> int:
    """How strongly the words between two figures part them: ； over ， over 、; 0 for no mark at all."""
    if "；" in words or ";" in words:
        return 3
    if "，" in words or "," in words:
        return 2
    return 1 if "、" in words or "和" in words or "及" in words or "与" in words else 0


def breaks(words: str) -> bool:
    """Whether a list cannot go on over these words."""
    return len(words) > FAR or _BREAK.search(words) is not None


def collect(
    grounds: Grounds, levels: Sequence[Measurement], whole: Measurement, *, bracketed: bool
) -> tuple[Measurement, ...]:
    """The list that begins with the first of the levels: figures in the whole's unit, parted by marks of one rank."""
    parts, depth, rank, words = [levels[0]], 0, 0, ""
    for before, one in pairwise(levels[:LONGEST]):
        gap = gap_of(grounds, before, one)
        depth += depth_of(gap)
        words += gap
        plain = without_brackets(words)
        if breaks(plain) or (bracketed and depth < 0):
            break
        if depth > 0 or not same_unit(one, whole):
            continue
        mark = rank_of(plain)
        if not mark or (rank and mark > rank and _REST.search(plain) is None):
            break
        rank, words = max(rank, mark), ""
        parts.append(one)
    return tuple(parts) if rank < 3 or len(parts) > 2 else tuple(parts[:1])


# ---------------------------------------------------------------- parts that were not linked
def complete(grounds: Grounds, whole: Measurement, parts: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """The parts with those that stand among and beside them in their list, but were linked to nothing."""
    if len(parts) > LONGEST:
        return tuple(parts)
    first_place, end = (bisect_left(grounds.figures, place, key=_id) for place in (whole.id + 1, parts[-1].id + 1))
    stop = grounds.document.text.find("。", parts[-1].quantity.span.end)
    behind = takewhile(lambda one: stop < 0 or one.quantity.span.start < stop, grounds.figures[end : end + LONGEST])
    levels = [one for one in chain(grounds.figures[first_place:end], behind) if same_unit(one, whole)]
    places = {one.id: at for at, one in enumerate(levels)}
    first, last = places.get(parts[0].id), places.get(parts[-1].id)
    if first is None or last is None:
        return tuple(parts)
    rank = (
        max(
            (rank_of(words_between(grounds, *pair)) for pair in pairwise(levels[first : last + 1])), default=0
        )
        or 2
    )
    while (
        first and _goes_on(grounds, levels[first - 1], levels[first], rank) and levels[first - 1].of is None
    ):
        first -= 1
    while (
        last + 1 < len(levels)
        and _goes_on(grounds, levels[last], levels[last + 1], rank)
        and levels[last + 1].of is None
    ):
        last += 1
    known = {part.id for part in parts}
    return tuple(
        one for one in levels[first : last + 1] if one.id in known or _is_free(grounds, one, parts[0])
    )


def _id(measurement: Measurement) -> int:
    return measurement.id


def _goes_on(grounds: Grounds, one: Measurement, other: Measurement, rank: int) -> bool:
    """Whether two figures stand side by side in one list: parted by no stronger mark, and none begins between them."""
    words = words_between(grounds, one, other)
    return 0 < rank_of(words) <= rank and OPENING.search(words) is None and not breaks(words)


def _is_free(grounds: Grounds, one: Measurement, part: Measurement) -> bool:
    return one.of is None and is_level_with(grounds, one, part) and not is_carried_in(grounds, one)


def is_carried_in(grounds: Grounds, one: Measurement) -> bool:
    """Whether the figure was carried in from the year before: it is no part of what this year brought."""
    if one.row == "requests.carried_in":
        return True
    return grounds.cues.carried_in.search(grounds.clause_text(one)) is not None


def is_base(grounds: Grounds, one: Measurement) -> bool:
    """Whether it is last year's figure that another is compared with."""
    start, text = one.quantity.span.start, grounds.document.text
    return text.find("年", max(0, start - 20), start) >= 0 and _BASE.search(text, max(0, start - 20), start) is not None


def is_of_each(grounds: Grounds, one: Measurement) -> bool:
    """Whether it is the figure of each of several: 窗口和房管科各配1名兼职."""
    start = one.quantity.span.start
    return _EACH.search(grounds.document.text, max(0, start - 8), start) is not None


def is_level_with(grounds: Grounds, one: Measurement, other: Measurement) -> bool:
    """Whether no bracket opens or shuts between the two."""
    first, second = (one, other) if one.id <= other.id else (other, one)
    return depth_of(gap_of(grounds, first, second)) == 0


def is_paired(grounds: Grounds, whole: Measurement, parts: Sequence[Measurement]) -> bool:
    """Whether the parts are of as many wholes, one each: 出租车412辆、公交车166辆，新能源车分别为80辆和131辆."""
    if len(parts) < 2:
        return False
    start = parts[0].quantity.span.start
    if _RESPECTIVELY.search(grounds.document.text, max(0, start - 12), start) is None:
        return any(_NAMELESS.fullmatch(gap_of(grounds, *pair)) for pair in pairwise(parts[:LONGEST]))
    beside = [
        one for one in grounds.near(start - FAR, FAR)
        if is_level(one) and same_unit(one, whole) and grounds.sentence(one) == grounds.sentence(parts[0])
    ]  # fmt: skip
    return len(beside) == len(parts) and beside[-1].of != beside[0].id
