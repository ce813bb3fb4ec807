"""A measurement while it is being put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.steps.relate.edges import local_words
from extractor.steps.relate.names import Name
from extractor.steps.relate.roles import Role, read_roles
from extractor.steps.relate.scene import Mention

LEVELS = ("level", "average")
_ENDS = frozenset("，,。；;、）)\n")
RATIOS = ("percent", "rank", "duration", "fraction")  # kinds that are parts of no whole


@dataclass(slots=True)
class Draft:
    """A measurement while it is being put together; `words` are those of its own clause.

    What does not name itself is a share that only says 占…% and is called by what it is the share of.
    """

    mention: Mention
    role: Role
    words: str
    names_itself: bool = True
    name: Name | None = None
    level: int = -1  # its place among the levels, or -1

    @property
    def is_level(self) -> bool:
        """Whether it may be a part or have parts."""
        return self.role.name in LEVELS and self.mention.quantity.kind not in RATIOS


def draft_all(found: Sequence[Mention], text: str) -> list[Draft]:
    """A draft of every figure; `text` is folded."""
    lefts = [*(mention.left for mention in found[1:]), len(text)]
    roles = read_roles(found, text)
    return [
        Draft(mention, role, local_words(mention, text, left), _names_itself(mention, role, text))
        for mention, role, left in zip(found, roles, lefts, strict=False)
    ]


def _names_itself(mention: Mention, role: Role, text: str) -> bool:
    return role.name != "share" or bool(role.subject) or text[mention.end : mention.end + 1] not in _ENDS
