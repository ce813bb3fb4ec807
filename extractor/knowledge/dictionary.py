"""Words that the segmenters must keep whole, beside jieba's own dictionary."""

from __future__ import annotations

import re

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording

FREQUENCY = 20_000  # above the product of any two parts, so that the word stays whole
_IDEOGRAPHS = re.compile("[\u4e00-\u9fd5]{2,}")  # jieba cuts any other character off by itself


def load_dictionary() -> tuple[str, ...]:
    """Every unit of two or more ideographs and every fixed term with a numeral in it, sorted.

    Each is added with FREQUENCY; a word that jieba knows as commoner (一些, 之一) keeps its own.
    """
    wording = load_wording()
    words = {*load_units().by_text, *wording.slogans, *wording.numeral_words}
    return tuple(sorted(filter(_IDEOGRAPHS.fullmatch, words)))
