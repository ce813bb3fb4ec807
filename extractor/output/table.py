"""The filled form and the findings for people at a terminal, drawn with rich."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.output.accepting import Reviewed
from extractor.output.layout import Block, Line, column_label, lay_out
from extractor.output.places import Place, find_places, formula_in_words, remedies
from extractor.output.report import Report, disputed, headline, leftover_lines, spoken, spoken_text, summary
from extractor.output.words import figure, load_words
from extractor.records import Observation, Severity

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
FILE_WIDTH = 120  # of a table that is written to a file
_LABEL, _PROSE = 14, 8  # the least that these columns are wide
_MOST_PLACES = 8
_SHOWN_LEFTOVERS = 6
Disputed = Mapping[tuple[int, int], Severity]
_COLOURS: dict[Severity, str] = {"error": "red", "query": "yellow"}


def render(report: Report) -> bytes:
    """The drawing as plain UTF-8 text, 120 columns wide."""
    console = Console(file=StringIO(), width=FILE_WIDTH, color_system=None, legacy_windows=False)
    return capture(report, console)


def capture(report: Report, console: Console) -> bytes:
    """The drawing as UTF-8 text, as wide and as coloured as the console is."""
    console.width = max(console.width, _narrowest(report))  # a figure broken over lines would be misread
    with console.capture() as captured:
        console.print(draw(report, console.width))
    return _TRAILING.sub("", captured.get()).encode("utf-8", "replace")


def draw(report: Report, width: int) -> Group:
    """The whole drawing: what was read, the filled form, the findings, what was left over, the counts."""
    parts: list[RenderableType] = [*_head(report), *_form(report, width), *_findings(report), *_left(report)]
    gap = "" if report.findings else "\n"
    return Group(*parts, Text(f"{gap}{summary(report)}", style="bold"))


def _head(report: Report) -> Iterator[Text]:
    document = report.extraction.document
    yield Text(headline(report), style="bold")
    form = report.form.title if report.form is not None else "未识别出统计表的格式"
    yield Text(f"{document.id} · {form} · {len(document.text)}字", style="dim")
    for warning in document.warnings:
        yield Text(f"! {warning}", style="yellow")


# ---------------------------------------------------------------- the form
def _form(report: Report, width: int) -> Iterator[RenderableType]:
    table = report.extraction.table
    if table is None or report.form is None:
        return
    hidden = 0
    for block in lay_out(report.form, table):
        shown = tuple(line for line in block.lines if _is_said(line))
        hidden += sum(len(line.cells) for line in block.lines if not _is_said(line) and not line.is_computed)
        lines = tuple(line for line in block.lines if line in shown or _is_heading_of(line, block, shown))
        if shown:
            yield from _block(
                report, Block(block.title, block.caption, block.columns, lines, block.sideways), width
            )
    if hidden:
        yield Text(f"表式中另有{hidden}格报告没有列出。", style="dim")
    for row in table.unrecognised:
        yield Text(f"未能对应的行：{row.printed_name} {' | '.join(row.cells)}", style="dim")


def _is_said(line: Line) -> bool:
    return any(cell.state != "absent" or cell.prose for cell in line.cells)


def _is_heading_of(line: Line, block: Block, shown: Sequence[Line]) -> bool:
    """Whether a line without figures stands over lines that are shown."""
    below = block.lines[block.lines.index(line) + 1 :]
    for other in below:
        if other.depth <= line.depth:
            return False
        if other in shown:
            return True
    return False


def _block(report: Report, block: Block, width: int) -> Iterator[RenderableType]:
    if block.title:
        yield Text(f"\n{block.title}", style="bold")
    if block.caption:
        yield Text(block.caption, style="dim")
    heads, widths, worst = _heads(block), _widths(block), disputed(report)
    body = [_cells(line, bool(block.columns), worst) or [Text("")] * len(heads) for line in block.lines]
    prose = [_prose(report, block, line) for line in block.lines]
    beside = max(_PROSE, min(2 * max(map(len, prose), default=0), (width - sum(widths) - len(widths)) // 3))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, collapse_padding=True)
    label_width = min(48, max(_LABEL, width - sum(widths) - 2 * len(widths) - beside - 4))
    table.add_column("指标", width=label_width, overflow="fold")
    for head, column_width in zip(heads, widths, strict=True):
        table.add_column(head, width=column_width, justify="right", overflow="fold", no_wrap=False)
    table.add_column("正文", width=beside, overflow="fold")
    for line, row, said in zip(block.lines, body, prose, strict=True):
        table.add_row(Padding(Text(line.label), (0, 0, 0, 2 * line.depth)), *row, said)
    yield table


def _heads(block: Block) -> list[str]:
    return [column_label(column) for column in block.columns] or ["单位", "统计表"]


def _widths(block: Block) -> list[int]:
    """Of each column: wide enough for every figure, and for the head on three lines."""
    rows = [
        [cell.plain for cell in _cells(line, bool(block.columns), {})] for line in block.lines if line.cells
    ]
    folded = [min(10, -(-cell_len(head) // 6) * 2) for head in _heads(block)]
    return [max(4, head, *(cell_len(row[at]) for row in rows)) for at, head in enumerate(folded)]


def _narrowest(report: Report) -> int:
    """The width that the widest block needs."""
    table = report.extraction.table
    blocks = lay_out(report.form, table) if report.form is not None and table is not None else ()
    needed = (_LABEL + _PROSE + 4 + sum(_widths(block)) + 2 * len(_widths(block)) for block in blocks)
    return max(needed, default=0)


def _cells(line: Line, is_matrix: bool, worst: Disputed) -> list[Text]:
    cells = [_cell(line, cell, worst) for cell in line.cells]
    return cells if is_matrix or not cells else [Text(line.unit), *cells]


def _cell(line: Line, cell: Observation, worst: Disputed) -> Text:
    if cell.state == "printed" and cell.value is not None:
        severity = worst.get((cell.start or 0, cell.end or 0))
        style = f"bold {_COLOURS[severity]}" if severity else "dim" if cell.value == 0 else ""
        return Text(figure(cell.value), style=style)
    return Text("" if line.is_computed else load_words().states.get(cell.state, "?"), style="dim")


def _prose(report: Report, block: Block, line: Line) -> Text:
    """What the prose says of a line's cells, the column named where there are several."""
    parts = []
    for cell in line.cells:
        said = spoken_text(report, cell)
        column = report.form.columns.get(cell.column) if report.form and cell.column else None
        named = len(block.columns) > 1 and column is not None and said
        parts.append(f"{column_label(column)}{said}" if named and column else said)
    wrong = any(one.agrees is False for cell in line.cells for one in spoken(report, cell))
    return Text(" ".join(filter(None, parts)), style="red" if wrong else "green")


