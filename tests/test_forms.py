"""The form files say what the official forms say, and a wrong file says what is wrong with it."""

import pytest

from extractor.knowledge.characters import fold
from extractor.knowledge.forms import FormError, form_names, load_form, read_form

SMALL = """
name = "small-2030"
version = "1"
title = "小表"
first_year = 2030
[dimensions]
side = ["left", "right"]
[[columns]]
code = "left"
name = "左"
[[columns]]
code = "right"
name = "右"
[[rows]]
id = "things"
name = "事项"
unit = "件"
columns = "side"
"""

PRINT_VARIANTS = [
    ("（一）", "(一)"),
    ("〔２０２１〕３０号", "〔2021〕30号"),
    ("【2021】﹝2021﹞[2021]", "〔2021〕〔2021〕〔2021〕"),
    ("⼀、⾃然⼈", "一、自然人"),  # Kangxi radicals, as PDF extraction gives them
    ("⻓江⻔户⺠生", "长江门户民生"),  # the radicals supplement, which NFKC leaves alone
    ("12，345.6％—", "12,345.6%-"),
    ("㎡ ① ½", "㎡ ① ½"),  # NFKC would change the length of these
]


@pytest.mark.parametrize(("printed", "folded"), PRINT_VARIANTS)
def test_look_alikes_are_made_one_and_no_length_changes(printed: str, folded: str) -> None:
    assert fold(printed) == folded
    assert len(fold(printed)) == len(printed)


@pytest.mark.parametrize("name", form_names())
def test_every_row_with_a_unit_is_known_by_other_labels_and_by_the_words_of_prose(name: str) -> None:
    for row in load_form(name).rows.values():
        if row.unit:
            assert len(row.wordings) >= 6, row.id
            assert row.aliases, row.id


@pytest.mark.parametrize("name", form_names())
def test_no_label_stands_for_two_rows_under_one_parent(name: str) -> None:
    seen: dict[tuple[str | None, str], str] = {}
    for row in load_form(name).rows.values():
        for label in (row.name, *row.aliases):
            assert seen.setdefault((row.parent, fold(label)), row.id) == row.id, label


def test_forms_are_told_oldest_first() -> None:
    assert form_names() == ("statistics-2014", "disclosure-2019", "disclosure-2021")


def test_a_dimension_gives_its_columns_to_the_row() -> None:
    assert read_form(SMALL, where="small.toml").rows["things"].columns == ("left", "right")


WRONG = [
    (SMALL.replace('name = "事项"\n', ""), "an entry lacks 'name'"),
    (SMALL.replace('t", "right"', 't", "middle"'), "names the column 'middle'; columns are: left, right"),
    (SMALL + 'parent = "stuff"\n', "has the parent 'stuff', which is no row of it"),
    ("name =", "not TOML"),
]


@pytest.mark.parametrize(("toml", "message"), WRONG)
def test_a_wrong_file_says_what_is_wrong(toml: str, message: str) -> None:
    with pytest.raises(FormError, match="small") as caught:
        read_form(toml, where="small.toml")
    assert message in str(caught.value)
