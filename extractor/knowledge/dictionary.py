"""Words that the segmenters must keep whole, beside jieba's own dictionary."""

from __future__ import annotations

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import IDEOGRAPHS, load_wording

FREQUENCY = 20_000  # above the product of any two parts, so that the word stays whole


def load_dictionary() -> tuple[str, ...]:
    """Every unit of two or more ideographs, every fixed term with a numeral in it and every term of these reports, sorted.

    Each is added with FREQUENCY; a word that jieba knows as commoner (一些, 之一) keeps its own.
    """
    wording = load_wording()
    words = {*load_units().by_text, *wording.slogans, *wording.numeral_words, *wording.terms}
    return tuple(sorted(filter(IDEOGRAPHS.fullmatch, words)))
