"""`python -m tests.compiled_output`: everything that is read from each of the tests' reports, one a line, and first whether it ran compiled."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from extractor import Pipeline
from extractor.compiled import is_compiled
from extractor.output import lines
from extractor.output.report import make_report

ROOT = Path(__file__).parents[1]
REPORTS = 6  # of the corpus, the longest
ODD = (
    "1" * 500, "《" * 50 + "〔2018〕" * 50, "一、二、三、" * 40, "其中：" * 100,
    "收到申请\ud83d95件，其中3件。", "\U00020000共１２３件，占９５％，同比增长5％。",
    "2021年，全区共收到政府信息公开申请95件，其中自然人90件、企业5件，合计95件，同比增长27.07%，占比60%；分别为3件和12件。",
)  # fmt: skip


def texts() -> Iterator[str]:
    """The sample, reports and passages of the corpus, and what is odd."""
    yield (ROOT / "extractor" / "samples" / "anlan-2023.txt").read_text(encoding="utf-8")
    corpus = sorted((ROOT / "annotations").rglob("*.jsonl"))
    passages = [[json.loads(line).get("text", "") for line in path.read_text(encoding="utf-8").splitlines()] for path in corpus]
    yield from sorted(map("\n".join, passages), key=len, reverse=True)[:REPORTS]
    yield from ODD


def main() -> None:
    """Print whether it is compiled, then a line for each text."""
    pipeline = Pipeline()
    print(json.dumps(is_compiled()))
    for text in texts():
        extraction = pipeline.extract(text[:40_000])
        print(json.dumps([repr(extraction), lines.render(make_report(extraction, pipeline.model))], ensure_ascii=True, default=str))


if __name__ == "__main__":
    sys.exit(main())
