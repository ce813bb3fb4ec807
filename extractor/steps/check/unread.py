"""Find the rows of the form are printed but could not be read, because their cells were lost or grew together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.knowledge.labels import row_labels
from extractor.records import Evidence, Finding, Unrecognised
from extractor.steps.check.grounds import Grounds, Outcome

SHOWN = 8  # figures, or rows, that a message names


def check_unread(grounds: Grounds) -> Iterator[Outcome]:
    """One query for all printed rows that name a row of the form and whose figures found no column."""
    if grounds.form is None or grounds.table is None:
        return
    read = {cell.row for cell in grounds.table.observations if cell.state != "absent"}
    index = row_labels(grounds.form)
    unread: list[tuple[str, Unrecognised]] = []
    for row in grounds.table.unrecognised:
        named = [match.id for match in index.find_same(row.printed_name)]
        has_figures = any(character.isdigit() for cell in row.cells for character in cell)
        if len(named) == 1 and named[0] not in read and has_figures:
            unread.append((grounds.form.rows[named[0]].name, row))
    if unread:
        yield _finding(grounds, unread)


def _finding(grounds: Grounds, unread: Sequence[tuple[str, Unrecognised]]) -> Finding:
    named = "、".join(f"“{name}”（{_figures(row)}）" for name, row in unread[:SHOWN])
    many = f"等{len(unread)}行" if len(unread) > SHOWN else "一行" if len(unread) == 1 else f"{len(unread)}行"
    return Finding(
        "table-sum", "query", f"统计表{named}{many}的数字分不清各属哪一栏，没有填入；请对照原表",
        " · ".join(f"{name}: {_figures(row)}" for name, row in unread), None, None,
        tuple(Evidence(row.start, row.end, grounds.document.text[row.start : row.end]) for _, row in unread),
        "若单元格边框完整、空白栏未丢失，则可逐栏核对",
    )  # fmt: skip


def _figures(row: Unrecognised) -> str:
    return " ".join(cell for cell in row.cells[:SHOWN] if cell)
