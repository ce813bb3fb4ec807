"""Find sentences that want a number: 核准企业资质条, 收费万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.records import Finding, Measurement
from extractor.steps.check.grounds import Grounds, Outcome, evidence_at

RULE = "prose-sum-missing"
NEAR = 30  # characters to either side in which another figure shows that figures are told here
LONGEST = 24  # characters of a noun before a measure word, and of a bracket between them
CONTEXT = 4  # characters before the words that are quoted with them
_BARE = ("万元", "亿元", "万", "亿", "万人", "万人次", "万条", "万件")
_NUMBERS = "0-9０-９〇零一二两三四五六七八九十百千万亿余多几数半每各单逐首再"
_UNIT = re.compile(r"(?:条|件|项|篇|份|宗|起|册|户|万元|亿元|人次|批次)(?=[，。；、,;）)])(?<=[一-龥”）].)")  # words first: quick to find
_NOUN = re.compile(r"[一-龥]{2,12}(?:”|（[^（）\d]{1,10}）){0,2}\Z")
_ITEM = re.compile(r"[、，,；;]\s*[一-龥]{1,8}")  # from one figure of a list to the next
_OPENED = re.compile(r"[、，,；;：:（(]\s*[一-龥]{1,8}")  # from a whole, or a figure of a list, to the next
_NO_UNIT = re.compile(  # words that end so and are no measure words
    r"(?:文|案|条|事|稿|信|邮|附|证|软|硬|要|函|急|来|收|办|转|批|复|物|器|零|部|组|构|订|计|配|批|挂|邮|快|包|元|抄|原|密|申请|[交督会主协承]办|信访|结转|投诉|举报|咨询)件$"
    r"|(?:链|线|头|便|面|信|词|枝|油|教|法|木|萧|逐|几|第|章|款|戒|苗)条$"
    r"|(?:事|款|奖|选|专|单|各|多|强|立|分|义|此|该|这|逐|子|大|小|某|逾|加|弱|进|每|类|款)项$"
    r"|(?:首|整|长|短|新|名|诗|上|下|千|全)篇$|(?:身|月|年|省|股|备|部|成|辈|天|本|县|情)份$"
    r"|(?:一|发|引|提|掀|兴|缘|崛|奋|突|早|晚|晨|拉|升|隆|激|唤|对不|了不|看不)起$|(?:手|名|画|账|注|典|史|纪念|宣传|图|相|小|大|在|底)册$"
    r"|(?:农|住|客|门|账|窗|用|商|落|贫困|困难|脱贫|个体工商|入|散|过|开|储|租|养殖|种粮大|工商|经营|专业|示范|大|企业|贫|三峡)户$"
    r"|(?:培训|受训|参训|公开|参加|参与|观看|浏览|点击|访问|接待|人次)人次$"
)  # fmt: skip
_TOLD = re.compile(
    r"共计?|累计|合计|达到?|发布|公开|收到|受理|办理|核准|审批|办结|印发|召开|制定|出台|答复|公示|征集|采纳|收取|投入|拨付|核发|登记"
    r"|完成|处理|制发|印制|刊登|登载|新增|清理|废止|修订|解读|回应|编发|转办|移送|查处"
)
_PLAIN = re.compile(rf"(?![总件]数)[{_NUMBERS}](?<![总件]数)")
_COUNTED = re.compile(r"(?:文件|答复|申请|办结|受理|收到|制发|公开|推送)\Z")
_BASE = re.compile(r"[，,：:；]\s*(?:其中|同比|[比较与][上去]一?年|上年|公开|均已|全部|网[络上]|当面|信函|自然人|[一二三四五六七八九]件)")
_READING = "若该处本无需数字，或数字在排版、转换中丢失，则原文无误"


def check_missing(grounds: Grounds) -> Iterator[Outcome]:
    """A finding for each measure word that stands without its number among figures that have theirs."""
    for start, end in grounds.document.prose:
        for match in _UNIT.finditer(grounds.document.text, start, end):
            beside = [one for one in grounds.near(match.start(), NEAR) if one.quantity.unit == match[0]]
            if not beside:
                continue
            noun = _NOUN.search(grounds.document.text, max(start, match.start() - LONGEST), match.start())
            if noun is not None and _is_wanting(grounds, noun, match, beside):
                yield _finding(grounds, (noun.start(), match.end()), match[0])
    for one in grounds.in_order:
        if one.quantity.span.text in _BARE:  # 投入资金万元 is read as 10,000
            yield _finding(grounds, (one.quantity.span.start, one.quantity.span.end), one.quantity.span.text)


def _is_wanting(
    grounds: Grounds, noun: re.Match[str], unit: re.Match[str], beside: Sequence[Measurement]
) -> bool:
    """Whether the unit behind the noun is a measure word whose number is lost, among figures that have theirs."""
    counted = _COUNTED.search(noun[0]) is not None and _BASE.match(grounds.document.text, unit.end()) is not None
    if counted and _PLAIN.search(noun[0]) is None:  # 答复件，其中
        return True
    if _NO_UNIT.search(noun[0] + unit[0]) is not None or _PLAIN.search(noun[0]) is not None:
        return False
    begin = max(noun.start(), grounds.sentence_start(noun.start()))
    clause = re.split(r"[，。；、,;：:（(]", grounds.document.text[max(0, begin - 12) : unit.end()])[-1]
    return _TOLD.search(clause) is not None or _is_item(grounds, unit, beside)


def _is_item(grounds: Grounds, unit: re.Match[str], beside: Sequence[Measurement]) -> bool:
    """Whether it stands in a list between two figures: 收到5件，当面件、信函1件."""
    before = [one for one in beside if one.quantity.span.end <= unit.start()]
    behind = [one for one in beside if one.quantity.span.start >= unit.end()]
    if not before or not behind:
        return False
    text = grounds.document.text
    into = text[before[-1].quantity.span.end : unit.start()]
    onwards = text[unit.end() : behind[0].quantity.span.start]
    return _OPENED.fullmatch(into) is not None and _ITEM.fullmatch(onwards) is not None


def _finding(grounds: Grounds, place: tuple[int, int], unit: str) -> Finding:
    evidence = evidence_at(grounds, *place)
    message = f"正文“{grounds.document.text[max(0, place[0] - CONTEXT) : place[1]].strip()}”缺少数字"
    return Finding(RULE, "query", message, f"? {unit}", None, None, (evidence,), _READING)
