"""Is a figure a level, a change, a share or an average? Read from the words right before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.records import Direction
from extractor.steps.relate.scene import Mention

_UP = "比增|增长|增加|上升|提高|提升|上涨|增多|增幅|涨幅|扩大|增收|升高|升|增|涨|多|高"
_DOWN = "比降|下降|减少|降低|回落|压缩|缩短|缩减|减收|下跌|下滑|递减|压减|降幅|减幅|减|降|少|低|短"
_BASE = (
    r"(?:同比|环比|按年|(?:相较于?|较之?|比|与|和|同)(?:[上去前]一?年|[0-9]{4}年|同期|上一?[月季]度?"
    r"|年初|往年|以往|改革前|此前|原来|常年|上届|法定|全[国省市]|[0-9]{1,2}月|[一二三五十]年前"
    r"|[^，。；,;0-9]{1,8}?同期)(?:度|末|底)?(?:同期|平均(?:水平)?|均值|时限)?(?:相?比)?|[上去]年同期|(?:与|和|比|较|相较)[^，。；,;0-9]{1,8}?相?比"
    r"|(?:(?<![占同环相对百])比|(?<!比)较)(?!大|小|快|慢|多|少|高|低|好|差|强|弱|早|晚|为|重|例|率|值)[^，。；,;、0-9]{2,9}?(?=增|上|提|高|多|扩|延|减|下|降|少|低|压|缩|短|回|递))"
)
_CHANGE = re.compile(
    rf"(?:(?P<base>{_BASE})[^。；;]{{0,14}}?)?(?P<word>(?P<up>{_UP})|(?P<down>{_DOWN}))"
    r"(?P<verb>(?<=[多少])[一-龥]{1,2})?(?P<to>至|到|为|成)?(?:了|幅度?为?|率为?|达到?|约为?|近|超过?|逾)*\s*$"
)
_BEYOND = re.compile(r"(?:(?P<up>高|多)|(?P<down>低|少))于(?P<base>[上去前]一?年(?:度|同期)?|[0-9]{4}年|同期|全[国省市县](?:平均(?:水平)?)?)(?:约|近)?$")
_CHANGING = frozenset("增升提涨扩多高降减少回缩下低短")  # one of them stands in every word of a change, and in few other tails
_BASED = re.compile(_BASE)
_TIMES = re.compile(r"(?:是|为|达到?|相当于|[较比])\s*(?P<base>[上去前]一?年|[0-9]{4}年|同期|[一二三四五十]年前)[^，。；,;]{0,16}$")
_SHARE = re.compile(r"占(?!地|用|有|道)[^，。；,;、]{0,18}?$|(?:所占|占比|比重|比例|占)[^，。；,;]{0,8}$")
_SHARING = re.compile(r"占|比例|比重|份额")
_IDLE = re.compile(r"其中|其|约|近|共|合计|总计|累计|分别|各|均|仅|只|就|所|则|又|也|已|还|并|且|这?[两三四五][者项类]|平均|同比|的|\s")
_COMMAS = re.compile(r"[，。；,;]")
_AVERAGE = re.compile(r"平均|[人户件篇条次校村日月年周期]均")
_LEVEL_WORDS = re.compile(r"(?:新|净|递|代|最|至)$")
_CLEAN = re.compile(
    r"其中|分别|平均|年均|本年度?|今年|当年|也|又|均|还|共|再|且|并|则|但|，|、|\s|:|：|（|\(|与|和|总体|大幅度?|明显"
    r"|略|略有|有所|总数|同时|全年"
)
_GENERIC = re.compile(r"(?:申请|办件|受理|总)?(?:数量|总量|总数|总计|数|量|人数|件数|条数|次数|金额|总额|比例|幅度|增速)?")
PERCENTS = ("percent", "multiple")
_LIST_MARKS = ("、", "和", "及", "与", "，", ",", "以及")


class Role(NamedTuple):
    """What a figure is: level, change, share or average; with the base and direction of a change.

    `subject` is what the clause itself names before the word of the change or share: empty in “，同比增长5%” and “，占62%”.
    """

    name: str
    base: str | None = None
    direction: Direction = "up"
    subject: str = ""
    respectively: bool = False


def read_roles(found: Sequence[Mention], text: str) -> list[Role]:
    """The role of each figure; one that only goes on with a list (减少18起、11.9%) has that of the figure before."""
    roles: list[Role] = []
    for place, mention in enumerate(found):
        before = roles[-1] if place and found[place - 1].sentence == mention.sentence else None
        if before is not None and before.name == "change" and _goes_on(before, mention, found[place - 1]):
            roles.append(before._replace(subject=""))
        elif place and mention.gap.strip() == "的" and _is_part(mention, found[place - 1]):
            roles.append(Role("share"))
        else:
            roles.append(find_role(mention, text))
    return roles


def _goes_on(before: Role, mention: Mention, previous: Mention) -> bool:
    if mention.gap.strip() not in _LIST_MARKS:
        return False
    kind, its = mention.quantity.kind, previous.quantity.kind
    return before.respectively or (kind in PERCENTS and its not in PERCENTS)


def _is_part(mention: Mention, whole: Mention) -> bool:
    """Whether a percentage follows the whole that it is a share of: 占处理总数31件的61.3%."""
    return mention.quantity.kind == "percent" and mention.sentence == whole.sentence and _SHARE.search(_COMMAS.split(whole.gap)[-1]) is not None


def find_role(mention: Mention, text: str) -> Role:
    """Read the role of one figure from its gap and the characters behind it."""
    tail = "".join(mention.gap[-44:].split())
    clause = "".join(text[mention.clause_start : mention.left].split())
    unit = mention.quantity.unit
    if _is_share(mention, text, tail):
        subject = _IDLE.sub("", _SHARING.split(text[mention.clause_start : mention.left], maxsplit=1)[0])
        return Role("share", subject=subject if len(subject) > 1 else "")
    if unit == "倍" and (times := _TIMES.search(tail)) is not None:
        return Role("change", times["base"], "up")
    if unit == "番" or (unit == "倍" and tail.endswith(("翻", "翻了"))):
        return Role("change", _base_in(tail), "up", _CLEAN.sub("", _BASED.sub("", clause[: clause.rfind("翻")])))
    change = None if _CHANGING.isdisjoint(tail[-36:]) else _CHANGE.search(tail[-36:])
    if change is not None and not change["to"] and (change["base"] or not _LEVEL_WORDS.search(tail[-36:][: change.start("word")])):
        return _read_change(change, tail, clause, mention)
    beyond = _BEYOND.search(tail)
    if beyond is not None:
        return Role("change", beyond["base"], "up" if beyond["up"] else "down", _CLEAN.sub("", clause[: clause.rfind(beyond[0])]))
    return Role("average" if _AVERAGE.search(clause) else "level")


def _is_share(mention: Mention, text: str, tail: str) -> bool:
    if mention.quantity.kind not in ("percent", "fraction") or mention.quantity.unit == "个百分点":
        return False
    last = _COMMAS.split(tail)[-1]
    if _SHARE.search(last) is not None:
        return True
    behind = text[mention.end : mention.end + 2]
    return behind[:1] == "占" or (tail.endswith(("（", "(")) and len(mention.gap.strip()) <= 2 and behind[:1] in ")）")


def _base_in(tail: str) -> str | None:
    found = _BASED.findall(tail)
    return found[-1] if found else None


def _read_change(change: re.Match[str], tail: str, clause: str, mention: Mention) -> Role:
    base, word = change["base"], change["word"]
    if change["verb"] and base is None:
        return Role("level")
    before = clause[: max(clause.rfind(word), 0)]
    if base is not None and base in before:
        before = before[: before.rfind(base)] or before[before.rfind(base) + len(base) :]
    subject = _CLEAN.sub("", _BASED.sub("", before)).rstrip("新净")
    relative = mention.quantity.kind in PERCENTS or mention.quantity.unit == "个百分点"
    if base is None and ((subject and len(word) == 1) or (not relative and (subject or len(word) == 1))):
        return Role("level")
    direction: Direction = "up" if change["up"] else "down"
    return Role("change", base, direction, subject, "分别" in clause or "依次" in clause or "分别" in tail[-14:])


def is_generic(subject: str) -> bool:
    """Whether a subject only repeats that something is counted: 申请数量, 总量."""
    return _GENERIC.fullmatch(subject) is not None
