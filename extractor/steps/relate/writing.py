"""The drafts as measurements, linked by their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.records import Change, Identity, Measurement, Span
from extractor.steps.relate.drafts import Draft
from extractor.steps.relate.names import Name
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.periods import Periods
from extractor.steps.relate.splits import number_splits

_TWICE = re.compile(r"(?<=比例|比重|占比)占比$|占(?=占比$)")
_RATIOS = ("占比", "比例", "比重", "份额", "率", "度", "幅")


class Source(NamedTuple):
    """The report that the drafts are of."""

    text: str
    periods: Periods
    identity: Identity


def write_measurements(
    kept: Sequence[Draft], changes: Mapping[int, tuple[Change, ...]], levels: Sequence[Level], source: Source
) -> tuple[Measurement, ...]:
    """One measurement a draft, in the order of the text; `changes` as `read_changes` gives them."""
    by_level = {draft.level: place for place, draft in enumerate(kept) if draft.level >= 0}
    splits = number_splits(levels, source.text)
    found: list[Measurement] = []
    sentence, begin = -1, 0
    for place, draft in enumerate(kept):
        mention = draft.mention
        if mention.sentence != sentence:
            sentence, begin = mention.sentence, mention.gap_start
        of = levels[draft.level].of if draft.level >= 0 else None
        split, listed = splits[draft.level] if draft.level >= 0 else (0, False)
        share = _shared(kept, place) if draft.role.name == "share" else None
        name = readable(draft.name, source.text) if draft.name is not None else ""
        if draft.role.name == "share":
            name = _as_share(name or (_without_whole(found, share) if share is not None else ""))
        measurement = Measurement(
            id=place, quantity=mention.quantity, indicator=name,
            indicator_span=_mark(draft, source.text) if share is None else None,
            period=source.periods.find(mention, begin), body=source.identity.region or source.identity.issuer,
            clause=(mention.gap_start, mention.end), of=None if of is None else by_level[of], split=split, listed=listed,
            changes=changes.get(id(draft), ()), share=share,
            average_of=_averaged(kept, place) if draft.role.name == "average" else None, score=draft.name.score if draft.name is not None else 0.0,
        )  # fmt: skip
        found.append(measurement)
    return tuple(found)


def _as_share(name: str) -> str:
    """The name of a share: 满意票占 and 满意票 are called 满意票占比; one that says what it is stays."""
    name = _TWICE.sub("", name)
    return name if name.endswith(_RATIOS) else name.removesuffix("占") + "占比"


def _without_whole(found: Sequence[Measurement], part: int) -> str:
    """The name of a part without what it shares with its whole: 各乡镇 of 各乡镇主动公开信息, a part of 主动公开信息."""
    name, of = found[part].indicator, found[part].of
    if of is not None and of < part and len(found[of].indicator) > 1:
        rest = name.replace(found[of].indicator, "")
        name = rest if len(rest) > 1 else name
    return name


def readable(name: Name, text: str) -> str:
    """The words of a name as the text writes them, without blanks."""
    words = (text[piece.start : piece.start + len(piece.token)] if piece.start >= 0 else piece.token for piece in name.pieces)
    return "".join("".join(words).split()).strip("的")


def _mark(draft: Draft, text: str) -> Span | None:
    """The words that name the figure, as a span."""
    run = draft.name.run() if draft.name is not None else None
    return Span("INDICATOR", *run, text[slice(*run)], round(draft.name.score, 3)) if run is not None and draft.name is not None else None


def _shared(kept: Sequence[Draft], place: int) -> int | None:
    """The count that a 占…% is the share of: the nearest level before it in its sentence, but for the whole of 占31件的61.3%."""
    mention = kept[place].mention
    for other in range(place - 1 - (mention.gap.strip() == "的"), max(-1, place - 6), -1):
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
