"""The register of bodies: whose report it is, whatever it was called in that year; what is not sure stays unresolved."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from extractor.batch.divisions import Divisions, Newer, level_of, load_divisions

TABLES = {
    "divisions": ("code", "name", "names", "replaces"),
    "offices": ("name", "names", "successors"),
    "prefixes": ("names",),
    "bodies": ("name", "level", "names", "successors", "region_code"),
}
_RELATIVE = tuple("省市州县区旗镇乡本我该")
_NOT_RELATIVE = ("市场", "市政", "市容", "乡村")
_TOWN = re.compile(r".{1,12}?(?:镇|乡|街道|苏木)(?=人民政府|政府|办事处|党政|$)")


class Body(NamedTuple):
    """The body that an issuer is; `why` says why it is none that the register knows, and then `body` is as printed."""

    body_id: str | None
    body: str
    level: str | None = None
    region_code: str | None = None
    successor: str | None = None
    why: str | None = None


class RegisterError(ValueError):
    """A register that cannot be used; says file, entry, what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Office:
    """One office or body: its name now, and what it was merged into."""

    name: str
    successors: tuple[str, ...] = ()
    level: str | None = None
    region_code: str | None = None

    @property
    def successor(self) -> str | None:
        """Its successors in one line."""
        return " 或 ".join(self.successors) or None


@dataclass(frozen=True, slots=True)
class Register:
    """Offices and bodies by every name that they have had."""

    divisions: Divisions
    offices: Mapping[str, Office]
    bodies: Mapping[str, Office]
    prefixes: tuple[str, ...]

    def resolve(self, issuer: str | None, region: str | None) -> Body:
        """The body of one report."""
        if not issuer:
            return _unknown(issuer, region, "报告没有写明编制机关")
        if (known := self.bodies.get(issuer)) is not None:
            return Body(known.name, known.name, known.level, known.region_code, known.successor)
        why = ""
        for name in _readings(issuer, region):
            found = self._in_division(name)
            if isinstance(found, Body):
                return found
            why = why or found
        return _unknown(issuer, region, why)

    def _in_division(self, name: str) -> Body | str:
        """An office of a division, or why there is none."""
        for prefix in self.prefixes:
            name = name.removeprefix(prefix)
        end, codes = self.divisions.leading(name)
        if not codes:
            return "名称开头不是GB/T 2260中的地区；可在--bodies中增补"
        if len(codes) > 1:
            places = "、".join(sorted(f"{self.divisions.full_name(code)}（{code}）" for code in codes))
            return f"同名地区不止一个：{places}"
        (code,) = codes
        rest = name[end:]
        if not rest:
            return "只有地区，没有机关名称"
        place, town = self.divisions.full_name(code), _TOWN.match(rest)
        office = self.offices.get(rest, Office(rest))
        level = "乡" if town else level_of(code)
        return Body(f"{code}:{office.name}", place + office.name, level, code, office.successor)


def load_register(own: Iterable[Path] = ()) -> Register:
    """The released register with files of one's own laid over it, in order; RegisterError where one cannot be used."""
    ours = (files(__package__) / "bodies.toml").read_text(encoding="utf-8")
    tables = [read_register(ours, where="bodies.toml")]
    for path in own:
        try:
            tables.append(read_register(path.read_text(encoding="utf-8-sig"), where=str(path)))
        except (OSError, UnicodeDecodeError) as error:
            raise RegisterError(f"{path}: cannot be read ({error}); give a TOML file in UTF-8") from None
    newer = [
        Newer(one["code"], one["name"], tuple(one.get("names", ())), tuple(one.get("replaces", ())))
        for raw in tables
        for one in raw.get("divisions", ())
    ]
    return Register(
        load_divisions(newer),
        _named("offices", tables),
        _named("bodies", tables),
        tuple(name for raw in tables for one in raw.get("prefixes", ()) for name in one["names"]),
    )


def read_register(toml: str, *, where: str) -> dict[str, list[dict[str, Any]]]:
    """The tables of one file, checked whole."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RegisterError(f"{where}: not TOML: {error}") from None
    for table, entries in raw.items():
        if table not in TABLES:
            raise RegisterError(f"{where}: [[{table}]] is not known; known are: {', '.join(TABLES)}")
        needed = {"divisions": ("code", "name"), "prefixes": ("names",), "bodies": ("name", "level")}.get(
            table, ("name",)
        )
        for number, entry in enumerate(entries, 1):
            _check(entry, TABLES[table], needed, f"{where}: [[{table}]] {number}")
    found: dict[str, list[dict[str, Any]]] = raw
    return found


def _check(entry: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...], where: str) -> None:
    for key in needed:
        if key not in entry:
            raise RegisterError(f"{where}: lacks {key!r}")
    for key, value in entry.items():
        if key not in known:
            raise RegisterError(f"{where}: {key!r} is not known; known are: {', '.join(known)}")
        wanted = list if key in ("names", "replaces", "successors") else str
        if not isinstance(value, wanted):
            raise RegisterError(
                f"{where}: {key} is {value!r}; want a {'list of names' if wanted is list else 'string'}"
            )


def _named(table: str, tables: Iterable[Mapping[str, list[dict[str, Any]]]]) -> dict[str, Office]:
    """Every name of every entry; a later file's entry takes a name over, in one file a name stands once."""
    found: dict[str, Office] = {}
    for raw in tables:
        here: dict[str, str] = {}
        for entry in raw.get(table, ()):
            office = Office(
                entry["name"],
                tuple(entry.get("successors", ())),
                entry.get("level"),
                entry.get("region_code"),
            )
            for name in (entry["name"], *entry.get("names", ())):
                if here.setdefault(name, office.name) != office.name:
                    raise RegisterError(
                        f"[[{table}]]: {name} is a name of {here[name]} and of {office.name}; leave it in one"
                    )
                found[name] = office
    return found


def _readings(issuer: str, region: str | None) -> Iterator[str]:
    """The names that an issuer may be short for: itself, and behind the region that the report names."""
    yield issuer
    if region and not issuer.startswith(region):
        relative = issuer.startswith(_RELATIVE) and not issuer.startswith(_NOT_RELATIVE)
        yield region + (issuer[1:] if relative else issuer)


def _unknown(issuer: str | None, region: str | None, why: str) -> Body:
    """A body under its printed name; reports that name none are not taken for those of one body."""
    if not issuer:
        return Body(None, "（未写明）", why=why)
    behind = f"@{region}" if region and not issuer.startswith(region) else ""
    return Body(f"?{issuer}{behind}", issuer, why=why)
