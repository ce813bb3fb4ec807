"""The three segmenters: the text is never changed, and spaCy and jieba themselves cut it alike."""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from extractor.knowledge.dictionary import FREQUENCY, load_dictionary
from extractor.steps.segment import (
    SEGMENTERS,
    CharSegmenter,
    JiebaSegmenter,
    PkusegSegmenter,
    Segmenter,
    load_segmenter,
    token_bounds,
)
from extractor.training.corpus import CorpusError, load_passages
from extractor.training.segmenters import gold_sentences, gold_tokens, measure, plain_jieba, train_pkuseg

ROOT = Path(__file__).resolve().parents[1]
STRANGE = [
    "",
    " ",
    "\r\n",
    "\n\r\n\r",
    " \t　\x1c\x85\u2028",
    "abc123.5%A4纸、T恤、AT&T、c++、C#、AA制，3.5%",
    "2018-2019年http://www.a.cn/x?y=1&z=2 x@y.cn +86-010-88889999",
    "😀👩‍👩‍👧é",
    "㐀𠀀𠮷野家镕堃㎡豈鿖\U00030000",  # beyond jieba's own ideographs
    "⼀、⺁〇二〇一八年１２３",
    "人人人A个个个，天天天日日日",  # 人|人人 and 人人|人 are equally likely: rounding decides
    "开\U00020000人人人",  # a rare ideograph must not carry its weight into the words beside it
    "\ufeff收到5000余\n条\r\n申 请",
    "0" * 5000,
    "政府信息公开" * 500,
]
SENTENCE = "全年收到申请37件，其中网上申请2 9件；答复率98%。\n\n办理时长11.3个工作日 。"


@pytest.fixture(scope="module")
def passages():
    return load_passages(ROOT / "annotations" / "train")


@pytest.fixture(scope="module")
def texts(passages):
    held_out = load_passages(ROOT / "annotations" / "held_out")
    return [passage["text"] for passage in [*passages, *held_out]]


