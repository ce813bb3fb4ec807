"""Whatever the service refuses is said in the page's language: no English on the Chinese page, the service's own words on the English one."""

import ast
import importlib
import re
from pathlib import Path

from extractor.reading import kinds
from extractor.service.problems import _DETAILS
from tests.page.test_look import read

ROOT = Path(__file__).parents[2]
PLACES = ("extractor/reading/**/*.py", "extractor/compare/__init__.py", "extractor/commands/teaching.py", "extractor/service/asking.py",
          "extractor/service/bodies.py", "extractor/service/engine.py", "extractor/service/problems.py", "extractor/service/page/*.py",
          "extractor/service/routes/comparing.py")  # fmt: skip
ERRORS = ("CompareError", "LessonError", "ProblemError")
COVERED = (401, 403, 409, 429, 503)  # statuses that the page has whole sentences for
NEVER_ASKED = {"rules are for the form that is recognised; leave out `form`", "the request does not tell the length of its body; send Content-Length"}
BROKEN = {"broken.pdf": b"%PDF-1.4 nothing", "empty.txt": b"", "picture.png": b"\x89PNG\r\n", "program.txt": b"\x00\x01\x02" * 99}  # fmt: skip


def written(node, module):
    """The text of a message with a 7 in every hole; constants of the module stand in it as they are."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part, module) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        kept = getattr(module, ast.unparse(node.value), None) if isinstance(node.value, ast.Name) else None
        return kept if isinstance(kept, str) else "7"
    return ""


def nodes(tree):
    """Every node, but not the pieces of a text with holes."""
    yield tree
    for child in ast.iter_child_nodes(tree) if not isinstance(tree, ast.JoinedStr) else ():
        yield from nodes(child)


def messages():
    """Every message that the code gives to the page."""
    found = {*_DETAILS.values(), "the file is empty", "declared as gbk, but reads as utf-8", "the passage breaks the guideline; `errors` says where"}
    found |= {f"the file is {what} · {kinds.READABLE}" for _, what in (*kinds._REFUSED, *kinds._ZIPPED)}
    for path in (path for place in PLACES for path in sorted(ROOT.glob(place))):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for node in nodes(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ERRORS:
                told = [one for one in node.args if isinstance(one, (ast.Constant, ast.JoinedStr))]
                status = [one.value for one in told if isinstance(one, ast.Constant) and isinstance(one.value, int)]
                found |= {written(one, module) for one in told} if not set(status) & set(COVERED) else set()
            elif "reading" in path.parts and isinstance(node, (ast.Constant, ast.JoinedStr)):
                found |= {text.replace("{}", "7")} if " · " in (text := written(node, module)) else set()
    return sorted(found - NEVER_ASKED - {""})


def test_every_message_has_its_words(open_page, service):
    tab = open_page(service.address)
    asked = messages()
    assert len(asked) > 40
    say = "async all => { const { translate } = await import('/page/words.js'); return all.map(translate); }"
    said = dict(zip(asked, tab.evaluate(say, asked), strict=True))
    missing = [one for one, words in said.items() if words is None]
    assert missing == [], "sayings.toml has no words for these"
    names = re.compile(r"(?:PDF|DOCX|OFD|ODF|RTF|ZIP|RAR|7z|OCR|HTML|JSON|MB|Office|WPS|Word|LibreOffice|Markdown|gbk|utf-8)")
    assert [words for words in said.values() if re.search("[A-Za-z]{2}", names.sub("", words))] == []
    assert tab.evaluate(say, ["something new"]) == [None]
    tab.click("#page-language")
    assert tab.evaluate(say, asked) == asked


def test_a_file_that_is_refused_is_refused_in_the_language_of_the_page(open_page, service):
    tab = open_page(service.address)
    for language in ("zh", "en"):
        for name, content in BROKEN.items():
            tab.set_input_files("#page-file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
            tab.wait_for_selector("#page-said.wrong")
            told = tab.inner_text("#page-said")
            assert bool(re.search("[\u4e00-\u9fff]", told)) == (language == "zh"), (name, told)
            assert bool(re.search("the (?:file|PDF)", told)) == (language == "en"), (name, told)
            tab.set_input_files("#page-file", [])
        tab.click("#page-language")
    tab.said.clear()


def test_what_the_page_has_no_words_for_leads_to_the_log(open_page, service):
    tab = open_page(service.address)
    problem = {"status": 418, "content_type": "application/problem+json", "body": '{"detail": "out of tea", "request_id": "abc123"}'}
    tab.route("**/v1/extract", lambda route: route.fulfill(**problem))
    tab.fill("#page-text", "x")
    tab.click("button[data-say=read]")
    tab.wait_for_selector("#page-said.wrong")
    assert tab.inner_text("#page-said") == "没有办成：原因在服务日志里，请求编号 abc123"
    tab.unroute("**/v1/extract")
    read(tab, "2023年新收申请95件。")
    assert tab.get_attribute("#page-said", "class") == ""
    tab.said.clear()
