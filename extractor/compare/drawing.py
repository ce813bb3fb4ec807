"""A comparison for people at a terminal, drawn with rich: findings first, then what changed, then what was repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.compare.records import Compared, Comparison, Level, Section
from extractor.compare.reviewed import ReviewedYear, headline, reasons, review_years, summary
from extractor.output.words import figure, load_words
from extractor.records import Evidence, Extraction

WIDTH = 120  # of a drawing that is written to a file
REACH = 24  # characters of a sentence that are quoted on each side
SHOWN = 8  # places of one finding, and names of what vanished
_COLOURS = {"error": "red", "query": "yellow"}


def render(comparison: Comparison) -> bytes:
    """The drawing as plain UTF-8 text, 120 columns wide."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None, legacy_windows=False)
    return capture(comparison, console)


def capture(comparison: Comparison, console: Console) -> bytes:
    """The drawing as UTF-8 text, as wide and as coloured as the console is."""
    with console.capture() as captured:
        console.print(draw(comparison))
    lines = (line.rstrip() for line in captured.get().splitlines())
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def draw(comparison: Comparison) -> Group:
    """The whole drawing."""
    parts: list[RenderableType] = [Text(headline(comparison), style="bold")]
    for number, one in enumerate(review_years(comparison), 1):
        parts.append(_finding(comparison, number, one))
    parts += _levels("统计表", comparison.cells)
    parts += _levels("正文指标", comparison.indicators)
    parts += _vanished(comparison)
    parts += _sections(comparison.sections)
    parts += [Text(f"\n{summary(comparison)}", style="bold")]
    parts += [Text(f"   {reason}", style="dim") for reason in reasons(comparison)]
    return Group(*parts)


# ---------------------------------------------------------------- findings
def _finding(comparison: Comparison, number: int, one: ReviewedYear) -> Padding:
    finding, words = one.year.finding, load_words()
    if one.reviewed.accepted:
        told = f"{number}. 已核可 {one.reviewed.fingerprint}：{finding.message}"
        return Padding(Group(Text(told, style="dim")), (1, 0, 0, 0))
    colour = _COLOURS[finding.severity]
    head = Text.assemble(
        (f"{number}. {words.severities[finding.severity]}", f"bold {colour}"),
        (f" {words.rule_name(finding.rule)}  ", "bold"), finding.message,
    )  # fmt: skip
    lines = [*_places("本年", comparison.this, finding.evidence), *_places("上年", comparison.last, one.year.earlier)]
    if finding.reading is not None:
        lines.append(Text(finding.reading, style=colour))
    lines.append(Text(f"核可编号：{one.reviewed.fingerprint}", style="dim"))
    return Padding(Group(head, Padding(Group(*lines), (0, 0, 0, 3))), (1, 0, 0, 0))


def _places(label: str, extraction: Extraction, evidence: tuple[Evidence, ...]) -> Iterator[Text]:
    text = extraction.document.text
    for one in evidence[:SHOWN]:
        before = text[max(0, one.start - REACH) : one.start].rpartition("\n")[2]
        behind = text[one.end : one.end + REACH].partition("\n")[0]
        shown = one.text if len(one.text) <= 3 * REACH else f"{one.text[: 2 * REACH]}……{one.text[-REACH:]}"
        plain = " ".join(shown.split())
        yield Text.assemble((f"{label}：", "cyan"), before, (f"【{plain}】", "bold"), behind)
    if len(evidence) > SHOWN:
        yield Text(f"…… 共{len(evidence)}处", style="dim")


# ---------------------------------------------------------------- what changed
def _levels(title: str, compared: Iterable[Compared]) -> Iterator[RenderableType]:
    shown = [one for one in compared if _is_shown(one)]
    if not shown:
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(title, overflow="fold", max_width=48)
    for head in ("单位", "上年", "本年", "增减", "幅度%"):
        table.add_column(head, justify="left" if head == "单位" else "right", min_width=cell_len(head), no_wrap=True)
    for one in shown:
        table.add_row(one.name, one.unit, _value(one.last), _value(one.this), _signed(one.difference), _signed(one.rate))
    yield Text("")
    yield table


def _is_shown(one: Compared) -> bool:
    """Both years, at least one of them more than 0; single applicants and outcomes are left to the JSON."""
    return one.is_whole and one.last is not None and one.this is not None and bool(one.last.value or one.this.value)


def _value(level: Level | None) -> str:
    return "—" if level is None else figure(level.value)


def _signed(value: Decimal | None) -> str:
    return "" if value is None else f"{'+' if value > 0 else ''}{figure(value)}"


def _vanished(comparison: Comparison) -> Iterator[Text]:
    gone = [one for one in comparison.indicators if one.this is None and one.last is not None]
    if gone:
        told = "、".join(f"{one.name}{_value(one.last)}{one.unit}" for one in gone[:SHOWN])
        more = f"等{len(gone)}项" if len(gone) > SHOWN else ""
        yield Text(f"\n上年写到而本年正文没有的指标：{told}{more}", style="dim")


def _sections(sections: tuple[Section, ...]) -> Iterator[Text]:
    if sections:
        told = "；".join(f"{one.heading} {one.repeated}%" for one in sections)
        yield Text(f"\n与上年报告相同的文字（数字不计）：{told}", style="dim")
