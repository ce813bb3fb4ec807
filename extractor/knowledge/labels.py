"""Printed labels compared with the names of a form: numbering, remarks and print variants do not count."""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractor.knowledge import FOLDER
from extractor.knowledge.forms import Form, form_names, load_form
from extractor.knowledge.letters import label_keys

CUT_SCORE = 0.9  # a label cut by its cell: 要求行政机关确认或重新出
REMARK_SCORE = 0.88  # a label with a remark without brackets: 专职人员数不包括政府公报工作人员
LOST_SCORE = 0.85  # letters lost in the middle: 其他法律行政止公开
BARE_SCORE = 0.97  # the remark in brackets left out
_SHORTEST_CUT = 4
_LONGEST = 120
_MISREAD_COST = 0.12  # for each letter misread: 政务微傅公开
_LEAST_SHARED = 0.25
_LEAST_SCORE = 0.45

_REMARK_WORD = re.compile(r"不含|不包括|包括|含|指|注|单位|区分处理|不同|只计|.{0,2}$")


class Match(NamedTuple):
    """One row (or column) that a printed label may name, and how well it fits, 1 for the same words."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """All labels of a form's rows, to be asked by the words that a table prints."""

    exact: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    unseen: float
    mass: Mapping[str, float]
    holders: Mapping[str, tuple[str, ...]]

    def find(self, label: str) -> tuple[Match, ...]:
        """Give the ids that the label may name, best first; several where the form prints one label twice.

        >>> index = row_labels(load_form("disclosure-2021"))
        >>> index.find("１. 属于国家秘密")[0]
        Match(id='requests.results.refused.state_secret', score=1.0)
        >>> index.find("2.其他法律行政止公开")[0]
        Match(id='requests.results.refused.prohibited_by_law', score=0.85)
        """
        return self.find_same(label) or self._find_similar(label_keys(label)[-1])

    def find_same(self, label: str) -> tuple[Match, ...]:
        """Give the ids that print just these words; none where the words differ."""
        whole, unnumbered, bare = label_keys(label)
        if found := self.exact.get(whole) or self.exact.get(unnumbered):
            return tuple([Match(id, 1.0) for id in found])
        return tuple([Match(id, BARE_SCORE) for id in self.exact.get(bare, ())])

    def _find_similar(self, key: str) -> tuple[Match, ...]:
        if len(key) < 3 or len(key) > _LONGEST:
            return ()
        shared, mass = self._share(key)
        scores: dict[str, float] = {}
        for known, weight in shared.items():
            score = 2 * weight / (mass + self.mass[known])
            if weight >= _LEAST_SHARED * mass:
                score = max(score, _compare_cut(key, known))
            if score >= _LEAST_SCORE:
                for id in self.exact[known]:
                    scores[id] = max(score, scores.get(id, 0.0))
        return tuple(sorted((Match(*pair) for pair in scores.items()), key=lambda match: -match.score))

    def _share(self, key: str) -> tuple[Mapping[str, float], float]:
        """How much each known label shares with the key, rare pairs of letters counting more."""
        shared: defaultdict[str, float] = defaultdict(float)
        mass = 0.0
        for gram in bigrams(key):
            weight = self.weights.get(gram, self.unseen)
            mass += weight
            for known in self.holders.get(gram, ()):
                shared[known] += weight
        return shared, mass


def bigrams(key: str) -> set[str]:
    """Each pair of letters that stand side by side."""
    return {key[i : i + 2] for i in range(len(key) - 1)}


def row_labels(form: Form) -> LabelIndex:
    """The index of a form's row labels, made once a form."""
    return _row_labels(form.name) if _is_known(form) else _row_index(form)


def column_labels(form: Form) -> frozenset[str]:
    """The keys of all column labels of a form."""
    return _column_labels(form.name) if _is_known(form) else _column_keys(form)


@cache
def known_labels() -> frozenset[str]:
    """The keys of all row and column labels of all forms, to tell a table from prose."""
    return known_rows().union(general_heads(), *(column_labels(load_form(name)) for name in form_names()))


@cache
def known_rows() -> frozenset[str]:
    """The keys of all row labels of all forms."""
    forms = [load_form(name) for name in form_names()]
    labels = (label for form in forms for row in form.rows.values() for label in (row.name, *row.aliases))
    return frozenset(key for label in labels for key in label_keys(label) if len(key) > 1)


def general_heads() -> frozenset[str]:
    """Heads of any table: 信息内容, 统计数."""
    return _heads()["general"]


def aside_heads() -> frozenset[str]:
    """Heads of columns of words: 单位, 备注."""
    return _heads()["aside"]


def ordinal_heads() -> frozenset[str]:
    """Heads of columns that number the rows: 序号."""
    return _heads()["ordinal"]


@cache
def _heads() -> Mapping[str, frozenset[str]]:
    raw = tomllib.loads((FOLDER / "heads.toml").read_text(encoding="utf-8"))
    return {name: frozenset(heads) for name, heads in raw.items()}


def column_names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """All labels of a column: 法人或其他组织/科研机构 also stands alone as 科研机构."""
    return (name, name.rpartition("/")[2], *aliases)


def _compare_cut(key: str, known: str) -> float:
    """How well a label fits that was cut by its cell, followed by a remark, or misread in a few letters."""
    if len(key) >= _SHORTEST_CUT and (known.startswith(key) or known.endswith(key)):
        return CUT_SCORE
    if len(known) >= _SHORTEST_CUT and key.startswith(known) and _REMARK_WORD.match(key, len(known)):
        return REMARK_SCORE
    return _compare_letters(key, known)


def _compare_letters(key: str, known: str) -> float:
    if len(key) == len(known):
        misread = sum(a != b for a, b in zip(key, known, strict=True))
        return 1 - misread * _MISREAD_COST if misread * 5 <= len(key) + 1 else 0.0
    if not len(known) * 0.7 <= len(key) < len(known) or key[0] != known[0] or key[-1] != known[-1]:
        return 0.0
    letters = iter(known)
    return LOST_SCORE if all(letter in letters for letter in key) else 0.0


def _is_known(form: Form) -> bool:
    return form.name in form_names() and load_form(form.name) is form


@cache
def _row_labels(name: str) -> LabelIndex:
    return _row_index(load_form(name))


@cache
def _column_labels(name: str) -> frozenset[str]:
    return _column_keys(load_form(name))


def _row_index(form: Form) -> LabelIndex:
    return _index((row.id, (row.name, *row.aliases)) for row in form.rows.values())


def _column_keys(form: Form) -> frozenset[str]:
    labels = (label for c in form.columns.values() for label in column_names(c.name, c.aliases))
    return frozenset(label_keys(label)[1] for label in labels)


def _index(entries: Iterable[tuple[str, Iterable[str]]]) -> LabelIndex:
    exact: defaultdict[str, dict[str, None]] = defaultdict(dict)
    frequency: defaultdict[str, set[str]] = defaultdict(set)
    for id, labels in entries:
        for label in labels:
            for key in filter(None, label_keys(label)[:2]):
                exact[key][id] = None
                for gram in bigrams(key):
                    frequency[gram].add(id)
    count = len({id for ids in exact.values() for id in ids})
    weights = {gram: math.log(1 + count / len(ids)) for gram, ids in frequency.items()}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for key in exact:
        for gram in bigrams(key):
            holders[gram].append(key)
    return LabelIndex(
        {key: tuple(ids) for key, ids in exact.items()},
        weights,
        math.log(1 + count),
        {key: sum(weights[gram] for gram in bigrams(key)) for key in exact},
        {gram: tuple(keys) for gram, keys in holders.items()},
    )
