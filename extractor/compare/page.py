"""Two years on one HTML page: no network, no script, printable; findings first, both texts side by side below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from html import escape
from importlib.resources import files

from extractor.compare.records import Compared, Comparison, Level
from extractor.compare.reviewed import ReviewedYear, headline, name_of, reasons, review_years, summary
from extractor.knowledge.models import Model
from extractor.output.page import begin_page, end_page, load_style, quote
from extractor.output.page_text import Mark, mark_text
from extractor.output.places import find_places
from extractor.output.report import Report, make_report
from extractor.output.words import figure, load_words
from extractor.records import Evidence, Finding

_HEADS = ("名称", "单位", "上年", "本年", "增减", "幅度%")
LAST, THIS = "l", "t"  # what the anchors of each text begin with


def render(comparison: Comparison, model: Model) -> bytes:
    """The page's bytes, UTF-8. Nothing of either report's text is ever taken for markup."""
    style = load_style() + (files(__package__) / "page.css").read_text(encoding="utf-8")
    title = headline(comparison)
    parts = [
        *begin_page(f"{title} · 两年对照", style),
        f'<header><h1>{escape(title)}</h1>\n<p class="summary">{escape(summary(comparison))}</p>',
        *(f'<p class="faint">{escape(reason)}</p>' for reason in reasons(comparison)),
        "</header>\n<main>",
        *_findings(comparison, model),
        *_levels("统计表", comparison.cells),
        *_levels("正文指标", comparison.indicators),
        *_sections(comparison),
        *_texts(comparison),
        *end_page(model, [one.document.sha256 for one in (comparison.last, comparison.this)]),
    ]
    return "\n".join(parts).encode("utf-8", "replace")


# ---------------------------------------------------------------- findings
def _findings(comparison: Comparison, model: Model) -> Iterator[str]:
    sides = make_report(comparison.this, model), make_report(comparison.last, model)
    yield '<section id="findings">\n<h2>两年之间的核查结果</h2>'
    if not comparison.findings:
        yield "<p>两年衔接未发现问题。</p>"
    for number, one in enumerate(review_years(comparison), 1):
        yield from _finding(number, one, sides)
    yield "</section>"


def _finding(number: int, one: ReviewedYear, sides: tuple[Report, Report]) -> Iterator[str]:
    finding, words = one.year.finding, load_words()
    accepted = " accepted" if one.reviewed.accepted else ""
    severity = "已核可" if one.reviewed.accepted else words.severities[finding.severity]
    explained = escape(words.severities_explained[finding.severity], quote=True)
    yield f'<article class="finding {finding.severity}{accepted}" id="f{number}">'
    yield f'<p><span class="severity" title="{explained}">{escape(severity)}</span> '
    yield f"<strong>{number}. {escape(words.rule_name(finding.rule))}</strong>　{escape(finding.message)}</p>\n<dl>"
    yield from _places("本年", sides[0], finding, THIS)
    yield from _places("上年", sides[1], replace(finding, evidence=one.year.earlier), LAST)
    facts = [("规则", words.rule_text(finding.rule)), ("怎样才一致", finding.reading or "")]
    yield from (f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts if text)
    yield f'<dt>核可编号</dt><dd class="faint">{one.reviewed.fingerprint}</dd></dl>\n</article>'


def _places(year: str, report: Report, finding: Finding, anchor: str) -> Iterator[str]:
    for place in find_places(report, finding):
        quoted = quote(place, finding, lambda evidence, _: f"{anchor}{evidence.start}")
        yield f"<dt>{year}·{escape(place.label)}</dt><dd>{quoted}</dd>"


# ---------------------------------------------------------------- both years
def _levels(title: str, compared: Iterable[Compared]) -> Iterator[str]:
    """Figures of either year that are no part of a total beside them, each leading to where it stands."""
    shown = [one for one in compared if one.is_whole and any(level is not None and level.value for level in (one.last, one.this))]
    if not shown:
        return
    yield f'<section>\n<h2>{title}</h2>\n<details{" open" if title == "统计表" else ""}><summary>{len(shown)}项</summary>'
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{title}"><table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in _HEADS) + "</tr></thead>\n<tbody>"
    for one in shown:
        cells = (_level(one.last, LAST), _level(one.this, THIS), _signed(one.difference), _signed(one.rate))
        yield f'<tr><td class="name">{escape(one.name)}</td><td class="unit">{escape(one.unit)}</td>'
        yield "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody>\n</table></div></details>\n</section>"


def _level(level: Level | None, anchor: str) -> str:
    if level is None:
        return "—"
    value = escape(figure(level.value))
    return f'<a href="#{anchor}{level.evidence[0].start}">{value}</a>' if level.evidence else value


def _signed(value: Decimal | None) -> str:
    return "" if value is None else f"{'+' if value > 0 else ''}{figure(value)}"


def _sections(comparison: Comparison) -> Iterator[str]:
    if comparison.sections:
        yield "<section>\n<h2>与上年报告相同的文字（数字不计）</h2>\n<ul>"
        yield from (f"<li>{escape(one.heading)}：{one.repeated}%</li>" for one in comparison.sections)
        yield "</ul>\n</section>"


# ---------------------------------------------------------------- both texts
def _texts(comparison: Comparison) -> Iterator[str]:
    yield '<section id="texts">\n<h2>原文对照</h2>\n<p class="faint legend">'
    yield '<span><mark class="error">矛盾</mark></span><span><mark class="query">存疑</mark></span>'
    yield '<span><mark class="figure-said">两年都有的数字</mark></span><span><mark class="repeated">与另一年相同的文字</mark></span></p>'
    yield '<div class="two">'
    for extraction, anchor in ((comparison.last, LAST), (comparison.this, THIS)):
        name, text = escape(name_of(extraction)), extraction.document.text
        yield f'<div><h3>{name}</h3>\n<div class="text" tabindex="0" role="region" aria-label="{name}">'
        yield mark_text(text, list(_marks(comparison, anchor)), anchor=anchor) + "</div></div>"
    yield "</div>\n</section>"


def _marks(comparison: Comparison, anchor: str) -> Iterator[Mark]:
    """The places of one text that open findings, figures of both years and repeated passages rest on."""
    for one in review_years(comparison):
        evidence = one.year.earlier if anchor == LAST else one.year.finding.evidence
        if not one.reviewed.accepted and one.year.finding.rule != "cross-year-repeated":
            yield from _marked(evidence, one.year.finding.severity)
    for compared in (*comparison.cells, *comparison.indicators):
        level = compared.last if anchor == LAST else compared.this
        yield from _marked(level.evidence if level is not None else (), "figure-said")
    for section in comparison.sections:
        for passage in section.passages:
            yield from _marked((passage.last if anchor == LAST else passage.this,), "repeated")


def _marked(evidence: Iterable[Evidence], look: str) -> Iterator[Mark]:
    return (Mark(one.start, one.end, look) for one in evidence)
