"""What a figure is called: a trained model says of each word around it how likely the name keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter, mul
from typing import NamedTuple

from extractor.knowledge.weights import LinearModel
from extractor.steps.relate.edges import left_edge
from extractor.steps.relate.name_features import Figure
from extractor.steps.relate.name_weights import NameWeights
from extractor.steps.relate.own_words import tells_no_thing
from extractor.steps.relate.pieces import BREAKS, Context, Piece, lay_out
from extractor.steps.relate.scene import Mention

LIKELY, AS_LIKELY = 0.2, 0.7  # from what chance a thing completes a bare verb, and what part of it the words beside it need

_DENIALS = frozenset(("不", "未", "非", "无", "没有", "尚未", "未能", "不能", "不予", "未予"))


class Name(NamedTuple):
    """A readable name: the pieces that were kept, and what part of the right name's characters it is expected to share."""

    pieces: tuple[Piece, ...]
    score: float

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its words."""
        return tuple([piece.token for piece in self.pieces])

    def run(self) -> tuple[int, int] | None:
        """Where its longest stretch stands in the text in one piece, the later of two; None where all is recalled."""
        best: tuple[int, int] | None = None
        start = end = -1
        for piece in self.pieces:
            if piece.start < 0:
                continue
            start, end = (start if piece.start == end else piece.start), piece.start + len(piece.token)
            if best is None or end - start >= best[1] - best[0]:
                best = (start, end)
        return best


class View(NamedTuple):
    """What may name a figure, and names that it cannot have since its whole or its neighbour has them."""

    figure: Figure
    pieces: list[Piece]
    taken: list[str]


class NameWalk:
    """What is seen of each figure of a text and heard of those before it, from left to right; the same in training and in serving."""

    def __init__(self, text: str, bounds: Sequence[int], found: Sequence[Mention]) -> None:
        """`text` is folded, `bounds` are its token borders, `found` all its figures."""
        self._text, self._bounds, self._found = text, bounds, found
        self._before: tuple[str, ...] = ()  # what the figure before is called, in the sentence
        self._prior: tuple[str, ...] = ()  # and in the sentence before
        self._sentence = -1

    def enter(self, mention: Mention) -> None:
        """Go on to a figure."""
        if mention.sentence != self._sentence:
            self._prior = self._last()
            self._before = ()
            self._sentence = mention.sentence

    def look(self, mention: Mention, role: str, whole: tuple[str, ...]) -> View:
        """What may name the figure that was entered; `whole` is what its whole is called."""
        text, behind = self._text, mention.index + 1
        context = Context(whole, self._before, self._prior)
        next_left = self._found[behind].left if behind < len(self._found) else len(text)
        pieces = lay_out(mention, text, self._bounds, next_left, context)
        between = text[left_edge(mention, text) : mention.left]
        return View(Figure(mention.quantity.unit, role, between, context.kind), pieces, context.taken)

    def hear(self, role: str, tokens: tuple[str, ...] | None) -> tuple[str, ...]:
        """What the figure that was entered is called, None where it has no name; what counts as that for those behind it comes back."""
        if role != "share":
            self._before = tokens if tokens is not None else self._last()
        return self._before

    def _last(self) -> tuple[str, ...]:
        for name in (self._before, self._prior):  # mypyc takes `or` here for the empty tuple
            if name:
                return name
        return ()


class Namer:
    """Chooses names by the words that a trained model keeps."""

    def __init__(self, model: LinearModel) -> None:
        self._weights = NameWeights(model)

    def choose(self, figure: Figure, pieces: Sequence[Piece], taken: Collection[str] = ()) -> Name | None:
        """The words whose characters can be expected to agree most (F1) with the right name's; None where there is no word.

        A name that is `taken`, by its whole or its neighbour, is completed by the words before it: 各乡镇主动公开信息 is not
        called 主动公开信息, as its whole is.
        """
        words = [piece for piece in pieces if not piece.closed]
        if not words:
            return None
        chances = self._weights.chances(figure, pieces)
        kept, score = _most_alike(chances, words)
        if len(kept) == 1 and kept[0].zone == "U":  # 人次 alone names nothing
            kept = (_likeliest(chances, words), *kept)
        kept = _with_denials(kept, words)
        if all(tells_no_thing(piece.token) for piece in kept):
            kept = _completed(kept, chances, words)
        if taken and "".join([piece.token for piece in kept]) in taken:
            kept = (*_ahead(kept, pieces), *kept)
        return Name(tuple(_once(kept)), score)


def _most_alike(chances: Sequence[float], words: Sequence[Piece]) -> tuple[tuple[Piece, ...], float]:
    """The words of which most characters can be expected to be the right name's, few others, and that F1."""
    sizes = [len(piece.token) for piece in words]
    expected = sum(map(mul, chances, sizes))
    best, top, common, length = 0, -1.0, 0.0, 0
    order = sorted(range(len(words)), key=chances.__getitem__, reverse=True)
    for count, place in enumerate(order, 1):
        common, length = common + chances[place] * sizes[place], length + sizes[place]
        score = 2 * common / (length + expected)
        if score <= top:  # no word that is less likely helps where this one does not
            break
        best, top = count, score
    return tuple([words[place] for place in sorted(order[:best])]), min(top, 1.0)


