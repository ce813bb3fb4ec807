"""Who reports, about which year: read from title, opening, captions and signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from extractor.knowledge.numerals import read_numeral
from extractor.records import Document, Identity

_OPENING, _CLOSING, _CAPTION = 1500, 600, 300
_FIRST_YEAR, _LAST_YEAR = 2004, 2049
_PLAIN = tuple(zip("０１２３４５６７８９（）：．－#*|", (*"0123456789():.-", "", "", ""), strict=True))

_ERA = r"(?:\d{4,6}|二[〇○零O0][〇○零O0一二三四五六七八九]{2}|二[〇○零O0]一十)"
_TITLE = re.compile(
    rf"(?P<before>[一-龥()·]{{0,40}}?)(?:(?P<year>{_ERA})年?度?)?(?P<after>[一-龥()·]{{0,40}}?)"
    rf"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?(?:情况)?(?:(?P<middle>{_ERA})年?)?的?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
    rf"(?:\((?P<late>{_ERA})年度?\))?(?!的|制度|格式|编制|公布|公开|如下|予以)"
)
_NOT_A_TITLE = re.compile(r"现将|根据|按照|依据|本|我|附[件:]|为|特|关于(?:做好|开展|报送)|首页|当前|您")
_BEFORE_TITLE = re.compile(r"^(?:标题|名称|信息名称|文件名称|信息标题):|^\d{1,2}[.、](?!\d)")
_SITE_NOTE = re.compile(r"[(\[【_<—-]|发布|日期|来源|字号|字体|索引|作者|时间|文号|浏览")
_ABOUT = re.compile(r"关于(?:印发|公布|发布|报送)?$")

_BODY_END = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|领导小组|中心|街道|海关|公司|集团|银行|大学|学院|学校|党校|[支总大]队"
    r"|[局厅委部署院办处所会馆])"
)
_BODY = re.compile(rf"(?!本|我|各|如|请|由|附)[一-龥()·]{{2,28}}{_BODY_END}")
_COMPILED_BY = re.compile(
    rf"由([一-龥()·]{{2,32}}?{_BODY_END})(?=综合|汇总|根据|依据|按照|结合|负责|组织|统一|牵头|会同|编[制写]|撰写)"
)
_COMPILES = re.compile(
    rf"[，。,]([一-龥()·]{{2,28}}?{_BODY_END})(?:组织|负责)?编制(?:了|完成)?(?=本|《|20|政府信息)"
)
_HANDS_ON = re.compile(rf"([一-龥()·]{{2,28}}?{_BODY_END})关于(?:印发|公布|发布|报送)")
_PUBLISHER = re.compile(rf"(?:发布机构|公开主体|发文机关|信息来源|来源):([一-龥()·]{{2,28}}?{_BODY_END})")
_CONTACT = re.compile(rf"(?:请与|请联系|请联系:|可与)([一-龥()·]{{2,32}}?{_BODY_END})")
_RELATIVE = tuple("省市州县区旗镇乡本我该局委办厅")
_PLACE_NAME = r"(?:(?!政府|[局委厅办处])[一-龥·]){1,12}?"
_PLACE_END = (
    r"(?:省|市(?![场区])|州(?![省市区县镇乡])|盟(?!市)|县(?!域)|旗|街道|苏木|(?<![社小])区(?![域划县])"
    r"|镇(?![市镇])|乡(?![市族区县镇村]))(?<!城[市乡镇])(?<!乡镇)"
)
_REGION = re.compile(rf"(?:国家税务总局|国家统计局|中国|中共)?((?:{_PLACE_NAME}{_PLACE_END})+)")

_DAY = r"(\d{1,2})[月./-](\d{1,2})日?"
_TO = r"(?:起|开始)?(?:至|到|—+|-+|–|~|～|─+)"
_PERIOD = re.compile(rf"(?<!\d)(\d{{1,6}})[年./-]{_DAY}{_TO}(?:(\d{{1,6}})[年./-]|当年|同年|本年)?{_DAY}")
_YEARLESS_PERIOD = re.compile(rf"(?<!\d年)(?<!\d)1月1日{_TO}12月31日")
_YEARS = (
    re.compile(r"(?:统计表|情况表)\(?(20\d\d)年度?"),
    re.compile(r"(20\d\d)年度?(?:政府信息公开|政务公开)?(?:情况)?统计表"),
    re.compile(r"(?<!\d)(20\d\d)年度(?!要点)"),
    re.compile(r"(?<!\d)(20\d\d)年(?:政府信息公开|政务公开|[，,])"),
)
_QUOTED = re.compile(r"《[^》]{0,80}》|〔\d+〕")
_SIGNED_DAY = re.compile(
    r"\(?(?:(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?"
    r"|([二〇○零O一三四五六七八九十]{4,5})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日)\)?$"
)
_POSTED = re.compile(r"(?:发布|发文|公开|生成|成文)?(?:日期|时间):(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})")


def identify(document: Document) -> Identity:
    """Say title, issuer, region, year, statistics period and day of the report, None what is not said.

    Only the opening, the captions of the tables and the closing are read, so a long report costs no more than
    a short one. The year is the title's even where the period says another one; `check` compares them.
    """
    pages = _Pages.of(document)
    title = _find_title(pages.lines, document.title)
    spoken = _TITLE.match(title) if title else None
    first, last = _find_period(pages.opening)
    year = _read_year(spoken) or (last.year if last else None) or _find_year(pages)
    issuer = _find_issuer(pages, spoken)
    period = f"{first}/{last}" if first else _yearless_period(pages.opening, year)
    return Identity(title, issuer, _find_region(issuer, spoken, pages), year, period, _find_day(pages, year))


@dataclass(frozen=True, slots=True)
class _Pages:
    """The stretches that say who and when; blanks are taken out, lines kept apart where they are wanted."""

    lines: tuple[str, ...]
    opening: str
    captions: tuple[str, ...]
    closing: tuple[str, ...]

    @staticmethod
    def of(document: Document) -> _Pages:
        """Cut the stretches out of the document; the signature may also stand before the first table."""
        text, starts = document.text, [grid.start for grid in document.grids[:3]]
        before_tables = text[max(0, starts[0] - _CLOSING) : starts[0]] if starts else ""
        lines = tuple(_lines(text[:_OPENING]))
        return _Pages(
            lines=lines[:40],
            opening="".join(lines),
            captions=tuple("".join(_lines(text[max(0, start - _CAPTION) : start])) for start in starts),
            closing=(*_lines(before_tables), *_lines(text[-_CLOSING:])),
        )


def _lines(text: str) -> Iterator[str]:
    for written, plain in _PLAIN:
        text = text.replace(written, plain)
    for line in text.split("\n"):
        if bare := "".join(line.split()):
            yield bare


# ---------------------------------------------------------------- title
def _find_title(lines: tuple[str, ...], said_outside: str | None) -> str | None:
    """Prefer a line that is a title with its year, then one without, then a title over two or three lines."""
    whole = [(number, found) for number, line in enumerate(lines) if (found := _read_title(line))]
    for number, found in [one for one in whole if _read_year(one[1])] or whole:
        if found["before"] or found["after"]:
            return found.group()
        before = lines[number - 1] if number else ""
        if _BODY.fullmatch(before) or _REGION.fullmatch(before) or _read_era(before.rstrip("年度")):
            return before + found.group()
        if _read_year(found):
            return found.group()
    joined = (
        _read_title("".join(lines[at : at + count]))
        for at, line in enumerate(lines[:12]) if len(line) < 48 for count in (2, 3)
    )  # fmt: skip
    outside = _read_title("".join(_lines(said_outside or "")))
    found = next((one for one in joined if one and _read_year(one)), None) or outside
    return found.group() if found else None


def _read_title(line: str) -> re.Match[str] | None:
    """Read a title at the start of a line; only its repetition, a bracket or a site's note may follow."""
    if "公开" not in line[:90] or "报" not in line[:90] or _NOT_A_TITLE.match(line):
        return None
    found = _TITLE.match(_BEFORE_TITLE.sub("", line)[:120])
    if found is None:
        return None
    rest = found.string[found.end() :]
    return found if not rest or rest.startswith(found.group()) or _SITE_NOTE.match(rest) else None


