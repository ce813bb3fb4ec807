"""The views that stand ready in every data set, as `views.toml` documents them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.batch.schema import Column, load_schema


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it says, its columns, and how it is asked for."""

    name: str
    text: str
    columns: tuple[Column, ...]
    sql: str


@cache
def load_views() -> dict[str, View]:
    """Every view by its name, each after those that it asks."""
    raw = tomllib.loads((files(__package__) / "views.toml").read_text(encoding="utf-8"))
    return {
        name: View(
            name, view["text"], tuple(Column(column, "", unit, text) for column, unit, text in view["columns"]), view["sql"]
        )
        for name, view in raw["views"].items()
    }  # fmt: skip


def describe_columns(names: tuple[str, ...], source: str | None = None) -> tuple[Column, ...]:
    """What each column of an answer holds: as the view or table `source` says, else as any that has such a column.

    A column that was made up in the question holds what the question says.
    """
    known: dict[str, Column] = {}
    for columns in (
        *(view.columns for view in load_views().values()),
        *(t.columns for t in load_schema().tables.values()),
    ):
        known.update((column.name, column) for column in columns if column.name not in known)
    known["year"] = Column("year", "", "年", "报告年度")
    if source in load_views():
        known.update((column.name, column) for column in load_views()[source].columns)
    elif source in load_schema().tables:
        known.update((column.name, column) for column in load_schema().tables[source].columns)
    return tuple(known.get(name, Column(name, "", "", "查询所定")) for name in names)