def _with_denials(kept: tuple[Piece, ...], words: Sequence[Piece]) -> tuple[Piece, ...]:
    """The words with the 不, 未 or 非 right before one of them, without which a name says the opposite."""
    for word in words:
        if word.token in _DENIALS and word not in kept and any(one.start == word.start + len(word.token) for one in kept if word.start >= 0):
            kept = tuple([piece for piece in words if piece in kept or piece is word])
    return kept


def _completed(kept: Sequence[Piece], chances: Sequence[float], words: Sequence[Piece]) -> tuple[Piece, ...]:
    """A name that says only what was done, with the likeliest things of the zone that has the likeliest: 公示 → 退耕还林补助公示."""
    things = [
        (chance, piece) for chance, piece in zip(chances, words, strict=True) if piece.zone != "R" and not tells_no_thing(piece.token)
    ]
    top, first = max(things, key=itemgetter(0), default=(0.0, None))
    if first is None or top < LIKELY:
        return tuple(kept)
    added = {piece for chance, piece in things if piece.zone == first.zone and chance >= top * AS_LIKELY}
    return tuple([piece for piece in words if piece in kept or piece in added])


def _likeliest(chances: Sequence[float], words: Sequence[Piece]) -> Piece:
    """The word that the name keeps most likely, of those of the text."""
    return max(((chance, piece) for chance, piece in zip(chances, words, strict=True) if piece.zone != "U"), key=itemgetter(0))[1]


def _once(kept: Sequence[Piece]) -> Iterator[Piece]:
    """The words without those that recall one which stands at the figure, or one that was recalled already."""
    said = {piece.token for piece in kept if piece.zone in "LR"}
    for piece in kept:
        if piece.zone in "LR" or piece.token not in said:
            said.add(piece.token)
            yield piece


def _ahead(kept: Sequence[Piece], pieces: Sequence[Piece]) -> list[Piece]:
    """The words of the clause before the first one that is kept and stands before the figure."""
    first = next((piece for piece in kept if piece.zone == "L"), None)
    if first is None:
        return []
    found: list[Piece] = []
    for piece in reversed(pieces[: pieces.index(first)]):
        if piece.zone != "L" or piece.token in BREAKS:
            break
        found += [] if piece.closed else [piece]
    return found[::-1]


def likeness(gold: str, found: str) -> float:
    """F1 of the character bigrams of two names.

    >>> likeness("收到申请", "收到申请") , round(likeness("新收申请", "收到申请"), 2)
    (1.0, 0.33)
    """
    first, second = _bigrams(gold), _bigrams(found)
    common = (first & second).total()
    return 2 * common / (first.total() + second.total()) if common else 0.0


def _bigrams(name: str) -> Counter[str]:
    name = "".join(filter(str.isalnum, name))
    return Counter(name[i : i + 2] for i in range(len(name) - 1)) or Counter([name])
