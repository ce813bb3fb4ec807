"""A one-to-one character table for comparing: look-alikes become one, and no length changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from operator import add
from unicodedata import normalize

_LONG = 400  # characters, from which on it is quicker to look for each variant that a text has
_WIDE = range(0xFF01, 0xFF5F)
_COMPATIBLE = (range(0x2F00, 0x2FD6), range(0xF900, 0xFAD9), range(0x2F800, 0x2FA1E))
_SAME = {
    "〔": "〔﹝[【〖［⟦〘", "〕": "〕﹞]】〗］⟧〙", "(": "（﹙⟮", ")": "）﹚⟯",
    '"': "“”„‟〝〞＂", "'": "‘’‚‛＇", "-": "—–―‒‐‑−－─━﹣", "·": "•・‧∙⋅●▪",
    " ": "\u3000\u00a0\u2002\u2003\u2009\u200a\u202f\u205f\u2000\u2001\u2004\u2005\u2006\u2007\u2008\t",
    ",": "，﹐", ":": "：﹕∶︰", ";": "；﹔", ".": "．﹒", "%": "％﹪", "~": "～〜∼", "+": "＋﹢", "/": "／∕",
    "〇": "○◯",
}  # fmt: skip
_RADICALS = dict(
    zip(
        "⺁⺄⺊⺋⺏⺐⺑⺒⺓⺔⺗⺙⺛⺝⺟⺠⺢⺣⺤⺦⺧⺩⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺹⺻⺼⺽⺾⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乛卜㔾尣尢尢巳幺彑心攵旡月母民水灬爪丬牛王罒示礻竹糸纟罒罒羊羊耂聿月臼艹衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)


def fold(text: str) -> str:
    """The text with look-alikes made one: full-width to half-width, radicals to ideographs, brackets.

    >>> fold("⼀、国办发﹝２０２１﹞30号（２１—３）")
    '一、国办发〔2021〕30号(21-3)'

    It has the same length, so an offset into it is an offset into the text; a line break stays a line break.
    """
    return text.translate(_table()) if len(text) < _LONG else _fold_long(text)


def pairs(text: str) -> Iterator[str]:
    """Every two neighbouring characters, in order.

    >>> list(pairs("申请数"))
    ['申请', '请数']
    """
    return map(add, text, text[1:])


@lru_cache(maxsize=4)
def _fold_long(text: str) -> str:
    """The same, kept for a whole report: several steps ask for it, and few of the variants stand in it."""
    table = _table()
    for code in table.keys() & set(map(ord, set(text))):  # no variant stands for another
        text = text.replace(chr(code), table[code])
    return text


@cache
def _table() -> Mapping[int, str]:
    table = {code: chr(code - 0xFEE0) for code in _WIDE}
    for block in _COMPATIBLE:
        table.update({code: same for code in block if len(same := normalize("NFKC", chr(code))) == 1})
    table.update({ord(radical): ideograph for radical, ideograph in _RADICALS.items()})
    table.update({ord(variant): target for target, variants in _SAME.items() for variant in variants})
    return {code: same for code, same in table.items() if chr(code) != same}
