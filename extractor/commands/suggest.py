"""`extractor suggest REPORT…`: pre-label new reports for annotation, what teaches most first."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from extractor.commands.folders import ANNOTATIONS, models_folder
from extractor.commands.saying import say_as
from extractor.commands.sources import SourceError, read_source
from extractor.knowledge.models import ModelError
from extractor.pipeline import Pipeline
from extractor.reading import ReadError, media_type_of
from extractor.reading.confined import ConfinedReader, LimitError, Limits
from extractor.records import Document
from extractor.training.corpus import CorpusError, Passage, write_passages
from extractor.training.suggest import suggest
from extractor.training.validate.places import load_files

DONE, SOME_FAILED, USAGE = 0, 1, 2
_say = partial(say_as, "suggest")
INBOX, SHOWN = "inbox", 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="text, Markdown, HTML, PDF or DOCX")
    parser.add_argument("--limit", type=int, metavar="N", help="only the N passages that teach most")
    parser.add_argument(
        "-o", dest="path", type=Path, metavar="PATH", help="a JSONL file; named in annotations/inbox/ else"
    )
    parser.add_argument(
        "--annotations", type=Path, default=ANNOTATIONS, metavar="DIR", help="another than annotations/"
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="another folder than models/")


def run(arguments: argparse.Namespace) -> int:
    """Write the passages; 0, 1 where some report could not be read, 2 where the call itself is wrong."""
    try:
        pipeline = Pipeline.load(models_folder(arguments.models))
        documents, failed = _read(arguments.reports)
        path = arguments.path or arguments.annotations / INBOX / _name(documents)
        known = (
            load_files([arguments.annotations], but=path)
            if any(arguments.annotations.rglob("*.jsonl"))
            else []
        )
        passages = suggest(pipeline, documents, known)[: arguments.limit]
        if passages:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_passages(passages, path)
        _tell(passages, path)
        return SOME_FAILED if failed else DONE
    except (CorpusError, LimitError, ModelError) as error:
        _say(str(error))
    return USAGE


def _read(reports: Sequence[str]) -> tuple[list[Document], bool]:
    documents, failed = [], False
    with ConfinedReader(Limits.of(os.environ)) as reader:
        for report in reports:
            try:
                source = read_source(report)
                kind = media_type_of(report)
                documents.append(reader.read(source.content, document_id=source.id, media_type=kind))
            except (ReadError, SourceError) as error:
                _say(f"{report}: {error}")
                failed = True
    return documents, failed


def _name(documents: Sequence[Document]) -> str:
    """The same reports give the same file: the first one's name, how many more, and a hash of all."""
    digest = sha256("".join(document.sha256 for document in documents).encode()).hexdigest()[:6]
    first = documents[0].id if documents else "nothing"
    more = f"+{len(documents) - 1}" if len(documents) > 1 else ""
    return f"{first}{more}-{digest}.jsonl"


def _tell(passages: Sequence[Passage], path: Path) -> None:
    if not passages:
        print("没有值得标注的新段落")
        return
    print(f"{len(passages)} 段写到 {path}，最值得标注的在前：")
    for passage in passages[:SHOWN]:
        said = passage["suggestion"]
        text = " ".join(passage["text"].split())
        print(
            f"  估计错 {said['uncertainty']:.2f} 处 · 新 {said['novelty']:.0%} · {text[:48]}{'…' if len(text) > 48 else ''}"
        )
