"""The whole report as one HTML page: no network, no script, printable, findings first."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files

from extractor import __version__
from extractor.knowledge.models import Model
from extractor.output.accepting import Reviewed
from extractor.output.page_figures import draw_figures
from extractor.output.page_form import draw_form
from extractor.output.page_text import draw_text
from extractor.output.places import Place, find_places, formula_in_words, remedies
from extractor.output.report import Report, headline, leftover_lines, summary
from extractor.output.words import load_words
from extractor.records import Evidence, Finding


def render(report: Report) -> bytes:
    """The page's bytes, UTF-8. Nothing of the report's text is ever taken for markup."""
    parts = [
        *begin_page(f"{headline(report)} · 核查报告", load_style()),
        *_head(report),
        *_findings(report),
        *draw_form(report),
        *draw_text(report),
        *draw_figures(report),
        *_leftovers(report),
        *end_page(report.model, [report.extraction.document.sha256]),
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def load_style() -> str:
    """What the pages look like, on a screen and on paper."""
    return (files(__package__) / "page.css").read_text(encoding="utf-8")


def begin_page(title: str, style: str) -> Iterator[str]:
    """A page up to its body; its policy lets it load nothing, run nothing, and be styled by this alone."""
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    yield '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>"


def end_page(model: Model, sources: Iterable[str]) -> Iterator[str]:
    """What made the page, of which bytes, and its end."""
    read = "、".join(sources)
    made = f"extractor {__version__} · 模型 {model.name} {model.version} · 原文 SHA-256 {read}"
    yield f'</main>\n<footer class="faint"><p>{escape(made)}</p></footer>\n</body>\n</html>\n'


def _head(report: Report) -> Iterator[str]:
    yield f'<header><h1>{escape(headline(report))}</h1>\n<p class="faint">{escape(_facts(report))}</p>'
    yield f'<p class="summary">{escape(summary(report))}</p>'
    for warning in report.extraction.document.warnings:
        yield f'<p class="faint">{escape(warning)}</p>'
    yield "</header>\n<main>"


def _facts(report: Report) -> str:
    document, identity = report.extraction.document, report.extraction.identity
    form = report.form.title if report.form is not None else "未识别出统计表的格式"
    period = f"统计期限 {identity.period.replace('/', ' 至 ')}" if identity.period else ""
    facts = (document.id, identity.issuer, period, form, f"{len(document.text)}字")
    return " · ".join(filter(None, facts))


# ---------------------------------------------------------------- findings
def _findings(report: Report) -> Iterator[str]:
    yield '<section id="findings">\n<h2>核查结果</h2>'
    if not report.findings:
        yield "<p>没有发现前后矛盾的数字。</p>"
    for number, one in enumerate(report.findings, 1):
        yield from _finding(report, number, one)
    yield "</section>"


def _finding(report: Report, number: int, one: Reviewed) -> Iterator[str]:
    finding, words = one.finding, load_words()
    accepted = " accepted" if one.accepted else ""
    yield f'<article class="finding {finding.severity}{accepted}" id="f{number}" data-fingerprint="{one.fingerprint}">'
    severity = "已核可" if one.accepted else words.severities[finding.severity]
    explained = escape(words.severities_explained[finding.severity], quote=True)
    yield (
        f'<p><span class="severity" title="{explained}">{escape(severity)}</span> '
        f"<strong>{number}. {escape(words.rule_name(finding.rule))}</strong>　{escape(finding.message)}</p>\n<dl>"
    )
    for place in find_places(report, finding):
        yield f"<dt>{escape(place.label)}</dt><dd>{quote(place, finding, _anchor)}</dd>"
    facts = [("规则", words.rule_text(finding.rule)), ("算式", formula_in_words(report, finding.formula))]
    facts += [("怎样才一致", line) for line in remedies(finding)]
    for name, text in facts:
        yield f"<dt>{name}</dt><dd>{escape(text)}</dd>"
    yield f'<dt>核可编号</dt><dd class="faint">{one.fingerprint}</dd></dl>\n</article>'


def quote(place: Place, finding: Finding, anchor: Callable[[Evidence, Place], str]) -> str:
    """A place as it is written in the report, its figures marked and each leading to its anchor on the page."""
    pieces = []
    for piece in place.pieces:
        if piece.evidence is None:
            pieces.append(escape(piece.text))
            continue
        target = anchor(finding.evidence[piece.evidence], place)
        pieces.append(f'<a href="#{target}"><mark class="{finding.severity}">{escape(piece.text)}</mark></a>')
    return "".join(pieces)


def _anchor(evidence: Evidence, place: Place) -> str:
    return f"{'c' if place.in_table else 't'}{evidence.start}"


# ---------------------------------------------------------------- what is left
def _leftovers(report: Report) -> Iterator[str]:
    lines = leftover_lines(report)
    if lines:
        yield f'<section id="leftovers">\n<h2>未能归位的数字（{len(lines)}处）</h2>\n<ul>'
        for left, (text, why) in zip(report.extraction.leftovers, lines, strict=True):
            yield f'<li><a href="#t{left.span.start}">{escape(text)}</a>：{escape(why)}</li>'
        yield "</ul>\n</section>"
