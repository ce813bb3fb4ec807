"""Whether the parts of a split are all there is: said so, closed by 其余, shares of 100 %, or a known partition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.knowledge.cues import Partition
from extractor.records import Measurement
from extractor.steps.check.bounds import ZERO, Bounds, last_digit
from extractor.steps.check.grounds import Grounds
from extractor.steps.check.lists import is_level, is_level_with, same_unit
from extractor.steps.check.splits import LONGEST, Split

REACH = 60  # characters behind a list in which it may go on
BEHIND = 2  # figures behind a list among which what it lacks may stand
_ANNOUNCED = re.compile(r"\s*[，,：:（(]?\s*分别(?:为|是|有|涉及|来自)")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_REST = re.compile(r"(?:其余|剩余|余下|剩下)(?:的|者)?\Z")
_FULL = Bounds(Decimal("99.5"), Decimal("100.5"))


def names_everything(grounds: Grounds, split: Split) -> bool:
    """Whether the parts are all there is: said so, closed by 其余, shares of 100 %, or a known partition."""
    last = split.parts[-1].quantity.span
    if len(split.parts) < 2 or "等" in grounds.document.text[last.end : last.end + 2]:
        return False
    listed = any(part.listed for part in split.parts)
    if leaves_out(grounds, split):
        return False
    if listed and not _opens(grounds, split) and not _goes_on(grounds, split):
        return True
    return _is_rest(grounds, split.parts[-1]) or _shares_fill(grounds, split) or is_partition(grounds, split)


def leaves_out(grounds: Grounds, split: Split) -> bool:
    """Whether a figure of that unit, outside every bracket, stands among the parts without being one."""
    known = {part.id for part in split.parts}
    among = grounds.in_order[split.whole.id + 1 : split.parts[-1].id][:LONGEST]
    return any(
        one.of != split.whole.id and one.of not in known and one.id not in known and is_level(one) and same_unit(one, split.whole)
        and is_level_with(grounds, split.whole, one)
        for one in among
    )  # fmt: skip


def is_closed(grounds: Grounds, split: Split) -> bool:
    """Whether nothing can be left out: 分别, 其余, shares of 100 % or a known partition, more than a mere colon."""
    return is_respective(grounds, split) or is_exhaustive(grounds, split)


def is_exhaustive(grounds: Grounds, split: Split) -> bool:
    """Whether the parts show that they are all: 其余 at the end, shares of 100 %, a known partition without 其中."""
    if _is_rest(grounds, split.parts[-1]) or _shares_fill(grounds, split):
        return True
    return is_partition(grounds, split) and (len(split.parts) > 2 or not _opens(grounds, split))


def is_rest_behind(grounds: Grounds, split: Split) -> bool:
    """Whether what the list lacks stands right behind it: … 其他处理27件。尚在办理23件."""
    parts, whole = split.figures
    behind = grounds.in_order[split.parts[-1].id + 1 :][:BEHIND]
    return parts < whole and any(one.quantity.value == whole - parts for one in behind)


def is_announced(grounds: Grounds, split: Split) -> bool:
    """Whether 分别为 stands right behind the whole: 169件，分别为土地90件、规划70件."""
    return _ANNOUNCED.match(grounds.document.text, split.whole.quantity.span.end) is not None


def is_respective(grounds: Grounds, split: Split) -> bool:
    """Whether 分别 stands between whole and parts, and no 其中: 436篇，图解、视频、直播分别为214篇、173篇、49篇."""
    start = split.parts[0].quantity.span.start
    end = min(split.whole.quantity.span.end, start)
    return "分别" in grounds.document.text[end:start] and not _opens(grounds, split)


def ends_with_rest(grounds: Grounds, split: Split) -> bool:
    """Whether the last of several parts is told to be what is left: 办结84件，3件延期，其余81件按时."""
    start = split.parts[-1].quantity.span.start
    return len(split.parts) > 1 and _REST.search(grounds.document.text, max(0, start - 4), start) is not None


def _is_rest(grounds: Grounds, part: Measurement) -> bool:
    """Whether it is what is left: 其他163条, 其余292条为工作动态."""
    start = part.quantity.span.start
    beside = grounds.document.text[max(0, start - 3) : start]
    return any(grounds.cues.remainder.search(words) is not None for words in (part.indicator, beside))


def _goes_on(grounds: Grounds, split: Split) -> bool:
    """Whether a figure that was not linked to the whole stands next in the list, behind 、 or ；."""
    end, parts = split.parts[-1].quantity.span.end, {part.id for part in split.parts}
    for other in grounds.near(end + REACH, REACH):
        if other.of in parts:
            continue
        between = _BRACKETS.sub("", grounds.document.text[end : other.quantity.span.start]).lstrip()
        same = other.quantity.unit == split.whole.quantity.unit and other.of != split.whole.id
        return same and between.startswith(("、", "；", ";")) and "。" not in between
    return False


def _opens(grounds: Grounds, split: Split) -> bool:
    """Whether 其中, 包括, 主要 … stands between whole and parts: such a list may leave something out."""
    end, start = split.whole.quantity.span.end, split.parts[0].quantity.span.start
    respectively = grounds.document.text.find("分别", end, max(end, start))
    start = respectively if respectively >= 0 else start
    return grounds.cues.open_lists.search(grounds.document.text, end, max(end, start)) is not None


def _shares_fill(grounds: Grounds, split: Split) -> bool:
    shares = [grounds.shares.get(part.id) for part in split.parts]
    quantities = [share.quantity for share in shares if share is not None]
    if len(quantities) < len(split.parts):
        return False
    filled = sum((quantity.value or ZERO for quantity in quantities), ZERO)
    slack = sum((last_digit(quantity) for quantity in quantities), ZERO) / 2
    return Bounds(filled, filled).meets(_FULL.widened(slack))


def is_partition(grounds: Grounds, split: Split) -> bool:
    """Whether the parts are known to be all there is: 当面, 传真, 网络, 信函."""
    return any(named >= max(2, len(one.parts) - 1) for one, named in _partitions(grounds, split))


def is_disjoint(grounds: Grounds, split: Split) -> bool:
    """Whether the parts are known to have nothing in common, each of another kind of this whole: 复议2件，维持、纠正."""
    return len(split.parts) > 1 and any(
        one.whole and named >= len(split.parts) for one, named in _partitions(grounds, split)
    )


def is_of_kinds(grounds: Grounds, split: Split) -> bool:
    """Whether each part is of another kind of one known partition: 个人, 企业, 律师事务所."""
    return any(named >= len(split.parts) for _, named in _partitions(grounds, split))


def _partitions(grounds: Grounds, split: Split) -> Iterator[tuple[Partition, int]]:
    """The known partitions that cover all parts, each with how many of its groups they name."""
    names = [part.indicator for part in split.parts]
    beside = grounds.clause_text(split.whole) + split.whole.indicator
    for partition in grounds.cues.partitions:
        if partition.whole and partition.whole not in beside:
            continue
        if any(partition.every.search(name) is None for name in names):
            continue
        of_whole = sum(1 for group in partition.parts if group.search(split.whole.indicator))
        if 0 < of_whole < len(partition.parts):
            continue  # the whole is one of the parts: 政协提案517件, 其中省人大建议6件, 省政协提案13件
        named = sum(1 for group in partition.parts if any(map(group.search, names)))
        yield partition, min(named, len(names))  # 予以公开及部分公开 is one part
