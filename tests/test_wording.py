"""The word lists: words around figures, and words that segmenters keep whole."""

from __future__ import annotations

import pytest

from extractor.knowledge.wording import WordingError, load_wording, read_wording

SMALL = """
modifiers_before = { about = ["约", "大约"], at_least = ["不少于"] }
modifiers_after = { about = ["左右"] }
slogans = { words = ["三大战略", "六个一"] }
terms = { words = ["微博"] }
idle = { words = ["各类"] }
acts = { words = ["公示"] }
frames = { words = ["全市"] }
vague = { words = ["信息"] }
pointers = { words = ["相关"] }
numeral_words = { words = ["一定"] }
"""


@pytest.mark.parametrize(
    ("word", "modifier"),
    [
        ("约", "about"),
        ("近", "nearly"),
        ("逾", "more_than"),
        ("不少于", "at_least"),
        ("不超过", "at_most"),
        ("不足", "less_than"),
    ],
)
def test_words_before_a_number_say_how_exact_it_is(word, modifier):
    assert load_wording().modifiers_before[word] == modifier


@pytest.mark.parametrize(
    ("word", "modifier"),
    [("以上", "at_least"), ("左右", "about"), ("以内", "at_most"), ("多", "more_than"), ("内", "at_most")],
)
def test_words_behind_a_unit_say_how_exact_it_is(word, modifier):
    assert load_wording().modifiers_after[word] == modifier


def test_the_longest_word_comes_first():
    words = list(load_wording().modifiers_before)
    assert words.index("超过") < words.index("超")
    assert words == sorted(words, key=lambda word: (-len(word), word))


@pytest.mark.parametrize("word", ["三大战略", "六个一", "百姓", "十四五"])
def test_slogans_have_numerals_that_are_no_figures(word):
    assert word in load_wording().slogans


@pytest.mark.parametrize("word", ["一些", "统一", "四川省"])
def test_words_may_begin_like_a_number(word):
    assert word in load_wording().numeral_words


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about =", "about", r"knowledge/wording.toml: not TOML"),
        ('numeral_words = { words = ["一定"] }', "", r"\[numeral_words\] there is no list `words`"),
        ('["一定"]', "[]", r"\[numeral_words\] there is no list `words`"),
        ('["一定"]', '["一定", "一定"]', r"\[numeral_words\] words has '一定' twice"),
        ('["一定"]', '[" 一定"]', r"\[numeral_words\] words has the word ' 一定'"),
        ('["三大战略", "六个一"]', '["战略"]', r"\[slogans\] '战略' has no numeral in it"),
        ('["一定"]', '["一"]', r"\[numeral_words\] '一' is not two or more ideographs"),
        ('["一定"]', '["一2"]', r"\[numeral_words\] '一2' is not two or more ideographs"),
        ("about =", "roughly =", r"\[modifiers_before\] 'roughly' is no modifier; modifiers are: exact, "),
        ('["不少于"]', '["约"]', r"\[modifiers_before\] is empty or has a word under two modifiers"),
    ],
)
def test_a_wrong_entry_is_named(old, new, message):
    with pytest.raises(WordingError, match=message):
        read_wording(SMALL.replace(old, new, 1), where="knowledge/wording.toml")


def test_a_small_file_is_read():
    assert list(read_wording(SMALL, where="here").modifiers_before) == ["不少于", "大约", "约"]
