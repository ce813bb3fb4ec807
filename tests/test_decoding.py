"""Bytes are read with the encoding that makes sense, whatever is declared."""

import pytest

from extractor.reading.decoding import decode, makes_sense

REPORT = "湖滨区2021年共收到政府信息公开申请95件，其中予以公开50件。\n"
TRADITIONAL = "本區去年收到公開政府資訊的申請九十五件，其中予以公開五十件。\n"

# (what it is, bytes, declared, text, encoding)
READINGS = [
    ("utf-8", REPORT.encode(), None, REPORT, "utf-8"),
    ("utf-8 with a mark", REPORT.encode("utf-8-sig"), None, REPORT, "utf-8"),
    ("a mark outweighs the declaration", REPORT.encode("utf-8-sig"), "gbk", REPORT, "utf-8"),
    ("gbk", REPORT.encode("gbk"), None, REPORT, "gb18030"),
    (
        "declared gb2312, with a letter that only GBK has",
        "朱镕基、㎡".encode("gbk"),
        "gb2312",
        "朱镕基、㎡",
        "gb18030",
    ),
    ("a letter of four bytes", "𠮷县".encode("gb18030"), "gb2312", "𠮷县", "gb18030"),
    ("declared utf-8, is gbk: a careless server", REPORT.encode("gbk"), "utf-8", REPORT, "gb18030"),
    ("declared gbk, is utf-8", REPORT.encode(), "gbk", REPORT, "utf-8"),
    ("declared latin-1, which reads all bytes", REPORT.encode("gbk"), "iso-8859-1", REPORT, "gb18030"),
    ("declared in words no one knows", REPORT.encode("gbk"), "chinese-simplified", REPORT, "gb18030"),
    ("big5", TRADITIONAL.encode("big5"), None, TRADITIONAL, "big5hkscs"),
    ("declared big5", TRADITIONAL.encode("big5"), "Big5", TRADITIONAL, "big5hkscs"),
    ("utf-16 with a mark", REPORT.encode("utf-16"), None, REPORT, "utf-16-le"),
    ("utf-16 without a mark", REPORT.encode("utf-16-le"), None, REPORT, "utf-16-le"),
    ("utf-16, the other way round", REPORT.encode("utf-16-be"), None, REPORT, "utf-16-be"),
    (
        "the byte 0x80, which the web reads as €",
        "收费".encode("gbk") + b"\x80" + b"5",
        None,
        "收费€5",
        "gb18030",
    ),
    ("very short", "沭阳".encode("gbk"), "gb2312", "沭阳", "gb18030"),
    ("digits alone", b"2021: 95\n", None, "2021: 95\n", "utf-8"),
]


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"), [r[1:] for r in READINGS], ids=[r[0] for r in READINGS]
)
def test_it_is_read_as_it_was_written(content: bytes, declared: str | None, text: str, encoding: str) -> None:
    decoded = decode(content, declared)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_a_wrong_declaration_is_told() -> None:
    assert decode(REPORT.encode("gbk"), "big5").warnings == ("declared as big5, but reads as gb18030",)
    assert decode(REPORT.encode("gbk"), "gb2312").warnings == ()


@pytest.mark.parametrize("cut", [1, 2])
def test_a_truncated_file_keeps_its_text_and_says_what_was_lost(cut: int) -> None:
    decoded = decode((REPORT * 3).rstrip().encode()[:-cut])
    assert decoded.text.startswith(REPORT)
    assert "could not be read as utf-8" in decoded.warnings[0]


SENSE = [
    ("公开政府信息1136条", True),
    ("鏀垮簻淇℃伅鍏紑", False),  # UTF-8 read as GBK
    ("Õþ¸®ÐÅÏ¢¹«¿ª", False),  # GBK read as latin-1
    ("瑞腔淏葬陓洘", False),  # GBK read as Big5, as far as it goes
    ("", True),
]


@pytest.mark.parametrize(("text", "is_plausible"), SENSE)
def test_nonsense_is_told_from_chinese(text: str, is_plausible: bool) -> None:
    assert makes_sense(text) is is_plausible
