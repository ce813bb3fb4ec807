"""How much a figure's own words say of what it counts: whether its name must be looked for further away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from extractor.knowledge.wording import load_wording

THING = 3  # a word that is none of the lists': 招标公告


def says(tokens: Iterable[str]) -> str:
    """The most that any of the tokens says: "0" nothing, "1" what was done, "2" a vague noun, "3" a thing; "p" where one points back.

    >>> says(["全市", "公示"]), says(["发布", "相关", "信息"]), says(["发布", "政府", "公报"])
    ('1', '2p', '3')
    """
    known = _levels()
    most, points = 0, ""
    for token in tokens:
        level = known.get(token)
        if level is None:
            most = most if token.isdecimal() else THING
        elif level < 0:
            points = "p"
        elif level > most:
            most = level
    return f"{most}{points}"


def tells_no_thing(token: str) -> bool:
    """Whether a word says no more than what was done, where or when: 公示, 全市."""
    return 0 <= _levels().get(token, THING) <= 1


@cache
def _levels() -> dict[str, int]:
    """How much each listed word says; -1 where it points back."""
    wording = load_wording()
    levels: dict[str, int] = {}
    for level, words in ((2, wording.vague), (1, wording.acts), (0, wording.frames), (-1, wording.pointers)):
        levels.update(dict.fromkeys(words, level))
    return levels
