"""Varied copies of passages for the tagger: other figures, other units, none, and what page breaks do to them."""

from __future__ import annotations

import random
import re

from extractor.knowledge.units import Units
from extractor.training.corpus import Passage

_PLAIN = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[^0-9\s.,，]{1,4})")
RARE = "艘眼盏羽株峰孔垛爿匝畦笼箩篓筒坛瓮"  # measure words that the lexicon need not know
DROP, SWAP, STRANGE, BREAK, REDRAW = 0.10, 0.10, 0.05, 0.03, 0.25


def vary(passage: Passage, units: Units, seed: int) -> Passage:
    """A copy of the passage with other figures and units; its spans stand where the figures now stand."""
    draw = random.Random(f"{seed}:{passage['id']}")
    known = sorted(unit.text for unit in units.by_text.values() if unit.kind == "count" and not unit.text.isascii())
    text, pieces, spans, last = passage["text"], [], [], 0
    moved = 0
    for span in sorted(passage["spans"], key=lambda one: (one["start"], -one["end"])):
        start, end = span["start"], span["end"]
        if span["label"] != "QUANTITY" or start < last:
            spans.append({**span, "start": start + moved, "end": end + moved})
            continue
        written = _rewrite(span["text"], text[end : end + 1], known, draw)
        pieces += [text[last:start], written]
        spans.append({**span, "start": start + moved, "end": start + moved + len(written), "text": written})
        moved += len(written) - (end - start)
        last = end
    pieces.append(text[last:])
    return {**passage, "text": "".join(pieces), "spans": spans}


def _rewrite(written: str, behind: str, known: list[str], draw: random.Random) -> str:
    match = _PLAIN.fullmatch(written)
    if match is None or match["unit"] in ("%", "％"):
        return written
    number, unit, chance = match["number"], match["unit"], draw.random()
    if draw.random() < REDRAW and number.isdigit():
        number = str(draw.randint(1, 9)) + "".join(str(draw.randint(0, 9)) for _ in number[1:])
    if chance < DROP and behind in "，。；、（）,;()\n":
        return number
    if chance < DROP + SWAP and len(unit) == 1:
        return number + draw.choice(known)
    if chance < DROP + SWAP + STRANGE and len(unit) == 1:
        return number + draw.choice(RARE)
    if chance < DROP + SWAP + STRANGE + BREAK:
        return f"{number}\n{unit}"
    return number + unit

