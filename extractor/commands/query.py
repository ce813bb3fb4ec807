"""`extractor query DATASET "SQL"`: ask a data set; its ready views answer by their name."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.bodies import add_bodies
from extractor.commands.output import OutputError, replacing, standard_output
from extractor.commands.saying import say_as

if TYPE_CHECKING:
    from extractor.batch.query import Answer

DONE, USAGE = 0, 2
_say = partial(say_as, "query")
FORMATS = ("table", "csv", "xlsx")
WIDEST = 250  # where the output is no terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="what `extractor batch` has made")
    parser.add_argument(
        "question", nargs="?", metavar="SQL",
        help="a question, or the name of a table or view; where nothing is said, what can be asked is listed",
    )  # fmt: skip
    add_bodies(parser)
    parser.add_argument(
        "--output", choices=FORMATS, help="by the name of PATH where nothing is said, else table"
    )
    parser.add_argument(
        "-o", dest="path", type=Path, metavar="PATH", help="a file; CSV gets PATH.columns.csv beside it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the answer; 0 done, 2 where the question cannot be answered."""
    from extractor.batch.dataset import DatasetError  # noqa: PLC0415 - an extra brings what it needs
    from extractor.batch.export import ExportError  # noqa: PLC0415
    from extractor.batch.query import QueryError, Questions  # noqa: PLC0415
    from extractor.batch.register import RegisterError, load_register  # noqa: PLC0415

    try:
        questions = Questions(arguments.dataset, load_register(arguments.bodies))
        if arguments.question is None:
            _list()
        else:
            _write(questions.ask(arguments.question), arguments.path, _format(arguments))
    except (DatasetError, ExportError, OutputError, QueryError, RegisterError) as error:
        _say(str(error))
        return USAGE
    return DONE


def _format(arguments: argparse.Namespace) -> str:
    suffix = arguments.path.suffix.lower().removeprefix(".") if arguments.path is not None else ""
    name: str = arguments.output or (suffix if suffix in FORMATS else "table")
    if name == "xlsx" and arguments.path is None:
        raise OutputError("a workbook is no text for a terminal; say where it goes with -o PATH")
    return name


def _write(answer: Answer, path: Path | None, name: str) -> None:
    from extractor.batch.export import write_csv, write_dictionary, write_xlsx  # noqa: PLC0415

    if name == "table" and path is None:
        _show(answer)
        return
    write = {"csv": write_csv, "xlsx": write_xlsx, "table": write_csv}[name]
    with standard_output() if path is None else replacing(path) as file:
        write(answer, file)
    if name != "xlsx" and path is not None:
        with replacing(path.with_name(f"{path.name.removesuffix('.csv')}.columns.csv")) as file:
            write_dictionary(answer.columns, file)


def _show(answer: Answer) -> None:
    """A table as wide as the terminal; a pipe gets every cell whole."""
    from rich.console import Console  # noqa: PLC0415 - only a table draws
    from rich.table import Table  # noqa: PLC0415

    from extractor.batch.export import plain  # noqa: PLC0415

    console = Console()
    table = Table(*(column.name for column in answer.columns))
    for row in answer.rows:
        table.add_row(*map(plain, row))
    (console if console.is_terminal else Console(width=WIDEST)).print(table, markup=False)


def _list() -> None:
    """What can be asked, with what each says."""
    from extractor.batch.schema import load_schema  # noqa: PLC0415
    from extractor.batch.views import load_views  # noqa: PLC0415

    said = {view.name: view.text for view in load_views().values()}
    said.update((table.name, table.text) for table in load_schema().tables.values())
    for name, text in said.items():
        print(f"{name:<15} {text}")
