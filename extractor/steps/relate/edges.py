"""Where the words around a figure begin and end, without the words that only lead to it."""

from __future__ import annotations

import re

from extractor.steps.relate.scene import Mention

LOCAL = 14  # characters of a clause that are taken for its own words
TAIL = 30  # characters behind a figure
_TRAIL = re.compile(
    r"(?:共计|合计|总计|累计|共有|共|达到|已达|(?<![送触下寄传投抵])达|分别为|分别是|分别有|分别|均为|(?<!行)为|有|是|(?<![签预节爽违履公解续])约|了|至|已|(?<![细规原准守])则|"
    r"各|仅|[\s，,：:、（(“；;])+$"
)
_LEAD = re.compile(
    r"^(?:其中|分别|截[至止]目前|目前|截[至止](?:[0-9]{4}年?(?:年?[底末]|[0-9]{1,2}月(?:份|底|[0-9]{1,2}日)?)?)?|全年|本年度?|今年|当年|一年来|年内|去年|上年度?(?!度?结转)|"
    r"[0-9]{4}年(?:度|[底末初]|以来|至今|[0-9]{1,2}月(?:份|[底末初]|[0-9]{1,2}日)?)?|共计|共有|共(?![享青同建治性管用])|累计|合计|已经?(?![主办])|另外|另有|另(?!案)|此外|"
    r"同时|并且|并(?![联网购案])|还有|还(?![款建贷田林迁])|又|再(?!生|审|次)|及(?!时|格)|和(?!谐|解)|与(?!会)|或|对(?!外|口|接)|将|把|从(?!业|事|严)|为(?!民|农)|以(?!及|下|上)|按(?![时期照])|据统计|"
    r"[\s，,：:、（(；;）)。”])+"
)
_STOP = re.compile(r"[，。；：、,;:（()）！？!?\n“”|]")
_TAIL_STOP = re.compile(r"[，。；：,;:！？!?]")


def left_edge(mention: Mention, text: str) -> int:
    """Where the words before the figure end, without 共, 为, 达 and punctuation."""
    near = max(mention.gap_start, mention.left - 16)
    trail = _TRAIL.search(text, near, mention.left)
    if trail is not None and trail.start() < near + 3:  # no word is longer than three: it may begin further left
        trail = _TRAIL.search(text, mention.gap_start, mention.left)
    return trail.start() if trail is not None else mention.left


def tail_limit(mention: Mention, text: str, next_left: int) -> int:
    """Where the words behind the figure end at the latest: at the end of the clause or at the next figure."""
    limit = min(mention.end + TAIL, next_left, len(text))
    stop = _TAIL_STOP.search(text, mention.end, limit)
    return stop.start() if stop is not None else limit


def local_words(mention: Mention, text: str, next_left: int) -> str:
    """The words of the figure's own clause, by which it is compared with others before it has a name.

    Those before it; where there are none, those behind it.
    """
    edge = left_edge(mention, text)
    before = tidy(text[max(mention.clause_start, edge - LOCAL, mention.gap_start) : edge])
    if before:
        return before
    limit = min(mention.end + LOCAL, next_left, len(text))
    stop = _STOP.search(text, mention.end, limit)
    return "".join(text[mention.end : stop.start() if stop is not None else limit].split())


def tidy(words: str) -> str:
    """A stretch of text as a name: no blanks, no connectives at its left edge.

    >>> tidy("，其中：当面 申请")
    '当面申请'
    """
    return _LEAD.sub("", "".join(words.split())).rstrip("，,：:、（(“；;的了")