def _read_year(title: re.Match[str] | None) -> int | None:
    return _read_era(title["year"] or title["middle"] or title["late"] or "") if title else None


def _read_era(text: str) -> int | None:
    """Read a year; None for a misprint such as 202020, which says none."""
    value = read_numeral(text.replace("O", "〇"))
    return int(value) if value is not None and _FIRST_YEAR <= value <= _LAST_YEAR else None


# ---------------------------------------------------------------- issuer and region
def _find_issuer(pages: _Pages, title: re.Match[str] | None) -> str | None:
    """Take the first body that is named in full (云州市教育局), else one as it calls itself (区教育局)."""
    named = [body for body in _bodies(pages, title) if not body.startswith(("本", "我", "该"))]
    full = (body for body in named if _REGION.match(body) or not body.startswith(_RELATIVE))
    return next(full, named[0] if named else None)


def _bodies(pages: _Pages, title: re.Match[str] | None) -> Iterator[str]:
    yield from (found.group(1) for line in pages.lines[:12] if (found := _HANDS_ON.match(line)))
    for expression in (_COMPILED_BY, _COMPILES):
        if found := expression.search(pages.opening):
            yield found.group(1)
    if title and _BODY.fullmatch(name := _name_in(title)):
        yield name
    yield from (line for line in pages.lines[:12] if _BODY.fullmatch(line))
    yield from (
        body for line in reversed(pages.closing) if _BODY.fullmatch(body := _SIGNED_DAY.sub("", line))
    )
    if found := _PUBLISHER.search(pages.opening):
        yield found.group(1)


