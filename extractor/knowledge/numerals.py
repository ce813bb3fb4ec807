"""Numbers as reports print them: Arabic digits, Chinese characters, or both."""

from __future__ import annotations

import re
from decimal import Decimal

_SAME = str.maketrans(
    "０１２３４５６７８９．，－−〇○零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億點兩",
    "0123456789.,--零零零一二二三三四五六六七八九十百千万亿点两",
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_POWERS = {"万亿": 12, "亿": 8, "万": 4, "千": 3, "百": 2, "十": 1}
_LARGE, _SMALL = ("万亿", "亿", "万"), ("千", "百", "十")

# a pattern of Arabic digits with powers between them: 1亿2千万, 3万2千, 1千2百
MIXED = r"[0-9]+(?:\.[0-9]+)?亿[0-9]+(?:\.[0-9]+)?万|[0-9]+亿[0-9]+千(?:[0-9]+百)?万|[0-9]+万[0-9]+千(?:[0-9]+百)?|[0-9]+千[0-9]+百万?"

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,\s*[0-9]{3})+|(?:\s[0-9]{3})+)(?![0-9])")
_ARABIC = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,10})?")
_POSITIONAL = re.compile(r"[零一二三四五六七八九]{3,16}|[一二三四五六七八九]零|零[一二三四五六七八九]")
_LONGEST = 48  # a longer run is glued cells or a code; it also keeps the recursion shallow


def read_numeral(text: str) -> Decimal | None:
    """Read a number written in Arabic digits, in Chinese characters, or in both; None where it is none.

    >>> read_numeral("51,877.6")
    Decimal('51877.6')
    >>> read_numeral("1.2万亿")
    Decimal('1.2E+12')
    >>> read_numeral("三百二十万")
    Decimal('3.20E+6')
    >>> read_numeral("一亿二千万"), read_numeral("三万五"), read_numeral("半")
    (Decimal('1.2000E+8'), Decimal('3.5E+4'), Decimal('0.5'))
    >>> read_numeral("三五"), read_numeral("20多万"), read_numeral("十几")
    (None, None, None)

    万 and 亿 (and 十百千 behind Arabic digits) move the decimal point and add no digits, so the printed
    precision is kept and `check` takes its tolerance from it. Two digits side by side (三五个) are a range.
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text) if len(text) <= 16 else None
    plain = _plain(text)
    if plain == "半":
        return Decimal("0.5")
    if plain.startswith(("-", "负")):
        value = _read(plain[1:])
        return None if value is None else -value
    return _read(plain)


def printed_scale(text: str) -> int:
    """Say which power of ten the last printed digit stands for; ValueError where the text is no number.

    >>> printed_scale("51877.6"), printed_scale("3.2万"), printed_scale("169"), printed_scale("2000万")
    (-1, 3, 0, 4)
    """
    value = read_numeral(text)
    if value is None:
        raise ValueError(f"{text!r} is no number; a number would be 51877.6, 3.2万 or 二十三")
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # only NaN and infinity have letters here
    return exponent


def _plain(text: str) -> str:
    """One spelling for each digit; separators go only where the groups of three are right (12 345)."""
    plain = text.strip().translate(_SAME).replace("廿", "二十").replace("卅", "三十")
    plain = _GROUPED.sub(lambda found: re.sub(r"[,\s]", "", found.group()), plain, count=1)
    return re.sub(r"(?<![0-9.,])\s+|\s+(?![0-9.,])", "", plain)


def _read(text: str) -> Decimal | None:
    if _ARABIC.fullmatch(text):
        return Decimal(text)
    if _POSITIONAL.fullmatch(text):
        return Decimal(int("".join(str(_DIGITS[character]) for character in text)))
    return _read_large(text)


def _read_large(text: str) -> Decimal | None:
    """Read what 亿 and 万 multiply: 一万二千亿五千万 is 一万二千 times 亿, and 五千万."""
    for word in _LARGE:
        head, mark, tail = text.rpartition(word)
        if mark:
            return _join(Decimal(1) if not head else _read_head(head), tail, _POWERS[word])
    return _read_decimal(text)


def _read_head(text: str) -> Decimal | None:
    value = _read_large(text)
    return None if value is None or text.endswith("亿") else value


def _join(head: Decimal | None, tail: str, power: int) -> Decimal | None:
    """Put head × 10^power and what follows together; a lone last digit counts tenths of it (三万五)."""
    if head is None:
        return None
    whole = head.scaleb(power)
    if not tail:
        return whole
    rest = _read_tail(tail, power)
    exact = head == head.to_integral_value()
    return whole + rest if exact and rest is not None and 0 < rest < Decimal(1).scaleb(power) else None


def _read_tail(tail: str, power: int) -> Decimal | None:
    if tail in _DIGITS:
        return Decimal(_DIGITS[tail]).scaleb(power - 1)
    rest = tail.lstrip("零")
    if rest.startswith(("百", "千", "万", "亿")) or (rest.isascii() and rest.isdigit()):
        return None  # 百 and 万 want their own digit here: 一亿万 is no number, nor is 3万56
    return _read_large(rest)


def _read_decimal(text: str) -> Decimal | None:
    whole, mark, fraction = text.partition("点")
    if not mark:
        return _read_small(text)
    value = _read_small(whole)
    if value is None or not fraction or any(character not in _DIGITS for character in fraction):
        return None
    return Decimal(f"{value:f}." + "".join(str(_DIGITS[character]) for character in fraction))


def _read_small(text: str) -> Decimal | None:
    """Read a number below ten thousand, or an Arabic one with 十百千 behind it."""
    if text in _DIGITS:
        return Decimal(_DIGITS[text])
    if text == "两":
        return Decimal(2)
    if _ARABIC.fullmatch(text):
        return Decimal(text)
    for character in _SMALL:
        head, mark, tail = text.partition(character)
        if mark:
            return _read_step(head, tail, _POWERS[character])
    return None


def _read_step(head: str, tail: str, power: int) -> Decimal | None:
    if _ARABIC.fullmatch(head):
        return _join(Decimal(head), tail, power)
    digit = 1 if not head else 2 if head == "两" else _DIGITS.get(head, 0)
    joined = _join(Decimal(digit), tail, power) if digit else None
    return joined if joined is None or joined.as_tuple().exponent == 0 else joined.quantize(Decimal(1))