@pytest.fixture(scope="module")
def pkuseg_folder(passages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "pkuseg"
    train_pkuseg(passages[-20:], folder, rounds=2)
    return folder


@pytest.fixture(scope="module", params=SEGMENTERS)
def segmenter(request, pkuseg_folder) -> Segmenter:
    return load_segmenter(request.param, pkuseg_folder)


def shuffled_words(count: int) -> list[str]:
    """Words and characters of our dictionary thrown together: what no report says, but where ties are."""
    random, words = Random(1), load_dictionary()
    pieces = [*words, *"".join(words), *"人个日天中国政府申请信息年月abZ09+#&._%- \r\n\t，。㐀𠀀😀é"]
    return ["".join(random.choices(pieces, k=random.randint(2, 12))) for _ in range(count)]


# ---------------------------------------------------------------- tokens joined are the text
def test_tokens_joined_are_the_text(segmenter, texts):
    for text in [*STRANGE, *shuffled_words(200), *texts[-50:]]:
        tokens = segmenter.segment(text)
        assert "".join(tokens) == text
        assert all(tokens)


def test_half_a_surrogate_pair_is_a_token(segmenter):
    assert "".join(segmenter.segment("收到\ud83d申请")) == "收到\ud83d申请"


def test_blanks_are_tokens_of_their_own(segmenter):
    for token in segmenter.segment("收到 申请\n\n37  件"):
        assert token.strip() == token or token.isspace()


# ---------------------------------------------------------------- jieba
def test_units_and_fixed_terms_stay_whole():
    tokens = JiebaSegmenter().segment("受训186人次，5个工作日内答复，一体化平台")
    assert {"186", "人次", "个工作日", "一体化"} <= set(tokens)


def test_a_commoner_word_keeps_its_frequency():
    jieba = plain_jieba()
    assert jieba.FREQ["一些"] > FREQUENCY  # 33,468 in jieba's file
    assert jieba.FREQ["件次"] == FREQUENCY


def test_rjieba_cuts_as_jieba_does(texts):
    jieba, ours = plain_jieba(), JiebaSegmenter()
    for text in [*texts, *STRANGE, *shuffled_words(5000)]:
        assert ours.segment(text) == list(jieba.cut(text, HMM=False)), text[:60]


def test_every_character_is_cut_as_jieba_cuts_it():
    """Each ideograph, and each edge of a block, between characters that could join it."""
    jieba, ours = plain_jieba(), JiebaSegmenter()
    codes = [*range(0x80), *range(0x2E80, 0xA000, 7), *range(0x9FC0, 0xA000), *range(0xF8F0, 0xFB10, 3)]
    codes += [
        *range(0x1FFF0, 0x20010),
        *range(0x2A6D0, 0x2A710, 3),
        *range(0x2F7F0, 0x2FA30, 7),
        0x31350,
        0x3FFFF,
    ]
    for code in codes:
        text = f"申{chr(code)}请a{chr(code)}1"
        assert ours.segment(text) == list(jieba.cut(text, HMM=False)), hex(code)


def test_no_shared_cache_file_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    plain_jieba().lcut("收到申请")
    JiebaSegmenter().segment("收到申请")
    assert not list(tmp_path.iterdir())


def test_only_the_chosen_library_is_imported():
    code = (
        "import sys; from extractor.steps.segment import JiebaSegmenter; JiebaSegmenter();"
        "assert not {'spacy', 'spacy_pkuseg', 'jieba', 'rjieba'} & set(sys.modules);"
        "import rjieba; assert rjieba.Jieba().cut('申请')"  # the package itself can still be imported
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


# ---------------------------------------------------------------- pkuseg
def test_no_gold_token_crosses_the_border_of_a_span(passages):
    segmenter = JiebaSegmenter()
    for passage in passages[:80]:
        tokens = gold_tokens(passage, segmenter)
        borders = set(token_bounds(tokens))
        assert passage["text"].startswith("".join(tokens))
        assert all({span["start"], span["end"]} <= borders for span in passage["spans"])


def test_gold_sentences_are_each_there_once():
    passage = {"text": SENTENCE + SENTENCE, "cells": [], "spans": [{"start": 6, "end": 9}]}
    sentences = gold_sentences([passage], JiebaSegmenter())
    assert sentences[0] == "全年 收到 申请 37件 ， 其中 网上 申请 2".replace("37件", "37 件")
    assert len(sentences) == len(set(sentences))


def test_training_gives_the_same_bytes_again(passages, pkuseg_folder, tmp_path):
    code = (
        "import sys; from pathlib import Path;"
        "from extractor.training.corpus import load_passages; from extractor.training.segmenters import train_pkuseg;"
        "train_pkuseg(load_passages(Path('annotations/train'))[-20:], Path(sys.argv[1]), rounds=2)"
    )
    subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={"PYTHONHASHSEED": "7"},
    )
    for path in pkuseg_folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_pkuseg_learns_the_gold_tokens(passages, pkuseg_folder):
    agreement = measure(passages[-20:], PkusegSegmenter(pkuseg_folder))
    assert agreement.token_f1 > 0.8  # `char` alone has 0.42
    assert agreement.spans_cut <= 0.05 * agreement.spans


def test_training_prints_nothing_on_standard_output(passages, tmp_path, capsys):
    train_pkuseg(passages[-20:], tmp_path, rounds=1)
    assert capsys.readouterr().out == ""


def test_too_small_a_corpus_is_refused(tmp_path):
    passage = {"text": "收到申请37件。", "cells": [], "spans": []}
    with pytest.raises(CorpusError, match="1 sentences are too few"):
        train_pkuseg([passage], tmp_path)


# ---------------------------------------------------------------- choices
@pytest.mark.parametrize("choice", ["HMM", "", "Jieba"])
def test_an_unknown_segmenter_is_refused(choice):
    with pytest.raises(ValueError, match="want one of jieba, pkuseg, char"):
        load_segmenter(choice)


@pytest.mark.parametrize("folder", [None, Path("nowhere"), ROOT])
def test_pkuseg_without_its_model_is_refused(folder):
    with pytest.raises(ValueError, match=r"no features\.msgpack in .*extractor train --segmenter pkuseg"):
        load_segmenter("pkuseg", folder)


# ---------------------------------------------------------------- spaCy
def places(tokens) -> list[tuple[int, str]]:
    """(offset, token) of each token that is no blank."""
    starts = token_bounds(tokens)[:-1]
    return [(start, token) for start, token in zip(starts, tokens, strict=True) if not token.isspace()]


def places_of(doc) -> list[tuple[int, str]]:
    return [(token.idx, token.text) for token in doc if not token.is_space]


def report_pipeline(choice: str, folder: Path):
    spacy = pytest.importorskip("spacy")
    from extractor.training.tokenizer import NAME  # noqa: PLC0415 - spaCy is an extra

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": NAME, "segmenter": choice}}})
    nlp.tokenizer.initialize(pkuseg_model=str(folder))
    return nlp


@pytest.mark.parametrize("choice", SEGMENTERS)
def test_the_spacy_tokenizer_cuts_as_the_segmenter_does(choice, pkuseg_folder, texts):
    nlp, ours = report_pipeline(choice, pkuseg_folder), load_segmenter(choice, pkuseg_folder)
    for text in [*STRANGE, *shuffled_words(200), *texts[-50:], SENTENCE]:
        doc = nlp.make_doc(text)
        assert doc.text == text
        assert places_of(doc) == places(ours.segment(text))


@pytest.mark.parametrize("choice", SEGMENTERS)
def test_the_spacy_tokenizer_survives_saving(choice, pkuseg_folder, tmp_path):
    import spacy  # noqa: PLC0415

    nlp = report_pipeline(choice, pkuseg_folder)
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "saved").rename(tmp_path / "moved")
    again = spacy.load(tmp_path / "moved")
    message = spacy.util.load_model_from_config(nlp.config).from_bytes(nlp.to_bytes())
    for other in (again, message):
        assert [(t.text, t.whitespace_) for t in other.make_doc(SENTENCE)] == [
            (t.text, t.whitespace_) for t in nlp.make_doc(SENTENCE)
        ]


