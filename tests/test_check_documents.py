"""Words against figures: what is said not to have been, numbers that are lost, headings that skip.

Drawn as in test_check.py.
"""

from __future__ import annotations

import pytest

from tests.test_check import NEW, outcomes, report, requests, told

SOUND = (
    "12 0 0 0 0 0 12",
    "0 0 0 0 0 0 0",
    "12 0 0 0 0 0 12",
    "0 0 0 0 0 0 0",
    "12 0 0 0 0 0 12",
    "0 0 0 0 0 0 0",
)
CASES = f"{outcomes('reconsideration', '3 0 0 0 3')}\n{outcomes('litigation.direct', '0 0 0 0 0')}"
NOTHING, LOST, SECTIONS = (
    "prose-table-nothing query",
    "prose-sum-missing query",
    "document-number-sections query",
)


@pytest.mark.parametrize(
    ("prose", "table", "expected"),
    [
        ("全年未发生行政诉讼。", CASES, []),
        ("全年未发生行政复议、行政诉讼案件。", CASES, [NOTHING]),
        ("没有因政府信息公开工作被申请行政复议。", CASES, [NOTHING]),
        ("上年未发生行政复议。", CASES, []),  # of another year
        ("2017年没有行政复议。", CASES, []),
        ("发生行政复议3件，均获维持。", CASES, []),
        ("发生行政复议3件，均获维持。", outcomes("reconsideration", "3 1 0 0 4"), [NOTHING]),
        ("申请人均为自然人。", requests(*SOUND), []),
        ("本年度未收到政府信息公开申请。", requests(*SOUND), [NOTHING]),
        ("没有结转下年的申请。", requests(*SOUND), []),
    ],
)  # fmt: skip
def test_nothing_in_words_and_a_figure_in_the_table(prose, table, expected):
    found = report(prose, table, form=NEW, year=2022)
    assert told(found) == expected
    assert all(len(finding.evidence) == 2 and finding.reading for finding in found.findings)


def test_nothing_in_words_and_a_figure_elsewhere_in_the_prose():
    text = "收到申请[12件|申请 row=requests.received column=total]。本年度未收到政府信息公开申请。"
    finding = report(text).findings[0]
    assert finding.message == "正文一处称“未收到政府信息公开申请”，另一处却有“申请”12件"


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("受理投诉[12条|投诉]，核准企业资质条，公开信息[34条|信息]。", [LOST]),
        ("受理投诉[12条|投诉]，公开逐条，公开信息[34条|信息]。", []),
        ("收到[5件|收到]，当面件、信函[1件|信函]。", [LOST]),  # an item of a list
        ("答复[5件|答复]：同意件，不存在[1件|不存在]。", [LOST]),
        ("办结[5件|办结]，群众送来感谢信件，锦旗[1件|锦旗]。", []),  # 信件 has no number
        ("公开文件、案件，办理信件，办结[34件|办结]。", []),
        ("印发通知件，没有别的数字。", []),  # nothing beside it is counted
        ("核准企业资质条例，公开信息[34条|信息]。", []),
    ],
)
def test_a_measure_word_wants_its_number(prose, expected):
    assert told(report(prose)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、概述\n好。\n二、公开\n好。\n三、问题\n好。", []),
        ("一、概述\n好。\n二、公开\n好。\n四、问题\n好。", [SECTIONS]),
        ("一、概述\n好。\n二、公开\n好。\n二、问题\n好。\n三、其他\n好。", [SECTIONS]),
        ("（一）概述。好。\n（二）公开。好。\n（四）问题。好。", [SECTIONS]),
        ("二、公开\n好。\n四、问题\n好。\n五、其他\n好。", []),  # where it begins is not known
        ("一、概述\n好。\n五、公开\n好。\n九、问题\n好。", []),  # not one is lost, another order
        ("一、概述\n（一）好。\n（二）好。\n二、公开\n（一）好。\n（二）好。\n三、问题\n好。", []),
        ("抓公开：一是抓学习；二是抓制度；四是抓考核。", [SECTIONS]),
        ("抓公开：一是抓学习；二是抓制度；三是抓考核。再抓解读：一是早；二是准。", []),
        ("这一是关键。第二是重点，不是三是四。", []),
    ],
)
def test_numbers_of_headings_and_lists_go_on(text, expected):
    assert told(report(text)) == expected
