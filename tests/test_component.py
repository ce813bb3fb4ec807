"""`nlp.add_pipe("report_tagger")` in ordinary spaCy pipelines."""

import pickle
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")

from extractor import Pipeline  # noqa: E402
from extractor.training.component import NAME, create_report_tagger  # noqa: E402
from extractor.training.tokenizer import NAME as TOKENIZER  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SENTENCE = "2021年，全区共收到政府信息公开申请95件，同比增长27.1%，依据《条例》（安府办函〔2018〕70号）办理。"


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.add_pipe("report_tagger", config={"models": None, "spans_key": "report"})
    return nlp


def said(doc, key="report"):
    return [(span.label_, span.text, span._.report_value, span._.report_unit) for span in doc.spans[key]]


def test_spans_of_all_five_labels_are_put_into_the_doc(nlp):
    spans = said(nlp(SENTENCE))
    label, text, *values = spans.pop(1)
    assert (label, text[-2:], values) == ("INDICATOR", "申请", [None, None])  # where it begins is learned
    assert spans == [
        ("DATE", "2021年", None, None),
        ("QUANTITY", "95件", "95", "件"),
        ("QUANTITY", "27.1%", "27.1", "%"),
        ("DOCUMENT_TITLE", "《条例》", None, None),
        ("DOCUMENT_NUMBER", "安府办函〔2018〕70号", None, None),
    ]


def test_values_are_in_the_base_unit_and_written_plainly(nlp):
    doc = nlp("全年主动公开政府信息20多万条，安排专项经费51877.6万元。")
    money = doc.spans["report"][-1]
    assert ("QUANTITY", "20多万条", "200000", "条") in said(doc)
    assert (money._.report_value, money._.report_unit) == ("518776000", "元")


def test_a_quantity_names_its_indicator(nlp):
    doc = nlp(SENTENCE)
    quantity = doc.spans["report"][2]
    assert "申请" in quantity._.report_indicator
    assert quantity._.report_modifier == "exact"


@pytest.mark.parametrize("tokens", ["char", "jieba"])
def test_spans_are_those_of_the_pipeline(tokens):
    """A whole report with its table, Windows line ends and blanks: offsets are those of the text."""
    nlp = spacy.blank("zh")
    if tokens == "jieba":
        nlp = spacy.blank(
            "zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "segmenter": tokens}}}
        )
    nlp.add_pipe("report_tagger")
    text = SENTENCE + "\r\n\r\n　　受理 申请 3 7件，其中：自然人90件。\r\n"
    extraction, doc = Pipeline().extract(text), nlp(text)
    ours = {(q.span.start, q.span.end) for q in extraction.quantities}
    theirs = {(s.start_char, s.end_char) for s in doc.spans["report"] if s.label_ == "QUANTITY"}
    assert doc.text == text
    assert theirs == ours
    assert doc.user_data["report_tagger.unplaced"] == 0


def test_a_span_that_cuts_a_token_grows_to_it_and_is_counted(nlp):
    doc = nlp.make_doc(SENTENCE)
    with doc.retokenize() as retokenizer:
        place = SENTENCE.index("件，同比")
        retokenizer.merge(doc[place : place + 3])
    doc = nlp.get_pipe("report_tagger")(doc)
    assert ("QUANTITY", "95件，同", "95", "件") in said(doc)
    assert doc.user_data["report_tagger.expanded"] == 1
    assert nlp(SENTENCE).user_data["report_tagger.expanded"] == 0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "没有数字的一句话。", "<html><body>收到95件</body></html>", "\ufeff收到申请95件。"],
)
def test_odd_texts_are_tagged_where_they_stand(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert [label for label, *_ in said(doc) if label == "QUANTITY"] == ["QUANTITY"] * ("95件" in text)


def test_another_key_and_name_can_be_chosen():
    nlp = spacy.blank("zh")
    nlp.add_pipe("report_tagger", name="figures", config={"spans_key": "figures"})
    doc = nlp(SENTENCE)
    assert len(said(doc, "figures")) == 6
    assert doc.user_data["figures.expanded"] == 0


def test_a_doc_with_spans_can_be_written_and_read(nlp):
    doc = nlp(SENTENCE)
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert said(again) == said(doc)


def test_a_saved_pipeline_brings_its_models(nlp, tmp_path):
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "saved").rename(tmp_path / "moved")
    again = spacy.load(tmp_path / "moved")
    again.to_disk(tmp_path / "moved")  # over itself
    assert again.get_pipe("report_tagger").models == str(tmp_path / "moved" / "report_tagger")
    assert said(again(SENTENCE)) == said(nlp(SENTENCE))


def test_several_processes_can_tag(nlp):
    docs = list(nlp.pipe([SENTENCE] * 4, n_process=2, batch_size=2))
    assert [said(doc) for doc in docs] == [said(nlp(SENTENCE))] * 4


def test_the_component_can_be_pickled_after_use(nlp):
    doc = pickle.loads(pickle.dumps(nlp.get_pipe("report_tagger")))(nlp.make_doc(SENTENCE))
    assert said(doc) == said(nlp(SENTENCE))


def test_the_entry_point_names_the_factory():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["entry-points"]["spacy_factories"][NAME].partition(":")
    assert getattr(import_module(module), function) is create_report_tagger
