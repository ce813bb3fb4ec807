"""Words that the segmenters must keep whole, beside jieba's own dictionary."""

from __future__ import annotations

from extractor.knowledge.units import load_units

FREQUENCY = 20_000  # above the product of any two parts, so that the word stays whole


def load_dictionary() -> tuple[tuple[str, int], ...]:
    """(word, frequency) of every unit of two or more characters and every fixed term with a numeral in it."""
    words = {unit for unit in load_units().by_text if len(unit) > 1 and not unit.isascii()}
    return tuple((word, FREQUENCY) for word in sorted(words))
