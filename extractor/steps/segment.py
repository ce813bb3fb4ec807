"""Cut text into tokens by one of the segmenters that spaCy's Chinese tokenizer knows: jieba, pkuseg, char."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from extractor.knowledge.dictionary import load_dictionary

SEGMENTERS = ("jieba", "pkuseg", "char")


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
        from rjieba import Jieba  # noqa: PLC0415 - 0.1 s and 40 MB that the other segmenters do not need

        self._jieba = Jieba()
        for word, frequency in load_dictionary():
            self._jieba.add_word(word, frequency, "n")

    def segment(self, text: str) -> list[str]:
        """Dictionary words of `text`."""
        tokens: list[str] = self._jieba.cut(text, False)
        return tokens


class PkusegSegmenter:
    """spacy-pkuseg with the model that `extractor train --segmenter pkuseg` made from the corpus."""

    name = "pkuseg"

    def __init__(self, folder: Path) -> None:
        import spacy_pkuseg  # noqa: PLC0415 - an extra that only this choice needs

        self._pkuseg = spacy_pkuseg.pkuseg(str(folder), user_dict=None)

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


def load_segmenter(choice: str, folder: Path | None = None) -> Segmenter:
    """The segmenter of that name; ValueError where there is none, or where pkuseg has no model folder."""
    if choice == "jieba":
        return JiebaSegmenter()
    if choice == "char":
        return CharSegmenter()
    if choice == "pkuseg" and folder is not None and folder.is_dir():
        return PkusegSegmenter(folder)
    wanted = "a model folder for pkuseg" if choice == "pkuseg" else f"one of {', '.join(SEGMENTERS)}"
    raise ValueError(f"segmenter {choice!r} with folder {folder}: want {wanted}")


def token_bounds(tokens: list[str]) -> list[int]:
    """Offsets at which tokens begin, and the end of the last.

    >>> token_bounds(["5000", "余", "项"])
    [0, 4, 5, 6]
    """
    bounds = [0]
    place = 0
    for token in tokens:
        place += len(token)
        bounds.append(place)
    return bounds
