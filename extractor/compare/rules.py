"""Check the rules of `years.toml`: what was carried out is carried in, what was in force stays so until repealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.compare.records import YearFinding
from extractor.compare.sides import NOT_ADJACENT, NOT_PRINTED, PASSED, Outcome, Sides, level_of, make_finding
from extractor.knowledge.forms import Form
from extractor.knowledge.formulas import Term
from extractor.knowledge.years import YearRule, load_years, rule_terms
from extractor.steps.check.grounds import column_name, figure

REVISED = "若上年的数字经清理或更正，或统计范围有变，则都可能正确"
Terms = tuple[Term, ...]


def check_rules(sides: Sides) -> Iterator[Outcome]:
    """One outcome for each rule that both forms have the cells of; columns that break one are told together."""
    if sides.last_form is None or sides.this_form is None:
        return
    for rule in load_years().rules:
        terms = list(rule_terms(rule, sides.last_form, sides.this_form))
        if not sides.are_adjacent:
            yield from [NOT_ADJACENT] if terms else ()
            continue
        outcomes = [_check(sides, rule, one) for one in terms]
        broken = [one for one in outcomes if isinstance(one, YearFinding)]
        yield from [one for one in outcomes if not isinstance(one, YearFinding)]
        if broken:
            yield _together(broken)


def _together(broken: list[YearFinding]) -> YearFinding:
    """The last finding, that of the total where it is broken too, with the evidence of all."""
    main, others = broken[-1], broken[:-1]
    evidence = tuple(place for one in (main, *others) for place in one.finding.evidence)
    earlier = tuple(place for one in (main, *others) for place in one.earlier)
    also = f"（另有{len(others)}栏不一致）" if others else ""
    finding = replace(main.finding, message=main.finding.message + also, evidence=evidence)
    return YearFinding(finding, earlier)


def _check(sides: Sides, rule: YearRule, terms: tuple[Terms, Terms]) -> Outcome:
    last = level_of(sides.last_cells, terms[0], sides.last.document.text)
    this = level_of(sides.this_cells, terms[1], sides.this.document.text)
    if last is None or this is None:
        return NOT_PRINTED
    if last.value == this.value:
        return PASSED
    reading = sides.doubt if rule.severity == "error" else sides.doubt or REVISED
    one = _told(sides.last_form, terms[0], [cell.text for cell in last.evidence])
    other = _told(sides.this_form, terms[1], [cell.text for cell in this.evidence])
    message = f"上年报告{one}，本年报告{other}，相差{figure(abs(last.value - this.value))}；{rule.text}"
    formula = f"{_written(terms[0])} @last = {_written(terms[1])}: {figure(last.value)} ≠ {figure(this.value)}"
    return make_finding(rule.name, message, formula, last=last, this=this, reading=reading)


def _told(form: Form | None, terms: Terms, printed: list[str]) -> str:
    """“现行有效件数”39－“本年制发件数”4＋“本年废止件数”2."""
    told = ""
    for term, text in zip(terms, printed, strict=True):
        sign = "－" if term.sign < 0 else "＋" if told else ""
        told += f"{sign}“{_name(form, term)}”{text}"
    return told


def _name(form: Form | None, term: Term) -> str:
    row = form.rows[term.row].name if form is not None else term.row
    return row if term.column in (None, "total") else f"{row}·{column_name(form, term.column or '')}"


def _written(terms: Terms) -> str:
    signs = ("-" if term.sign < 0 else "+" for term in terms)
    cells = (term.row if term.column is None else f"{term.row}[{term.column}]" for term in terms)
    return " ".join(f"{sign} {cell}" for sign, cell in zip(signs, cells, strict=True)).removeprefix("+ ")
