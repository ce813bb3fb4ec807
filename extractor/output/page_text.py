"""The report's text with everything marked that was found in it; marks may overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from extractor.output.report import Report, disputed
from extractor.records import Measurement

_LEGEND = (
    ("figure-said", "数字"), ("indicator", "指标"), ("date", "日期"), ("number", "文号"), ("title", "标题"),
)  # fmt: skip


class Mark(NamedTuple):
    """A stretch of the text with the class that draws it."""

    start: int
    end: int
    look: str
    title: str = ""


def draw_text(report: Report) -> Iterator[str]:
    """The text's section: a legend, then the text, every place of a finding with an anchor."""
    yield '<section id="text">\n<h2>原文</h2>\n<p class="faint legend">'
    yield "".join(f'<span><mark class="{look}">{name}</mark></span>' for look, name in _LEGEND)
    yield "</p>"
    marks = [*_entities(report), *(Mark(*place, severity) for place, severity in disputed(report).items())]
    yield f'<div class="text">{mark_text(report.extraction.document.text, marks)}</div>\n</section>'


def mark_text(text: str, marks: Sequence[Mark]) -> str:
    """The escaped text, cut at every border of a mark, each piece in the classes of all marks over it.

    >>> mark_text("收到95件", [Mark(2, 5, "figure-said"), Mark(2, 4, "error")])
    '收到<mark class="error figure-said" id="t2">95</mark><mark class="figure-said">件</mark>'
    """
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.end > mark.start:
            opening.setdefault(mark.start, []).append(mark)
            closing.setdefault(mark.end, []).append(mark)
    active: Counter[tuple[str, str]] = Counter()
    pieces, last = [], 0
    for border in sorted({*opening, *closing, len(text)}):
        pieces.append(_piece(text[last:border], active, _anchor(opening.get(last, []), last)))
        active.subtract((mark.look, mark.title) for mark in closing.get(border, ()))
        active.update((mark.look, mark.title) for mark in opening.get(border, ()))
        active += Counter()
        last = border
    return "".join(pieces)


def _anchor(opened: Sequence[Mark], start: int) -> str:
    return f' id="t{start}"' if any(mark.look in ("error", "query") for mark in opened) else ""


def _piece(text: str, active: Counter[tuple[str, str]], anchor: str) -> str:
    if not text or not active:
        return escape(text)
    looks = " ".join(sorted({look for look, _ in active}))
    titles = "；".join(sorted({title for _, title in active if title}))
    hint = f' title="{escape(titles, quote=True)}"' if titles else ""
    return f'<mark class="{looks}"{anchor}{hint}>{escape(text)}</mark>'


def _entities(report: Report) -> Iterator[Mark]:
    extraction = report.extraction
    names = {one.quantity.span.start: _describe(one) for one in extraction.measurements}
    for quantity in extraction.quantities:
        span = quantity.span
        yield Mark(span.start, span.end, "figure-said", names.get(span.start, ""))
    for measurement in extraction.measurements:
        if (named := measurement.indicator_span) is not None:
            yield Mark(named.start, named.end, "indicator")
    for date in extraction.dates:
        yield Mark(date.span.start, date.span.end, "date")
    for number in extraction.document_numbers:
        yield Mark(number.span.start, number.span.end, "number")
    for title in extraction.document_titles:
        yield Mark(title.span.start, title.span.end, "title")


def _describe(measurement: Measurement) -> str:
    return " · ".join(filter(None, (measurement.indicator, measurement.period, measurement.body)))
