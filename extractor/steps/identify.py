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
_DIGITS = str.maketrans("０１２３４５６７８９（）：．－", "0123456789():.-")

_ERA = r"(?:\d{4,6}|二[〇○零O0][〇○零O0一二三四五六七八九]{2}|二[〇○零O0]一十)"
_TITLE = re.compile(
    rf"(?P<before>[一-龥()·]{{0,40}}?)(?:(?P<year>{_ERA})年?度?)?(?P<after>[一-龥()·]{{0,40}}?)"
    r"(?:(?:政府|政务)?信息公开|政务公开)(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
    rf"(?:\((?P<late>{_ERA})年度?\))?(?!的|制度|格式|编制|公布|公开|如下|予以)"
)
_NOT_A_TITLE = re.compile(r"现将|根据|按照|依据|本|我|附[件:]|为|特|关于(?:做好|开展|报送)|首页|当前|您")
_ABOUT = re.compile(r"关于(?:印发|公布|发布|报送)?$")

_BODY_END = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|领导小组|中心|街道|海关|公司|集团|银行|大学|学院|学校|[支总大]队"
    r"|[局厅委部署院办处所会馆])"
)
_BODY = re.compile(rf"(?!本|我|各|如|请|由|附)[一-龥()·]{{2,28}}{_BODY_END}")
_COMPILED_BY = re.compile(
    rf"报告[^。]{{0,120}}?由([一-龥()·]{{2,32}}?{_BODY_END})(?=综合|汇总|根据|依据|按照|结合|负责|组织|统一|牵头|会同|编[制写]|撰写)"
)
_COMPILES = re.compile(rf"[，。,]([一-龥()·]{{2,28}}?{_BODY_END})(?:组织|负责)?编制(?:了|完成)?(?=本|《|20|政府信息)")
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
_PERIOD = re.compile(rf"(\d{{1,6}})[年./-]{_DAY}(?:起|开始)?(?:至|到|—+|-+|–|~|～|─+)(?:(\d{{1,6}})[年./-]|当年|同年)?{_DAY}")
_YEARLESS_PERIOD = re.compile(r"(?<!年)1月1日起?(?:至|到|—+|-+|~|～)12月31日")
_YEARS = (
    re.compile(r"(?:统计表|情况表)\(?(20\d\d)年度?"),
    re.compile(r"(20\d\d)年度?(?:政府信息公开|政务公开)?(?:情况)?统计表"),
    re.compile(r"(?<!\d)(20\d\d)年度(?!要点)"),
    re.compile(r"(?<!\d)(20\d\d)年(?:政府信息公开|政务公开|[，,])"),
)
_QUOTED = re.compile(r"《[^》]{0,80}》|〔\d+〕")
_SIGNED_DAY = re.compile(r"\(?(?:(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?|([二〇○零O一三四五六七八九十]{4,5})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日)\)?")
_PUBLISHED = re.compile(r"(?:发布|发文|公开|生成|成文)?(?:日期|时间):(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})")


def identify(document: Document) -> Identity:
    """Say title, issuer, region, year, statistics period and date of the report, each None where it is not said.

    Only the opening, the captions of the tables and the closing are read, so a long report costs no more than a
    short one. The year is the title's even where the period says another one; `check` compares them.
    """
    pages = _Pages.of(document)
    title = _find_title(pages.lines, document.title)
    spoken = _TITLE.match(title) if title else None
    first, last = _find_period(pages.opening)
    year = _read_year(spoken) or (last.year if last else None) or _find_year(pages)
    issuer = _find_issuer(pages, spoken)
    period = f"{first}/{last}" if first else _yearless_period(pages.opening, year)
    return Identity(title, issuer, _find_region(issuer, spoken, pages), year, period, _find_day(pages, year))
