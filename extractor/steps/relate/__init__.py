"""Say what each figure measures: its indicator, its whole, its changes, its share, its period."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.knowledge.characters import fold
from extractor.knowledge.weights import LinearModel, probability
from extractor.records import Change, Date, Identity, Measurement, Quantity, Span
from extractor.steps.relate.lists import pair_lists
from extractor.steps.relate.names import (
    NameCandidate,
    Wording,
    compositions,
    describe_composition,
    describe_names,
    Ranked,
    propose_names,
    rank,
    tidy,
    word,
)
from extractor.steps.relate.roles import Role, is_generic, read_roles
from extractor.steps.relate.scene import Mention, mentions
from extractor.steps.relate.wholes import Level, link

LEVELS = ("level", "average")
REACH = 64  # levels of a sentence among which a change looks for its own


@dataclass(slots=True)
class _Draft:
    """A measurement while it is being put together."""

    mention: Mention
    role: Role
    ranked: Ranked
    name: NameCandidate | None
    score: float
    level: int = -1  # its place among the levels, or -1
    indicator: str = ""

    def words(self, text: str) -> str:
        """The words that name it, as they stand in `text`."""
        return text[self.name.start : self.name.end] if self.name is not None else ""


class Relator:
    """Links the quantities of one report by trained rankers and the words between them."""

    def __init__(self, models: Mapping[str, LinearModel]) -> None:
        self._names = models["names"]
        self._compositions, self._wholes = models["compositions"], models["wholes"]

    def relate(
        self, text: str, bounds: list[int], quantities: Sequence[Quantity], dates: Sequence[Date], identity: Identity
    ) -> tuple[Measurement, ...]:
        """Measurements of all `quantities` but those that are only changes, in the order of the text."""
        folded = fold(text)
        found = mentions(folded, quantities)
        roles = read_roles(found, folded)
        drafts = [self._draft(found, place, roles[place], folded, bounds) for place in range(len(found))]
        for place, start, end, verb in pair_lists(found, folded):
            drafts[place].name = NameCandidate("L", start, end)
            drafts[place].indicator = tidy(text[start:end]) + verb
        owners = link_changes(drafts, folded)
        kept = [draft for place, draft in enumerate(drafts) if owners.get(place, place) == place]
        levels = self._link_wholes(kept, folded)
        self._compose(kept, levels, text, bounds)
        return _measurements(kept, drafts, owners, levels, text, _Periods(text, dates, identity), identity)

    def _draft(self, found: list[Mention], place: int, role: Role, text: str, bounds: list[int]) -> _Draft:
        mention = found[place]
        next_left = found[place + 1].left if place + 1 < len(found) else len(text)
        ranked = self.rank(mention, text, bounds, next_left)
        margin, name = max(
            (ranked.left_margin, ranked.left), (ranked.right_margin, ranked.right), (ranked.none_margin, None),
            key=lambda pair: pair[0],
        )  # fmt: skip
        return _Draft(mention, role, ranked, name, probability(margin))

    def rank(self, mention: Mention, text: str, bounds: list[int], next_left: int) -> Ranked:
        """The best name on each side of one figure."""
        return rank_names(self._names, mention, text, bounds, next_left)

    def _link_wholes(self, drafts: list[_Draft], text: str) -> list[Level]:
        levels: list[Level] = []
        for place, draft in enumerate(drafts):
            if draft.role.name in LEVELS and draft.mention.quantity.kind not in ("percent", "rank", "duration", "fraction"):
                draft.level = len(levels)
                behind = drafts[place + 1] if place + 1 < len(drafts) else None
                share = behind.mention.quantity.value if behind is not None and behind.role.name == "share" else None
                levels.append(Level(draft.mention, draft.words(text), share))
        link(levels, text, self._wholes)
        return levels

    def _compose(self, drafts: list[_Draft], levels: list[Level], text: str, bounds: list[int]) -> None:
        names: list[str] = []
        before = ""
        for place, draft in enumerate(drafts):
            whole = ""
            next_left = drafts[place + 1].mention.left if place + 1 < len(drafts) else len(text)
            if draft.level >= 0 and (of := levels[draft.level].of) is not None:
                whole = names[of]
            words = word(draft.ranked, draft.mention, text, bounds, next_left=next_left, before=before, whole=whole)
            draft.indicator = draft.indicator or self.compose(words, draft)
            if draft.level >= 0:
                names.append(draft.indicator)
                before = draft.indicator

    def compose(self, words: Wording, draft: _Draft) -> str:
        """The likeliest readable name."""
        options = compositions(words)
        if not options:
            return words.before
        quantity = draft.mention.quantity
        return max(
            options, key=lambda option: self._compositions.margin(describe_composition(*option, words, quantity))
        )[1]


def link_changes(drafts: Sequence[_Draft], text: str) -> dict[int, int]:
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


def _owner(drafts: Sequence[_Draft], place: int, recent: list[int], text: str, run: int) -> int | None:
    role = drafts[place].role
    if role.subject and not is_generic(role.subject):
        near = reversed(recent[-REACH:])
        return next((level for level in near if _alike(role.subject, drafts[level], text)), None)
    if not recent:
        return None
    if role.respectively:
        length = run + 1 + _run_length(drafts, place, len(recent))
        if 1 < length <= len(recent):
            return recent[run - length]
    return recent[-1]


def _run_length(drafts: Sequence[_Draft], place: int, most: int) -> int:
    """How many figures of the same 分别 list follow; more than `most` are not counted."""
    length = 0
    while length <= most and place + length + 1 < len(drafts):
        role = drafts[place + length + 1].role
        if role.name != "change" or not role.respectively or drafts[place + length + 1].mention.sentence != drafts[place].mention.sentence:
            break
        length += 1
    return length


def _alike(subject: str, draft: _Draft, text: str) -> bool:
    name = draft.words(text) + text[draft.mention.clause_start : draft.mention.left]
    return any(subject[i : i + 2] in name for i in range(len(subject) - 1))


def rank_names(model: LinearModel, mention: Mention, text: str, bounds: list[int], next_left: int) -> Ranked:
    """The best name on each side of one figure by that model."""
    candidates = propose_names(mention, text, bounds, next_left)
    described = describe_names(candidates, mention, text, bounds)
    return rank(candidates, [model.margin(features) for features in described])


class _Periods:
    """The period of a figure: the last date of its sentence that is no base of comparison, else the report's year."""

    def __init__(self, text: str, dates: Sequence[Date], identity: Identity) -> None:
        kept = [
            date
            for date in dates
            if date.first is not None
            and not text[max(0, date.span.start - 3) : date.span.start].rstrip("于了").endswith(("较", "比", "与", "和", "同"))
        ]
        self._starts = [date.span.start for date in kept]
        self._dates = kept
        self._year = str(identity.year) if identity.year is not None else None

    def find(self, mention: Mention, begin: int) -> str | None:
        place = bisect_right(self._starts, mention.left) - 1
        if place >= 0 and self._starts[place] >= begin:
            date = self._dates[place]
            return _iso(date.first or "", date.last or "")
        return self._year


