"""spaCy DocBin: one Doc a passage, every character a token so that each span fits; the rest stands in the user data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.util import filter_spans
from spacy.vocab import Vocab

from extractor.training.bridges import BridgeError
from extractor.training.bridges.files import write_bytes
from extractor.training.bridges.graph import Graph, Link, Mark, fill_figures, make_graph, make_passage
from extractor.training.corpus import Passage

SPANS, KEPT = "report", "report_passage"  # as the component `report_tagger` names its spans


def write(passages: Sequence[Passage], path: Path) -> list[str]:
    """Write a DocBin whose Docs have the spans as `doc.spans["report"]` and as `doc.ents`."""
    docs = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    vocab = Vocab()
    for passage in passages:
        docs.add(_doc(passage, vocab))
    write_bytes(docs.to_bytes(), path)
    return []


def read(path: Path) -> list[Passage]:
    """Read a DocBin, ours or another's: `doc.spans["report"]`, else its only span group, else `doc.ents`."""
    try:
        docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    except (ValueError, OSError, KeyError) as error:
        raise BridgeError(f"{path}: not a DocBin ({error}); write one with spaCy's DocBin.to_disk") from None
    return [_passage(doc, f"{path.stem}-{number}") for number, doc in enumerate(docs, 1)]


def _doc(passage: Passage, vocab: Vocab) -> Doc:
    graph = make_graph(passage)
    doc = Doc(vocab, words=list(graph.text), spaces=[False] * len(graph.text))
    spans = [doc[mark.start : mark.end] for mark in graph.marks]
    for span, mark in zip(spans, graph.marks, strict=True):
        span.label_ = mark.label
    doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)
    doc.set_ents(filter_spans(spans))
    places = {mark.id: [mark.start, mark.end] for mark in graph.marks}
    kept = {
        "header": graph.header,
        "fields": [[*places[mark], said] for mark, said in graph.fields.items()],
        "links": [[link.kind, places[link.source], places[link.target]] for link in graph.links],
    }
    doc.user_data[KEPT] = json.dumps(kept, ensure_ascii=False)
    return doc


def _passage(doc: Doc, default_id: str) -> Passage:
    kept = json.loads(doc.user_data.get(KEPT, "{}"))
    graph = Graph(doc.text, header=kept.get("header", {}))
    group = doc.spans.get(SPANS) or (next(iter(doc.spans.values())) if len(doc.spans) == 1 else doc.ents)
    ids: dict[tuple[int, int], str] = {}
    for number, span in enumerate(group):
        mark = Mark(str(number), span.label_, span.start_char, span.end_char)
        graph.marks.append(mark)
        ids[mark.start, mark.end] = mark.id
    graph.fields = {
        ids[start, end]: said for start, end, said in kept.get("fields", ()) if (start, end) in ids
    }
    for kind, source, target in kept.get("links", ()):
        if tuple(source) in ids and tuple(target) in ids:
            graph.links.append(Link(kind, ids[tuple(source)], ids[tuple(target)]))
    fill_figures(graph)
    return make_passage(graph, default_id=default_id)
