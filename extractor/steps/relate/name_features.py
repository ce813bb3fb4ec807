"""What the model of names looks at: a word, its neighbours, how far it is from the figure, and what the figure counts.

A feature is a key, a template and one or two values, joined by SEPARATOR. Its key is the zone of the word, or the zone
with how many clauses it is away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.knowledge.name_tables import CHAINED, CLAUSE, CLOSE, NEAR, SEPARATOR
from extractor.steps.relate.own_words import says
from extractor.steps.relate.pieces import BREAKS, Piece

# one that is not closed, the tokens before and behind it, how many tokens it is away, and what stands between: see `_ways`
Word = tuple[str, str, str, int, str]
JOINS = frozenset("、和与及")


class Figure(NamedTuple):
    """What every word of one figure's name sees of the figure."""

    unit: str
    role: str  # level, change, share, average
    between: str  # what stands between the words on the left and the figure: 共, 为
    context: str  # what is recalled: "of" a whole, "before" a level in its sentence, "0" neither


class Run(NamedTuple):
    """Words of one key, in their order; the zone is "L", "R", or that of words recalled with what is recalled."""

    zone: str
    key: str
    words: list[Word]


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
    around, runs = survey(pieces, figure.context)
    for zone, key, words in runs:
        for word in words:
            yield _describe(word, zone, key, figure, around)


def _describe(word: Word, zone: str, key: str, figure: Figure, around: Surroundings) -> Described:
    last, behind, clause, shape, ahead, said = around
    token, before, after, away, way = word
    near, close = min(away, NEAR), min(away, CLOSE)
    own = [
        (zone, "tq", token, after), (zone, "q", after), (zone, "ut", figure.unit, token), (key, "t", token),
        (key, "e", token[-1:]), (zone, "sd", last, near), (key, "rd", behind, near), (key, "ud", figure.unit, close),
        (key, "nd", clause, min(away, CLAUSE)), (key, "nn", shape), (key, "bd", figure.between, close),
        (key, "role", figure.role, close), (key, "a", ahead), (key, "ba", said), (key, "bn", said, near),
    ]  # fmt: skip
    if zone == "L":
        own += [(zone, "w", way), (zone, "wt", way, token)]
    if zone[0] in "WV":
        own += [(zone, "nl", clause, last), (zone, "lt", last, token)]
    chained = [(zone, "z"), (zone, "t", token), (zone, "p", before), (key, "d", near)]
    return Described([_spell(*parts) for parts in own], [CHAINED + _spell(*parts) for parts in chained])


def _spell(*parts: str | int) -> str:
    return SEPARATOR.join(map(str, parts))


def survey(pieces: Sequence[Piece], context: str) -> tuple[Surroundings, list[Run]]:
    """What all words see of each other, and those that are not closed, in their order; pieces of one zone stand together."""
    zones, tokens = [piece.zone for piece in pieces], [piece.token for piece in pieces]
    lefts, rights = zones.count("L"), zones.count("R")
    first = zones.index("L") if lefts else len(zones)
    end, right = first + lefts, zones.index("R") if rights else 0
    cuts = [place + 1 for place in range(first, end) if tokens[place] in BREAKS][-2:]  # where nearer clauses begin
    near = cuts[-1] if cuts else first
    clause = min(end - near, CLAUSE)
    around = Surroundings(
        tokens[end - 1] if lefts else "^", tokens[right][:1] if rights else "$", clause, f"{min(rights, 4)}.{clause}", min(lefts, 3),
        f"{says(tokens[near:end])}.{says(tokens[right : right + rights])}",
    )  # fmt: skip
    ways = _ways(tokens, first, end)
    origins = {"L": end - 1, "R": right, "W": first}  # from where words are counted
    zones.append("")
    runs: list[Run] = []
    words: list[Word] = []
    current, before = "", "^"
    for place, (zone, token, _, closed) in enumerate(pieces):
        if zone != current or place in cuts:
            before = "^" if zone != current else before
            current, origin, words = zone, origins.get(zone, 0), []
            name, away = zone if zone in "LR" else zone + context, sum([cut > place for cut in cuts]) if zone == "L" else 0
            runs.append(Run(name, f"{name}.{away}", words))
        if not closed:
            after = tokens[place + 1] if zones[place + 1] == zone else "$"
            words.append((token, before, after, abs(place - origin), ways[place]))
        before = token
    return around, [run for run in runs if run.words]


def _ways(tokens: Sequence[str], first: int, end: int) -> list[str]:
    """What stands between each token on the left and the figure: joined items and 的, two of each at most, and the first break; else "".

    Behind the joined items, how many the clause of the figure has.
    """
    ways = [""] * len(tokens)
    joins = attributes = items = 0
    for place in range(end - 1, first - 1, -1):
        token = tokens[place]
        if token in BREAKS and token != "、":
            break
        items += token in JOINS
    items = min(items, 2)
    stop, way = "", f"0{items}0"
    for place in range(end - 1, first - 1, -1):
        token = tokens[place]
        if len(token) == 1 and (token in JOINS or token == "的" or token in BREAKS):
            joins = min(joins + int(token in JOINS), 2)
            attributes = min(attributes + int(token == "的"), 2)
            stop = stop or (token if token in BREAKS and token != "、" else "")
            way = f"{joins}{items}{attributes}{stop}"
        ways[place] = way
    return ways