# ---------------------------------------------------------------- findings and leftovers
def _findings(report: Report) -> Iterator[RenderableType]:
    open_ = [one for one in report.findings if not one.accepted]
    if not report.findings:
        return
    yield Text("\n核查结果", style="bold")
    for number, one in enumerate(open_, 1):
        yield from _finding(report, number, one)
    for one in report.findings:
        if one.accepted:
            yield Text(f"已核可 {one.fingerprint}：{one.finding.message}", style="dim")


def _finding(report: Report, number: int, reviewed: Reviewed) -> Iterator[RenderableType]:
    finding, words = reviewed.finding, load_words()
    colour = _COLOURS[finding.severity]
    yield Text.assemble(
        (f"{number}. {words.severities[finding.severity]}", f"bold {colour}"),
        (f" {words.rule_name(finding.rule)}  ", "bold"), finding.message,
    )  # fmt: skip
    places = find_places(report, finding)
    lines = [_place(place, colour) for place in places[:_MOST_PLACES]]
    if len(places) > _MOST_PLACES:
        lines.append(Text(f"…… 共{len(places)}处", style="dim"))
    lines.append(Text(f"算式：{formula_in_words(report, finding.formula)}", style="dim"))
    lines += [Text(line, style=colour) for line in remedies(finding)]
    lines.append(Text(f"核可编号：{reviewed.fingerprint}", style="dim"))
    yield Padding(Group(*lines), (0, 0, 1, 3))


def _place(place: Place, colour: str) -> Text:
    quoted = Text(f"{place.label}：", style="cyan")
    for piece in place.pieces:
        plain = piece.text.replace("\n", " ")
        if piece.evidence is None:
            quoted.append(plain, style="default")
        else:
            quoted.append(f"【{plain}】", style=f"bold {colour}")
    return quoted


def _left(report: Report) -> Iterator[Text]:
    lines = leftover_lines(report)
    if lines:
        shown = "、".join(f"“{text}”（{why}）" for text, why in lines[:_SHOWN_LEFTOVERS])
        more = "……" if len(lines) > _SHOWN_LEFTOVERS else ""
        yield Text(f"未能归位的数字{len(lines)}处：{shown}{more}", style="dim")
