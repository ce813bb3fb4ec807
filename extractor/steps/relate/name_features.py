"""What the model of names looks at: a word, its neighbours, how far it is from the figure, and what the figure counts.

A feature is a key, a template and one or two values, joined by SEPARATOR. Its key is the zone of the word, or the zone
with how many clauses it is away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.steps.relate.own_words import says
from extractor.steps.relate.pieces import BREAKS, Piece

SEPARATOR = "¦"
CLAUSE, NEAR = 6, 3  # words of a clause, and words from the figure, beyond which all is one
CHAINED = "+"  # how a chained feature begins


# one word that is not closed, the tokens before and behind it, its zone (with what is recalled, for words recalled), and its key
Neighbours = tuple[str, str, str, str, str]


class Figure(NamedTuple):
    """What every word of one figure's name sees of the figure."""

    unit: str
    role: str  # level, change, share, average
    between: str  # what stands between the words on the left and the figure: 共, 为
    context: str  # what is recalled: "of" a whole, "before" a level in its sentence, "0" neither


class Surroundings(NamedTuple):
    """What every word sees of the others."""

    last: str  # the token before the figure
    behind: str  # the character behind it
    clause: int  # tokens of its own clause, six at most
    shape: str  # tokens behind it and of its own clause
    ahead: int  # tokens before it, three at most
    says: str  # how much its own clause and the words behind it say of what it counts


class Described(NamedTuple):
    """Features of one word.

    `own` count as they are; `chained` count too, and once more by whether the word before was kept: see `chain`.
    """

    own: list[str]
    chained: list[str]


def chain(feature: str, *, kept: bool) -> str:
    """Name of a chained feature behind a kept or a dropped word."""
    return ("1" if kept else "0") + feature


def describe_names(figure: Figure, pieces: Sequence[Piece]) -> Iterator[Described]:
    """Features of every piece that is not closed, in their order; `name_weights` looks the same up without spelling it."""
    around, spots = survey(pieces, figure.context)
    last, behind, clause, shape, ahead, said = around
    for (token, before, after, zone, key), away in spots:
        near, close = min(away, NEAR), min(away, 2)
        own = [
            (zone, "tq", token, after), (zone, "q", after), (key, "t", token), (key, "e", token[-1:]), (zone, "sd", last, near),
            (key, "rd", behind, near), (key, "ud", figure.unit, close), (key, "nd", clause, min(away, CLAUSE)), (key, "nn", shape),
            (key, "bd", figure.between, close), (key, "role", figure.role, close), (key, "a", ahead),
            (key, "ba", said), (key, "bn", said, near),
        ]  # fmt: skip
        if zone[0] in "WV":
            own += [(zone, "nl", clause, last), (zone, "lt", last, token)]
        chained = [(zone, "z"), (zone, "t", token), (zone, "p", before), (key, "d", near)]
        yield Described([_spell(*parts) for parts in own], [CHAINED + _spell(*parts) for parts in chained])


def _spell(*parts: str | int) -> str:
    return SEPARATOR.join(map(str, parts))


def survey(pieces: Sequence[Piece], context: str) -> tuple[Surroundings, list[tuple[Neighbours, int]]]:
    """What all words see of each other, and each one that is not closed with how many tokens it is away from the figure."""
    lefts = [place for place, piece in enumerate(pieces) if piece.zone == "L"]
    rights = [place for place, piece in enumerate(pieces) if piece.zone == "R"]
    breaks, clause = _breaks(pieces, lefts)
    own, others = [pieces[place].token for place in lefts[len(lefts) - clause :]], [pieces[place].token for place in rights]
    first, end = (lefts[0], lefts[-1]) if lefts else (len(pieces), -1)
    right = rights[0] if rights else 0
    around = Surroundings(
        pieces[end].token if lefts else "^", pieces[right].token[:1] if rights else "$", min(clause, CLAUSE),
        f"{min(len(rights), 4)}.{min(clause, CLAUSE)}", min(len(lefts), 3), f"{says(own)}.{says(others)}",
    )  # fmt: skip
    spots: list[tuple[Neighbours, int]] = []
    zone_before, before = "", "^"
    final = len(pieces) - 1
    for place, (zone, token, _, closed) in enumerate(pieces):
        if zone != zone_before:
            zone_before, before = zone, "^"
        if not closed:
            after = pieces[place + 1].token if place < final and pieces[place + 1].zone == zone else "$"
            if zone == "L":
                spots.append(((token, before, after, zone, breaks[place - first]), end - place))
            elif zone == "R":
                spots.append(((token, before, after, zone, "R.0"), place - right))
            else:
                z = zone + context
                spots.append(((token, before, after, z, z + ".0"), first - place if zone == "W" else place))
        before = token
    return around, spots


def _breaks(pieces: Sequence[Piece], lefts: Sequence[int]) -> tuple[list[str], int]:
    """The key of each word on the left, by how many clauses it is away, and how many words the figure's own clause has."""
    keys, found, clause = [], 0, 0
    for place in reversed(lefts):
        found += pieces[place].token in BREAKS
        clause += not found
        keys.append("L.0" if not found else "L.1" if found == 1 else "L.2")
    keys.reverse()
    return keys, clause
