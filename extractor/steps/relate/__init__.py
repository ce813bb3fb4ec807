"""Say what each figure measures: its indicator, its whole, its changes, its share, its period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.knowledge.characters import fold
from extractor.knowledge.weights import AspectWeights, LinearModel
from extractor.records import Date, Identity, Measurement, Quantity
from extractor.steps.relate.changes import link_changes, read_changes
from extractor.steps.relate.drafts import Draft, draft_all
from extractor.steps.relate.lists import pair_lists
from extractor.steps.relate.names import Name, Namer, NameWalk
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.periods import Periods
from extractor.steps.relate.pieces import listed
from extractor.steps.relate.scene import Mention, mentions
from extractor.steps.relate.wholes import close, link
from extractor.steps.relate.writing import Source, write_measurements


class Relator:
    """Links the quantities of one report by trained models and the words between them."""

    def __init__(self, models: Mapping[str, LinearModel]) -> None:
        self._namer, self._wholes = Namer(models["names"]), AspectWeights(models["wholes"])

    def relate(
        self, text: str, bounds: list[int], quantities: Sequence[Quantity], dates: Sequence[Date], identity: Identity
    ) -> tuple[Measurement, ...]:
        """Measurements of all `quantities` but those that are only changes, in the order of the text."""
        folded = fold(text)
        found = mentions(folded, quantities)
        drafts = draft_all(found, folded)
        for place, start, end, verb in pair_lists(found, folded):
            drafts[place].name = Name(listed(folded, bounds, start, end, verb), 1.0)
        owners = link_changes(drafts, folded)
        kept = [draft for place, draft in enumerate(drafts) if owners.get(place, place) == place]
        levels = collect_levels(kept)
        link(levels, folded, self._wholes)
        self._name(kept, levels, found, folded, bounds)
        close(levels, folded)
        source = Source(text, Periods(text, dates, identity), identity)
        return write_measurements(kept, read_changes(drafts, owners), levels, source)

    def _name(self, drafts: Sequence[Draft], levels: Sequence[Level], found: Sequence[Mention], text: str, bounds: list[int]) -> None:
        """Name each figure, from left to right: a name may be completed by those before it."""
        names: list[tuple[str, ...]] = []  # of the levels
        walk = NameWalk(text, bounds, found)
        for draft in drafts:
            walk.enter(draft.mention)
            if draft.name is None and draft.names_itself:
                of = levels[draft.level].of if draft.level >= 0 else None
                view = walk.look(draft.mention, draft.role.name, names[of] if of is not None else ())
                draft.name = self._namer.choose(*view)
            said = walk.hear(draft.role.name, draft.name.tokens if draft.name is not None else None)
            if draft.level >= 0:
                names.append(said)


def collect_levels(drafts: Sequence[Draft]) -> list[Level]:
    """The drafts that may have parts or be one, each of which hears of its place among them."""
    levels: list[Level] = []
    for place, draft in enumerate(drafts):
        if draft.is_level:
            draft.level = len(levels)
            behind = drafts[place + 1] if place + 1 < len(drafts) else None
            share = behind.mention.quantity.value if behind is not None and not behind.names_itself else None
            levels.append(Level(draft.mention, draft.words, share))
    return levels
