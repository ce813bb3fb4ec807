"""Cut text into tokens by one of the segmenters that spaCy's Chinese tokenizer knows: jieba, pkuseg, char."""

from __future__ import annotations

import re
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from extractor.knowledge.dictionary import FREQUENCY, load_dictionary

if TYPE_CHECKING:
    from rjieba import Jieba

SEGMENTERS = ("jieba", "pkuseg", "char")
PKUSEG_FILES = ("features.msgpack", "weights.npz")
# What jieba sets apart and rjieba takes for ideographs, and halves of surrogate pairs, which rjieba refuses
_ALONE = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff])")


class Segmenter(Protocol):
    """Cuts text into tokens; joined they are the text again."""

    name: str

    def segment(self, text: str) -> list[str]:
        """Tokens of `text`, in order."""


class CharSegmenter:
    """Every code point is a token."""

    name = "char"

    def segment(self, text: str) -> list[str]:
        """Code points of `text`."""
        return list(text)


class JiebaSegmenter:
    """jieba without its HMM, with our dictionary; served by rjieba, whose tokens are the same."""

    name = "jieba"

    def __init__(self) -> None:
        self._jieba = _import_jieba()()
        for word in load_dictionary():
            if not self._jieba.has_word(word) or self._jieba.suggest_freq(word) <= FREQUENCY:
                self._jieba.add_word(word, FREQUENCY, "n")

    def segment(self, text: str) -> list[str]:
        """Dictionary words of `text`."""
        if _ALONE.search(text) is None:
            return self._jieba.cut(text, False)
        tokens: list[str] = []
        for place, piece in enumerate(_ALONE.split(text)):
            tokens += [piece] if place % 2 else self._jieba.cut(piece, False)
        return tokens


class PkusegSegmenter:
    """spacy-pkuseg with the model that `extractor train --segmenter pkuseg` made from the corpus."""

    name = "pkuseg"

    def __init__(self, folder: Path) -> None:
        # an extra that only this choice needs
        from spacy_pkuseg import pkuseg  # type: ignore[import-untyped] # noqa: PLC0415

        self._pkuseg = pkuseg(str(folder), user_dict=None)

    def segment(self, text: str) -> list[str]:
        """Words of `text`; blanks, which pkuseg drops, are put back as tokens of their own."""
        tokens: list[str] = []
        place = 0
        for word in self._pkuseg.cut(text):
            start = text.index(word, place)
            tokens.extend(text[place:start])
            tokens.append(word)
            place = start + len(word)
        tokens.extend(text[place:])
        return tokens

    def save(self, folder: Path) -> None:
        """Write the model's files into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._pkuseg.feature_extractor.save(str(folder))
        self._pkuseg.model.save(str(folder))


def load_segmenter(choice: str, folder: Path | None = None) -> Segmenter:
    """The segmenter of that name; ValueError where there is none, or no pkuseg model in `folder`."""
    if choice == "jieba":
        return JiebaSegmenter()
    if choice == "char":
        return CharSegmenter()
    if choice != "pkuseg":
        raise ValueError(f"there is no segmenter {choice!r}; want one of {', '.join(SEGMENTERS)}")
    missing = [name for name in PKUSEG_FILES if folder is None or not (folder / name).is_file()]
    if folder is None or missing:
        makes = "`extractor train --segmenter pkuseg` makes it"
        raise ValueError(f"segmenter 'pkuseg': there is no {missing[0]} in {folder}; {makes}")
    return PkusegSegmenter(folder)


def token_bounds(tokens: list[str]) -> list[int]:
    """Offsets at which tokens begin, and the end of the last.

    >>> token_bounds(["5000", "余", "项"])
    [0, 4, 5, 6]
    """
    return list(accumulate(map(len, tokens), initial=0))


def _import_jieba() -> type[Jieba]:
    """Class of rjieba without its package, which at import builds a second dictionary (0.15 s, 25 MB)."""
    name = "rjieba.rjieba"
    if name not in sys.modules:
        package = find_spec("rjieba")
        spec = PathFinder.find_spec(name, package.submodule_search_locations if package else None)
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError("rjieba is not installed; `pip install rjieba`", name="rjieba")
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    jieba: type[Jieba] = sys.modules[name].Jieba
    return jieba
