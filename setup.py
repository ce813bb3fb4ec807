"""Compiles the modules in which a report spends its time, with mypyc; where that cannot be done, they run as plain Python.

EXTRACTOR_PURE=1 leaves it out: the wheel then fits every machine. Everything else about the project stands in pyproject.toml.
"""

import os
import sys
import sysconfig
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from itertools import chain
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext, customize_compiler, new_compiler
from setuptools.errors import BaseError, CCompilerError

PURE = os.environ.get("EXTRACTOR_PURE") == "1"
PACKAGE = Path(__file__).parent / "extractor"
RECORD = PACKAGE / "compiled.stamp"  # as extractor/compiled.py reads it
# all of them: checking may take a tenth of the time, however quick the rest is
CHECKS = sorted(f"steps/check/{source.name}" for source in (PACKAGE / "steps" / "check").glob("*.py"))

# The one list of what is compiled: what takes 85 % of the time by profile. Whoever edits one of these: mypyc compiles what
# mypy --strict accepts, except `x in (a, *b)` (write `x == a or x in b`) and lone surrogates in literals; types are checked
# while running, so a cast or a `type: ignore` that lies raises TypeError; a name that is first () and later longer needs its
# own type: `name: tuple[str, ...] = ()` inside a function is taken for the empty tuple where it is assigned again in one
# line with others; functions cannot be patched from tests, and have no docstring. dict[str, float] is quicker than Mapping.
# Records stay as they are: a frozen dataclass that is compiled can be neither copied nor pickled. A package whose __init__ is
# compiled needs its library on the path, not in a package, or it does not find those of its modules that are not.
# A library each, built at the same time; calls inside a library are the quickest.
COMPILED = {
    "extractor_prose": (
        "knowledge/characters.py",
        "knowledge/numerals.py",
        "knowledge/units.py",
        "knowledge/weights.py",
        "steps/quantify.py",
        "steps/tag/__init__.py",
        "steps/tag/features.py",
        "steps/tag/grammar.py",
        "steps/relate/__init__.py",
        "steps/relate/drafts.py",
        "steps/relate/edges.py",
        "steps/relate/name_features.py",
        "steps/relate/name_weights.py",
        "steps/relate/names.py",
        "steps/relate/own_words.py",
        "steps/relate/pairs.py",
        "steps/relate/pieces.py",
        "steps/relate/roles.py",
        "steps/relate/scene.py",
        "steps/relate/wholes.py",
        "steps/relate/writing.py",
    ),
    "extractor_table": (
        "knowledge/labels.py",
        "reading/plain/piped.py",
        "reading/plain/scan.py",
        "steps/align/__init__.py",
        "steps/align/features.py",
        "steps/align/figures.py",
        "steps/align/phrases.py",
        "steps/tabulate/__init__.py",
        "steps/tabulate/printed.py",
        "steps/tabulate/recognise.py",
        "steps/tabulate/values.py",
    ),
    "extractor_checks": CHECKS,
}


class BuildWherePossible(build_ext):
    """Builds the extensions, and none where one fails; in a checkout it records what their sources were like."""

    def initialize_options(self) -> None:
        """Build the libraries at the same time."""
        super().initialize_options()
        self.parallel = os.cpu_count()

    def run(self) -> None:
        """Build; where it fails, say so in one line."""
        try:
            super().run()
        except (BaseError, CCompilerError, OSError) as error:
            say(f"it cannot be compiled here ({error})")
            self.extensions.clear()
            remove_compiled()
            return
        if self.inplace and self.extensions:
            record()
        elif self.inplace and not PURE:  # what was said to run as plain Python must not find an older compiled form
            remove_compiled()


def say(why: str) -> None:
    """Why it is not compiled."""
    print(f"extractor: runs as plain Python, {why}", file=sys.stderr)


def remove_compiled() -> None:
    """Take away what was compiled in the checkout, which would be loaded before the source beside it."""
    for path in (RECORD, *PACKAGE.rglob("*.so"), *PACKAGE.rglob("*.pyd"), *PACKAGE.parent.glob("extractor_*__mypyc.*")):
        path.unlink(missing_ok=True)


def record() -> None:
    """Write down time and digest of every source, so that an edited one is told from what was compiled."""
    lines = [f"{name} {(PACKAGE / name).stat().st_mtime_ns} {digest(PACKAGE / name)}\n" for name in chain.from_iterable(COMPILED.values())]
    RECORD.write_text("".join(lines), encoding="utf-8")


def digest(source: Path) -> str:
    """SHA-256 of its bytes."""
    return sha256(source.read_bytes()).hexdigest()


def has_compiler() -> bool:
    """Whether a C compiler and the headers of this Python are there."""
    compiler = new_compiler()
    customize_compiler(compiler)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "try.c"
        source.write_text("#include <Python.h>\n")
        try:
            compiler.compile([str(source)], output_dir=folder, include_dirs=[sysconfig.get_path("include")])
        except (BaseError, CCompilerError, OSError):
            return False
        return True


def find_extensions() -> list[Extension]:
    """The extensions to build; none where that is not wanted or not possible."""
    if PURE:
        return []
    try:
        from mypyc.build import mypycify  # noqa: PLC0415 - a pure build does without
    except ImportError:
        say("mypyc is not installed")
        return []
    if not has_compiler():
        say("no C compiler with the headers of this Python was found")
        return []
    groups = [([f"extractor/{name}" for name in names], library) for library, names in COMPILED.items()]
    sources = [name for names, _ in groups for name in names]
    said = StringIO()
    try:  # optimised no further: -O2 takes half as long again to build and runs no faster
        with redirect_stdout(said), redirect_stderr(said):
            return mypycify(["--config-file", "pyproject.toml", "--follow-imports=silent", *sources], opt_level="1", debug_level="0", separate=groups)
    except SystemExit:
        say("mypyc does not take the code as it is:")
        print(*(line for line in said.getvalue().splitlines() if "error" in line.lower()), sep="\n", file=sys.stderr)
        return []


setup(ext_modules=find_extensions(), cmdclass={"build_ext": BuildWherePossible})
