"""HTML pages of government sites: the visible text, a line a block, and the real tables in it."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractor.reading.building import ReadError, Reading, Writer
from extractor.reading.html.boilerplate import is_boilerplate, is_boilerplate_line, is_hidden
from extractor.reading.html.inline import InlineText
from extractor.reading.html.paths import Paths
from extractor.reading.html.tables import Stretch, read_table
from extractor.reading.spots import Spot

_SILENT = frozenset({
    "script", "style", "noscript", "template", "head", "title", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "select", "button", "input", "textarea", "option", "map", "nav", "footer",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl",
    "dt", "fieldset", "figure", "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
})  # fmt: skip
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DEEP = "Excessive depth"
_TITLES = ("//meta[translate(@name,'ARTICLE','article')='articletitle']/@content", "//h1", "//title")


def read_html(source: str) -> Reading:
    r"""Read a page; ReadError where it holds no text.

    >>> read_html("<p>全年收到申请<b>95</b>件。</p><script>alert(1)</script>").text
    '全年收到申请95件。\n'
    """
    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = document_fromstring(_XML_DECLARATION.sub("", source, count=1).replace("\0", ""), parser=parser)
    except etree.XMLSyntaxError:  # this parser recovers from all else
        raise MemoryError from None
    except etree.ParserError:
        raise ReadError("the page is empty · give a page that holds the report's text") from None
    page = _Page()
    page.walk(root)
    page.end_line()
    if not page.writer.length:
        raise ReadError(
            "the page shows no text · give the page that a browser shows, not its frame or script"
        )
    deep = any(_DEEP in entry.message for entry in parser.error_log)
    warnings = ("the page is nested too deeply; what is deeper than 256 elements is lost",) if deep else ()
    return page.writer.finish(_find_title(root), warnings)


class _Page:
    """Walks the elements and writes lines and tables."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.inline = InlineText()
        self.paths = Paths()
        self.holder: HtmlElement | None = None  # of the first words of the line

    def walk(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or is_hidden(element) or is_boilerplate(element):
            return
        if tag == "table" and (stretches := read_table(element, self.paths)):
            for stretch in stretches:
                self._add_stretch(stretch)
            return
        is_block = tag in _BLOCKS
        if is_block or tag == "br":
            self.end_line()
        self._add(element.text, element)
        for child in element:
            self.walk(child)
            self._add(child.tail, element)
        if is_block:
            self.end_line()

    def end_line(self) -> None:
        line, holder = self.inline.take(), self.holder
        self.holder = None
        if line and holder is not None and not is_boilerplate_line(line):
            self.writer.add_line(line, [Spot(line, path=self.paths.find(holder))])

    def _add_stretch(self, stretch: Stretch) -> None:
        self.end_line()
        if stretch.rows:
            self.writer.add_grid(stretch.rows)
            return
        for element in stretch.elements:
            self.walk(element)

    def _add(self, text: str | None, element: HtmlElement) -> None:
        if text and self.holder is None and text.strip():
            self.holder = element
        if text and element.tag == "pre":
            for number, line in enumerate(text.splitlines()):
                if number:
                    self.end_line()
                    self.holder = element
                self.inline.add_preserved(line)
        elif text:
            self.inline.add(text)


def _find_title(root: HtmlElement) -> str | None:
    for path in _TITLES:
        for found in root.xpath(path):
            inline = InlineText()
            inline.add(found if isinstance(found, str) else found.text_content())
            if title := inline.take():
                return title
    return None
