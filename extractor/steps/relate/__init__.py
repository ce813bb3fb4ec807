"""Say what each figure measures: its indicator, its whole, its changes, its share, its period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.knowledge.characters import fold
from extractor.knowledge.weights import LinearModel, probability
from extractor.records import Date, Identity, Measurement, Quantity
from extractor.steps.relate.changes import link_changes, read_changes
from extractor.steps.relate.drafts import LEVELS, Draft
from extractor.steps.relate.lists import pair_lists
from extractor.steps.relate.names import (
    NameCandidate,
    Ranked,
    Wording,
    compositions,
    describe_composition,
    describe_names,
    propose_names,
    rank,
    tidy,
    word,
)
from extractor.steps.relate.pairs import Level
from extractor.steps.relate.periods import Periods
from extractor.steps.relate.roles import Role, read_roles
from extractor.steps.relate.scene import Mention, mentions
from extractor.steps.relate.wholes import link
from extractor.steps.relate.writing import Source, write_measurements


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
        source = Source(text, Periods(text, dates, identity), identity)
        return write_measurements(kept, read_changes(drafts, owners), levels, source)

    def _draft(self, found: list[Mention], place: int, role: Role, text: str, bounds: list[int]) -> Draft:
        mention = found[place]
        next_left = found[place + 1].left if place + 1 < len(found) else len(text)
        ranked = self.rank(mention, text, bounds, next_left)
        margin, name = max(
            (ranked.left_margin, ranked.left), (ranked.right_margin, ranked.right), (ranked.none_margin, None),
            key=lambda pair: pair[0],
        )  # fmt: skip
        return Draft(mention, role, ranked, name, probability(margin))

    def rank(self, mention: Mention, text: str, bounds: list[int], next_left: int) -> Ranked:
        """The best name on each side of one figure."""
        return rank_names(self._names, mention, text, bounds, next_left)

    def _link_wholes(self, drafts: list[Draft], text: str) -> list[Level]:
        levels: list[Level] = []
        for place, draft in enumerate(drafts):
            if draft.role.name in LEVELS and draft.mention.quantity.kind not in ("percent", "rank", "duration", "fraction"):
                draft.level = len(levels)
                behind = drafts[place + 1] if place + 1 < len(drafts) else None
                share = behind.mention.quantity.value if behind is not None and behind.role.name == "share" else None
                levels.append(Level(draft.mention, draft.words(text), share))
        link(levels, text, self._wholes)
        return levels

    def _compose(self, drafts: list[Draft], levels: list[Level], text: str, bounds: list[int]) -> None:
        names: list[str] = []
        before, sentence = "", -1
        for place, draft in enumerate(drafts):
            whole = ""
            if draft.mention.sentence != sentence:
                before, sentence = "", draft.mention.sentence
            next_left = drafts[place + 1].mention.left if place + 1 < len(drafts) else len(text)
            if draft.level >= 0 and (of := levels[draft.level].of) is not None:
                whole = names[of]
            words = word(draft.ranked, draft.mention, text, bounds, next_left=next_left, before=before, whole=whole)
            draft.indicator = draft.indicator or self.compose(words, draft)
            if draft.level >= 0:
                names.append(draft.indicator)
                before = draft.indicator

    def compose(self, words: Wording, draft: Draft) -> str:
        """The likeliest readable name."""
        options = compositions(words)
        if len(options) < 2:
            return options[0][1] if options else words.before
        quantity = draft.mention.quantity
        margin = self._compositions.margin
        return max(options, key=lambda option: margin(describe_composition(option[0], option[1], words, quantity)))[1]


def rank_names(model: LinearModel, mention: Mention, text: str, bounds: list[int], next_left: int) -> Ranked:
    """The best name on each side of one figure by that model."""
    candidates = propose_names(mention, text, bounds, next_left)
    described = describe_names(candidates, mention, text, bounds)
    return rank(candidates, [model.margin(features) for features in described])
