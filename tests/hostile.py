"""Files that attack their reader, made when they are needed: none is stored."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def docx(document: str | bytes, **others: bytes) -> bytes:
    """A DOCX file with this document.xml."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for name, content in others.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def body(inside: str, before: str = "") -> str:
    return f"{before}<w:document {W}><w:body>{inside}</w:body></w:document>"


def claim_size(archive: bytes, size: int) -> bytes:
    """The archive with another unpacked size in both of its headers."""
    local, central = archive.index(b"PK\x03\x04"), archive.index(b"PK\x01\x02")
    claim = size.to_bytes(4, "little")
    return archive[: local + 22] + claim + archive[local + 26 : central + 24] + claim + archive[central + 28 :]


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF file with these objects; number 1 is the catalog."""
    file, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    for number, place in places.items():
        file += b"" if number != min(places) else b"xref\n0 1\n0000000000 65535 f \n"
        file += b"%d 1\n%010d 00000 n \n" % (number, place)
    return file + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), dictionary, content)


def page(contents: bytes, **others: bytes) -> dict[int, bytes]:
    """The objects of a document of one page with these contents."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % others.get("catalog", b""),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        4: contents,
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


WORDS = b"BT /F1 12 Tf 80 700 Td (Annual report 2021: 95 requests, 50 granted, 45 refused.) Tj ET\n"


@cache
def bomb() -> bytes:
    """Three hundred megabytes of nothing behind some words, deflated."""
    squeeze = zlib.compressobj(9)
    return b"".join([squeeze.compress(WORDS), *(squeeze.compress(bytes(1_000_000)) for _ in range(300)), squeeze.flush()])


def rules(count: int) -> bytes:
    return b"".join(b"%d %d m %d %d l S\n" % (n % 590, n % 840, n % 580 + 9, n % 830 + 9) for n in range(count))


def attributes(count: int) -> str:
    return " ".join(f'a{number}=""' for number in range(count))


# Each is refused, or read as what it shows, within the limits: (what it is, content)
ATTACKS: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("zero bytes", lambda: b""),
    ("only null bytes", lambda: bytes(1_000_000)),
    ("DOCX: a billion laughs", lambda: docx(body("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY l0 "laugh">{LAUGHS}]>'))),
    ("DOCX: a zip bomb of paragraphs", lambda: docx(body("<w:p/>" * 7_000_000))),
    ("DOCX: a zip bomb of one text", lambda: docx(body("<w:p><w:r><w:t>" + "公" * 15_000_000 + "</w:t></w:r></w:p>"))),
    ("DOCX: a zip bomb that claims little", lambda: claim_size(docx(body("<w:p/>" * 7_000_000)), 4_000)),
    ("DOCX: a claim of 2 GB", lambda: claim_size(docx(body("<w:p/>")), 2**31)),
    ("DOCX: nested deeply", lambda: docx(body("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000))),
    ("DOCX: a table in a table, a thousand times", lambda: docx(body("<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80))),
    ("DOCX: a million attributes", lambda: docx(f"<w:document {W} {attributes(100_000)}/>")),
    ("DOCX: truncated", lambda: docx(body("<w:p><w:r><w:t>收到申请95件</w:t></w:r></w:p>"))[:-60]),
    ("DOCX: a program inside", lambda: docx(body("<w:p><w:r><w:t>收到申请95件</w:t></w:r></w:p>"), word__vbaProject=b"\xd0\xcf\x11\xe0Shell")),
    ("PDF: a stream that unpacks to 300 MB", lambda: pdf(page(stream(bomb(), b"/Filter /FlateDecode")))),
    ("PDF: a bomb in a bomb", lambda: pdf(page(stream(zlib.compress(bomb()), b"/Filter [/FlateDecode /FlateDecode]")))),
    ("PDF: a claim of 2 GB", lambda: pdf(page(b"<< /Length 2147483648 >>\nstream\n" + WORDS + b"\nendstream"))),
    ("PDF: two billion pages", lambda: pdf(page(stream(WORDS))).replace(b"/Count 1", b"/Count 2147483647")),
    ("PDF: pages that hold themselves", lambda: pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"})),
    ("PDF: a length that is its own length", lambda: pdf(page(b"<< /Length 4 0 R >>\nstream\n" + WORDS + b"\nendstream"))),
    ("PDF: an earlier table that is this one", lambda: pdf(page(stream(WORDS)), b"/Prev 9")),
    ("PDF: nested arrays", lambda: pdf(page(stream(WORDS)) | {6: b"[" * 50_000 + b"]" * 50_000}, b"/Info 6 0 R")),
    ("PDF: a stack of states", lambda: pdf(page(stream(b"q " * 300_000 + WORDS)))),
    ("PDF: sixty thousand rules", lambda: pdf(page(stream(WORDS + rules(60_000))))),
    ("PDF: a script", lambda: pdf(page(stream(WORDS), catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"))),
    ("PDF: a program to start", lambda: pdf(page(stream(WORDS), catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"))),
    ("PDF: truncated", lambda: pdf(page(stream(WORDS)))[:300]),
    ("PDF: encrypted", lambda: pdf(page(stream(WORDS)), b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
     b" /O <" + b"00" * 32 + b"> /U <" + b"11" * 32 + b"> >>")),
    ("PDF: a scan", lambda: pdf(page(stream(b"q 500 0 0 700 40 40 cm /Im1 Do Q")))),
    ("HTML: nested deeply", lambda: b"<html><body>" + b"<div>" * 1_000_000 + "公开95件".encode()),
    ("HTML: never closed", lambda: b"<html><body>" + b"<table><tr><td><b><i><a href=x>" * 100_000),
    ("HTML: a table in a table", lambda: b"<html><body>" + b"<table><tr><td>1<td>" * 20_000),
    ("HTML: a cell over all the world", lambda: b"<html><table>" + b"<tr><td colspan=99999 rowspan=99999>1</td></tr>" * 3_000 + b"</table>"),
    ("HTML: a billion laughs", f'<!DOCTYPE html [<!ENTITY l0 "laugh">{LAUGHS}]><html><p>&l9;</p></html>'.encode),
    ("HTML: a comment without end", lambda: b"<html><body><p>95" + b"<!--" * 2_000_000),
    ("HTML: a million entities", lambda: b"<html><body><p>" + b"&amp;" * 1_000_000 + b"</p></body></html>"),
    ("HTML: half characters", lambda: b"<html><body><p>&#xD800;&#x110000;&#0;\xed\xa0\x80 95</p></body></html>"),
    ("HTML: one very long line", lambda: b"<html><body><p>" + "首页 > ".encode() * 500_000 + b"</p></body></html>"),
    ("HTML: blanks", lambda: b"<html><body><p>95" + b" \n" * 4_000_000 + b"</p></body></html>"),
    ("text: digits", lambda: b"12345\n" * 100_000),
    ("text: bars", lambda: b"|" * 4_000_000),
    ("text: tabs", lambda: b"1\t" * 2_000_000),
    ("text: blanks", lambda: b"1" + b" " * 8_000_000 + b"1"),
    ("text: table tags", lambda: b"<table>" + b"<tr><td rowspan=999 colspan=999>1" * 10_000),
)  # fmt: skip
