"""What the tagger looks at: a candidate's own shape, its neighbours and the tokens it shares."""

from __future__ import annotations

import re
from bisect import bisect_right

from extractor.steps.tag.grammar import Candidate

_CONTACT = re.compile("电话|传真|邮编|邮政|热线|手机|号码|QQ|地址|邮箱")
_OPENING, _CLOSING, _ENDING = frozenset("“‘\"「『"), "”’」』", frozenset("”’\"」』")
_PUNCTUATION = "，。；：、！？,.;:!?()（）《》“”‘’\"'「」【】[]〔〕 \n\t|—-–~～"
_SORTS = {mark: mark if mark in "()、.-\n“" else "p" for mark in _PUNCTUATION} | {"": "p"}


def describe(candidate: Candidate, text: str, folded: str, bounds: list[int]) -> list[str]:
    """Features of one candidate; `folded` and `bounds` as `propose` takes them."""
    if candidate.label == "DOCUMENT_NUMBER":
        return _describe_number(candidate, folded, bounds)
    start, end = candidate.start, candidate.end
    if candidate.label == "DOCUMENT_TITLE":
        return ["title", f"title.length={min((end - start) // 8, 9)}", f"title.first={folded[start + 1 : start + 3]}"]
    features = _describe_characters(candidate, folded)
    label, shape, unit = candidate.label[0], _shape(folded[start : candidate.number_end]), candidate.unit or candidate.kind
    features += _describe_tokens(candidate, folded, bounds, shape)
    if _quoted(text, start, end):
        features.append(f"{label}.quoted")
        features.append(f"{label}.quoted.{shape}.{unit}")
    if candidate.kind in ("count", "") and _CONTACT.search(folded, max(0, start - 14), start) is not None:
        features.append(f"{label}.contact.{unit}")
    return features


def _describe_characters(candidate: Candidate, folded: str) -> list[str]:
    """The number's shape, its unit, and the characters on both sides."""
    start, end = candidate.start, candidate.end
    label = candidate.label[0]
    shape = _shape(folded[start : candidate.number_end])
    before, after = folded[start - 1] if start else "\n", folded[end] if end < len(folded) else "\n"
    unit = candidate.unit or candidate.kind
    script = "9" if folded[start].isdigit() else "汉"
    known = "?" if unit == "?" else "u" if end > candidate.number_end else "-"
    kind = f"{script}.{known}.{candidate.kind}"
    sort_before, sort_after = _sort(before), _sort(after)
    return [
        label,
        f"{label}.n={shape}",
        f"{label}.u={unit}",
        f"{label}.sort={script}.{known}",
        f"{label}.kind={script}.{candidate.kind}.{known}",
        f"{label}.b.kind={before}.{kind}",
        f"{label}.b2.kind={before}.{_sort(folded[start - 2 : start - 1] or ' ')}.{kind}",
        f"{label}.sort.bk={script}.{known}.{sort_before}",
        f"{label}.sort.ak={script}.{known}.{sort_after}",
        f"{label}.n.u={shape}.{unit}",
        f"{label}.b={before}",
        f"{label}.b.n={before}.{shape}",
        f"{label}.bb={folded[max(0, start - 2) : start]}",
        f"{label}.a={after}",
        f"{label}.aa={folded[end : end + 2]}",
        f"{label}.u.a={unit}.{after}",
        f"{label}.n.a={shape}.{after}",
        f"{label}.bk.ak={sort_before}.{sort_after}.{shape}",
    ]


def _describe_tokens(candidate: Candidate, folded: str, bounds: list[int], shape: str) -> list[str]:
    """The tokens on both sides, and the one that the candidate cuts."""
    start, end, label = candidate.start, candidate.end, candidate.label[0]
    place = bisect_right(bounds, start) - 1
    token_start, token_end = bounds[place], bounds[min(place + 1, len(bounds) - 1)]
    token = folded[token_start:token_end]
    previous = folded[bounds[place - 1] : token_start] if place else "\n"
    if token_start < start:
        previous = folded[token_start:start]
    close = bisect_right(bounds, end - 1)
    border = bounds[close] if close < len(bounds) else end
    following = folded[end:border] if border > end else _token_at(folded, bounds, close)
    unit = candidate.unit or candidate.kind
    features = [
        f"{label}.p={previous}",
        f"{label}.f={following}",
        f"{label}.start={token_start == start}.{shape}",
        f"{label}.end={border == end}.{shape}.{unit}",
    ]
    if token_start < start or token_end > end:
        features.append(f"{label}.inside")
        if token_start < start or not token[:1].isdigit():
            features.append(f"{label}.token={token}")
    return features


def _describe_number(candidate: Candidate, folded: str, bounds: list[int]) -> list[str]:
    start, tail = candidate.start, candidate.number_end
    before = folded[start - 1] if start else "\n"
    code = folded[start:tail]
    place = bisect_right(bounds, start) - 1
    return [
        "N",
        f"N.b={before}",
        f"N.bk={_sort(before)}",
        f"N.bb={folded[max(0, start - 2) : start]}",
        f"N.first={code[:1]}",
        f"N.second={code[:2]}",
        f"N.last={code[-1:]}",
        f"N.length={min(len(code), 12)}",
        f"N.border={bounds[place] == start}",
        f"N.p={folded[bounds[place - 1] : start] if place else ''}",
        f"N.bk.first={_sort(before)}.{code[:1]}",
        f"N.open={folded[tail : tail + 1]}",
        *(f"N.holds={character}" for character in "于据照按和及、的《》（）() " if character in code),
    ]


def _token_at(folded: str, bounds: list[int], place: int) -> str:
    return folded[bounds[place] : bounds[place + 1]] if place + 1 < len(bounds) else "\n"


def _shape(numeral: str) -> str:
    if numeral[:1].isdigit():
        digits = sum(map(str.isdigit, numeral))
        mark = "." if "." in numeral else "," if "," in numeral else ""
        scale = "w" if numeral[-1:] in "万亿" else "m" if numeral[-1:] in "余多几来" else ""
        inner = "r" if any(c in numeral for c in "-—–~至到、") else ""
        return f"{min(digits, 5)}{mark}{scale}{inner}" + ("Y" if digits == 4 and numeral[:2] in ("19", "20") else "")
    return numeral if len(numeral) == 1 else f"汉{min(len(numeral), 4)}{numeral[-1]}"


def _sort(character: str) -> str:
    if (sort := _SORTS.get(character)) is not None:
        return sort
    if character.isascii():
        return "9" if character.isdigit() else "A"
    return "汉"


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether the candidate stands in short quotation marks: “六个一”."""
    ahead = text[max(0, start - 12) : start]
    if _OPENING.isdisjoint(ahead) or _ENDING.isdisjoint(text[end : end + 14]):
        return False
    left = max(map(ahead.rfind, _OPENING))
    return not any(mark in ahead[left + 1 :] for mark in _CLOSING)
