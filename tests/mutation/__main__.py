"""`python -m tests.mutation`: recall on changed reports and false alarms on consistent ones, as Markdown."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tests.mutation.gold import Report, load_reports
from tests.mutation.measure import Verdict, findings_of, judge_all, make_slips


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="so many slips of each report, not all"
    )
    parser.add_argument("--missed", action="store_true", help="print what was not found, too")
    parser.add_argument("--report", default="", help="only reports whose id holds this")
    arguments = parser.parse_args()
    reports = [r for r in load_reports() if r.is_consistent and arguments.report in r.id]
    with ProcessPoolExecutor(2) as pool:
        jobs = pool.map(_measure, [(r.id, arguments.sample) for r in reports])
        verdicts = [verdict for job in jobs for verdict in job]
    print(_table(verdicts))
    print()
    alarms = [(report, finding) for report in reports for finding in findings_of(report)]
    errors = sum(finding.severity == "error" for _, finding in alarms)
    forms = len({report.form.name for report in reports if report.form is not None})
    print(
        f"{len(reports)} consistent reports of {forms} forms, left as they are: {errors} errors, {len(alarms) - errors} queries."
    )
    if arguments.missed:
        for report, finding in alarms:
            print(f"false alarm {report.id}: {finding.severity} {finding.rule} {finding.message}")
        for one in verdicts:
            _print_missed(one)


def _measure(job: tuple[str, int]) -> list[Verdict]:
    report = next(r for r in _reports() if r.id == job[0])
    slips = list(make_slips(report))
    if job[1]:
        slips = Random(report.id).sample(slips, min(job[1], len(slips)))
    return list(judge_all(slips))


_LOADED: list[Report] = []


def _reports() -> list[Report]:
    if not _LOADED:
        _LOADED.extend(load_reports())
    return _LOADED


def _table(verdicts: list[Verdict]) -> str:
    groups: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for one in verdicts:
        for rule in one.slip.rules:
            groups[rule, one.slip.where].append(one)
        groups["kind: " + one.slip.kind, one.slip.where].append(one)
        groups["trained on" if one.slip.report.is_trained_on else "never trained on", ""].append(one)
        groups["all", ""].append(one)
    lines = [
        "| rule | place | decidable | found | recall | as error | half | stray |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for (rule, where), group in sorted(groups.items()):
        found = sum(v.severity is not None for v in group)
        sure = sum(v.severity == "error" for v in group)
        half = sum(v.severity is None and v.is_half for v in group)
        strays = sum(len(v.strays) for v in group)
        lines.append(
            f"| {rule} | {where} | {len(group)} | {found} | {found / len(group):.3f} | {sure} | {half} | {strays} |"
        )
    return "\n".join(lines)


def _print_missed(one: Verdict) -> None:
    if one.severity is not None and not one.strays:
        return
    slip = one.slip
    text = slip.report.text
    around = (
        text[max(0, slip.start - 30) : slip.start]
        + f"【{text[slip.start : slip.end]}→{slip.text}】"
        + text[slip.end : slip.end + 15]
    )
    partners = [text[a:b] for a, b in slip.partners][:6]
    verdict = "STRAY" if one.severity is not None else "HALF" if one.is_half else "MISSED"
    print(
        f"{verdict} {slip.report.id} {slip.kind} {'/'.join(slip.rules)} {slip.where}: {around!r} partners {partners} told {list(one.strays or one.messages)}"
    )


if __name__ == "__main__":
    sys.exit(main())
