"""A report of any kind becomes one text and its tables, and what is no report is refused in plain words."""

import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from extractor.reading import ReadError, read
from extractor.records import Document

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "—"],
    ["行政规范性文件", "6", "1", "1,032"],
]
PROSE = "2021年，湖滨区收到申请95件。"

STREAM = PROSE + "\n" + "".join(f"{cell} |\n" if cell else "|" for row in ROWS for cell in row) + "扫一扫\n"
MARKDOWN = PROSE + "\n\n" + "".join(
    f"| {' | '.join(row)} |\n" + ("|---|:-:|---|---|\n" if row is ROWS[0] else "") for row in ROWS
)  # fmt: skip
TABS = PROSE + "\n" + "\n".join("\t".join(row) for row in ROWS) + "\n"
TRAILING = PROSE + "\n" + "".join(" | ".join(row) + " |\n" for row in ROWS)
BOXED = PROSE + "\n" + "".join(f"├──┼──┼──┼──┤\n│{'│'.join(row)}│\n" for row in ROWS) + "└──┴──┴──┴──┘\n"
HTML = (
    f"<p>{PROSE}</p><table>"
    + "".join("<tr>" + "".join(f"<td>{cell or '&nbsp;'}</td>" for cell in row) + "</tr>" for row in ROWS)
    + "</table>"
)

# (layout, source, media type)
LAYOUTS = [
    ("cells that end with a bar, over several lines", STREAM, None),
    ("Markdown", MARKDOWN, "text/markdown"),
    ("columns set off by tabs", TABS, None),
    ("a row a line, with bars behind the cells", TRAILING, None),
    ("drawn boxes", BOXED, None),
    (
        "tags inside Markdown, as OCR writes them",
        f"# 年报\n\n{PROSE}\n\n" + HTML.partition("</p>")[2].replace("&nbsp;", ""),
        "text/markdown",
    ),
    ("HTML", HTML, "text/html"),
]


def cells(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for grid in document.grids for row in grid.rows]


@pytest.mark.parametrize(("source", "media_type"), [r[1:] for r in LAYOUTS], ids=[r[0] for r in LAYOUTS])
def test_every_layout_gives_the_same_cells(source: str, media_type: str | None) -> None:
    document = read(source, document_id="lakeside", media_type=media_type)
    assert cells(document) == ROWS
    assert_places(document)
    assert PROSE in "".join(document.text[start:end] for start, end in document.prose)
    assert "现行有效件数" not in "".join(document.text[start:end] for start, end in document.prose)


def assert_places(document: Document) -> None:
    for grid in document.grids:
        for cell in (cell for row in grid.rows for cell in row):
            assert document.text[cell.start : cell.end] == cell.text
            assert grid.start <= cell.start <= cell.end <= grid.end


# (what it is, lines, rows): tables without bars
LINE_TABLES = [
    ("columns set off by single blanks", ["信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 0 0 3", "行政规范性文件 6 1 32"],
     [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "0", "0", "3"], ["行政规范性文件", "6", "1", "32"]]),
    ("one cell a line", ["信息内容", "本年处理决定数量", "行政处罚", "12", "行政强制", "0", "行政许可", "7"],
     [["信息内容"], ["本年处理决定数量"], ["行政处罚", "12"], ["行政强制", "0"], ["行政许可", "7"]]),
    ("one cell a line, with units", ["（一）收到申请数", "件", "9", "1.当面申请数", "件", "4", "2.传真申请数", "件", "5"],
     [["（一）收到申请数", "件", "9"], ["1.当面申请数", "件", "4"], ["2.传真申请数", "件", "5"]]),
    ("unit before the figure", ["（一）收到申请数 件 9", "1.当面申请数 件 4", "2.传真申请数 件 5"],
     [["（一）收到申请数", "件", "9"], ["1.当面申请数", "件", "4"], ["2.传真申请数", "件", "5"]]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "rows"), [r[1:] for r in LINE_TABLES], ids=[r[0] for r in LINE_TABLES])
def test_tables_without_bars_are_found(lines: list[str], rows: list[list[str]]) -> None:
    document = read(
        "\n".join([PROSE, *lines, "以上数据，截至2021年底，均已核对，请予监督。"]), document_id="lakeside"
    )
    assert cells(document) == rows
    assert_places(document)


# Prose that looks a little like a table and is none.
NO_TABLES = [
    "全年共收到申请\n351\n件，其中网络申请\n300\n件，信函申请51件。",  # a PDF's lines broken inside numbers
    "联系电话 0517 87222\n邮编 223100\n",
    "一、总体情况\n（一）主动公开情况\n全年公开1136条。\n（二）依申请公开情况\n全年21件。\n",
    "行政许可 550\n",  # one row alone is no table
    "A | B\n",
]


@pytest.mark.parametrize("text", NO_TABLES)
def test_prose_is_no_table(text: str) -> None:
    document = read(text, document_id="lakeside")
    assert document.grids == ()
    assert document.text == text