def _name_in(title: re.Match[str]) -> str:
    """Name in a title (云州市教育局关于2018年…); 人民 gets 政府 of 政府信息公开 back."""
    name = _ABOUT.sub("", title["before"]).removeprefix("关于") or title["after"]
    return name + "政府" if name.endswith("人民") else name


def _find_region(issuer: str | None, title: re.Match[str] | None, pages: _Pages) -> str | None:
    contact = _CONTACT.search(pages.opening)
    names: Iterable[str] = (
        issuer or "",
        _name_in(title) if title else "",
        contact.group(1) if contact else "",
    )
    found = (_REGION.match(name) for name in names)
    return next((region.group(1) for region in found if region), None)


# ---------------------------------------------------------------- year, period, day
def _find_year(pages: _Pages) -> int | None:
    plain = _QUOTED.sub("", pages.opening)
    for text in (*pages.captions, plain):
        for expression in _YEARS:
            if found := expression.search(text):
                return _read_era(found.group(1))
    return None


def _find_period(opening: str) -> tuple[date, date] | tuple[None, None]:
    """Read the first from–to; where one year is misprinted (202020年) the other one stands for both."""
    for found in _PERIOD.finditer(opening):
        first_year, month, day, last_year, last_month, last_day = found.groups()
        start = _read_era(first_year) or _read_era(last_year or "")
        end = _read_era(last_year or "") or start
        first, last = _day(start, month, day), _day(end, last_month, last_day)
        if first and last and first <= last:
            return first, last
    return None, None


def _yearless_period(opening: str, year: int | None) -> str | None:
    return f"{year}-01-01/{year}-12-31" if year and _YEARLESS_PERIOD.search(opening) else None


def _find_day(pages: _Pages, year: int | None) -> str | None:
    """Read the day of the signature, or the day of posting; a day before the reported year is neither."""
    signed = (_read_signature(line) for line in (*reversed(pages.closing), *pages.lines[:12]))
    for found in (*signed, _POSTED.search(pages.opening)):
        said = tuple(part for part in found.groups() if part) if found else ()
        day = _day(_read_era(said[0]), *said[1:]) if len(said) == 3 else None
        if day and day.year >= (year or _FIRST_YEAR):
            return day.isoformat()
    return None


def _read_signature(line: str) -> re.Match[str] | None:
    """Read a line that is a day, alone or behind a body (云州市教育局2019年1月20日)."""
    if line[-1] not in "日)0123456789" or len(line) > 48:
        return None
    found = _SIGNED_DAY.search(line)
    return found if found and (not found.start() or _BODY.fullmatch(line, 0, found.start())) else None


def _day(year: int | None, month: str, day: str) -> date | None:
    month_number, day_number = read_numeral(month), read_numeral(day)
    if year is None or month_number is None or day_number is None:
        return None
    try:
        return date(year, int(month_number), int(day_number))
    except ValueError:  # 2月30日: the report says no day
        return None
