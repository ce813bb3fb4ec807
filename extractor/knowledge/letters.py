"""Printed labels as letters only, and the numbering that stands before them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extractor.knowledge.characters import fold

_HAN = "〇一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"第?(?P<plain>[{_HAN}]{{1,3}})[、.．,:]|\(?(?P<paren>[{_HAN}]{{1,3}})\)[、.]?"
    r"|(?P<digit>\d{1,2})[、.,:)](?!\d)|(?P<loose>\d{1,2})(?=[\u4e00-\u9fff])|\((?P<round>\d{1,2})\)"
    r"|(?P<ring>[①-⑳])|(?P<typo>[lI|][、.])|其中[:,、]?|[#*·§>]+|-+(?=\D)"
)
_OFFICIAL = re.compile(
    rf"(?:(?P<digit>\d+)|\((?P<paren>[{_HAN}]{{1,3}})\)|(?<!第)(?P<plain>[{_HAN}]{{1,3}})、?)$"
)
_TAG = re.compile(r"<[^>]{0,40}>")
_SPACE = re.compile(r"\s+")
_REMARK = re.compile(r"[(〔][^()〔〕]*(?:[)〕]|$)")
_NO_LETTER = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff〇%]+")
_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


class Numbering(NamedTuple):
    """What stands before a label: `style` "plain" 一、 "paren" （一） "digit" 1. and the `number`."""

    style: str
    number: int


@lru_cache(maxsize=8192)
def label_keys(label: str) -> tuple[str, str, str]:
    """The letters of a label: whole, without its numbering, and without numbering and remarks in brackets.

    >>> label_keys("（二）部分公开 （区分处理的，只计这一情 形")
    ('二部分公开区分处理的只计这一情形', '部分公开区分处理的只计这一情形', '部分公开')
    """
    folded = _SPACE.sub("", fold(_TAG.sub("", label)))
    rest = folded[_numbering_end(folded) :]
    bare = _NO_LETTER.sub("", _REMARK.sub("", rest))
    return _NO_LETTER.sub("", folded), _NO_LETTER.sub("", rest), bare


@lru_cache(maxsize=8192)
def read_numbering(label: str) -> Numbering | None:
    """The last number that stands before a label; None where none does.

    >>> read_numbering("三、（三）1.属于国家秘密"), read_numbering("其中：涉及国家秘密")
    (Numbering(style='digit', number=1), None)
    """
    folded = _SPACE.sub("", fold(label))
    found, position = None, 0
    while match := _NUMBERING.match(folded, position):
        found, position = _read_number(match) or found, match.end()
    return found


@lru_cache(maxsize=1024)
def official_numbering(number: str) -> Numbering | None:
    """The number that the form gives to a row, without those of the rows above it.

    >>> official_numbering("三、（六）3"), official_numbering("一(二)"), official_numbering("一(一)其中")
    (Numbering(style='digit', number=3), Numbering(style='paren', number=2), None)
    """
    match = _OFFICIAL.search(fold(number))
    return _read_number(match) if match else None


def _numbering_end(folded: str) -> int:
    position = 0
    while match := _NUMBERING.match(folded, position):
        position = match.end()
    return position if position < len(folded) else 0


def _read_number(match: re.Match[str]) -> Numbering | None:
    style = match.lastgroup
    if style in ("plain", "paren"):
        numeral = match[style]
        number = 10 * (numeral[0] == "十") + _NUMERALS.get(numeral[-1], 0) * (numeral != "十")
        return Numbering(style, number)
    if style == "ring":
        return Numbering("digit", ord(match[style]) - ord("①") + 1)
    if style == "typo":
        return Numbering("digit", 1)
    return Numbering("digit", int(match[style])) if style else None
