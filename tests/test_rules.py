"""The rules of the forms: which there are, how a person adds one, and how a wrong one is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.knowledge.forms import FormError, form_names, load_form
from extractor.knowledge.formulas import RuleError
from extractor.knowledge.rules import parse_rules, read_parts, read_rules, read_terms

NEW, OLD = load_form("disclosure-2021"), load_form("statistics-2014")


def equations(rules: str, form=NEW):
    return parse_rules(replace(form, rules=read_rules(rules, form, where="mine.toml")))


def rule(formula: str, **more: str) -> str:
    keys = {"name": "mine", "formula": formula, "text": "应相等", **more}
    return "[[rules]]\n" + "\n".join(f"{key} = {value!r}" for key, value in keys.items())


@pytest.mark.parametrize("name", form_names())
def test_every_form_parses_and_says_its_rules_in_chinese(name):
    form = load_form(name)
    assert parse_rules(form)
    for one in form.rules:
        assert any("一" <= character <= "鿿" for character in one.text), one.name


@pytest.mark.parametrize(
    ("form", "name", "count"),
    [
        ("statistics-2014", "received-by-channel", 1),
        ("statistics-2014", "refused-by-reason", 1),
        ("disclosure-2019", "balance", 7),  # one for each kind of applicant, and the total
        ("disclosure-2021", "results-by-kind", 7),
        ("disclosure-2021", "outcomes", 3),  # 复议, 未经复议直接起诉, 复议后起诉
    ],
)
def test_a_rule_is_one_equation_for_each_place_it_holds_in(form, name, count):
    found = [one for one in parse_rules(load_form(form)) if one.rule.name == name]
    assert len(found) == count


def test_every_row_with_applicants_is_summed():
    found = {one.left[0].row for one in parse_rules(NEW) if one.rule.name == "applicants"}
    assert found == {row.id for row in NEW.rows.values() if "natural_person" in row.columns}


def test_there_is_no_rule_that_the_channels_add_up():
    """The same item published on several channels counts once."""
    assert not any(one.operator == "==" and one.left[0].row == "active.total" for one in parse_rules(OLD))


def test_rules_are_parsed_once():
    assert parse_rules(NEW) is parse_rules(NEW)


def test_parts_are_the_rows_below_and_a_silent_row_stands_for_its_own():
    rows = {term.row: term for term in read_parts(NEW, "requests.results", "total")}
    assert len(rows["requests.results.refused"].parts) == 8
    assert all(part.column == "total" for part in rows["requests.results.refused"].parts)


def test_a_sum_of_rows_that_the_form_lacks_is_none():
    assert read_terms("litigation.direct[total] + litigation.after_reconsideration[total]", OLD) is None
    assert (
        len(read_terms("litigation.direct[total] + litigation.after_reconsideration[total]", NEW) or ()) == 2
    )


def test_a_person_can_add_rules():
    found = equations(rule("charges[amount] <= licensing[decisions]", severity="query"))
    assert [(one.operator, one.rule.severity) for one in found] == [("<=", "query")]


def test_sum_over_is_short_for_the_total_of_a_dimension():
    found = equations('[[rules]]\nname = "columns"\nsum_over = "outcome"\ntext = "总计"')
    assert {one.left[0].row for one in found} == {
        "reconsideration", "litigation.direct", "litigation.after_reconsideration",
    }  # fmt: skip
    assert [term.column for term in found[0].right] == ["upheld", "corrected", "other", "pending"]


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("rules = 1", "holds no [[rules]]"),
        ("[[rules", "not TOML"),
        ('[[rules]]\nname = "mine"', 'rule "mine" lacks formula, text'),
        (
            rule("requests.recieved == requests.results", each="column"),
            "'requests.recieved'; 'requests.received' is near",
        ),
        (rule("reconsideration[totl] == litigation.direct[total]"), "'totl'; 'total' is near"),
        (rule("reconsideration[made] == litigation.direct[total]"), "columns are: natural_person"),
        (
            rule("regulations[total] == regulations[issued]"),
            "columns of that row are: issued, repealed, in_force",
        ),
        (rule("reconsideration == litigation.direct"), "without a column; wanted: reconsideration[upheld]"),
        (rule("requests.received = requests.results"), "two sides with one of == <= >= ~"),
        (rule("requests.received * 2 == requests.results"), "cannot be read at '* 2'"),
        (rule("parts(charges) == licensing[decisions]"), "a row that has rows below it"),
        (rule("requests.received == regulations", each="column"), "its rows share none"),
        (rule("issued == pending", each="row"), "fits no row"),
        (rule("issued == repealed", each="rows"), "says 'rows'; wanted: one of: row, column"),
        (rule("issued == repealed", each="row", kind="sum"), "says 'sum'; wanted: one of: table-sum"),
        (rule("issued == repealed", each="row", kind="reading"), "~ in every reading and in no other rule"),
        (
            rule("issued <= in_force", each="row") + "\n" + rule("issued <= in_force", each="row"),
            "stands there twice",
        ),
        (
            '[[rules]]\nname = "mine"\nsum_over = "issued"\ntext = "总计"',
            "no dimension with a total; those are: applicant",
        ),
    ],
)
def test_a_wrong_rule_says_file_and_rule_and_what_would_be_right(toml, told):
    with pytest.raises(RuleError) as error:
        read_rules(toml, NEW, where="mine.toml")
    assert str(error.value).startswith("mine.toml: ")
    assert told in str(error.value)


def test_a_wrong_rule_is_a_fault_of_the_form():
    assert issubclass(RuleError, FormError)