def _iso(first: str, last: str) -> str:
    if first[:4] == last[:4] and first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4]
    if first == last:
        return first
    return f"{first}/{last}"


def _measurements(
    kept: list[_Draft],
    drafts: list[_Draft],
    owners: Mapping[int, int],
    levels: list[Level],
    text: str,
    periods: _Periods,
    identity: Identity,
) -> tuple[Measurement, ...]:
    ids = {id(draft): place for place, draft in enumerate(kept)}
    by_level = {draft.level: place for place, draft in enumerate(kept) if draft.level >= 0}
    changes = _changes(drafts, owners)
    splits = _number_splits(levels, text)
    found: list[Measurement] = []
    sentence, begin = -1, 0
    for place, draft in enumerate(kept):
        mention = draft.mention
        if mention.sentence != sentence:
            sentence, begin = mention.sentence, mention.gap_start
        of = levels[draft.level].of if draft.level >= 0 else None
        split, listed = splits[draft.level] if draft.level >= 0 else (0, False)
        share = _shared(kept, place) if draft.role.name == "share" else None
        name = draft.indicator
        if share is not None and (draft.name is None or draft.name.side != "R"):
            name = found[share].indicator + "占比"
        indicator_span = (
            Span("INDICATOR", draft.name.start, draft.name.end, draft.words(text), round(draft.score, 3))
            if draft.name is not None and share is None
            else None
        )
        found.append(
            Measurement(
                id=ids[id(draft)], quantity=mention.quantity, indicator=name, indicator_span=indicator_span,
                period=periods.find(mention, begin), body=identity.region or identity.issuer,
                clause=(mention.gap_start, mention.end), of=None if of is None else by_level[of], split=split, listed=listed,
                changes=changes.get(id(draft), ()), share=share,
                average_of=_averaged(kept, place) if draft.role.name == "average" else None, score=draft.score,
            )  # fmt: skip
        )
    return tuple(found)


