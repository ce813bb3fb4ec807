"""A report as text, in the shapes that tables take when they are pasted, scanned or stripped of their tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.rendering.reports import Report
from tests.rendering.tables import Box, Table, lay_out

KANGXI = str.maketrans(
    "一二人八十口大小工心手文方日月木止水火父生用田示立老而自行见言貝走足身车邑里金长门雨青非面音页风食首香高黄",
    "⼀⼆⼈⼋⼗⼝⼤⼩⼯⼼⼿⽂⽅⽇⽉⽊⽌⽔⽕⽗⽣⽤⽥⽰⽴⽼⽽⾃⾏⻅⾔⾙⾛⾜⾝⻋⾢⾥⾦⻓⻔⾬⾭⾮⾯⾳⻚⻛⻝⾸⾹⾼⻩",
)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
MISREAD = str.maketrans({"讼": "讻", "沭": "沐", "予": "子", "申": "中", "密": "蜜"})
Draw = Callable[[Table], str]


def tabs(table: Table) -> str:
    """Pasted from a spreadsheet or a page: cells between tabs, a merged cell once."""
    return "\n".join("\t".join(box.text for box in row) for row in table)


def tabs_without_blanks(table: Table) -> str:
    """The same where blank cells were lost."""
    return "\n".join("\t".join(box.text for box in row if box.text) for row in table)


def lines(table: Table) -> str:
    """Stripped of its tags: one cell a line, blank cells gone."""
    return "\n".join(box.text for row in table for box in row if box.text)


def blanks(table: Table) -> str:
    """Copied from a PDF: cells between single blanks."""
    return "\n".join(" ".join(box.text for box in row if box.text) for row in table)


def markdown(table: Table) -> str:
    """Markdown, a merged cell repeated in each of its places."""
    rows = [list(row) for row in _grid(table)]
    rule = f"|{'---|' * len(rows[0])}"
    body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([body[0], rule, *body[1:]])


def markdown_once(table: Table) -> str:
    """Markdown, a merged cell in its first place alone."""
    grid = [[""] * max(column + box.across for _, column, box in lay_out(table)) for _ in table]
    for row, column, box in lay_out(table):
        grid[row][column] = box.text
    rule = f"|{'---|' * len(grid[0])}"
    body = [f"| {' | '.join(row)} |" for row in grid]
    return "\n".join([body[0], rule, *body[1:]])


def bars(table: Table) -> str:
    """Each cell ends with a bar and a line, as some sites' text versions have it."""
    return "\n".join(f"{box.text} |" if box.text else "|" for row in table for box in row)


def wide(table: Table) -> str:
    """Full-width digits and Kangxi radicals, as some fonts give them when copied."""
    return tabs(table).translate(WIDE).translate(KANGXI)


def scanned(table: Table) -> str:
    """Read by an OCR program: look-alikes in the labels, blanks in figures, capital O for nought."""
    return "\n".join("\t".join(_misread(box) for box in row) for row in table)


def transposed(table: Table) -> str:
    """Rows and columns changed about, as Markdown."""
    rows = [list(column) for column in zip(*_grid(table), strict=True)]
    return "\n".join([f"| {' | '.join(rows[0])} |", f"|{'---|' * len(rows[0])}", *(f"| {' | '.join(row)} |" for row in rows[1:])])


def glued(table: Table) -> str:
    """The borders between figures are lost: 206912106 for 2069 and 12106."""
    return "\n".join(" ".join(filter(None, (_labels(row), _figures(row)))) for row in table)


TEXTS: Mapping[str, Draw] = {
    draw.__name__: draw for draw in (tabs, tabs_without_blanks, lines, blanks, markdown, markdown_once, bars, wide, scanned, transposed, glued)
}  # fmt: skip


def write(report: Report, draw: Draw) -> str:
    """The report with its tables drawn in one of these shapes."""
    parts = [report.title, ""]
    for heading, content in report.sections:
        parts += [heading] if heading else []
        parts += [*content, ""] if isinstance(content, tuple) else [draw(content), ""]
    return "\n".join([*parts, report.issuer, report.signed, ""])


def _grid(table: Table) -> Sequence[Sequence[str]]:
    height, width = len(table), max(column + box.across for _, column, box in lay_out(table))
    grid = [[""] * width for _ in range(height)]
    for row, column, box in lay_out(table):
        for down in range(box.down):
            for right in range(box.across):
                grid[row + down][column + right] = box.text
    return grid


def _misread(box: Box) -> str:
    if box.key is None:
        return box.text.translate(MISREAD)
    return {"0": "O"}.get(box.text, f"{box.text[0]} {box.text[1:]}" if len(box.text) > 3 else box.text)


def _labels(row: Sequence[Box]) -> str:
    return " ".join(box.text for box in row if box.key is None and box.text)


def _figures(row: Sequence[Box]) -> str:
    figures = [box.text for box in row if box.key is not None]
    return "".join(figures) if len(figures) == 7 else " ".join(figures)
