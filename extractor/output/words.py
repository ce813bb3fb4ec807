"""The words that people read beside the figures, from `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractor.records import Measurement, Quantity

RULES = (
    "table-sum", "table-balance", "prose-sum", "prose-table", "change", "share", "average", "cross-year",
    "document-number", "period",
)  # fmt: skip
_WANTED = {
    "tables": (), "severities": ("error", "query"), "severities_explained": ("error", "query"),
    "agreement": ("yes", "no", "unknown"), "states": ("blank", "dash", "absent"), "rules": RULES, "unchecked": (),
    "leftovers": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Chinese for everything that the records say in codes."""

    tables: Mapping[str, str]
    severities: Mapping[str, str]
    severities_explained: Mapping[str, str]
    agreement: Mapping[str, str]
    states: Mapping[str, str]
    rules: Mapping[str, Mapping[str, str]]
    unchecked: Mapping[str, str]
    leftovers: Mapping[str, str]

    def rule_name(self, rule: str) -> str:
        """What a rule is called; a rule that no line names is called by its code."""
        return self._rule(rule).get("name", rule)

    def rule_text(self, rule: str) -> str:
        """What a rule demands, in one sentence; empty for a rule that no line names."""
        return self._rule(rule).get("text", "")

    def agrees(self, verdict: bool | None) -> str:
        """The mark for a figure of the prose beside its cell."""
        return self.agreement["unknown" if verdict is None else "yes" if verdict else "no"]

    def _rule(self, rule: str) -> Mapping[str, str]:
        known = (name for name in self.rules if rule == name or rule.startswith(f"{name}-"))
        return self.rules.get(next(known, ""), {})


class WordsError(ValueError):
    """A file of words that cannot be used; says file, entry, what is wrong and what would be right."""


@cache
def load_words() -> Words:
    """The words that are shipped; WordsError where the file is wrong."""
    return read_words(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8"), where="output/words.toml"
    )


def read_words(toml: str, *, where: str) -> Words:
    """Read the text of a file of words and check it whole."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"{where}: not TOML: {error}") from None
    for section, keys in _WANTED.items():
        _check(raw, section, keys, where)
    return Words(**{section: raw[section] for section in _WANTED})


def _check(raw: Mapping[str, Any], section: str, keys: tuple[str, ...], where: str) -> None:
    written = raw.get(section)
    if not isinstance(written, dict):
        raise WordsError(f"{where}: there is no [{section}]; sections are: {', '.join(_WANTED)}")
    if missing := [key for key in keys if key not in written]:
        raise WordsError(f"{where}: [{section}] lacks {', '.join(missing)}; it wants: {', '.join(keys)}")


def figure(value: Decimal) -> str:
    """A figure as people write it, without exponent or empty decimals.

    >>> figure(Decimal("1.690E+2")), figure(Decimal("58230.660"))
    ('169', '58230.66')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rounded(value: Decimal) -> str:
    """A computed figure with at most two decimals.

    >>> rounded(Decimal("21.65605095541401273885350318"))
    '21.66'
    """
    return figure(round(value, 2)) if -value.as_tuple().exponent > 2 else figure(value)  # type: ignore[operator]


def said(quantity: Quantity) -> str:
    """The figure as the prose prints it, line breaks left out."""
    return re.sub(r"\s", "", quantity.span.text)


def changes_said(measurement: Measurement) -> str:
    """How the figure has changed, as the prose says it: 同比↑27.07%."""
    arrows = {"up": "↑", "down": "↓", "flat": "→"}
    return "；".join(f"{one.base}{arrows[one.direction]}{said(one.quantity)}" for one in measurement.changes)
