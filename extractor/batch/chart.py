"""Rows of the form over the years as a picture, out of a data set; as SVG, or as PNG where there are fonts for it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from extractor.batch.query import Questions
from extractor.knowledge.forms import form_names, load_form
from extractor.output.pictures import Dot, Size, draw_panels, to_svg

FORMATS = ("svg", "png")
SIZE, SCALE = Size(480, 220), 2
TOTAL = "全部机关合计"  # with how many there are in a year
_CHINESE_FONT = re.compile(
    r"cjk|wqy|sourcehan|simhei|simsun|msyh|pingfang|heiti|uming|ukai|droidsansfallback", re.I
)
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
    "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_POINTS = """
WITH one AS (
    SELECT body, year, row_id, unit, value FROM panel
    WHERE row_id IN ({rows}) AND column_id = $column AND value IS NOT NULL AND year IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY body_id, year, row_id ORDER BY report_id) = 1
)
SELECT {line} AS line, row_id, year, sum(value)::DOUBLE AS value, any_value(unit) AS unit, count(*) AS bodies
FROM one {chosen} GROUP BY ALL ORDER BY ALL
"""


class ChartError(ValueError):
    """A picture that cannot be drawn; says what is wrong and what would be right."""


class Wanted(NamedTuple):
    """What is drawn: rows of the form, one of their columns, and bodies, or where none is named the sum of all."""

    rows: Sequence[str]
    column: str = "total"
    bodies: Sequence[str] = ()


class _Point(NamedTuple):
    """A figure of one body, or of all together, in one year."""

    body: str | None
    row: str
    year: int
    value: float
    unit: str
    bodies: int

    @property
    def panel(self) -> str:
        """The row's newest name, with the unit."""
        forms = (load_form(name) for name in reversed(form_names()))
        return f"{next(form.rows[self.row].name for form in forms if self.row in form.rows)}（{self.unit}）"


def draw(questions: Questions, wanted: Wanted) -> dict[str, Any]:
    """The picture as a Vega-Lite specification: a panel for each row, a line for each body, broken where a year is missing.

    ChartError where there is nothing to be drawn.
    """
    _check_rows(wanted.rows)
    points = [_Point(*row) for row in questions.ask(*_question(wanted)).rows]
    _check_points(points, wanted)
    panels = list(dict.fromkeys(one.panel for row in wanted.rows for one in points if one.row == row))
    return draw_panels(list(_filled(points)), panels, SIZE)


def write(specification: dict[str, Any], name: str, to: BinaryIO, *, fonts: Path | None = None) -> None:
    """Write the picture as `svg` or `png`; ChartError where no font has Chinese characters to draw a PNG with."""
    converter: Any = import_module("vl_convert")  # an extra that only pictures need, with altair
    if fonts is not None:
        converter.register_font_directory(str(fonts))
    if name == "svg":
        to.write(to_svg(specification).encode())
        return
    if fonts is None and not has_chinese_font(_FOLDERS):
        raise ChartError(
            "no font here has Chinese characters; install fonts-noto-cjk, name a folder with --fonts DIR, or write SVG"
        )
    to.write(converter.vegalite_to_png(specification, scale=SCALE))


def has_chinese_font(folders: Iterable[str]) -> bool:
    """Whether a font whose name is known to hold Chinese stands in one of the folders."""
    walks = (os.walk(Path(folder).expanduser()) for folder in folders)
    return any(_CHINESE_FONT.search(name) for walk in walks for _, _, names in walk for name in names)


def _check_rows(rows: Sequence[str]) -> None:
    known = {row for name in form_names() for row in load_form(name).rows}
    if unknown := [row for row in rows if row not in known]:
        raise ChartError(
            f"{unknown[0]!r} is no row of a form; rows are like requests.received, see `extractor query DATASET panel`"
        )


def _question(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    names = {f"row{at}": row for at, row in enumerate(wanted.rows)}
    values: dict[str, Any] = {**names, "column": wanted.column}
    chosen, line = "", "NULL"
    if wanted.bodies:
        bodies = {f"body{at}": body for at, body in enumerate(wanted.bodies)}
        values.update(bodies)
        chosen, line = f"WHERE body IN ({', '.join(f'${name}' for name in bodies)})", "body"
    return _POINTS.format(rows=", ".join(f"${name}" for name in names), line=line, chosen=chosen), values


def _check_points(points: Sequence[_Point], wanted: Wanted) -> None:
    drawn = {point.body for point in points}
    if lacking := [body for body in wanted.bodies if body not in drawn]:
        raise ChartError(
            f"{'、'.join(lacking)}: no figure in {', '.join(wanted.rows)}; `extractor query DATASET holdings` lists bodies"
        )
    if not points:
        raise ChartError(f"no report prints {', '.join(wanted.rows)} in the column {wanted.column}")


def _filled(points: Sequence[_Point]) -> Iterator[Dot]:
    """Every year of every line; one without a figure has none, so that the line breaks there."""
    years = range(min(point.year for point in points), max(point.year for point in points) + 1)
    lines: dict[tuple[str, str | None], dict[int, _Point]] = {}
    for point in points:
        lines.setdefault((point.panel, point.body), {})[point.year] = point
    for (panel, body), known in lines.items():
        name = body or f"{TOTAL}（每年{_span([point.bodies for point in known.values()])}个）"
        for year in years:
            value = known[year].value if year in known else None
            yield Dot(panel, name, year, value)


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}–{high}"
