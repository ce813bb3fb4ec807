"""The report's text with everything marked that was found in it; marks may overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from extractor.output.report import Report, disputed
from extractor.records import Measurement

_LEGEND = (
    ("figure-said", "数字"), ("indicator", "指标"), ("date", "日期"), ("number", "文号"), ("title", "标题"),
)  # fmt: skip


class Mark(NamedTuple):
    """A stretch of the text with the class that draws it; `refers` is the id of the line that tells more of it."""

    start: int
    end: int
    look: str
    title: str = ""
    refers: str = ""


def draw_text(report: Report) -> Iterator[str]:
    """The text's section: a legend, then the text, every marked place with an anchor."""
    yield '<section id="text">\n<h2>原文</h2>\n<p class="faint legend">'
    yield "".join(f'<span><mark class="{look}">{name}</mark></span>' for look, name in _LEGEND)
    yield "</p>"
    marks = [*_entities(report), *_cells(report), *(Mark(*place, severity) for place, severity in disputed(report).items())]
    yield f'<div class="text" tabindex="0" role="region" aria-label="原文">{mark_text(report.extraction.document.text, marks)}</div>\n</section>'


def mark_text(text: str, marks: Sequence[Mark], *, anchor: str = "t") -> str:
    """The escaped text, cut at every border of a mark, each piece in the classes of all marks over it.

    A place where a mark begins has `anchor` and its number as its id.

    >>> mark_text("收到95件", [Mark(2, 5, "figure-said"), Mark(2, 4, "error")])
    '收到<mark class="error figure-said" id="t2">95</mark><mark class="figure-said">件</mark>'
    """
    opening: dict[int, list[Mark]] = {}
    borders = {len(text)}
    for mark in marks:
        if mark.end > mark.start:
            opening.setdefault(mark.start, []).append(mark)
            borders |= {mark.start, mark.end}
    active: list[Mark] = []
    pieces, last = [], 0
    for border in sorted(borders):
        place = f' id="{anchor}{last}"' if last in opening else ""
        pieces.append(_piece(text[last:border], active, place))
        active = [mark for mark in active if mark.end > border] + opening.get(border, [])
        last = border
    return "".join(pieces)


def _piece(text: str, active: Sequence[Mark], anchor: str) -> str:
    if not text or not active:
        return escape(text)
    looks = " ".join(sorted({mark.look for mark in active}))
    titles = "；".join(sorted({mark.title for mark in active if mark.title}))
    refers = " ".join(sorted({mark.refers for mark in active if mark.refers}))
    hint = f' title="{escape(titles, quote=True)}"' if titles else ""
    more = f' data-refers="{refers}"' if refers else ""
    return f'<mark class="{looks}"{anchor}{more}{hint}>{escape(text)}</mark>'


def _entities(report: Report) -> Iterator[Mark]:
    extraction = report.extraction
    said = {one.quantity.span.start: one for one in extraction.measurements}
    said |= {change.quantity.span.start: one for one in extraction.measurements for change in one.changes}
    for quantity in extraction.quantities:
        span, one = quantity.span, said.get(quantity.span.start)
        told = (_describe(one), f"m{one.id}") if one is not None else ("", "")
        yield Mark(span.start, span.end, "figure-said", *told)
    for measurement in extraction.measurements:
        if (named := measurement.indicator_span) is not None:
            yield Mark(named.start, named.end, "indicator", "", f"m{measurement.id}")
    for date in extraction.dates:
        yield Mark(date.span.start, date.span.end, "date")
    for number in extraction.document_numbers:
        yield Mark(number.span.start, number.span.end, "number")
    for title in extraction.document_titles:
        yield Mark(title.span.start, title.span.end, "title")


def _cells(report: Report) -> Iterator[Mark]:
    """The characters that the form's cells were read from."""
    table = report.extraction.table
    for cell in table.observations if table is not None else ():
        if cell.start is not None and cell.end is not None:
            yield Mark(cell.start, cell.end, "cell")


def _describe(measurement: Measurement) -> str:
    return " · ".join(filter(None, (measurement.indicator, measurement.period, measurement.body)))