def _changes(drafts: Sequence[_Draft], owners: Mapping[int, int]) -> dict[int, tuple[Change, ...]]:
    changes: dict[int, tuple[Change, ...]] = {}
    base, owner_before = "", -1
    for place, owner in owners.items():
        role = drafts[place].role
        if role.base is not None or owner != owner_before:
            base = role.base or ""
        owner_before = owner
        key = id(drafts[owner])
        changes[key] = (*changes.get(key, ()), Change(base, role.direction, drafts[place].mention.quantity))
    return changes


def _shared(kept: Sequence[_Draft], place: int) -> int | None:
    """The count that a 占…% is the share of: the nearest level before it in its sentence."""
    mention = kept[place].mention
    for other in range(place - 1, max(-1, place - 6), -1):
        if kept[other].mention.sentence != mention.sentence:
            return None
        if kept[other].level >= 0:
            return other
    return None


def _averaged(kept: Sequence[_Draft], place: int) -> int | None:
    mention = kept[place].mention
    for other in range(place - 1, max(-1, place - 6), -1):
        candidate = kept[other]
        if candidate.mention.sentence != mention.sentence:
            return None
        if candidate.level >= 0 and candidate.mention.quantity.unit == mention.quantity.unit:
            return other
    return None


def _number_splits(levels: Sequence[Level], text: str) -> list[tuple[int, bool]]:
    """(number of the split, whether it is announced as complete) of each part."""
    numbers: list[tuple[int, bool]] = []
    last: dict[int, int] = {}
    totals: dict[int, Decimal] = {}
    for place, level in enumerate(levels):
        if level.of is None:
            numbers.append((0, False))
            continue
        total = totals.get(level.of, Decimal(0))
        before = last.get(level.of)
        if before is None:
            gap = text[levels[level.of].mention.end : level.mention.left]
            numbers.append((0, "分别" in gap or "分为" in gap or gap.lstrip()[:1] in "：:"))
        else:
            gap = text[levels[before].mention.end : level.mention.left]
            split, listed = numbers[before]
            numbers.append((split + 1, False) if _splits_again(gap, total, levels[level.of]) else (split, listed))
        last[level.of] = place
        totals[level.of] = total + (level.mention.quantity.value or 0)
    return numbers


def _splits_again(gap: str, total: Decimal, whole: Level) -> bool:
    """Whether a new split of the whole begins behind the gap; `total` is what its parts so far add up to."""
    if not any(mark in gap for mark in "；;。") and "其中" not in gap and "按" not in gap:
        return False
    wanted = whole.mention.quantity.value
    return wanted is not None and total >= wanted