def test_plain_text_is_never_rewritten() -> None:
    text = "\r\n　　第一段　\r\n\t规章\t0\r\n第３段…⼀\x0c\r\n"
    assert read(text.encode("utf-16"), document_id="x").text == text


# ---------------------------------------------------------------- HTML
SITE = """<html><head><title>年报-湖滨区人民政府</title><style>p{}</style><meta name="ArticleTitle" content="湖滨区年报"></head>
<body><div class="top-nav"><a>首页</a><a>公开</a></div><ul><li><a>要闻</a></li><li><a>部门</a></li><li><a>街道</a></li>
<li><a>互动</a></li></ul><div class="crumbs">当前位置：首页 > 年报</div><h1>湖滨区2021年<br>年报</h1>
<table><tr><td>索引号</td><td>0144/2022-7</td></tr><tr><td>发布日期</td><td>2022-01-20</td></tr></table>
<p>　　全年收到政府信
      息公开申请<b>9</b>5件&nbsp;，<span style="display:none">秘密7件</span>办结 90 件。<script>var a = "3件";</script></p>
<table><tr><td><p>布局表：左栏是一段很长的正文，收到申请九十五件。</p><p>第二段。</p></td></tr></table>
<!-- 隐藏 8 件 --><div hidden>看不见</div><p>扫一扫在手机打开当前页面</p><div class="footer">主办：湖滨区人民政府</div></body></html>"""


def test_a_page_shows_its_article_and_nothing_else() -> None:
    document = read(SITE.encode("gbk"), document_id="x", declared_encoding="gb2312")
    assert document.text.splitlines() == [
        "湖滨区2021年", "年报", "索引号", "0144/2022-7", "发布日期", "2022-01-20", "全年收到政府信息公开申请95件，办结 90 件。".replace("件，", "件 ，"),
        "布局表：左栏是一段很长的正文，收到申请九十五件。", "第二段。",
    ]  # fmt: skip
    assert (document.title, document.encoding, document.grids) == ("湖滨区年报", "gb18030", ())


def test_cells_that_span_stand_in_each_of_their_places() -> None:
    html = """<table><tr><td rowspan=2>行政复议</td><td colspan=2>行政诉讼</td></tr><tr><td>结果<br>维持</td><td>总 计</td></tr>
    <tr><td>1</td><td>2</td><td>3</td></tr></table>"""
    assert cells(read(html, document_id="x", media_type="text/html")) == [
        ["行政复议", "行政诉讼", "行政诉讼"], ["行政复议", "结果维持", "总 计"], ["1", "2", "3"],
    ]  # fmt: skip


# ---------------------------------------------------------------- DOCX
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = """<w:p><w:r><w:t>收到申请</w:t></w:r><w:del><w:r><w:delText>94</w:delText></w:r></w:del><w:ins><w:r><w:t>95</w:t></w:r></w:ins>
<w:r><w:t>件</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>不予公开</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>属于国家</w:t></w:r></w:p><w:p><w:r><w:t>秘密</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr>
<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>属于行政执法案卷</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里的字</w:t><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent></w:r></w:p></w:sdtContent></w:sdt>"""


def docx(body: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def test_a_docx_is_read_with_changes_accepted_and_cells_merged() -> None:
    document = read(docx(BODY), document_id="x", media_type="application/octet-stream")
    assert cells(document) == [
        ["不予公开", "属于国家秘密", "", ""],
        ["不予公开", "属于行政执法案卷", "3", "4"],
    ]
    assert document.text.split("\n")[0] == "收到申请95件"
    assert document.text.endswith("控件里的字\n文本框\n")
    assert_places(document)


# ---------------------------------------------------------------- PDF
Sheet = tuple[Sequence[tuple[float, float, str]], Sequence[tuple[float, float, float, float]]]


def pdf(pages: Sequence[Sheet]) -> bytes:
    """Draw pages of texts (x, y from the top, words) and rules, in a font that every PDF program knows."""
    parts = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [2 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] /FontDescriptor 3 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /Ascent 880"
        b" /Descent -120 /CapHeight 880 /StemV 93 /ItalicAngle 0 >>",
    ]
    root = 4 + 2 * len(pages)
    for texts, rules in pages:
        drawn = b"".join(
            b"BT /F1 12 Tf %.1f %.1f Td <%s> Tj ET\n" % (x, 830 - y, words.encode("utf-16-be").hex().encode())
            for x, y, words in texts
        ) + b"".join(b"%.1f %.1f m %.1f %.1f l S\n" % (a, 842 - b, c, 842 - d) for a, b, c, d in rules)
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        parts.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 1 0 R >> >> >>" % (root, len(parts))
        )
    kids = b" ".join(b"%d 0 R" % number for number in range(5, root, 2))
    parts += [
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Catalog /Pages %d 0 R >>" % root,
    ]
    file, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        len(parts),
        len(file),
    )
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def paper(number: int, *lines: str) -> list[tuple[float, float, str]]:
    return [
        (80, 40, "湖滨区人民政府"),
        *((80, 90 + 20 * i, line) for i, line in enumerate(lines)),
        (280, 800, f"- {number} -"),
    ]


