"""Numbers as reports print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.knowledge.numerals import printed_scale, read_numeral

DIGITS = "零一二三四五六七八九"

NUMBERS = [
    ("169", "169"), ("0", "0"), ("51877.6", "51877.6"), ("0.08", "0.08"), ("100.00", "100.00"),
    ("0012", "12"),  # a table's own zero padding
    ("-5.3", "-5.3"), ("－5.3", "-5.3"), ("−12", "-12"), ("负三点五", "-3.5"),
    ("１６９", "169"), ("３．５", "3.5"), ("１，２３４", "1234"),
    ("1,234", "1234"), ("1，234", "1234"), ("12,345,678.90", "12345678.90"), ("1, 234", "1234"),
    ("12 345", "12345"), ("12\u3000345", "12345"), ("1\n234", "1234"), ("12 345.6", "12345.6"),
    (" 169 ", "169"), ("351\n", "351"), ("1,234万", "1.234E+7"), ("20 万", "2.0E+5"), ("3.2\n万", "3.2E+4"),
    ("3.2万", "3.2E+4"), ("1.5亿", "1.5E+8"), ("2000万", "2.000E+7"), ("1.2万亿", "1.2E+12"),
    ("1亿2000万", "1.2000E+8"), ("3万5千", "3.5E+4"), ("3千", "3E+3"), ("2.5千", "2.5E+3"), ("5百万", "5E+6"),
    ("3百", "3E+2"), ("12.34万亿", "1.234E+13"), ("１２万", "1.2E+5"), ("3万亿5千亿", "3.5E+12"),
    ("〇", "0"), ("零", "0"), ("○", "0"), ("一", "1"), ("两", "2"), ("九", "9"), ("半", "0.5"),
    ("十", "10"), ("十一", "11"), ("十九", "19"), ("二十", "20"), ("二十三", "23"), ("九十九", "99"),
    ("廿", "20"), ("廿三", "23"), ("卅", "30"), ("卅一", "31"),
    ("一百", "100"), ("一百零五", "105"), ("一百〇五", "105"), ("一百一十", "110"), ("一百一", "110"),
    ("一百十五", "115"), ("一百五", "150"), ("一百五十", "150"), ("两百", "200"), ("两百二", "220"),
    ("九百九十九", "999"), ("一千", "1000"), ("一千二", "1200"), ("一千零二", "1002"), ("一千零二十", "1020"),
    ("两千", "2000"), ("两千零一十八", "2018"), ("三千四百五十六", "3456"), ("九千九百九十九", "9999"),
    ("一万", "1E+4"), ("三万五", "3.5E+4"), ("三万五千", "35000"), ("一万零五百", "10500"),
    ("一万五千二", "15200"),
    ("两万三", "2.3E+4"), ("十二万", "1.2E+5"), ("十二万三", "1.23E+5"), ("三百二十万", "3.20E+6"),
    ("二十万零五", "200005"), ("一亿", "1E+8"), ("一亿五", "1.5E+8"), ("一亿二千万", "1.2000E+8"),
    ("一亿零五", "100000005"), ("0万", "0E+4"), ("0.00万", "0E+2"),
    ("万亿", "1E+12"), ("三万亿", "3E+12"), ("三万亿五", "3.5E+12"),
    ("一万二千亿五千万", "1.20005000E+12"), ("十三亿七千五百三十六万", "1.37536E+9"),
    ("百", "100"), ("千", "1000"), ("万", "1E+4"), ("亿", "1E+8"),  # 百余件, 千余人: what is left without 余
    ("百万", "1.00E+6"), ("千万", "1.000E+7"), ("千亿", "1.000E+11"),
    ("二〇一八", "2018"), ("二○一八", "2018"), ("二零二一", "2021"), ("一二三", "123"), ("二〇", "20"),
    ("三点五", "3.5"), ("零点五", "0.5"), ("十二点三四", "12.34"), ("一点二万亿", "1.2E+12"),
    ("二十三点五亿", "2.35E+9"), ("百二十点五", "120.5"),
    ("壹", "1"), ("贰拾叁", "23"), ("壹仟贰佰叁拾肆", "1234"), ("伍萬", "5E+4"), ("柒佰捌拾玖", "789"),
    ("陸億", "6E+8"), ("叁佰贰拾万", "3.20E+6"),
]  # fmt: skip

NO_NUMBERS = [
    "", " ", "件", "件3", "3件", "约3", "一是", "几", "数十", "上百", "十几", "几十", "百余",
    "20多万", "5500余",
    "三五", "两三", "五六", "十二三", "三五百",  # ranges
    "1,23", "12,3456", "0,123", "1,234,56", "1 23", "12 3456", "1、234",  # groups that are not right
    "5.", ".5", "1.2.3", "3. 5", "5-10", "3—5", "3/4", "10:30", "50%", "百分之三十",
    "亿万", "一亿万", "三亿亿", "三千五千", "二十千", "3万56", "3.2万5千", "一百零", "一百二百",
    "点五", "三点", "三点十",
    "半年", "两个半", "①", "Ⅳ", "٣", "1e5", "NaN", "Infinity", "1_000", "0x10", "+5",
    "9" * 17, "一" * 17,
    "万" * 10_000, "1" * 100_000, " " * 5_000,  # glued cells, and nothing that may recurse
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_keeps_its_printed_precision(text, value):
    assert str(read_numeral(text)) == value


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_none(text):
    assert read_numeral(text) is None


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("51877.6", -1),
        ("3.2万", 3),
        ("169", 0),
        ("2000万", 4),
        ("1.50亿", 6),
        ("三百二十万", 4),
        ("三千", 0),
        ("3千", 3),
    ],
)
def test_the_scale_is_that_of_the_last_printed_digit(text, scale):
    assert printed_scale(text) == scale


def test_the_scale_of_no_number_is_an_error():
    with pytest.raises(ValueError, match="'件' is no number"):
        printed_scale("件")


@given(st.integers(0, 10**16 - 1))
def test_an_integer_comes_back_from_every_spelling(number):
    assert read_numeral(str(number)) == number
    assert read_numeral(f"{number:,}") == number
    assert read_numeral(f"{number:,}".replace(",", "，")) == number
    assert read_numeral(f"{number:,}".replace(",", " ")) == number
    assert read_numeral(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number
    assert read_numeral(chinese(number)) == number


@given(
    st.decimals(0, 10**9, allow_nan=False, places=2),
    st.sampled_from([("", 0), ("万", 4), ("亿", 8), ("万亿", 12)]),
)
def test_a_multiplier_moves_the_point_only(figure, multiplier):
    word, power = multiplier
    value = read_numeral(f"{figure:f}{word}")
    assert value == figure.scaleb(power)
    assert value is not None
    assert value.as_tuple().exponent == power - 2


@given(st.text("0123456789,，.．一二三十百千万亿零两半点负- \n", max_size=60))
def test_nothing_raises(text):
    value = read_numeral(text)
    assert value is None or value.is_finite()


def chinese(number: int) -> str:
    """Write a number as Chinese characters, with 零 where places are left out."""
    if number == 0:
        return "零"
    words = ""
    for power, word in ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")):
        part, number = divmod(number, 10**power)
        if part:
            words += ("零" if words and part < 1000 else "") + _below_ten_thousand(part) + word
    return words


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + word
        gap = not digit
    return words


@pytest.mark.parametrize("number", [10, 105, 1050, 10005, 100_000, 120_000_000])
def test_the_writer_of_these_tests_is_right(number):
    expected = {10: "一十", 105: "一百零五", 1050: "一千零五十", 10005: "一万零五", 100_000: "一十万",
                120_000_000: "一亿二千万"}  # fmt: skip
    assert chinese(number) == expected[number]


def test_the_value_is_a_decimal():
    assert isinstance(read_numeral("半"), Decimal)
