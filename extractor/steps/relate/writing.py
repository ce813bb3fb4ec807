"""The drafts as measurements, linked by their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.records import Identity, Measurement, Span
from extractor.steps.relate.changes import read_changes
from extractor.steps.relate.drafts import Draft
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.periods import Periods
from extractor.steps.relate.splits import number_splits


def write_measurements(
    kept: list[Draft],
    drafts: list[Draft],
    owners: Mapping[int, int],
    levels: list[Level],
    text: str,
    periods: Periods,
    identity: Identity,
) -> tuple[Measurement, ...]:
    ids = {id(draft): place for place, draft in enumerate(kept)}
    by_level = {draft.level: place for place, draft in enumerate(kept) if draft.level >= 0}
    changes = read_changes(drafts, owners)
    splits = number_splits(levels, text)
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


def _shared(kept: Sequence[Draft], place: int) -> int | None:
    """The count that a 占…% is the share of: the nearest level before it in its sentence."""
    mention = kept[place].mention
    for other in range(place - 1, max(-1, place - 6), -1):
        if kept[other].mention.sentence != mention.sentence:
            return None
        if kept[other].level >= 0:
            return other
    return None


def _averaged(kept: Sequence[Draft], place: int) -> int | None:
    mention = kept[place].mention
    for other in range(place - 1, max(-1, place - 6), -1):
        candidate = kept[other]
        if candidate.mention.sentence != mention.sentence:
            return None
        if candidate.level >= 0 and candidate.mention.quantity.unit == mention.quantity.unit:
            return other
    return None
