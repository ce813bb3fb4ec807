"""Which level a change changes: 申请95件，同比增长5%."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.records import Change
from extractor.steps.relate.drafts import LEVELS, Draft
from extractor.steps.relate.roles import is_generic
from extractor.steps.relate.scene import earlier

RELATIVE = ("percent", "multiple", "fraction")
_OWN = re.compile(r"本年度?[增减]\D{0,2}$")  # a column of the official table: 上一年项目数量, 本年增/减
REACH = 64  # levels of a sentence among which a change looks for its own


def link_changes(drafts: Sequence[Draft], text: str) -> dict[int, int]:
    """For each place of a change, the place of the level it changes; its own place where no level is said."""
    owners: dict[int, int] = {}
    recent: list[int] = []
    waiting: list[int] = []
    sentence, run, rate = -1, 0, -1
    for place, draft in enumerate(drafts):
        if draft.mention.sentence != sentence:
            sentence, recent, waiting, rate = draft.mention.sentence, [], [], -1
        if draft.mention.quantity.unit == "%" and draft.role.name != "change":
            rate = place
        if draft.role.name in LEVELS:
            recent.append(place)
            owners.update((early, place) for early in waiting)
            waiting = []
        elif draft.role.name == "change":
            run = run + 1 if place - 1 in owners and draft.role.respectively and drafts[place - 1].role.respectively else 0
            points = draft.mention.quantity.unit == "个百分点" and rate >= 0
            if points and (not draft.role.subject or _alike(draft.role.subject, drafts[rate], text)):
                owner: int | None = rate
            else:
                owner = _owner(drafts, place, recent, text, run)
            owners[place] = place if owner is None else owner
            if owner is None and not draft.role.subject:
                waiting.append(place)
    return owners


def _owner(drafts: Sequence[Draft], place: int, recent: list[int], text: str, run: int) -> int | None:
    role = drafts[place].role
    if role.subject and not is_generic(role.subject):
        near = reversed(recent[-REACH:])
        return next((level for level in near if _fits(drafts[place], drafts[level]) and _alike(role.subject, drafts[level], text)), None)
    if role.respectively:
        length = run + 1 + _run_length(drafts, place, len(recent))
        if 1 < length <= len(recent):
            return recent[run - length]
    if _OWN.search(drafts[place].mention.gap):
        return place
    now = next((level for level in reversed(recent[-REACH:]) if not earlier(drafts[level].mention)), recent[-1] if recent else None)
    return now if now is not None and _fits(drafts[place], drafts[now]) else None


def _fits(change: Draft, level: Draft) -> bool:
    """Whether a level can change by that figure: 35件 by 2件 and by 5%, 96% by 2个百分点, but not 35件 by 2天."""
    unit, of = change.mention.quantity.unit, level.mention.quantity.unit
    return unit == of or (of == "%" if unit == "个百分点" else change.mention.quantity.kind in RELATIVE)


def _run_length(drafts: Sequence[Draft], place: int, most: int) -> int:
    """How many figures of the same 分别 list follow; more than `most` are not counted."""
    length = 0
    while length <= most and place + length + 1 < len(drafts):
        role = drafts[place + length + 1].role
        if role.name != "change" or not role.respectively or drafts[place + length + 1].mention.sentence != drafts[place].mention.sentence:
            break
        length += 1
    return length


def _alike(subject: str, draft: Draft, text: str) -> bool:
    name = draft.words + text[draft.mention.clause_start : draft.mention.left]
    return any(subject[i : i + 2] in name for i in range(len(subject) - 1))


def read_changes(drafts: Sequence[Draft], owners: Mapping[int, int]) -> dict[int, tuple[Change, ...]]:
    """The changes of each level, by the identity of its draft; a list of changes has one base."""
    changes: dict[int, tuple[Change, ...]] = {}
    base, owner_before = "", -1
    for place, owner in owners.items():
        role = drafts[place].role
        if role.base is not None or owner != owner_before:
            base = role.base or _old_base(drafts, place)
        owner_before = owner
        key = id(drafts[owner])
        changes[key] = (*changes.get(key, ()), Change(base, role.direction, drafts[place].mention.quantity))
    return changes


def _old_base(drafts: Sequence[Draft], place: int) -> str:
    """What a change is measured against where the figure before it says so: 较2018年 of 较2018年的88件增长47%."""
    if not place or drafts[place - 1].mention.sentence != drafts[place].mention.sentence:
        return ""
    return earlier(drafts[place - 1].mention).rstrip("的为是")
