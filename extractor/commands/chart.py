"""`extractor chart DATASET ROW… -o PATH`: draw rows of the form over the years."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from extractor.commands.bodies import add_bodies
from extractor.commands.output import OutputError, replacing
from extractor.commands.saying import say_as

DONE, USAGE = 0, 2
_say = partial(say_as, "chart")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="what `extractor batch` has made")
    parser.add_argument("rows", nargs="+", metavar="ROW", help="a row of the form, as requests.received")
    parser.add_argument(
        "-o", dest="path", type=Path, required=True, metavar="PATH", help="a file that ends in .svg or .png"
    )
    parser.add_argument("--column", default="total", help="a column of the rows; total where nothing is said")
    parser.add_argument(
        "--body",
        action="append",
        default=[],
        metavar="NAME",
        help="a line for this body; the sum of all where none is named",
    )
    add_bodies(parser)
    parser.add_argument(
        "--fonts", type=Path, metavar="DIR", help="a folder with a font that has Chinese characters"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draw; 0 done, 2 where it cannot be drawn."""
    from extractor.batch.chart import FORMATS, ChartError, Wanted, draw, write  # noqa: PLC0415 - extras bring what it needs
    from extractor.batch.dataset import DatasetError  # noqa: PLC0415
    from extractor.batch.query import Questions  # noqa: PLC0415
    from extractor.batch.register import RegisterError, load_register  # noqa: PLC0415

    name = arguments.path.suffix.lower().removeprefix(".")
    if name not in FORMATS:
        _say(f"{arguments.path}: pictures are written as {' or '.join(FORMATS)}; end the name so")
        return USAGE
    try:
        questions = Questions(arguments.dataset, load_register(arguments.bodies))
        picture = draw(questions, Wanted(arguments.rows, arguments.column, arguments.body))
        with replacing(arguments.path) as file:
            write(picture, name, file, fonts=arguments.fonts)
    except (ChartError, DatasetError, OutputError, RegisterError) as error:
        _say(str(error))
        return USAGE
    return DONE
