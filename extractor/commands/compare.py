"""`extractor compare LAST THIS`: lay two years' reports of one office side by side."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from extractor.commands.output import OutputError, replacing, standard_output
from extractor.commands.saying import say_as
from extractor.commands.sources import SourceError, read_source, read_text
from extractor.compare import CompareError, Comparison, compare
from extractor.knowledge.forms import FormError
from extractor.knowledge.models import Model, ModelError
from extractor.output.accepting import AcceptError, read_accepted
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, media_type_of
from extractor.reading.confined import ConfinedReader
from extractor.records import Extraction

DONE, FAILED, USAGE = 0, 1, 2
_say = partial(say_as, "compare")
FORMATS = ("table", "json", "html")


class UnreadError(ValueError):
    """A report that cannot be read; says which, what is wrong and what would be right."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("last", metavar="LAST", help="the earlier year's report")
    parser.add_argument("this", metavar="THIS", help="the later year's report, which is checked against it")
    parser.add_argument("--output", choices=FORMATS, default="table", help="table (for a terminal) unless json or html is named")
    parser.add_argument("-o", dest="path", type=Path, metavar="PATH", help="a file, else standard output")
    parser.add_argument("--accept", type=Path, metavar="FILE", help="JSON with findings that you have found fine")
    parser.add_argument("--models", type=Path, metavar="DIR", help="another folder of models than the released one")


def run(arguments: argparse.Namespace) -> int:
    """Read both and print the comparison; 0 when done, 1 where one cannot be read, 2 where they cannot be compared."""
    try:
        accepted = read_accepted(read_text(arguments.accept), where=str(arguments.accept)) if arguments.accept else frozenset()
        pipeline = Pipeline.load(arguments.models)
        with ConfinedReader() as reader:
            last, this = (_extract(pipeline, reader, file) for file in (arguments.last, arguments.this))
        written = _renderer(arguments, pipeline.model)(compare(last, this, accepted=accepted))
        with standard_output() if arguments.path is None else replacing(arguments.path) as file:
            file.write(written)
    except UnreadError as error:
        _say(str(error))
        return FAILED
    except (AcceptError, CompareError, FormError, ModelError, OutputError, SourceError) as error:
        _say(str(error))
        return USAGE
    return DONE


def _extract(pipeline: Pipeline, reader: ConfinedReader, file: str) -> Extraction:
    try:
        source = read_source(file)
        document = reader.read(source.content, document_id=source.id, media_type=media_type_of(file))
    except (ReadError, SourceError) as error:
        raise UnreadError(f"{file}: {error}") from None
    return pipeline.extract(document)


def _renderer(arguments: argparse.Namespace, model: Model) -> Callable[[Comparison], bytes]:
    if arguments.output == "json":
        from extractor.compare.contract import render  # noqa: PLC0415

        return render
    if arguments.output == "html":
        from extractor.compare.page import render as render_page  # noqa: PLC0415

        return partial(render_page, model=model)
    from extractor.compare.drawing import capture, render  # noqa: PLC0415

    if arguments.path is not None:
        return render
    from rich.console import Console  # noqa: PLC0415 - only a table draws

    return lambda comparison: capture(comparison, Console())
