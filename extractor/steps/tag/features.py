"""What the tagger looks at: a candidate's own shape, its neighbours and the tokens it shares."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from extractor.steps.tag.grammar import Candidate

_CONTACT = re.compile("电话|传真|邮编|邮政|热线|手机|号码|QQ|地址|邮箱")
_OPENING, _CLOSING, _ENDING = re.compile("[“‘\"「『]"), re.compile("[”’」』]"), re.compile("[”’\"」』]")
_PUNCTUATION = "，。；：、！？,.;:!?()（）《》“”‘’\"'「」【】[]〔〕 \n\t|—-–~～"
_SORTS = {mark: mark if mark in "()、.-\n“" else "p" for mark in _PUNCTUATION} | {"": "p"}


def describe(candidate: Candidate, text: str, folded: str, bounds: list[int]) -> list[str]:
    """Features of one candidate; `folded` and `bounds` as `propose` takes them."""
    label, start, end, _, number_end, unit, kind = candidate
    if label == "DOCUMENT_NUMBER":
        return _describe_number(candidate, folded, bounds)
    if label == "DOCUMENT_TITLE":
        return ["title", f"title.length={min((end - start) // 8, 9)}", f"title.first={folded[start + 1 : start + 3]}"]
    label, shape = label[0], _shape(folded[start:number_end])
    features = _describe_characters(candidate, folded, shape)
    features += _describe_tokens(candidate, folded, bounds, shape)
    if _quoted(text, start, end):
        features += [f"{label}.quoted", f"{label}.quoted.{shape}.{unit or kind}"]
    if kind in ("count", "") and _CONTACT.search(folded, max(0, start - 14), start) is not None:
        features.append(f"{label}.contact.{unit or kind}")
    return features


def _describe_characters(candidate: Candidate, folded: str, shape: str) -> list[str]:
    """The number's shape, its unit, and the characters on both sides."""
    label, start, end, _, number_end, unit, kind = candidate
    label, unit = label[0], unit or kind
    ahead, behind = folded[max(0, start - 2) : start] or "\n", folded[end : end + 2] or "\n"
    before, after = ahead[-1], behind[0]
    script = "9" if folded[start] in "0123456789" else "汉"
    known = "?" if unit == "?" else "u" if end > number_end else "-"
    return [
        label, f"{label}.n={shape}", f"{label}.u={unit}", f"{label}.n.u={shape}.{unit}",
        f"{label}.b2={before}.{_sort(ahead[:-1] or ' ')}.{script}.{known}.{kind}",
        f"{label}.b={before}", f"{label}.b.n={before}.{shape}", f"{label}.bk.ak={_sort(before)}.{_sort(after)}.{shape}",
        f"{label}.bb={ahead}", f"{label}.a={after}", f"{label}.aa={behind}", f"{label}.u.a={unit}.{after}",
    ]  # fmt: skip


def _describe_tokens(candidate: Candidate, folded: str, bounds: list[int], shape: str) -> list[str]:
    """The tokens on both sides, and the one that the candidate cuts."""
    label, start, end, _, _, unit, kind = candidate
    label = label[0]
    place = bisect_right(bounds, start) - 1
    token_start, token_end = bounds[place], bounds[min(place + 1, len(bounds) - 1)]
    previous = folded[token_start:start] if token_start < start else folded[bounds[place - 1] : token_start] if place else "\n"
    close = bisect_right(bounds, end - 1, place)
    border = bounds[close] if close < len(bounds) else end
    following = folded[end:border] if border > end else _token_at(folded, bounds, close)
    features = [
        f"{label}.p={previous}", f"{label}.f={following}", f"{label}.start={token_start == start}.{shape}",
        f"{label}.end={border == end}.{shape}.{unit or kind}",
    ]  # fmt: skip
    if token_start < start or token_end > end:
        features.append(f"{label}.inside")
        if token_start < start or not folded[token_start].isdigit():
            features.append(f"{label}.token={folded[token_start:token_end]}")
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


@lru_cache(maxsize=4096)
def _shape(numeral: str) -> str:
    if numeral.isdigit() and numeral.isascii():
        return f"{min(len(numeral), 5)}" + ("Y" if len(numeral) == 4 and numeral[:2] in ("19", "20") else "")
    if numeral[:1].isdigit():
        digits = sum(map(str.isdigit, numeral))
        mark = "." if "." in numeral else "," if "," in numeral else ""
        scale = "w" if numeral[-1:] in "万亿" else "m" if numeral[-1:] in "余多几来" else ""
        inner = "r" if any(c in numeral for c in "-—–~至到、") else ""
        return f"{min(digits, 5)}{mark}{scale}{inner}" + ("Y" if digits == 4 and numeral[:2] in ("19", "20") else "")
    return numeral if len(numeral) == 1 else f"汉{min(len(numeral), 4)}{numeral[-1]}"


@lru_cache(maxsize=4096)
def _sort(character: str) -> str:
    if (sort := _SORTS.get(character)) is not None:
        return sort
    if character.isascii():
        return "9" if character.isdigit() else "A"
    return "汉"


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether the candidate stands in short quotation marks: “六个一”."""
    first = max(0, start - 12)
    if _OPENING.search(text, first, start) is None or _ENDING.search(text, end, end + 14) is None:
        return False
    *_, opening = _OPENING.finditer(text, first, start)
    return _CLOSING.search(text, opening.end(), start) is None
