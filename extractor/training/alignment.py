"""Find the words of a gold name among the pieces that may name a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractor.steps.relate.pieces import Piece

# what a matched character is worth by its zone: words at the figure before words recalled
_WORTH = {"L": 0.09, "R": 0.09, "V": 0.036, "W": 0.03, "B": 0.03, "U": 0.02, "P": 0.015, "T": 0.009}
SKIP_LETTER, MATCH, SKIP_WANTED = 0, 1, 2  # moves; a wanted character may stand nowhere
_GOES_ON = 0.4  # more where the character before it was matched too
_NEARER = 0.0006


def align_name(name: str, pieces: Sequence[Piece]) -> list[bool]:
    """For each piece whether the gold name keeps it: where at least half of its characters are matched in order.

    >>> pieces = [Piece("L", "审核", 0), Piece("L", "全市", 2), Piece("L", "流程图", 4)]
    >>> align_name("审核流程图", pieces)
    [True, False, True]
    """
    wanted = "".join(filter(str.isalnum, name))
    letters = [(letter, place) for place, piece in enumerate(pieces) for letter in piece.token]
    worth = [
        _WORTH[pieces[place].zone] + (_NEARER if pieces[place].zone == "L" else -_NEARER) * order
        for order, (_, place) in enumerate(letters)
    ]
    took = _table(letters, wanted, worth)
    hits: Counter[int] = Counter()
    order = matched = after = 0
    while order < len(letters):
        move = took[order][matched][after]
        after = int(move == MATCH)
        hits[letters[order][1]] += after
        order += move != SKIP_WANTED
        matched += move != SKIP_LETTER
    return [hits[place] * 2 >= len(piece.token) for place, piece in enumerate(pieces)]


def _table(letters: Sequence[tuple[str, int]], wanted: str, worth: Sequence[float]) -> list[list[list[int]]]:
    """The best move at each letter, behind each number of wanted characters, and by whether the last letter matched."""
    below = [[0.0, 0.0] for _ in range(len(wanted) + 1)]
    took = []
    for order in range(len(letters) - 1, -1, -1):
        letter = letters[order][0]
        row: list[list[float]] = [[0.0, 0.0] for _ in range(len(wanted) + 1)]
        moves = [[SKIP_LETTER, SKIP_LETTER] for _ in range(len(wanted) + 1)]
        for matched in range(len(wanted), -1, -1):
            for after in (0, 1):
                best, move = below[matched][0], SKIP_LETTER
                if matched < len(wanted):
                    if row[matched + 1][0] > best:
                        best, move = row[matched + 1][0], SKIP_WANTED
                    value = 1 + worth[order] + _GOES_ON * after + below[matched + 1][1]
                    if letter == wanted[matched] and value > best:
                        best, move = value, MATCH
                row[matched][after], moves[matched][after] = best, move
        below = row
        took.append(moves)
    took.reverse()
    return took
