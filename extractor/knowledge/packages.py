"""The versions of packages that a model fits: those whose behaviour its weights were learned on."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

SERVING = {"jieba": ("rjieba",), "pkuseg": ("spacy-pkuseg",), "char": ()}  # by segmenter
_RANGE = re.compile(r">=([\d.]+),<([\d.]+)")


def ranges(segmenter: str) -> dict[str, str]:
    """The range of each package that serving with that segmenter needs, around what is installed."""
    from importlib.metadata import version  # noqa: PLC0415 - for training alone: see `_installed`

    return {package: range_of(version(package)) for package in SERVING[segmenter]}


def range_of(installed: str) -> str:
    """The versions that behave as this one: until the next major one, below 1.0 until the next minor one.

    >>> range_of("0.2.2"), range_of("1.17.1")
    ('>=0.2,<0.3', '>=1.17,<2')
    """
    major, minor = (*_numbers(installed), 0)[:2]
    return f">={major}.{minor},<{major}.{minor + 1}" if major == 0 else f">={major}.{minor},<{major + 1}"


def misfits(requires: Mapping[str, str]) -> list[str]:
    """What does not fit of the installed packages, as `rjieba>=0.2,<0.3 (installed: 0.1.13)`."""
    found = []
    for package, wanted in requires.items():
        match = _RANGE.fullmatch(wanted)
        installed = _installed(package)
        if (
            match is None
            or installed is None
            or not _numbers(match[1]) <= _numbers(installed) < _numbers(match[2])
        ):
            found.append(f"{package}{wanted} (installed: {installed or 'none'})")
    return found


def _installed(package: str) -> str | None:
    """The installed version, by the name of its folder of metadata: to import importlib.metadata takes 30 ms, at every start.

    Where no folder of that name is found – another installer may lay metadata down in another form – it is asked all the same.
    """
    before, behind = package.replace("-", "_") + "-", ".dist-info"
    for place in filter(os.path.isdir, sys.path):
        for name in os.listdir(place):
            if name.startswith(before) and name.endswith(behind):
                return name[len(before) : -len(behind)]
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see above

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _numbers(written: str) -> tuple[int, ...]:
    """The numbers that a version begins with: 0.2.2.post1 → 0, 2, 2."""
    match = re.match(r"\d+(?:\.\d+)*", written)
    return tuple(map(int, match[0].split("."))) if match is not None else ()