def test_pkuseg_in_spacy_asks_for_its_model():
    from extractor.training.tokenizer import ReportTokenizer  # noqa: PLC0415

    with pytest.raises(ValueError, match="has no model"):
        ReportTokenizer(None, "pkuseg")("收到申请")


@pytest.mark.parametrize("choice", SEGMENTERS)
def test_spacys_own_chinese_tokenizer_cuts_alike(choice, pkuseg_folder, texts):
    """spaCy's class with the same jieba (HMM off, our dictionary) and the same pkuseg (without its word list)."""
    zh = pytest.importorskip("spacy.lang.zh")
    import spacy_pkuseg  # noqa: PLC0415

    theirs = zh.Chinese().tokenizer
    theirs.segmenter = choice
    theirs.jieba_seg = SimpleNamespace(cut=partial(cut_without_hmm, plain_jieba()))
    theirs.pkuseg_seg = spacy_pkuseg.pkuseg(str(pkuseg_folder), user_dict=None)
    ours = load_segmenter(choice, pkuseg_folder)
    for text in [*STRANGE[6:], *shuffled_words(200), *texts[-50:], SENTENCE]:
        assert places_of(theirs(text)) == places(ours.segment(text))


def cut_without_hmm(tokenizer, text, cut_all):
    return tokenizer.cut(text, cut_all=cut_all, HMM=False)


def test_every_code_point_is_a_token_of_char():
    assert CharSegmenter().segment("a😀\r\n") == ["a", "😀", "\r", "\n"]