GRID = [(80, y, 380, y) for y in (300, 320, 340)] + [(x, 300, x, 340) for x in (80, 230, 305, 380)]


def test_a_pdf_is_read_in_paragraphs_without_heads_and_feet() -> None:
    wrapped = "　　全年共收到政府信息公开申请1234件，其中网络申请1000件，均已在法定期限内办结。"
    lines = [wrapped[:19], wrapped[19:38], wrapped[38:], "　　全年培训3次。"]
    first = paper(1, *lines)
    table = [
        (85, 304, "规章"),
        (235, 304, "0"),
        (310, 304, "3"),
        (85, 324, "行政规范性文件"),
        (235, 324, "6"),
    ]
    pages = [(first + table, GRID), (paper(2, "　　第二页的正文没有写满"), []), (paper(3, "　　完。"), [])]
    document = read(pdf(pages), document_id="x")
    assert cells(document) == [["规章", "0", "3"], ["行政规范性文件", "6", ""]]
    assert document.text.split("\n")[:2] == [
        "全年共收到政府信息公开申请1234件，其中网络申请1000件，均已在法定期限内办结。", "全年培训3次。",
    ]  # fmt: skip
    assert "湖滨区人民政府" not in document.text
    assert "- 2 -" not in document.text
    assert_places(document)


# ---------------------------------------------------------------- refused
REFUSED = [
    ("nothing", b"", "the file is empty"),
    ("blanks", b" \n\t", "the file is empty"),
    (
        "an old Word file, or an encrypted one",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "save it as DOCX without",
    ),
    ("OFD", b"PK\x03\x04" + b"\0" * 26 + b"OFD.xml", "an OFD file; save it as PDF"),
    ("a spreadsheet", b"PK\x03\x04" + b"\0" * 26 + b"xl/workbook.xml", "a spreadsheet"),
    ("a ZIP archive", b"PK\x03\x04" + b"\0" * 26 + b"photo.jpg", "a ZIP archive without a report"),
    ("an image called .txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "an image; give the text"),
    ("binary junk", bytes(range(256)) * 8, "the file is not text"),
    ("a damaged PDF", b"%PDF-1.7\nnothing here", "the PDF file is damaged"),
    ("a PDF without text: a scan", pdf([([], []), ([], [])]), "shows no text; it may be a scan"),
    ("a truncated DOCX", docx(BODY)[:-40], "the DOCX file is damaged"),
    ("a DOCX with broken XML", docx("<w:p>"), "the DOCX file is damaged"),
    ("an empty DOCX", docx(""), "holds no text"),
    ("a page of scripts", b"<html><script>document.write('x')</script></html>", "the page shows no text"),
]


@pytest.mark.parametrize(("content", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_read_is_refused_in_plain_words(content: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(content, document_id="x", media_type="text/plain")
    assert message in str(caught.value)
    assert " · " in str(caught.value)


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不该看见")
    body = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "哈哈哈哈">]>'
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        xml = (
            f"{body}<w:document {W}><w:body><w:p><w:r><w:t>正文&a;&b;</w:t></w:r></w:p></w:body></w:document>"
        )
        archive.writestr("word/document.xml", xml)
    assert read(file.getvalue(), document_id="x").text == "正文\n"


def test_a_plain_text_needs_no_library_of_the_other_formats() -> None:
    code = "import sys, extractor.reading as r; r.read('规章 0', document_id='x'); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"lxml", "pdfplumber", "pdfminer", "docx", "chardet"} & set(loaded)


HOSTILE = [
    ("digits", "12345\n" * 100_000),
    ("bars", "|" * 500_000),
    ("bars a line", "1 |\n" * 100_000),
    ("figures", "规章 1\n" * 50_000),
    ("brackets", "(一)" * 200_000),
    ("nested elements", "<html>" + "<div>" * 50_000 + "正文"),
    ("a cell over all the world", "<html><table>" + "<tr><td colspan=999 rowspan=65000>1</td></tr>" * 500 + "</table>正文"),
]  # fmt: skip


@pytest.mark.parametrize("text", [r[1] for r in HOSTILE], ids=[r[0] for r in HOSTILE])
def test_hostile_texts_take_no_more_than_their_length(text: str) -> None:
    try:
        read(text, document_id="x")
    except ReadError as error:
        assert " · " in str(error)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\xef\xbb\xbf", b"\xff\xfe \x00\n\x00"])
def test_a_file_of_nothing_but_a_mark_is_empty(content):
    with pytest.raises(ReadError, match="empty but for a byte-order mark"):
        read(content, document_id="mark")
