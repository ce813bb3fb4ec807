"""What stands on every page of a site: hidden elements, navigation, footers, share and print lines."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|;|$)", re.IGNORECASE
)
_NAMES = re.compile(
    r"nav\w*|menu\w*|bread\w*|crumbs?|footer?|foot|copyright|share\w*|bdshare\w*|sidebar|toolbar|printbtn|pager"
    r"|pagination|login|search\w*|topbar|friendlinks?|links?|qrcode|ewm|erweima|related|fontsize|dqwz|weizhi|wzdq"
)
_CONTAINERS = frozenset(["div", "ul", "ol", "section", "aside", "header", "td", "p", "dl", "center", "form"])
_LINE = re.compile(
    r"(?:您?(?:现在|当前|所在)的?位置|当前位置|首页\s*[>＞»/]).{0,80}|扫一扫在?(?:手机|微信)?打开当前页.{0,10}|.{0,6}(?:打印本页|关闭窗口|打印此页|返回顶部).{0,30}"
    r"|(?:分享到?|一键分享)[:：].{0,30}|[【\[(（]?\s*(?:字体|字号)[:： ].{0,30}|(?:上|下)一[篇条][:：].{0,80}"
    r"|.{0,80}(?:版权所有|ICP备|公网安备|网站标识码|浏览器.{0,8}浏览|建议使用.{0,20}分辨率).{0,80}"
    r"|(?:主办|承办|主管|技术支持)(?:单位)?[:：].{0,60}|(?:网站地图|联系我们|关于我们|无障碍|长者模式|设为首页|加入收藏)[\s|｜·].{0,60}"
)
_SHORT = 400
_FEWEST_LINKS = 4
_LINK_SHARE = 0.7


def is_hidden(element: HtmlElement) -> bool:
    """Say whether a browser does not show the element."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def is_boilerplate(element: HtmlElement) -> bool:
    """Say whether the element is navigation, a footer or the like: by its name, or because it is all links.

    Never an element with a table of figures, and never a long text.
    """
    if element.tag not in _CONTAINERS:
        return False
    names = re.split(r"[\s_-]+", f"{element.get('class') or ''} {element.get('id') or ''}".lower())
    is_named = any(_NAMES.fullmatch(name) for name in names)
    links = element.findall(".//a") if is_named or element.tag != "p" else []
    if not is_named and len(links) < _FEWEST_LINKS:
        return False
    text = "".join(element.text_content().split())
    if len(text) > _SHORT or element.find(".//table") is not None:
        return False
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return is_named or linked > _LINK_SHARE * len(text)


def is_boilerplate_line(line: str) -> bool:
    """Say whether a line belongs to the page and not to the report.

    >>> is_boilerplate_line("扫一扫在手机打开当前页面"), is_boilerplate_line("收到申请95件。")
    (True, False)
    """
    return len(line) < 200 and bool(_LINE.fullmatch(line))
