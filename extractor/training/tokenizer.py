"""The product's segmenters as a spaCy tokenizer, for pipelines that are trained, saved and loaded by spaCy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from extractor.steps.segment import PKUSEG_FILES, PkusegSegmenter, Segmenter, load_segmenter

NAME = "extractor.ReportTokenizer.v1"


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create_report_tokenizer(segmenter: str = "jieba") -> Callable[[Language], ReportTokenizer]:
    """Factory for `nlp.tokenizer`: `{"@tokenizers": "extractor.ReportTokenizer.v1", "segmenter": "jieba"}`."""

    def create(nlp: Language) -> ReportTokenizer:
        return ReportTokenizer(nlp.vocab, segmenter)

    return create


class ReportTokenizer(DummyTokenizer):
    """Gives Docs whose tokens are the segmenter's; a single blank behind a token is its trailing space.

    spaCy's own Chinese tokenizer can be told neither to leave jieba's HMM off nor which words to keep whole, and a
    tokenizer that is not registered is lost in `spacy.load`. pkuseg's model is given by `initialize` (or
    `[initialize.tokenizer]`) and saved with the pipeline.
    """

    def __init__(self, vocab: Vocab, segmenter: str = "jieba") -> None:
        self.vocab = vocab
        self.choice = segmenter
        self._segmenter: Segmenter | None = None if segmenter == "pkuseg" else load_segmenter(segmenter)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Language | None = None,
        pkuseg_model: str | None = None,
        pkuseg_user_dict: str | None = None,
    ) -> None:
        """Load pkuseg's model; the arguments are those that spaCy gives to its own Chinese tokenizer.

        `pkuseg_user_dict` is not used: the model knows its words from the corpus.
        """
        if self.choice == "pkuseg" and pkuseg_model is not None:
            self._segmenter = load_segmenter("pkuseg", Path(pkuseg_model))

    def __call__(self, text: str) -> Doc:
        """Doc whose `text` is the very text."""
        if self._segmenter is None:
            raise ValueError("segmenter 'pkuseg' has no model; give one by nlp.tokenizer.initialize")
        words: list[str] = []
        spaces: list[bool] = []
        for token in self._segmenter.segment(text):
            if token == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the choice, and pkuseg's model, into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "cfg", {"segmenter": self.choice})
        if isinstance(self._segmenter, PkusegSegmenter):
            self._segmenter.save(folder)

    def from_disk(self, path: str | Path, **_: Any) -> ReportTokenizer:
        """Read what `to_disk` wrote."""
        folder = Path(path)
        self.choice = srsly.read_json(folder / "cfg")["segmenter"]
        unready = self.choice == "pkuseg" and not (folder / PKUSEG_FILES[0]).exists()
        self._segmenter = None if unready else load_segmenter(self.choice, folder)
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """What `to_disk` writes, as one message."""
        with tempfile.TemporaryDirectory() as folder:
            self.to_disk(folder)
            files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
        message: bytes = srsly.msgpack_dumps(files)
        return message

    def from_bytes(self, data: bytes, **_: Any) -> ReportTokenizer:
        """Read what `to_bytes` gave."""
        with tempfile.TemporaryDirectory() as folder:
            for name, content in srsly.msgpack_loads(data).items():
                Path(folder, name).write_bytes(content)
            return self.from_disk(folder)
