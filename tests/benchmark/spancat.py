"""spaCy's spancat over our candidates: the suggesters, the pipeline, its training and its loading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch, registry
from thinc.api import Ops, get_current_ops
from thinc.types import Ragged

from extractor.knowledge.characters import fold
from extractor.knowledge.units import load_units
from extractor.knowledge.wording import load_wording
from extractor.records import Span as TextSpan
from extractor.steps.quantify import quantify
from extractor.steps.relate.pieces import Context, Piece, lay_out
from extractor.steps.relate.scene import mentions
from extractor.steps.segment import JiebaSegmenter, token_bounds
from extractor.steps.tag.grammar import propose
from extractor.training.tokenizer import NAME as TOKENIZER

EPOCHS, BATCH, DROPOUT = 12, 8, 0.15
LONGEST = 7  # words of a name that is suggested
WIDTH, DEPTH, HIDDEN, ROWS = 64, 4, 96, [3000, 1000, 1500, 500]
ENTITIES, NAMES = "entities", "names"  # components, and the keys of their spans

Suggester = Callable[..., Ragged]
Passages = Sequence[tuple[str, set[tuple[str, int, int]]]]  # text and gold (label, start, end)


@registry.misc("benchmark.grammar_suggester.v1")
def create_grammar_suggester() -> Suggester:
    """Suggests what the grammar proposes, with the token borders that our own tagger has."""
    segmenter, units = JiebaSegmenter(), load_units()

    def places(doc: Doc) -> Iterator[tuple[int, int]]:
        bounds = token_bounds(segmenter.segment(doc.text))
        for candidate in propose(doc.text, fold(doc.text), bounds, units):
            yield candidate.start, candidate.end

    return make_suggester(places)


@registry.misc("benchmark.name_suggester.v1")
def create_name_suggester() -> Suggester:
    """Suggests what our ranker chooses from: the names proposed for the quantities in `doc.spans`."""
    segmenter, units, wording = JiebaSegmenter(), load_units(), load_wording()

    def places(doc: Doc) -> Iterator[tuple[int, int]]:
        text, folded = doc.text, fold(doc.text)
        bounds = token_bounds(segmenter.segment(text))
        spans = sorted((s.start_char, s.end_char) for s in doc.spans[ENTITIES] if s.label_ == "QUANTITY")
        figures = [TextSpan("QUANTITY", start, end, text[start:end], 1.0) for start, end in spans]
        found = mentions(folded, [quantify(text, span, units, wording) for span in figures])
        ends = [*(mention.left for mention in found[1:]), len(text)]
        for mention, end in zip(found, ends, strict=True):
            pieces = lay_out(mention, folded, bounds, end, Context())
            yield from runs([piece for piece in pieces if piece.zone in "LR"])

    return make_suggester(places)


def runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Stretches of up to LONGEST neighbouring words, from and to words that a name may keep."""
    for first, piece in enumerate(pieces):
        for last in pieces[first : first + LONGEST]:
            if last.zone == piece.zone and not piece.closed and not last.closed:
                yield piece.start, last.start + len(last.token)


def make_suggester(places: Callable[[Doc], Iterable[tuple[int, int]]]) -> Suggester:
    """A suggester of those character ranges that the Doc's tokens fit; the others cannot be suggested."""

    def suggest(docs: Iterable[Doc], *, ops: Ops | None = None) -> Ragged:
        ops = ops if ops is not None else get_current_ops()
        found: list[tuple[int, int]] = []
        lengths: list[int] = []
        for doc in docs:
            starts = {token.idx: token.i for token in doc}
            ends = {token.idx + len(token): token.i + 1 for token in doc}
            ranges = {(starts.get(start), ends.get(end)) for start, end in places(doc)}
            fitting = sorted((s, e) for s, e in ranges if s is not None and e is not None)
            found += fitting
            lengths.append(len(fitting))
        data = np.array(found, dtype="i").reshape(-1, 2)
        return Ragged(ops.asarray2i(data), ops.asarray1i(lengths))

    return suggest


def make_pipeline(tokens: str) -> Language:
    """Tokenizer, spancat of the four labels, spancat of the indicators; each with a small CNN of its own."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "segmenter": tokens}}})
    for name, suggester in (
        (ENTITIES, "benchmark.grammar_suggester.v1"),
        (NAMES, "benchmark.name_suggester.v1"),
    ):
        config = {
            "suggester": {"@misc": suggester},
            "spans_key": name,
            "model": make_model(),
            "allow_overlap": False,
        }
        nlp.add_pipe("spancat_singlelabel", name=name, config=config)
    return nlp


def make_model() -> dict[str, Any]:
    """spaCy's default architecture of spancat, smaller."""
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "rows": ROWS,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "include_static_vectors": False,
    }  # fmt: skip
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "window_size": 1, "maxout_pieces": 3,
        "depth": DEPTH,
    }  # fmt: skip
    return {
        "@architectures": "spacy.SpanCategorizer.v1", "scorer": {"@layers": "Softmax.v2"},
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": HIDDEN},
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }  # fmt: skip


def train(
    passages: Passages, tokens: str, folder: Path, *, seed: int = 0, told: Callable[[str], None]
) -> None:
    """Train a pipeline and save it with its averaged weights."""
    fix_random_seed(seed)
    nlp = make_pipeline(tokens)
    examples = [make_example(nlp, text, gold) for text, gold in passages]
    optimizer = nlp.initialize(lambda: examples)
    random = Random(seed)
    for epoch in range(EPOCHS):
        losses: dict[str, float] = {}
        random.shuffle(examples)
        for batch in minibatch(examples, BATCH):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
        told(f"{tokens} epoch {epoch}: " + ", ".join(f"{name} {loss:.1f}" for name, loss in losses.items()))
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(folder)


def make_example(nlp: Language, text: str, gold: set[tuple[str, int, int]]) -> Example:
    """Gold as spans; spans that the tokens do not fit are lost, as spaCy loses them.

    The names are learned around gold quantities, so these stand in the Doc that the suggester sees.
    """
    predicted, reference = nlp.make_doc(text), nlp.make_doc(text)
    reference.spans[ENTITIES] = gold_spans(reference, gold, lambda label: label != "INDICATOR")
    reference.spans[NAMES] = gold_spans(reference, gold, lambda label: label == "INDICATOR")
    predicted.spans[ENTITIES] = gold_spans(predicted, gold, lambda label: label == "QUANTITY")
    return Example(predicted, reference)


def gold_spans(doc: Doc, gold: set[tuple[str, int, int]], wanted: Callable[[str], bool]) -> list[Span]:
    """The gold of some labels as spans of the Doc."""
    spans = [doc.char_span(start, end, label=label) for label, start, end in sorted(gold) if wanted(label)]
    return [span for span in spans if span is not None]


def load(folder: Path) -> Callable[[list[str], tuple[str, ...]], list[list[tuple[str, int, int]]]]:
    """Predictor: texts and the components to be used give the (label, start, end) found in each text."""
    nlp = spacy.load(folder)

    def predict(texts: list[str], components: tuple[str, ...]) -> list[list[tuple[str, int, int]]]:
        with nlp.select_pipes(enable=list(components)):
            return [
                [(s.label_, s.start_char, s.end_char) for name in components for s in doc.spans[name]]
                for doc in nlp.pipe(texts, batch_size=64)
            ]

    return predict
