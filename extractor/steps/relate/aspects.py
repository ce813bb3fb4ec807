"""The aspects of a pair of levels: a few facts each, of which some of its features are spelt.

The same facts come again in every report, so that what an aspect weighs can be kept.
"""

from __future__ import annotations

from typing import NamedTuple

from extractor.knowledge.weights import Aspect


class Lead(NamedTuple):
    """The last characters before the whole."""

    before: str

    def spell(self) -> list[str]:
        """Itself."""
        return [f"before={self.before}"]


class Cue(NamedTuple):
    """The word that leads to the part, and what ends between it and its whole."""

    cue: str
    unit: str
    shared: str  # of their names
    near: str
    stop: str

    def spell(self) -> list[str]:
        """Each alone, and with the cue."""
        cue, unit, shared, near, stop = self
        return [f"cue={cue}", f"stop={stop}", f"name={shared}", f"cue.unit={cue}.{unit}", f"name.cue={shared}.{cue}", f"cue.near.stop={cue}.{near}.{stop}"]


class Chain(NamedTuple):
    """What the whole is to the level before the part, and whether the figures go together."""

    chain: str
    unit: str
    less: str
    adds: str
    fits: str
    nested: bool  # whether the whole is a part itself

    def spell(self) -> list[str]:
        """Each alone, and with the chain."""
        chain, unit, less, adds, fits, nested = self
        return [
            f"chain={chain}", f"fits={fits}", f"adds={adds}", f"chain.unit={chain}.{unit}.{less}", f"adds.chain={adds}.{chain}",
            f"fits.chain={fits}.{chain}", f"whole.of={nested}.{chain}", f"unit.less.adds={unit}.{less}.{adds}",
        ]  # fmt: skip


class Inner(NamedTuple):
    """What stands between the two."""

    inner: str  # the first cue
    apart: int  # levels, four at most
    shared: str
    unit: str
    near: str
    bracket: str

    def spell(self) -> list[str]:
        """Its features."""
        inner, apart, shared, unit, near, bracket = self
        return [
            f"bracket={bracket}", f"apart={apart}", f"inner.apart={inner}.{apart}", f"bracket.apart={bracket}.{apart}.{unit}",
            f"name.unit={shared}.{unit}.{inner}", f"near.inner={near}.{inner}",
        ]  # fmt: skip


class Opening(NamedTuple):
    """How the gap before the part begins, and its eighths of characters."""

    opening: str
    length: int
    chain: str

    def spell(self) -> list[str]:
        """Its features."""
        opening, length, chain = self
        start = opening[:1]
        return [f"chain.start={chain}.{start}", f"start.gap={start}.{length}.{chain}", f"chain.gap1={chain}.{opening}"]


class Rank(NamedTuple):
    """Where the whole stands among the candidates: of all, of those in its unit, of those that share words with the part."""

    order: int
    nearest: str
    named: str
    twin: bool  # whether it is the whole of the part's twin
    twins: bool  # whether there is a twin
    cue: str
    chain: str

    def spell(self) -> list[str]:
        """Its features."""
        order, nearest, named, twin, twins, cue, chain = self
        return [
            f"twin={twin}", f"twin.exists={twins}.{twin}", f"nearest={nearest}", f"named={named}", f"order={order}.{nearest}",
            f"cue.nearest={cue}.{nearest}.{named}", f"chain.nearest={chain}.{nearest}.{named}",
        ]  # fmt: skip


class Opened(NamedTuple):
    """Whether the last 其中 opened the whole, and how far away that is."""

    anchor: str
    scope: str  # the cue that opened
    since: int
    unbroken: bool
    less: str
    twin: bool
    twins: bool
    chain: str

    def spell(self) -> list[str]:
        """Its features."""
        anchor, scope, since, unbroken, less, twin, twins, chain = self
        return [
            f"anchor={anchor}", f"opened.less={anchor}.{since}.{unbroken}.{less}", f"opened.twin={anchor}.{twin}.{twins}",
            f"since={scope}.{since}.{unbroken}.{chain}",
        ]  # fmt: skip


class Guess(NamedTuple):
    """Whether a plain reading guesses this whole, and what else speaks for it."""

    guessed: bool
    some: bool  # whether any whole is guessed
    fills: str
    since: int
    unbroken: bool
    named: str
    adds: str
    fits: str

    def spell(self) -> list[str]:
        """Its features."""
        guessed, some, fills, since, unbroken, named, adds, fits = self
        return [
            f"guess={guessed}.{some}", f"guess.fills={guessed}.{fills}", f"guess.since={guessed}.{since}.{unbroken}", f"guess.named={guessed}.{named}",
            f"guess.adds={guessed}.{adds}", f"guess.fits={guessed}.{fits}",
        ]  # fmt: skip


class Filling(NamedTuple):
    """What the parts make of the whole, and whether it is that of the part's peer."""

    fills: str
    chain: str
    unit: str
    less: str
    peer: bool
    peers: bool  # whether the peer has a whole

    def spell(self) -> list[str]:
        """Its features."""
        fills, chain, unit, less, peer, peers = self
        return [f"fills={fills}.{chain}", f"fills.unit={fills}.{unit}", f"peer={peer}.{peers}.{less}.{fills}", f"peer.chain={peer}.{peers}.{chain}"]


class Described(NamedTuple):
    """A pair as the model of wholes sees it."""

    fits: str  # whether a printed share fits
    aspects: tuple[Aspect, ...]

    @property
    def features(self) -> list[str]:
        """All its features, of which the model learns."""
        return [feature for aspect in self.aspects for feature in aspect.spell()]
