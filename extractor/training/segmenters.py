"""Train the pkuseg segmenter: words as jieba cuts them, none across the border of an annotated span."""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.knowledge.dictionary import FREQUENCY, load_dictionary
from extractor.steps.segment import JiebaSegmenter, Segmenter, token_bounds
from extractor.training.corpus import CorpusError, Passage
from extractor.training.examples import prose_end

if TYPE_CHECKING:
    from jieba import Tokenizer  # type: ignore[import-untyped]

ROUNDS = 6  # 2,200 sentences took 4.5 s a round on one core; token F1 rises by 0.1 after the sixth
FEWEST_SENTENCES = 20  # pkuseg updates its rates every tenth part of the corpus
_SENTENCE_ENDS = frozenset("。！？；")
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a segmenter cuts: F1 of its tokens against the gold, and the annotated spans it cuts through."""

    token_f1: float
    spans: int
    spans_cut: int


def train_pkuseg(passages: Sequence[Passage], folder: Path, *, rounds: int = ROUNDS, seed: int = 0) -> int:
    """Train on the prose of the passages and write the model into `folder`; gives the number of sentences.

    Equal passages, rounds and seed give equal bytes. pkuseg keeps its settings in one module, so train in one
    thread at a time. CorpusError where there are too few sentences.
    """
    import spacy_pkuseg  # type: ignore[import-untyped] # noqa: PLC0415 - an extra that only training needs

    sentences = gold_sentences(passages, JiebaSegmenter())
    if len(sentences) < FEWEST_SENTENCES:
        raise CorpusError(f"{len(sentences)} sentences are too few; pkuseg needs {FEWEST_SENTENCES}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _seeded(seed), redirect_stdout(sys.stderr):
        gold, sample = Path(scratch, "gold.txt"), Path(scratch, "sample.txt")
        gold.write_text("\n".join(sentences) + "\n", encoding="utf-8")
        sample.write_text("\n".join(sentences[:FEWEST_SENTENCES]) + "\n", encoding="utf-8")
        spacy_pkuseg.train(str(gold), str(sample), str(folder), train_iter=rounds)
    return len(sentences)


def gold_sentences(passages: Sequence[Passage], segmenter: Segmenter) -> list[str]:
    """Each different sentence of the prose once, its tokens set off by blanks.

    A blank in the text ends a sentence here, because pkuseg cuts each stretch between blanks by itself.
    """
    sentences: dict[str, None] = {}
    for passage in passages:
        words: list[str] = []
        for token in [*gold_tokens(passage, segmenter), "\n"]:
            if not _BLANK.search(token):
                words.append(token)
            if words and (token in _SENTENCE_ENDS or _BLANK.search(token)):
                sentences[" ".join(words)] = None
                words = []
    return list(sentences)


def gold_tokens(passage: Passage, segmenter: Segmenter) -> list[str]:
    """The segmenter's tokens of the annotated prose, cut once more at each border of a gold span."""
    text = passage["text"][: prose_end(passage)]
    borders = set(token_bounds(segmenter.segment(text)))
    for span in passage["spans"]:
        borders.update((span["start"], span["end"]))
    places = sorted(border for border in borders if border <= len(text))
    return [text[start:end] for start, end in pairwise(places)]


def measure(passages: Sequence[Passage], segmenter: Segmenter) -> Agreement:
    """Compare a segmenter's tokens with the gold tokens of the passages, blanks left out."""
    gold_segmenter = JiebaSegmenter()
    common = found = wanted = spans = cut = 0
    for passage in passages:
        gold = gold_tokens(passage, gold_segmenter)
        tokens = segmenter.segment("".join(gold))
        right, ours = _places(gold), _places(tokens)
        common, found, wanted = common + len(right & ours), found + len(ours), wanted + len(right)
        borders = set(token_bounds(tokens))
        spans += len(passage["spans"])
        cut += sum(not {span["start"], span["end"]} <= borders for span in passage["spans"])
    return Agreement(round(2 * common / (found + wanted), 4) if found + wanted else 0.0, spans, cut)


def plain_jieba() -> Tokenizer:
    """Own tokenizer of jieba itself with our dictionary, its cache file neither read nor written.

    `cut(text, HMM=False)` gives the tokens that `JiebaSegmenter` gives through rjieba. The `total` of jieba counts
    twice B超, which its file lists twice, and counts on the old frequency of a word added again; with the plain
    sum, as rjieba has it, ties like 人|人人 fall alike.
    """
    from jieba import Tokenizer  # noqa: PLC0415 - only training and its tests need it

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in load_dictionary():
        if tokenizer.FREQ.get(word, 0) < FREQUENCY:
            tokenizer.add_word(word, FREQUENCY, "n")
    tokenizer.total = sum(tokenizer.FREQ.values())
    return tokenizer


def _places(tokens: Sequence[str]) -> set[tuple[int, int]]:
    ends = accumulate(map(len, tokens))
    return {(end - len(token), end) for token, end in zip(tokens, ends, strict=True) if not token.isspace()}


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let pkuseg, which shuffles with Python's own generator, always shuffle alike."""
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
