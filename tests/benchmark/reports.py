"""A writer of reports with figures that vary and add up: equal numbers make equal reports, of offices that do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from extractor.knowledge.forms import load_form

PLACES = ["安澜", "云湖", "江屏", "北塘", "松溪", "临泽", "清岭", "白沙", "石门", "东陵", "望川", "南浦"]
KINDS = ("市", "县", "区")
OFFICES = [
    "教育局",
    "财政局",
    "民政局",
    "水利局",
    "交通运输局",
    "卫生健康局",
    "自然资源和规划局",
    "市场监督管理局",
    "统计局",
    "应急管理局",
]
FIRST_YEAR, YEARS = 2017, 8
FORMLESS_YEAR, FORMLESS_YEARS = 2008, 6
APPLICANTS = ("natural_person", "company", "research", "public_welfare", "legal_service", "other")
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = (
    "（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”",
    "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确", "1.信访举报投诉类申请", "2.重复申请",
    "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息", "（六）其他处理",
)  # fmt: skip
ANSWERED = (
    "requests.received", "requests.received.online", "requests.closed", "requests.closed.on_time", "requests.replied",
    "requests.replied.granted",
)  # fmt: skip
COUNTED = (
    "response.total",
    "complaints",
    "resources.agencies",
    "resources.reading_points",
    "training.meetings",
)
SPOKEN = (
    "全年主动公开政府信息{a}条，其中门户网站{b}条、政务新媒体{c}条。发布政策解读稿件{d}篇，同比增长{e}%。",
    "本年度通过网站公开信息{a}条，较上年增加{b}条；微信公众号推送{c}条，回应群众关切{d}次。办件满意率{e}%。",
    "共制发文件{d}件，公开{b}件。政府网站访问量{f}万人次，新媒体账号{c}个，发布信息{a}条，投入经费{e}万元。",
)
CLOSING = (
    "一是公开的内容还不够全面，二是解读的形式较为单一。下一步将加强培训，全年计划举办培训{c}期、培训{d}人次。",
    "存在的问题主要是主动性不足。今后将完善制度，落实《政府信息公开工作规定》（{code}〔{year}〕{c}号）。",
)


def write_report(number: int) -> tuple[str, str]:
    """The name and text of one report: the years of one office stand together, every ninth contradicts itself."""
    random = Random(number)
    office, year = divmod(number, YEARS)
    year += FIRST_YEAR
    place = f"{PLACES[office % len(PLACES)]}{KINDS[office // len(PLACES) % len(KINDS)]}"
    body = f"{place}{OFFICES[office // 36 % len(OFFICES)]}"
    received, lines = _statistics(random) if year < 2019 else _requests(random)
    spoken = received + (9 if number % 9 == 0 else 0)
    text = "\n".join(
        [
            f"{body}{year}年政府信息公开工作年度报告", "",
            f"本报告由{body}编制，统计期限为{year}年1月1日至{year}年12月31日。", "", "一、总体情况",
            _say(random, SPOKEN, year), f"依申请公开方面，{year}年新收政府信息公开申请{spoken}件，均已按时答复。",
            _say(random, SPOKEN, year), "",
            *(["二、政府信息公开情况统计表"] if year < 2019 else ["二、主动公开政府信息情况", *_active(random, year)]), "",
            *lines, "", "四、存在的主要问题及改进情况",
            _say(random, CLOSING, year), "", body, f"{year + 1}年1月{random.randint(2, 31)}日", "",
        ]
    )  # fmt: skip
    return f"{office:06}-{year}.txt", text


def write_short_report(number: int) -> tuple[str, str]:
    """The same of a year before there was a form: what is measured by the hundred thousand must be cheap to read."""
    random = Random(number)
    office, year = divmod(number, FORMLESS_YEARS)
    year += FORMLESS_YEAR
    body = f"{PLACES[office % len(PLACES)]}市{OFFICES[office // 12 % len(OFFICES)]}"
    received, done = random.randint(3, 900), random.randint(1, 800)
    text = (
        f"{body}{year}年政府信息公开工作年度报告\n{year}年新收政府信息公开申请{received}件，办结{done}件。"
        f"投入经费{random.randint(10, 9999) / 100}万元。\n"
    )
    return f"{office:06}-{year}.txt", text


def write_reports(folder: Path, count: int, write: Callable[[int], tuple[str, str]] = write_report) -> Path:
    """A folder of reports, a thousand in each folder under it."""
    for number in range(count):
        name, text = write(number)
        under = folder / f"{number // 1000:04}"
        under.mkdir(parents=True, exist_ok=True)
        (under / name).write_text(text, encoding="utf-8")
    return folder


def _say(random: Random, sentences: tuple[str, ...], year: int) -> str:
    figures = {
        "a": random.randint(800, 9000), "b": random.randint(100, 700), "c": random.randint(2, 90),
        "d": random.randint(3, 300), "e": random.randint(10, 999) / 10, "f": random.randint(10, 9999) / 100,
        "code": "安政办发", "year": year,
    }  # fmt: skip
    return random.choice(sentences).format(**figures)


def _active(random: Random, year: int) -> list[str]:
    """The table of what was published, in the form of 2019 or of 2021."""
    decisions = ("行政许可", "行政处罚", "行政强制")
    if year < 2021:
        heads = ["| 信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |", "|---|---|---|---|"]
        more = ["", "| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |", "|---|---|---|---|"]
        width = 3
    else:
        heads = ["| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |", "|---|---|---|---|"]
        more = ["", "| 信息内容 | 本年处理决定数量 |", "|---|---|"]
        width = 1
    lines = [_row(name, [random.randint(0, 9) for _ in range(3)]) for name in ("规章", "规范性文件")]
    return (
        heads
        + lines
        + more
        + [_row(name, [random.randint(0, 900) for _ in range(width)]) for name in decisions]
    )


def _statistics(random: Random) -> tuple[int, list[str]]:
    """The statistics of 2014, one figure a row, and how many requests were received."""
    lines, received = ["| 统计指标 | 单位 | 统计数 |", "|---|---|---|"], random.randint(1, 400)
    for row in load_form("statistics-2014").rows.values():
        if row.unit:
            value = received if row.id in ANSWERED else random.randint(1, 9) if row.id in COUNTED else 0
            lines.append(_row(row.name, [row.unit, value]))
    return received, lines


def _requests(random: Random) -> tuple[int, list[str]]:
    """The table of requests, balanced in every column, and how many were received."""
    results = [[_few(random) for _ in APPLICANTS] for _ in RESULTS]
    done = [sum(column) for column in zip(*results, strict=True)]
    carried_in = [random.randint(0, min(3, total)) for total in done]
    carried_out = [random.randint(0, 3) for _ in APPLICANTS]
    received = [d + o - i for d, o, i in zip(done, carried_out, carried_in, strict=True)]
    lines = [
        "三、收到和处理政府信息公开申请情况",
        _row("申请人情况", HEADS),
        "|---" * 8 + "|",
        _row("一、本年新收政府信息公开申请数量", _total(received)),
    ]
    lines.append(_row("二、上年结转政府信息公开申请数量", _total(carried_in)))
    lines += [_row(name, _total(row)) for name, row in zip(RESULTS, results, strict=True)]
    lines.append(_row("（七）总计", _total(done)))
    lines.append(_row("四、结转下年度继续办理", _total(carried_out)))
    return sum(received), lines


def _few(random: Random) -> int:
    return random.randint(1, 60) if random.random() < 0.2 else 0


def _total(row: list[int]) -> list[int]:
    return [*row, sum(row)]


def _row(name: str, cells: Iterable[object]) -> str:
    return f"| {name} | {' | '.join(map(str, cells))} |"
