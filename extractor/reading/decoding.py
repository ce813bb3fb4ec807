"""Bytes to text: the declared encoding, else the Chinese reading that makes sense."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"),
)  # fmt: skip
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
    "big5hkscs": "big5hkscs", "cp950": "big5hkscs", "iso8859-1": "cp1252", "ascii": "utf-8",
}  # fmt: skip
_LABELS = {
    "x-gbk": "gbk",
    "gb_2312-80": "gbk",
    "gb2312-80": "gbk",
    "big5-eten": "big5",
    "utf8": "utf-8",
    "unicode": "utf-16",
}
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条只没结解问意建月公无系军很情最立代想已通并提直题党程展五果料"
    "位入常文总次品式活设及管特件长求基资流路级少图山统接知较将组见计别角期根论运农指几九区强放决西被做必战先回则任取完举色府信息申"
    "请开报告市县办规通知收到其他数量政公开平台网站服务单位行政复议诉讼予以結轉數公開個國對這為們來時說進過後實業還與關線內間樣題會經動"
    "種現體當點應從機無條長問變發產電務員報單處請統議訴資訊區縣辦規總計"
)
_GOOD = 0.25  # the share of common ideographs in real Chinese is 0.4 to 0.8, in a wrong reading below 0.12
_SAMPLE = 20_000
_MOST_EUROS = 100


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with, and what went wrong."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, declared: str | None = None) -> Decoded:
    """Read bytes as text; a wrong declaration is told by its nonsense, and bytes that fit nothing become �.

    >>> decode("年度报告".encode("gbk"))
    Decoded(text='年度报告', encoding='gb18030', warnings=())
    >>> decode("收到申請95件，均已公開".encode("big5"), declared="gb2312").encoding
    'big5hkscs'
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decode_marked(content[len(mark) :], encoding)
    told = _normalise(declared)
    if told and (text := _try(content, told)) is not None and makes_sense(text):
        return Decoded(text, told)
    found = _find_encoding(content)
    if found is None:
        return _replace(content)
    warnings = (f"declared as {declared}, but reads as {found[1]}",) if told and told != found[1] else ()
    return Decoded(*found, warnings)


def makes_sense(text: str) -> bool:
    """Say whether a text is plausible: common ideographs, no controls; ASCII alone is plausible.

    >>> makes_sense("收到申请"), makes_sense("鏀跺埌鐢宠"), makes_sense("ÊÕµ½ÉêÇë"), makes_sense("CO2")
    (True, False, False, True)
    """
    return sense(text) >= _GOOD


def sense(text: str) -> float:
    """The share of letters that are common in Chinese reports; 1 for a text of ASCII."""
    sample = text[:_SAMPLE]
    odd = [
        c
        for c in sample
        if c > "\x7f"
        and c not in "　。，、；：？！（）“”‘’《》〔〕【】…—·％－～①②③④⑤⑥⑦⑧⑨⑩"
        and not "０" <= c <= "ｚ"
    ]
    if any(c < " " and c not in "\t\n\r\f\v\x1a\x1b" for c in sample):
        return 0.0
    return sum(c in _COMMON for c in odd) / len(odd) if odd else 1.0


def _decode_marked(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, "replace")
    return Decoded(text, encoding, _lost(text, encoding))


def _normalise(declared: str | None) -> str | None:
    label = (declared or "").strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name if label else None
    except LookupError:
        return None
    return _WIDER.get(name, name) if name else None


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return _decode_gb(content) if encoding == "gb18030" else content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _decode_gb(content: bytes) -> str:
    """Strict GB18030, with the byte 0x80 read as €, as the web reads it."""
    pieces: list[str] = []
    for _ in range(_MOST_EUROS):
        try:
            return "".join(pieces) + content.decode("gb18030")
        except UnicodeDecodeError as error:
            if content[error.start] != 0x80:
                raise
            pieces += [content[: error.start].decode("gb18030"), "€"]
            content = content[error.start + 1 :]
    return "".join(pieces) + content.decode("gb18030")


def _find_encoding(content: bytes) -> tuple[str, str] | None:
    if (wide := _find_wide(content)) is not None:
        return wide
    if (text := _try(content, "utf-8")) is not None:
        return text, "utf-8"
    readings = [
        (sense(text), text, name)
        for name in ("gb18030", "big5hkscs")
        if (text := _try(content, name)) is not None
    ]
    good = [reading for reading in readings if reading[0] >= _GOOD]
    if good:
        best = max(good, key=lambda reading: reading[0] + 0.05 * (reading[2] == "gb18030"))
        return best[1], best[2]
    guessed = _guess(content)
    if guessed and (text := _try(content, guessed)) is not None and makes_sense(text):
        return text, guessed
    return None


def _find_wide(content: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: half of the zero bytes of its digits and line ends stand at one side."""
    if len(content) % 2 or not re.search(rb"\x00", content[:_SAMPLE]):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(content, encoding)
        if text is not None and makes_sense(text) and "\x00" not in text:
            return text, encoding
    return None


def _guess(content: bytes) -> str | None:
    """Ask a detector."""
    from chardet import detect  # noqa: PLC0415 - most documents never need it

    return _normalise(detect(content[:_SAMPLE])["encoding"])


def _replace(content: bytes) -> Decoded:
    readings = [(content.decode(name, "replace"), name) for name in ("utf-8", "gb18030")]
    text, name = max(readings, key=lambda reading: (sense(reading[0]), -reading[0].count("\ufffd")))
    return Decoded(text, name, _lost(text, name))


def _lost(text: str, encoding: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    return (f"{count} places could not be read as {encoding}; each stands as �",) if count else ()
