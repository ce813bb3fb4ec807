"""A report as HTML in the dresses that government sites give it; each is a function from a report to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from tests.rendering.reports import Report
from tests.rendering.tables import Box, Table

Cell = Callable[[str], str]
NAVIGATION = """<div class="header"><div class="top-nav"><a href="/">首页</a><a href="/zw">政务公开</a><a>政务服务</a><a>互动交流</a><a>数据</a></div>
<div class="search"><form><input name=q value="请输入关键字"><button>搜索</button></form></div></div>
<div class="position">您现在的位置：<a>首页</a> &gt; <a>政府信息公开</a> &gt; <a>年报</a></div>
<ul class="leftmenu"><li><a>政府信息公开指南</a></li><li><a>政府信息公开制度</a></li><li><a>法定主动公开内容</a></li><li><a>年报2024</a></li><li><a>年报2023</a></li></ul>"""
FOOTER = """<div class="share">分享到：<a>微信</a><a>微博</a></div><div class="print">【打印本页】 【关闭窗口】</div>
<div id="qrcode">扫一扫在手机打开当前页</div><div class="related"><h4>相关链接</h4><a>2019年年报</a> <a>2018年年报</a> <a>2017年年报</a> <a>2016年年报</a></div>
<div class="footer"><p>主办：某某人民政府办公室　承办：大数据中心</p><p>网站标识码：3600000031　某ICP备05000215号　公网安备 36010202000176号</p>
<p>联系电话：12345　建议使用1366*768分辨率浏览</p></div><script>var visits = 95213; document.write("访问量 95213");</script>"""


def plain_page(report: Report) -> bytes:
    """What a careful author writes: headings, paragraphs, tables with spans."""
    return f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>{report.title}</title><style>body{{font-family:WenQuanYi Zen Hei}} table{{border-collapse:collapse}} td,th{{border:1px solid #000}}</style></head><body>{_article(report, _text)}</body></html>".encode()


def word_page(report: Report) -> bytes:
    """As Word exports it: MsoNormal paragraphs in every cell, figures cut by spans, conditional comments, empty o:p."""
    def cell(text: str) -> str:
        pieces = f"{escape(text[: len(text) // 2])}</span><span lang=EN-US style='font-size:10.5pt'>{escape(text[len(text) // 2 :])}"
        return f"\n  <p class=MsoNormal align=center style='text-align:center;\n  line-height:15.0pt'><span lang=EN-US style='font-size:10.5pt;font-family:\n  宋体'>{pieces}<o:p></o:p></span></p>\n  "

    head = "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><meta name=Generator content='Microsoft Word 15'><!--[if gte mso 9]><xml><o:OfficeDocumentSettings>9527</o:OfficeDocumentSettings></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm;} --></style></head>"
    return f"{head}<body lang=ZH-CN><div class=WordSection1 style='layout-grid:15.6pt'>{_article(report, cell, mark='<o:p>&nbsp;</o:p>')}</div></body></html>".encode("gb18030")


def site_page(report: Report) -> bytes:
    """A page of a content management system: navigation, index block, noise behind; gb2312 declared, GB18030 used."""
    index = f"<table class=index><tr><td>索引号：</td><td>014500/{report.year + 1}-00019</td><td>发布机构：</td><td>{report.issuer}</td></tr><tr><td>发文日期：</td><td>{report.year + 1}-01-29</td><td>公开方式：</td><td>主动公开</td></tr></table>"
    info = f"<div class=info>来源：{report.issuer} 发布时间：{report.year + 1}-01-29 09:30 浏览次数：<span id=hits>287</span> 字体：【大 中 小】</div>"
    body = f"<div class=article-content id=zoom><!--{report.id}-->{_article(report, lambda text: f'<p style=text-align:center>{_text(text)}&nbsp;</p>')}<p>审核：朱镕堃　面积12㎡</p></div>"
    return f"<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><title>{report.title}_政府信息公开</title><meta name=ArticleTitle content='{report.title}'></head><body>{NAVIGATION}{index}{info}{body}{FOOTER}</body></html>".encode("gb18030")


def layout_page(report: Report) -> bytes:
    """As in 2005: the page is a table of tables, fonts in every cell, upper-case tags, nothing closed."""
    def cell(text: str) -> str:
        return f"<DIV align=center><FONT face=宋体 size=2>&nbsp;{_text(text)}　</FONT></DIV>"

    inside = _article(report, cell).replace("</p>", "").replace("</td>", "").replace("</tr>", "")
    return f"<HTML><BODY><TABLE width=980><TBODY><TR><TD width=200>{NAVIGATION}</TD><TD><TABLE><TR><TD class=title><B>{report.title}</B></TD></TR><TR><TD>{inside}</TD></TR></TABLE></TD></TR><TR><TD colspan=2>{FOOTER}</TD></TR></TABLE></BODY></HTML>".encode()


def split_page(report: Report) -> bytes:
    """Every table is cut after its tenth row as at the end of a page, and its heads stand again over the rest."""
    return f"<html><head><meta charset=utf-8><style>body{{font-family:WenQuanYi Zen Hei}}</style></head><body><ol><li>{_article(report, _text, cut=10)}</li></ol></body></html>".encode()


def one_table_page(report: Report) -> bytes:
    """The whole report is one table: headings and prose in rows of one cell, the figures below them in the same table."""
    rows = [f"<tr><td colspan=10>{report.title}</td></tr>"]
    for heading, content in report.sections:
        rows += [f"<tr><td colspan=10>{heading}</td></tr>"] if heading else []
        if isinstance(content, tuple):
            rows.append(f"<tr><td colspan=10>{''.join(f'<p>　　{escape(paragraph)}</p>' for paragraph in content * 3)}</td></tr>")
        else:
            rows += [f"<tr>{''.join(f'<td{_spans(box)}>{_text(box.text)}</td>' for box in row)}</tr>" for row in content]
    return f"<html><head><meta charset=utf-8></head><body><table>{''.join(rows)}<tr><td colspan=10><p>{report.issuer}</p><p>{report.signed}</p></td></tr></table></body></html>".encode()


def pasted_page(report: Report) -> bytes:
    """Tables pasted as text into the editor: a paragraph a row, cells between blanks."""
    return _as_text(report, lambda row: f"<p>{' '.join(filter(None, (escape(box.text) for box in row)))}</p>")


def broken_page(report: Report) -> bytes:
    """Tables whose tags were taken out: every cell on a line of its own, between <br>."""
    return _as_text(report, lambda row: "".join(f"{escape(box.text)}<br>" for box in row if box.text))


def preformatted_page(report: Report) -> bytes:
    """Tables as text between <pre>, with tabs."""
    return _as_text(report, lambda row: f"<pre>{chr(9).join(escape(box.text) for box in row)}</pre>")


def _as_text(report: Report, draw: Callable[[Sequence[Box]], str]) -> bytes:
    parts = [f"<html><head><meta charset=utf-8></head><body><div><h2>{report.title}</h2>"]
    for heading, content in report.sections:
        parts.append(f"<p>{heading}</p>")
        parts += [f"<p>{escape(text)}</p>" for text in content] if isinstance(content, tuple) else map(draw, content)
    return "".join([*parts, f"<p>{report.issuer}</p><p>{report.signed}</p></div></body></html>"]).encode()


PAGES: Mapping[str, Callable[[Report], bytes]] = {
    "plain": plain_page, "word": word_page, "site": site_page, "layout": layout_page, "split": split_page,
    "one table": one_table_page,
}  # fmt: skip
TEXT_PAGES: Mapping[str, Callable[[Report], bytes]] = {
    "pasted": pasted_page, "broken": broken_page, "preformatted": preformatted_page,
}  # fmt: skip


def _article(report: Report, cell: Cell, *, mark: str = "", cut: int = 0) -> str:
    parts = [f"<h1>{report.title}</h1>"]
    for heading, content in report.sections:
        parts.append(f"<p><strong>{heading}</strong>{mark}</p>" if heading else "")
        if isinstance(content, tuple):
            parts += [f"<p>　　{escape(paragraph)}{mark}</p>" for paragraph in content]
        else:
            parts += [_table(table, cell) for table in cut_table(content, cut)]
    return "\n".join([*parts, f"<p align=right>{report.issuer}</p><p align=right>{report.signed}</p>"])


def cut_table(table: Table, cut: int) -> list[Table]:
    """A tall table in two, its heads over both; a box over the cut goes on in the second."""
    if not cut or len(table) <= cut + 2:
        return [table]
    heads = 3 if table[0][0].down == 3 else 1
    if table[0][0].across == 4:
        return [table[:cut], table[cut:]] if table[cut][0].across == 4 else [table]
    first, second = list(map(list, table[:cut])), list(map(list, table[cut:]))
    hanging: list[tuple[int, Box]] = []
    for number, row in enumerate(first):
        for place, box in enumerate(row):
            if number + box.down > cut:
                hanging.append((len(hanging), box._replace(down=number + box.down - cut)))
                row[place] = box._replace(down=cut - number)
    for place, box in hanging:
        second[0].insert(place, box._replace(text="") if place else box)
    return [first, [*table[:heads], *second]]


def _table(table: Table, cell: Cell) -> str:
    rows = ("".join(f"<td{_spans(box)}>{cell(box.text)}</td>" for box in row) for row in table)
    return f"<table border=1 cellspacing=0>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _spans(box: Box) -> str:
    across = f" colspan={box.across}" if box.across > 1 else ""
    return across + (f' rowspan="{box.down}"' if box.down > 1 else "")


def _text(text: str) -> str:
    return escape(text) or "&nbsp;"
