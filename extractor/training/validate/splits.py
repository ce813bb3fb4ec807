"""What can be wrong between passages: ids and texts that come twice, and what links train with held_out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractor.training.corpus import Passage
from extractor.training.validate.duplicates import Index, pieces
from extractor.training.validate.places import Placed, Problem

APART = ("train", "held_out")


def check_corpus(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Every problem that lies between passages, by the place of the later one."""
    yield from _same_ids(placed)
    same = set()
    for problem, pair in _same_texts(placed):
        same.add(pair)
        yield problem
    yield from _same_offices(placed)
    yield from _near_duplicates(placed, same)


def _same_ids(placed: Iterable[Placed]) -> Iterator[Problem]:
    first: dict[str, Placed] = {}
    for one in placed:
        other = first.setdefault(one.passage["id"], one)
        if other is not one:
            yield Problem(
                one.place, f"id“{one.passage['id']}”在 {other.place} 已经用过", "每条标注一个不重复的 id"
            )


def _same_texts(placed: Iterable[Placed]) -> Iterator[tuple[Problem, tuple[str, str]]]:
    """Passages whose texts are the same, with the two places: labels that differ, or both sides of the split."""
    first: dict[str, Placed] = {}
    for one in placed:
        other = first.setdefault(_bare(one.passage["text"]), one)
        if other is one:
            continue
        pair = (other.place, one.place)
        if _said(one.passage) != _said(other.passage):
            yield (
                Problem(
                    one.place,
                    f"正文与 {other.place} 相同，标注却不同：{_difference(one, other)}",
                    "按手册留一种，两处一致",
                ),
                pair,
            )
        if {one.split, other.split} == set(APART):
            yield (
                Problem(
                    one.place,
                    f"与 {other.place} 是同一段，一处在 train，一处在 held_out",
                    "只留一处；held_out 里的不能用来训练",
                ),
                pair,
            )


def _bare(text: str) -> str:
    return "".join(text.split())


def _said(passage: Passage) -> frozenset[tuple[str, int, str]]:
    """The labels with their places, counted without blanks."""
    text = passage["text"]
    return frozenset(
        (span["label"], len(_bare(text[: span["start"]])), _bare(span["text"])) for span in passage["spans"]
    )


def _difference(one: Placed, other: Placed) -> str:
    mine, theirs = _said(one.passage), _said(other.passage)
    written = [
        f"{label}“{text}”只在此处" for label, _, text in sorted(mine - theirs, key=lambda said: said[1])
    ]
    written += [
        f"{label}“{text}”只在彼处" for label, _, text in sorted(theirs - mine, key=lambda said: said[1])
    ]
    return "，".join(written[:3])


def _same_offices(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Offices of a year that stand in both splits, said once each, at the first passage of held_out."""
    found: dict[tuple[str, str], dict[str, Placed]] = defaultdict(dict)
    for one in placed:
        source = one.passage["source"]
        if one.split in APART and source.get("office"):
            found[source["office"], source.get("year") or ""].setdefault(one.split, one)
    for (office, year), by_split in found.items():
        if len(by_split) == len(APART):
            train, held_out = (by_split[split] for split in APART)
            yield Problem(
                held_out.place,
                f"{office} {year} 年也在 {train.place}（train）",
                "同一单位同一年度的都放在一边",
            )


def _near_duplicates(placed: Sequence[Placed], same: set[tuple[str, str]]) -> Iterator[Problem]:
    """Pieces of held_out that are nearly the same as one of train; the likest for each passage."""
    index: Index[Placed] = Index()
    for one in placed:
        if one.split == "train":
            for masked in pieces(one.passage):
                index.add(one, masked)
    for one in placed:
        if one.split == "held_out":
            found = [
                (alike, other, masked)
                for masked in pieces(one.passage)
                for other, alike in index.find(masked)
            ]
            alike, other, masked = max(found, key=lambda found: found[0], default=(0.0, one, ""))
            if other is not one and not {(other.place, one.place), (one.place, other.place)} & same:
                yield Problem(
                    one.place, f"与 {other.place}（train）几乎相同（{alike:.0%}，不计数字）：“{masked[:24]}…”",
                    "两段放在同一边，或重写一段",
                )  # fmt: skip
