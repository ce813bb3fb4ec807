"""Figures over the years as a picture: altair draws, vl-convert makes SVG of it without a browser (both of the extra `plots`).

`python -m extractor.output.pictures` reads `{"columns": 3, "figures": [{"panel": …, "line": …, "year": …, "value": …}, …]}` and writes
SVG: a service draws in a process of its own, so that neither library is ever loaded where reports are read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

FONT = "Noto Sans CJK SC, WenQuanYi Zen Hei, Source Han Sans SC, Microsoft YaHei, SimHei, sans-serif"


class Dot(NamedTuple):
    """A figure of one line of one panel in one year; a `value` of None breaks the line."""

    panel: str
    line: str
    year: int | str
    value: float | None


class Size(NamedTuple):
    """A panel in pixels."""

    width: int
    height: int


SMALL = Size(200, 75)


def draw_panels(dots: Sequence[Dot], panels: Sequence[str], size: Size) -> dict[str, Any]:
    """A Vega-Lite specification: the panels one below the other, each with a scale of its own, its lines told by colour."""
    altair = _altair()
    facet = {"row": altair.Row("panel:N", title=None, sort=list(panels), header=_header(0))}
    legend = altair.Legend(orient="bottom", columns=2, labelLimit=0)
    return _draw(dots, size, altair.X("year:O", title="年度", axis=altair.Axis(labelAngle=0)), legend, facet)


def draw_small(dots: Sequence[Dot], columns: int) -> dict[str, Any]:
    """The same for many panels of one line each: small, so many beside each other, in the order of the dots."""
    altair = _altair()
    panels = list(dict.fromkeys(dot.panel for dot in dots))
    facet = {"facet": altair.Facet("panel:N", title=None, sort=panels, header=_header(SMALL.width + 30)), "columns": columns}
    return _draw(dots, SMALL, altair.X("year:O", title=None, sort=None, axis=altair.Axis(labelAngle=0)), None, facet)


def _draw(dots: Sequence[Dot], size: Size, years: Any, legend: Any, facet: dict[str, Any]) -> dict[str, Any]:
    altair = _altair()
    values = altair.Y("value:Q", title=None, axis=altair.Axis(tickCount=size.height // 25))
    lines = altair.Color("line:N", title=None, legend=legend)
    base = altair.Chart(altair.Data(values=[dot._asdict() for dot in dots])).encode(x=years, y=values, color=lines)
    panel = altair.layer(base.mark_line(), base.mark_point(filled=True)).properties(**size._asdict())
    return dict(panel.facet(**facet).resolve_scale(y="independent").configure(font=FONT, background="white").to_dict())


def _header(limit: int) -> Any:
    """A panel's name above it, at the left; 0 for a name of any length."""
    return _altair().Header(labelAngle=0, labelAnchor="start", labelOrient="top", labelLimit=limit)


def _altair() -> Any:
    return import_module("altair")


def to_svg(specification: dict[str, Any]) -> str:
    """The picture as SVG; its words stay words, drawn with a font of whoever looks at it."""
    svg: str = import_module("vl_convert").vegalite_to_svg(specification)
    return svg


def can_draw() -> bool:
    """Whether the extra `plots` is installed."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def main() -> None:
    """What is asked on standard input, as SVG on standard output."""
    asked = json.load(sys.stdin)
    sys.stdout.write(to_svg(draw_small([Dot(**one) for one in asked["figures"]], asked["columns"])))


if __name__ == "__main__":
    main()
