"""Turn an accepted QUANTITY span into a figure: value, unit, bounds, precision; decimal all the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from extractor.knowledge.characters import fold
from extractor.knowledge.numerals import MIXED, read_numeral
from extractor.knowledge.units import Unit, Units
from extractor.knowledge.wording import Wording
from extractor.records import Kind, Modifier, Quantity, Span

ZERO = Decimal(0)
_HAN = "〇零○一二两三四五六七八九十百千万亿廿几数半壹贰叁肆伍陆柒捌玖拾佰仟点"
_NUMBER = rf"上?(?:{MIXED}|[+-]?[0-9][0-9,\s]*(?:\.[0-9]+)?|[{_HAN}]+)"
_SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])"
_PARTS = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<inner>[余多几来]|\+)?\s*(?P<scale>{_SCALE})?(?P<outer>[余多几来]|\+)?\s*(?P<unit>.*)", re.DOTALL
)
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})(?P<inner>)(?P<scale>)(?P<outer>)\s*(?P<unit>.*)", re.DOTALL)
_HALF = re.compile(r"(?P<unit>天|年|个?月|个?小时|倍|周|个)半(?P<rest>月|小时)?")
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_scale>{_SCALE})?(?P<unit>[^\d{_HAN}\s—–―~～、-]{{0,4}}?)\s*(?:[—–―~～、-]+|至|到)\s*(?P<high>.+)",
    re.DOTALL,
)
_PERCENT = re.compile(r"(?P<base>百|千|万)分之(?P<number>.+)", re.DOTALL)
_FRACTION = re.compile(r"(?P<below>.+)分之(?P<above>.+)|(?P<a>[0-9.]+)/(?P<b>[0-9.]+)", re.DOTALL)
_VAGUE = re.compile(r"(?P<tens>[一二三四五六七八九]?十)几|(?P<many>[几数])(?P<power>[十百千万亿]*)|上(?P<least>[百千万亿]+)")
_TENTHS = re.compile(r"(?P<ones>[一二两三四五六七八九])成(?P<tenth>[一二三四五六七八九半多])")
_TENTH = {figure: Decimal(place).scaleb(-1) for place, figure in enumerate("零一二三四五六七八九")} | {"半": Decimal("0.5"), "多": ZERO}
_COMPOUND = re.compile(r"(?P<large>[0-9]+)(?P<unit>个?小时|时|分钟?|年)(?P<small>[0-9]+)(?P<last>分钟?|秒|个月)")
_USUAL = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[^0-9./+\s至到成分时年月—–―~～、{_HAN}余多来-]*)")
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_PERCENT_UNITS = {"百": "%", "千": "‰", "万": "‱"}


class _Figure(NamedTuple):
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    printed: Decimal | None
    scale: int  # power of ten that 万, 亿 … shift the printed number by
    modifier: Modifier
    unit: str
    kind: Kind | None


def quantify(text: str, span: Span, units: Units, wording: Wording) -> Quantity:
    """Read the figure of one QUANTITY span of `text`; the value is None where the span holds no number."""
    figure = _read(fold(span.text), units)
    unit = _unit(units, figure.unit)
    modifier, words = _modifier(text, span, wording)
    value, lower, upper = figure.value, figure.lower, figure.upper
    if modifier != "exact" and figure.modifier == "exact" and value is not None:
        lower, upper = _bounds(value, figure.scale, modifier)
    kind: Kind = figure.kind or (unit.kind if unit is not None else "count")
    canonical = unit.canonical if unit is not None else figure.unit
    scale_text = _scale_text(span.text, figure.scale)
    return Quantity(
        span=span, value=value, unit=canonical, printed_value=figure.printed,
        printed_unit=scale_text + canonical, kind=kind,
        modifier=figure.modifier if figure.modifier != "exact" else modifier, modifier_text=words,
        lower=lower, upper=upper, tolerance=_tolerance(figure),
    )  # fmt: skip


def _read(folded: str, units: Units) -> _Figure:
    folded = folded.strip()
    if (match := _USUAL.fullmatch(folded)) is not None:
        value = Decimal(match["number"])
        return _Figure(value, value, value, value, 0, "exact", match["unit"], None)
    return _read_unusual(folded, units)


def _read_unusual(folded: str, units: Units) -> _Figure:
    """A figure that is more than digits and a unit."""
    if (match := _PERCENT.fullmatch(folded)) is not None:
        value = read_numeral(match["number"])
        return _Figure(value, value, value, value, 0, "exact", _PERCENT_UNITS[match["base"]], "percent")
    if (match := _FRACTION.fullmatch(folded)) is not None:
        return _fraction(match)
    if (match := _TENTHS.fullmatch(folded)) is not None:
        value, over = (read_numeral(match["ones"]) or ZERO) + _TENTH[match["tenth"]], match["tenth"] == "多"
        return _Figure(value, value, value + int(over), value, 0, "more_than" if over else "exact", "成", None)
    if (match := _COMPOUND.fullmatch(folded)) is not None:
        large, small = read_numeral(match["large"]) or ZERO, read_numeral(match["small"]) or ZERO
        value = large * (12 if match["unit"].startswith("年") else 60) + small
        return _Figure(value, value, value, value, 0, "exact", match["last"], "duration")
    if (match := _RANGE.fullmatch(folded)) is not None and (spread := _range(match, units)) is not None:
        return spread
    return _single(folded, units)


def _fraction(match: re.Match[str]) -> _Figure:
    above, below = read_numeral(match["above"] or match["a"]), read_numeral(match["below"] or match["b"])
    value = round(above / below, 12) if above is not None and below else None
    return _Figure(value, value, value, value, 0, "exact", "", "fraction")


def _range(match: re.Match[str], units: Units) -> _Figure | None:
    high = _single(match["high"], units)
    low = read_numeral(match["low"])
    if low is None or high.value is None or (match["unit"] and units.find(match["unit"], 0) is None):
        return None
    scale = _power(match["low_scale"]) if match["low_scale"] else high.scale
    value = low.scaleb(scale)
    if value > high.value:
        return None
    return _Figure(value, value, high.value, low, high.scale, "range", high.unit, None)


def _single(folded: str, units: Units) -> _Figure:
    if (vague := _VAGUE.match(folded)) is not None and (vague[0] not in ("数", "几") or len(folded) > 1):
        return _vague(vague, folded)
    match = _PARTS.fullmatch(folded)
    if match is not None and match["scale"] and not match["inner"] and _unit(units, match["scale"][-1] + match["unit"]):
        match = _PLAIN.fullmatch(folded)  # 2000千瓦时: 千 belongs to the unit
    number = read_numeral(re.sub(r"[\s,+]", "", match["number"])) if match is not None else None
    if match is None or number is None:
        return _Figure(None, None, None, None, 0, "exact", "", None)
    scale = _power(match["scale"]) if match["scale"] else 0
    unit, value = re.sub(r"\s", "", match["unit"]), number.scaleb(scale)
    if (half := _HALF.fullmatch(unit)) is not None:
        unit, number, value = half["unit"] + (half["rest"] or ""), number + Decimal("0.5"), value + Decimal("0.5").scaleb(scale)
    own = _own_scale(match["number"])
    if match["inner"] or match["outer"]:
        step = Decimal(1).scaleb(scale) * _step(number) if match["inner"] or not scale else Decimal(1).scaleb(scale)
        return _Figure(value, value, value + step, number, scale or own, "more_than", unit, None)
    return _Figure(value, value, value, number.scaleb(-own), scale or own, "exact", unit, None)


def _vague(vague: re.Match[str], folded: str) -> _Figure:
    rest = folded[vague.end() :]
    scale = re.match(r"[余多]?(万亿|[万亿])?[余多]?\s*", rest)
    power = _power(scale[1]) if scale is not None and scale[1] else 0
    unit = re.sub(r"\s", "", rest[scale.end() :] if scale is not None else rest)
    if vague["tens"]:
        low = read_numeral(vague["tens"]) or ZERO
        lower, upper = low + 1, low + 9
    elif vague["least"]:
        lower = Decimal(1).scaleb(_power(vague["least"]))
        upper = lower * 10
    else:
        step = Decimal(1).scaleb(_power(vague["power"]))
        lower, upper = step * 2, step * 9
    value = lower - 1 if vague["tens"] else lower
    return _Figure(
        value.scaleb(power), lower.scaleb(power), upper.scaleb(power), value, power, "range", unit, None
    )  # fmt: skip


def _power(characters: str) -> int:
    return sum(_POWERS[character] for character in characters)


def _own_scale(number: str) -> int:
    """一亿二千万 is a plain count in words; its trailing 万 or 亿 is a multiplier too."""
    last = number.strip()[-1:]
    return _POWERS[last] if last in "万亿" and number[0].isdigit() else 0


def _step(number: Decimal) -> Decimal:
    """One more in the last place that is not a nought: 5500余 → 100."""
    if number == 0:
        return Decimal(1)
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _unit(units: Units, printed: str) -> Unit | None:
    found = units.find(printed, 0) if printed else None
    return found if found is not None and len(found.text) == len(printed) else None


def _modifier(text: str, span: Span, wording: Wording) -> tuple[Modifier, str | None]:
    before = _longest(wording.modifiers_before, text[max(0, span.start - 5) : span.start][::-1], backwards=True)
    after = _longest(wording.modifiers_after, text[span.end : span.end + 4])
    if before == "近" and text.endswith(("最近", "附近", "临近", "靠近", "远近"), 0, span.start):
        before = None
    words = (before or "") + (after or "") or None
    if before is not None and (after is None or wording.modifiers_after[after] != "about"):
        return wording.modifiers_before[before], words
    return (wording.modifiers_after[after], words) if after is not None else ("exact", None)


def _longest(words: Mapping[str, Modifier], beside: str, *, backwards: bool = False) -> str | None:
    """The longest of the words that stands right beside the figure."""
    for length in range(len(beside), 0, -1):
        word = beside[:length][::-1] if backwards else beside[:length]
        if word in words:
            return word
    return None


def _bounds(value: Decimal, scale: int, modifier: Modifier) -> tuple[Decimal | None, Decimal | None]:
    if modifier == "about":
        slack = value / 10
        return value - slack, value + slack
    if modifier == "nearly":
        return value - max(_step(value), value / 10), value
    if modifier in ("more_than", "at_least"):
        return value, None
    return None, value


def _tolerance(figure: _Figure) -> Decimal:
    if figure.printed is None or figure.kind == "fraction" or figure.modifier not in ("exact", "range"):
        return ZERO
    exponent = int(figure.printed.as_tuple().exponent) + figure.scale
    return Decimal(5).scaleb(exponent - 1) if figure.scale or exponent < 0 else ZERO


def _scale_text(printed: str, scale: int) -> str:
    if not scale:
        return ""
    match = re.search(r"[十百千]?万亿|[十百千]?[万亿]|[百千](?=[^百千]*$)", printed)
    return match[0] if match is not None else ""
