"""A printed figure: where it stands, what it can mean, and how a slip of the pen changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import NamedTuple

from extractor.knowledge.numerals import read_numeral

_FIGURE = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>[\d,，\s]*\d(?:\.\d+)?)(?P<gap>\s*)(?P<scale>[百千]?万亿|[百千]?[万亿])?(?P<more>[余多])?(?P<rest>.*)",
    re.DOTALL,
)
_HAN = re.compile(r"[一二两三四五六七八九十百]+(?=[^一二两三四五六七八九十百万亿千几])")
_POWER = {"百": 2, "千": 3, "万": 4, "亿": 8}
_ONES = "一二三四五六七八九"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


class Range(NamedTuple):
    """What a printed figure can mean, both ends included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Range) -> bool:
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Range, sign: int = 1) -> Range:
        low, high = sorted((other.low * sign, other.high * sign))
        return Range(self.low + low, self.high + high)


@dataclass(frozen=True)
class Place:
    """A figure of a report; `where` is cell or prose, `power` the ten's power of the cell's unit (万元: 4)."""

    start: int
    end: int
    text: str
    where: str
    unit: str = ""
    power: int = 0

    def read(self, text: str | None = None) -> Range | None:
        """What the figure means, or what it would mean with another text."""
        printed = self.text if text is None else text
        folded = printed.translate(_FULL_WIDTH)
        match = _FIGURE.fullmatch(folded)
        if match is None:
            return self._read_numeral(folded)
        digits = re.sub(r"[,，\s]", "", match["digits"])
        power = self.power + sum(_POWER[one] for one in match["scale"] or "")
        value = Decimal(f"{match['sign']}{digits}").scaleb(power)
        decimals = len(digits.partition(".")[2])
        if match["more"]:
            zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
            return Range(value, value + Decimal(1).scaleb(power + zeros))
        loose = (match["scale"] or decimals) and self.unit != "%"
        half = Decimal(5).scaleb(power - decimals - 1) if loose else Decimal(0)
        return Range(value - half, value + half)

    def _read_numeral(self, text: str) -> Range | None:
        match = _HAN.match(text)
        value = read_numeral(match[0]) if match else None
        return Range(value, value) if value is not None else None

    @property
    def decimals(self) -> int:
        """Printed decimal places."""
        return len(re.sub(r"[^\d.]", "", self.text.translate(_FULL_WIDTH)).partition(".")[2])


def slips(place: Place, random: Random, others: list[Place]) -> Iterator[tuple[str, str]]:
    """Kinds of slip with the text that each makes of the figure: digit swap, other digit, off by one, …"""
    digits = [at for at, character in enumerate(place.text) if character.isdigit()]
    if not digits:
        yield from _other_numeral(place, random)
        return
    swaps = [(a, b) for a, b in pairwise(digits) if place.text[a] != place.text[b] and b - a == 1]
    swaps = [(a, b) for a, b in swaps if not (a == digits[0] and place.text[b] in "0０")]
    if swaps:
        a, b = random.choice(swaps)
        yield "digits swapped", place.text[:a] + place.text[b] + place.text[a] + place.text[b + 1 :]
    at = random.choice(digits)
    figures = "123456789" if place.text[at].isascii() else "１２３４５６７８９"
    other = random.choice([one for one in figures if one != place.text[at]])
    yield "another digit", place.text[:at] + other + place.text[at + 1 :]
    yield "off by one", _by_one(place, digits, random)
    if len(digits) > 1 and "." not in place.text:
        cut = random.choice(digits[1:])
        yield "digit lost", place.text[:cut] + place.text[cut + 1 :]
    elif place.text[digits[0]] not in "0０":
        yield "digit doubled", place.text[: digits[0]] + place.text[digits[0]] + place.text[digits[0] :]
    if len(digits) > 1 and "." not in place.text and "," not in place.text:
        yield "zero added", f"{place.text[: digits[-1] + 1]}0{place.text[digits[-1] + 1 :]}"
    yield from _other_unit(place, digits)
    yield from _other_row(place, random, others, digits)


def _by_one(place: Place, digits: list[int], random: Random) -> str:
    """The last printed digit one up or down."""
    last = digits[-1]
    head = place.text[digits[0] : last + 1]
    plain = re.sub(r"[,，\s]", "", head).translate(_FULL_WIDTH)
    step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
    moved = Decimal(plain) + (step if random.random() < 0.5 or Decimal(plain) < step else -step)
    return place.text[: digits[0]] + format(moved, "f") + place.text[last + 1 :]


def _other_unit(place: Place, digits: list[int]) -> Iterator[tuple[str, str]]:
    """万 put in or left out; a cell in 万元 that is filled in 元."""
    behind = place.text[digits[-1] + 1 :]
    if place.where == "cell" and place.power and "," not in place.text:
        yield "unit wrong", format(Decimal(place.text.translate(_FULL_WIDTH).strip()).scaleb(place.power), "f")
    if place.where == "cell" or place.unit == "%" or len(digits) < 2:
        return
    if behind.startswith(("万", "亿")):
        yield "unit wrong", place.text[: digits[-1] + 1] + behind[1:]
    elif place.unit in ("条", "件", "元"):
        yield "unit wrong", place.text[: digits[-1] + 1] + "万" + behind


def _other_row(
    place: Place, random: Random, others: list[Place], digits: list[int]
) -> Iterator[tuple[str, str]]:
    """The figure of a neighbour: of another row for a cell, of another item of the sentence for prose."""
    near = [
        one for one in others
        if one.where == place.where and one.unit == place.unit and one != place and one.read() != place.read()
        and abs(one.start - place.start) < 120 and re.search(r"\d", one.text)
    ]  # fmt: skip
    if near:
        taken = random.choice(near).text
        figure = re.search(r"[\d０-９][\d０-９,，.]*", taken)
        if figure is not None and figure[0] != place.text[digits[0] : digits[-1] + 1]:
            yield "wrong row", place.text[: digits[0]] + figure[0] + place.text[digits[-1] + 1 :]


def _other_numeral(place: Place, random: Random) -> Iterator[tuple[str, str]]:
    if place.text and place.text[0] in _ONES:
        other = random.choice([one for one in _ONES if one not in (place.text[0], "二")])
        yield "another digit", other + place.text[1:]
