"""`extractor extract FILE…`: read reports and print what they say and where they contradict themselves."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from extractor.commands.formats import FORMATS
from extractor.commands.output import Output, OutputError
from extractor.commands.progress import watch
from extractor.commands.saying import say_as
from extractor.commands.sources import SourceError, read_source, read_text
from extractor.knowledge.forms import FormError, form_names
from extractor.knowledge.models import ModelError
from extractor.knowledge.own_rules import add_rules
from extractor.output.accepting import AcceptError, read_accepted
from extractor.output.report import make_report
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, media_type_of
from extractor.reading.confined import ConfinedReader, LimitError, Limits
from extractor.records import Document
from extractor.uncollected import uncollected

DONE, SOME_FAILED, USAGE = 0, 1, 2
_say = partial(say_as, "extract")


class UsageError(ValueError):
    """A call that cannot be meant; says what is wrong and what would be right."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a report: text, Markdown, HTML, PDF or DOCX; - is standard input",
    )
    parser.add_argument(
        "--form", choices=form_names(), help="the official form, where it is not to be recognised"
    )
    parser.add_argument(
        "--output",
        choices=FORMATS,
        default="json",
        help="json (several reports: one a line) unless another is named",
    )
    parser.add_argument(
        "-o", dest="path", type=Path, metavar="PATH", help="a file, or a folder for one file a report"
    )
    parser.add_argument(
        "--models", type=Path, metavar="DIR", help="another folder of models than the released one"
    )
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="TOML with [[rules]] of your own: name, formula, text"
    )
    parser.add_argument(
        "--accept", type=Path, metavar="FILE", help="JSON with findings that you have found fine"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read every file; 0 where all could be read, 1 where some could not, 2 where the call itself is wrong."""
    try:
        _check(arguments)
        accepted = _read_accepted(arguments.accept)
        with ConfinedReader(Limits.of(os.environ)) as reader:
            return _extract(arguments, _load(arguments), reader, accepted)
    except (AcceptError, FormError, LimitError, ModelError, OutputError, SourceError, UsageError) as error:
        _say(str(error))
        return USAGE


def _check(arguments: argparse.Namespace) -> None:
    name, path = arguments.output, arguments.path
    is_folder = path is not None and path.is_dir()
    if path is None and name == "xlsx" and sys.stdout.isatty():
        raise UsageError("xlsx is no text for a terminal; say where it goes with -o PATH")
    if len(arguments.files) > 1 and not FORMATS[name].joins and not is_folder:
        raise UsageError(
            f"several reports make several {name} files; name a folder that is there with -o FOLDER"
        )
    stems = Counter(Path(file).stem for file in arguments.files)
    if is_folder and (twice := [stem for stem, number in stems.items() if number > 1]):
        raise UsageError(f"several reports are called {twice[0]}; write them to different folders")
    if arguments.form is not None and arguments.rules is not None:
        raise UsageError("--rules are for the form that is recognised; leave out --form")


def _read_accepted(path: Path | None) -> frozenset[str]:
    return read_accepted(read_text(path), where=str(path)) if path is not None else frozenset()


def _load(arguments: argparse.Namespace) -> Pipeline:
    with uncollected():
        pipeline = Pipeline.load(arguments.models)
        gc.freeze()
    if arguments.rules is not None:
        pipeline.forms = add_rules(pipeline.forms, read_text(arguments.rules), where=str(arguments.rules))
    return pipeline


def _extract(
    arguments: argparse.Namespace, pipeline: Pipeline, reader: ConfinedReader, accepted: frozenset[str]
) -> int:
    """Extract every file in order; what cannot be read is said on standard error, the others still go out."""
    failed = False
    with Output(arguments.output, arguments.path) as output:
        for file in watch(arguments.files):
            try:
                extraction = pipeline.extract(_read(file, reader), form=arguments.form)
            except (ReadError, SourceError) as error:
                _say(f"{file}: {error}")
                failed = True
            else:
                output.write(make_report(extraction, pipeline.model, accepted))
    return SOME_FAILED if failed else DONE


def _read(file: str, reader: ConfinedReader) -> Document:
    source = read_source(file)
    return reader.read(source.content, document_id=source.id, media_type=media_type_of(file))
