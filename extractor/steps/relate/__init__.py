"""Say what each figure measures: its indicator, its whole, its changes, its share, its period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.knowledge.characters import fold
from extractor.knowledge.weights import AspectWeights, LinearModel
from extractor.records import Date, Identity, Measurement, Quantity
from extractor.steps.relate.changes import link_changes, read_changes
from extractor.steps.relate.drafts import Draft, draft_all
from extractor.steps.relate.edges import left_edge
from extractor.steps.relate.lists import pair_lists
from extractor.steps.relate.name_features import Figure
from extractor.steps.relate.names import Name, Namer
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.periods import Periods
from extractor.steps.relate.pieces import Context, lay_out, listed
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
        before: tuple[str, ...] = ()
        prior: tuple[str, ...] = ()
        sentence = -1
        for draft in drafts:
            mention = draft.mention
            if mention.sentence != sentence:
                prior, sentence = before or prior, mention.sentence
                before = ()
            if draft.name is None and draft.names_itself:
                of = levels[draft.level].of if draft.level >= 0 else None
                context = Context(names[of] if of is not None else (), before, prior)
                next_left = found[mention.index + 1].left if mention.index + 1 < len(found) else len(text)
                pieces = lay_out(mention, text, bounds, next_left, context)
                between = text[left_edge(mention, text) : mention.left]
                figure = Figure(mention.quantity.unit, draft.role.name, between, context.kind)
                draft.name = self._namer.choose(figure, pieces, context.taken)
            if draft.role.name != "share":
                before = draft.name.tokens if draft.name is not None else before or prior
            if draft.level >= 0:
                names.append(before)


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
