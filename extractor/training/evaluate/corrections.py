"""What people have put right in real reports: how a model read it before, how another one reads it now, and as it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from extractor.training.evaluate.judge import Judgement

_TOLD = ("figure", "modifier", "name", "parent", "share", "row", "change", "QUANTITY", "DATE", "DOCUMENT_NUMBER", "DOCUMENT_TITLE")
_OF_FIGURE = ("QUANTITY", "modifier")  # what most often only says again that the figure is another
_Place = tuple[str, str, int]


class Correction(NamedTuple):
    """One thing that at least one of two models reads otherwise than a person; None is: nothing there."""

    measure: str
    passage: str
    start: int
    want: str | None
    before: str | None
    after: str | None
    holds: bool  # whether the later model reads as the person does


class _Read(NamedTuple):
    """What is wanted and read at one place, whatever the borders."""

    want: str | None
    got: str | None
    right: bool


def list_corrections(before: Iterable[Judgement], after: Iterable[Judgement]) -> list[Correction]:
    """The corrections of two models' judgements on the same passages: what does not hold first, else in their order."""
    was, now = _by_place(before), _by_place(after)
    found = {place: _pair(place, was, now) for place in {**was, **now}}
    wrong = {place: one for place, one in found.items() if not (one.holds and was.get(place, _NOTHING).right)}
    told = [one for one in wrong.values() if not _is_told(one, wrong)]
    return sorted(told, key=lambda one: one.holds)


def _by_place(judgements: Iterable[Judgement]) -> dict[_Place, _Read]:
    """Two judgements of one place (this was wanted, that was read instead) as one."""
    found: dict[_Place, _Read] = {}
    for one in judgements:
        if one.measure in _TOLD:
            place = one.measure, one.passage, one.start
            want, got, right = found.get(place, _NOTHING)
            found[place] = _Read(one.want or want, one.got or got, _is_as_corrected(one) and right)
    return found


def _is_as_corrected(one: Judgement) -> bool:
    """A name that is only alike is right, and yet it is not the one that was written."""
    return one.right and (one.measure != "name" or one.want == one.got)


def _pair(place: _Place, was: Mapping[_Place, _Read], now: Mapping[_Place, _Read]) -> Correction:
    first, then = was.get(place, _NOTHING), now.get(place, _NOTHING)
    return Correction(*place, first.want or then.want, first.got, then.got, then.right)


def _is_told(one: Correction, corrections: Mapping[_Place, Correction]) -> bool:
    """Whether the figure's own line says it."""
    figure = corrections.get(("figure", one.passage, one.start))
    return one.measure in _OF_FIGURE and figure is not None and figure.holds == one.holds


_NOTHING = _Read(None, None, True)
