"""Words that the segmenters must keep whole, beside jieba's own dictionary."""

from __future__ import annotations

import re

from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording

FREQUENCY = 20_000  # above the product of any two parts, so that the word stays whole


def load_dictionary() -> tuple[tuple[str, int], ...]:
    """(word, frequency) of every unit of two or more characters and every fixed term with a numeral in it."""
    wording = load_wording()
    words = {unit for unit in load_units().by_text if len(unit) > 1}
    words.update(word for word in (*wording.slogans, *wording.numeral_words) if len(word) > 1)
    words = {word for word in words if re.fullmatch(r"[㐀-鿿]+", word)}
    return tuple((word, FREQUENCY) for word in sorted(words))
