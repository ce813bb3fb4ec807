"""The grammar that proposes spans: wherever a trigger stands, every reading that could be one.

A trigger is a digit, a Chinese numeral, `《` or a year in brackets before 号. Nothing else in the text is looked at,
so the work grows with the number of triggers. Competing readings of one trigger (with and without the unit,
a date or a duration, a 文号 that begins here or there) share a group; the tagger accepts at most one of a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractor.knowledge.numerals import MIXED
from extractor.knowledge.units import Units
from extractor.steps.tag.addresses import find_addresses

HAN_DIGITS = "〇零一二两三四五六七八九"
NUMERALS = HAN_DIGITS + "十百千万亿廿几数半壹贰叁肆伍陆柒捌玖拾佰仟"
LONGEST_NUMERAL = 24
LONGEST_TITLE = 160
LONGEST_CODE = 16


class Candidate(NamedTuple):
    """One reading of one trigger. `number_end` is where the number ends and the unit begins."""

    label: str
    start: int
    end: int
    group: int
    number_end: int
    unit: str
    kind: str


_DIGITS = rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|{MIXED}|[0-9]+(?:\.[0-9]+)?"
_NUMERAL = (
    rf"(?:(?:{_DIGITS})(?:\s?[余多几]?\s?(?:[十百千]?万亿|[十百千]?[万亿]|[百千]))?"
    rf"|上?[{NUMERALS}]+(?:点[{HAN_DIGITS}]+)?(?:[余多几]\s?万?亿?)?)"
)
_NUMBER = re.compile(rf"(?:百分之|千分之|万分之)?{_NUMERAL}(?:[余多几来]|\+(?![0-9]))?")
_SPACED = re.compile(r"[0-9]+(?:[ \n][0-9]+){0,3}(?: ?\.[0-9]+)?(?![0-9])")
_RANGE = re.compile(rf"(?:(?:[%件个条项])?\s?(?:[-~至到]|--)\s?{_NUMERAL}|、(?:[0-9](?![0-9])|[{HAN_DIGITS}](?![{NUMERALS}])))[余多几]?")
_FRACTION = re.compile(rf"分之(?:[{NUMERALS}]+|[0-9]+(?:\.[0-9]+)?)")
_SLASH = re.compile("/[0-9]{1,2}(?![0-9])")
_TENTHS = re.compile(rf"成(?:[{HAN_DIGITS}半](?![{NUMERALS}])|多)")
_COMPOUND = re.compile(r"(?:个?小时|时)[0-9]+分钟?|分钟?[0-9]+秒|年[0-9]+个月")
_LONGER = {  # what may go on behind a number, by its first character
    "分": ((_FRACTION, "fraction"), (_COMPOUND, "duration")),
    "/": ((_SLASH, "fraction"),),
    "成": ((_TENTHS, "percent"),),
    **dict.fromkeys("个小时年", ((_COMPOUND, "duration"),)),
}
_TRIGGER = re.compile(r"[0-9]+|(?:[〇零一二两三四五六七八九十百千万亿廿几半壹贰叁肆伍陆柒捌玖拾佰仟]|数(?=[十百千万亿]))+")
_QUARTER = r"(?:前|第)?[一二三四1-4](?:、第?[一二三四1-4])*季度"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])\s?[日号]"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DATE = re.compile(
    rf"""(?:19|20)[0-9]{{2}}\s?年(?:\s?{_MONTH}\s?(?:[-至到、]\s?{_MONTH}\s?)?月份?(?:\s?{_DAY}|[底末初]|[上中下]旬)?
            |[底末初度]|上半年|下半年|{_QUARTER})?
      |[二一][〇零0O九][〇零一二三四五六七八九0]{{2}}年(?:[一二三四五六七八九十]{{1,3}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?[度底末初]?
      |(?:19|20)[0-9]{{2}}(?P<s>[-./]){_MONTH}(?P=s)(?:[12][0-9]|3[01]|0?[1-9])(?![0-9])
      |(?:19|20)[0-9]{{2}}\s?[-~至、]\s?(?:19|20)?[0-9]{{2}}年度?
      |{_MONTH}\s?月份?\s?{_DAY}
      |{_MONTH}\s?(?:[-至到、~]\s?{_MONTH}\s?)?月(?:份|[底末初]|[上中下]旬)?(?!\s?报)
      |[一二三四五六七八九十]{{1,2}}月(?:份|[上中下]旬)?(?:[一二三四五六七八九十]{{1,3}}日)?
      |[0-9]{{2}}年(?:度|[底末初]|{_MONTH}月)?
      |(?:19|20)[0-9]{{2}}(?=[-至到]20[0-9]{{2}})
      |[一二三四1-4]季度
      |〇[一二三四五六七八九]年[度底末初]?
      """,
    re.VERBOSE,
)
_TAIL = re.compile(
    r"(?:(?P<open>[〔(<{〈「『])\s?)?(?P<year>(?:19|20)[0-9]{2})\s?年?\s?(?P<close>[〕)>}〉」』])?"
    r"\s?第?\s?(?P<serial>[0-9]{1,5})\s?号"
)
_BARE_TAIL = re.compile(r"〔\s?(?:19|20)[0-9]{2}\s?〕\s?[0-9]{1,4}(?![0-9号]|\s?号)")
_BRACKET = re.compile("[《》]")
_CODE = re.compile(r"[\u3400-\u9fff\ue000-\ufaff\U00020000-\U0002ffffA-Za-z·.\s()]")  # private use too: what fonts of PDFs leave


def propose(
    text: str, folded: str, bounds: list[int], units: Units, *, tables: Iterable[tuple[int, int]] = ()
) -> Iterator[Candidate]:
    """Every reading of every trigger of `text`, group by group, in the order of their places; none of numbers in `tables`.

    `folded` is `text` with full-width characters made half-width, one to one; `bounds` are token borders.
    """
    blocked = [*find_addresses(folded), *tables]
    titles = list(_titles(text))
    numbers = list(_document_numbers(folded, titles))
    starts = frozenset(bounds)
    taken = sorted([*blocked, *titles, *((tail_start, end) for tail_start, end, _ in numbers)])
    group = 0
    for start, end in titles:
        yield Candidate("DOCUMENT_TITLE", start, end, group, end, "", "")
        group += 1
    for tail_start, end, lefts in numbers:
        for left in lefts:
            if left in starts or folded[left - 1 : left] in "》)(,。;、\":" or left == lefts[0]:
                yield Candidate("DOCUMENT_NUMBER", left, end, group, tail_start, "", "")
        group += 1
    for place, candidates in enumerate(_numbers(folded, taken, starts, units), group):
        for label, start, end, number_end, unit, kind in candidates:
            yield Candidate(label, start, end, place, number_end, unit, kind)


def _titles(text: str) -> Iterator[tuple[int, int]]:
    """《…》 with what is nested in it; one that never closes is none."""
    place = text.find("《")
    while place != -1:
        depth, end = 0, -1
        for match in _BRACKET.finditer(text, place, place + LONGEST_TITLE):
            depth += 1 if match[0] == "《" else -1
            if depth == 0:
                end = match.end()
                break
        if end == -1:  # 《…《…》: the inner opening bracket is a slip of the pen
            close = text.find("》", place, place + LONGEST_TITLE)
            end = close + 1 if close != -1 else -1
        if end != -1:
            yield place, end
        place = text.find("《", max(end, place + 1))


def _document_numbers(folded: str, titles: list[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """(start of the year's bracket, end, possible beginnings of the issuer's code) of each 〔2018〕70号."""
    tails = []
    place = 0
    while (close := folded.find("号", place)) != -1:
        place = close + 1
        around = _TAIL.finditer(folded, max(0, close - 18), place)
        match = next((m for m in around if m.end() == place and (m["open"] or m["close"])), None)
        if match is not None:
            tails.append(match.span())
    if "〔" in folded:
        tails += [match.span() for match in _BARE_TAIL.finditer(folded)]
    for start, end in sorted(tails):
        if not any(left < start < right for left, right in titles) and (lefts := list(_beginnings(folded, start))):
            yield start, end, lefts


def _beginnings(folded: str, tail: int) -> Iterator[int]:
    """Walk left from the year's bracket over the characters of an issuer's code."""
    place = tail
    while place > 0 and tail - place < LONGEST_CODE and _CODE.match(folded[place - 1]):
        place -= 1
        if folded[place] == "(":
            return
        if folded[place] == ")":
            continue
        if not folded[place].isspace():
            yield place


def _numbers(
    folded: str, taken: list[tuple[int, int]], starts: frozenset[int], units: Units
) -> Iterator[list[tuple[str, int, int, int, str, str]]]:
    place = index = 0
    while (match := _TRIGGER.search(folded, place)) is not None:
        start, place = match.start(), match.end()
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] <= start:
            place = max(taken[index][1], place)
            continue
        if place - start > LONGEST_NUMERAL:
            continue
        if start and folded[start - 1] == "上" and folded[start] in "百千万亿":
            start -= 1
        if not folded[start].isdigit() and _in_word(folded, start, match.end(), starts):
            continue
        candidates = list(_readings(folded, start, starts, units))
        if start not in starts and not folded[start].isdigit():
            border = next((p for p in range(start + 1, match.end()) if p in starts), None)
            if border is not None:
                candidates += _readings(folded, border, starts, units)
        if start and folded[start - 1] in "+-" and not folded[start - 2 : start - 1].isascii():
            signed = [c for c in candidates if c[0] == "QUANTITY"]
            candidates += [(label, start - 1, *rest) for label, _, *rest in signed]  # type: ignore[misc]
        if candidates:
            place = max(place, min(candidate[3] for candidate in candidates))
            yield candidates


def _in_word(folded: str, start: int, end: int, starts: frozenset[int]) -> bool:
    """Whether a numeral in characters only counts a heading (一、 一是) or stands inside a word (进一步, 统一)."""
    following = folded[end : end + 1]
    if end - start <= 2 and following in "、是)." and folded[start - 1 : start] in "(\n。;:" and following:
        return True
    inside = start not in starts and folded[start - 1] not in "近上约逾超足达共有第" and following != "番"  # 翻了一番 is one word
    return inside and end - start == 1


def _readings(
    folded: str, start: int, starts: frozenset[int], units: Units
) -> Iterator[tuple[str, int, int, int, str, str]]:
    """The readings of the numeral at `start`: as a date, as a range, with a longer and a shorter unit, bare."""
    if (date := _DATE.match(folded, start)) is not None:
        yield "DATE", start, date.end(), date.end(), "", ""
    number = _NUMBER.match(folded, start)
    if number is None:
        return
    end = number.end()
    for pattern, kind in _LONGER.get(folded[end : end + 1], ()):
        if (longer := pattern.match(folded, end)) is not None:
            yield "QUANTITY", start, longer.end(), longer.end(), "", kind
    yield from _with_units(folded, start, end, starts, units)
    if (upper := _RANGE.match(folded, end)) is not None and (folded[end] != "、" or _in_turn(folded[start:end], upper[0][1:2])):
        yield from _with_units(folded, start, upper.end(), starts, units)
    if folded[end : end + 1] in " \n" and (spaced := _SPACED.match(folded, start)) is not None:
        yield from _with_units(folded, start, spaced.end(), starts, units)


def _in_turn(first: str, second: str) -> bool:
    """Whether two digits follow each other: 3、4个, 三、四个."""
    for digits in ("0123456789", "〇一二三四五六七八九", "〇一两三四五六七八九"):
        if first in digits and second in digits:
            return digits.index(second) - digits.index(first) == 1
    return False


def _with_units(
    folded: str, start: int, end: int, starts: frozenset[int], units: Units
) -> Iterator[tuple[str, int, int, int, str, str]]:
    if folded.startswith(("百分之", "千分之", "万分之"), start):
        yield "QUANTITY", start, end, end, "", "percent"
        return
    number_end = end
    if end - 1 > start and folded[end - 1] in "百千" and (unit := units.find(folded, end - 1)) is not None and len(unit.text) > 1:
        number_end -= 1  # 2000千瓦时: 千 belongs to the unit
    unit_start = number_end
    while unit_start < len(folded) and unit_start - number_end < 3 and folded[unit_start].isspace():
        unit_start += 1
    unit = units.find(folded, unit_start)
    if unit is None and unit_start == number_end and _may_be_unit(folded, number_end, starts):
        yield "QUANTITY", start, number_end + 1, number_end, "?", "count"
    if unit is not None:
        unit_end = unit_start + len(unit.text)
        yield "QUANTITY", start, unit_end, number_end, unit.canonical, unit.kind
        if len(unit.text) > 1 and (shorter := units.find(folded[unit_start : unit_end - 1], 0)) is not None:
            yield "QUANTITY", start, unit_start + len(shorter.text), number_end, shorter.canonical, shorter.kind
    if folded[start] not in "百千万亿" or folded[end - 1] in "余多几":  # 破亿, 破千万 name a size and print no figure
        yield "QUANTITY", start, end, end, "", "count"


def _may_be_unit(folded: str, place: int, starts: frozenset[int]) -> bool:
    """Whether a word of one ideograph stands there: a measure word that the lexicon does not know."""
    return "一" <= folded[place : place + 1] <= "鿿" and place in starts and place + 1 in starts
