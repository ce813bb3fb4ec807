"""Imports point down, steps do not know each other, the serving path stays light, modules and functions short."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "extractor"
FLOORS = {
    "compiled": 0,
    "records": 0,
    "uncollected": 0,
    "knowledge": 1,
    "reading": 2,
    "steps": 2,
    "output": 2,
    "pipeline": 3,
    "compare": 3,
    "service": 4,
    "training": 4,
    "batch": 4,
    "commands": 5,
    "__main__": 6,
}
HEAVY = (
    "sklearn",
    "scipy",
    "spacy",
    "thinc",
    "flask",
    "pandas",
    "jieba",
    "rich",
    "xlsxwriter",
    "pdfplumber",
    "docx",
    "pyarrow",
    "duckdb",
    "distributed",
)
LONGEST_MODULE, LONGEST_FUNCTION = 265, 40  # “about 250”
LONG_MODULES = {"extractor.records": 290}  # every value that flows, in one place

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            yield from (
                f"{'.'.join([*above, *filter(None, [node.module])])}.{alias.name}" for alias in node.names
            )


def floor_of(module: str) -> int | None:
    """The floor of `extractor.steps.tag…`; None for the package itself, which only names what stands below it."""
    parts = module.split(".")
    return FLOORS.get(parts[1]) if len(parts) > 1 and parts[0] == "extractor" else None


def test_every_module_stands_on_a_floor() -> None:
    unknown = {
        name_of(path).split(".")[1] for path in MODULES if path.parent != PACKAGE or path.stem in FLOORS
    } - FLOORS.keys()
    assert not unknown, f"say in FLOORS where these stand: {sorted(unknown)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = name_of(path)
    floor = floor_of(own)
    for imported in imports_of(path):
        other = floor_of(imported)
        if floor is None or other is None or imported.split(".")[1] == own.split(".")[1]:
            continue
        assert other < floor, f"{own} imports {imported}, which does not stand below it"


@pytest.mark.parametrize("path", sorted((PACKAGE / "steps").rglob("*.py")), ids=name_of)
def test_a_step_imports_no_other_step(path: Path) -> None:
    own = name_of(path).split(".")
    for imported in imports_of(path):
        parts = imported.split(".")
        if parts[:2] == ["extractor", "steps"] and len(own) > 2 and len(parts) > 2:
            assert parts[2] == own[2], f"{'.'.join(own)} imports {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    allowed = LONG_MODULES.get(name_of(path), LONGEST_MODULE)
    lines = len(text.splitlines())
    assert lines <= allowed, f"{name_of(path)} has {lines} lines; {allowed} are enough"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{name_of(path)}.{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    if name_of(path).split(".")[1:2] in (["__main__"], ["commands"]):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        assert not (isinstance(called, ast.Name) and called.id == "print"), f"{name_of(path)} prints"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_caught_broadly(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type is not None else "everything"
            assert caught not in ("everything", "Exception", "BaseException"), (
                f"{name_of(path)} catches {caught}"
            )


def loaded_after(code: str) -> set[str]:
    """The top-level packages that are loaded when the code has run in an interpreter of its own."""
    code += "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_an_extraction_loads_nothing_heavy() -> None:
    loaded = loaded_after(
        "from extractor import Pipeline\n"
        "Pipeline().extract('2021年，全区共收到政府信息公开申请95件，其中自然人90件。')"
    )
    assert not loaded & set(HEAVY)


def test_importing_the_package_loads_nothing() -> None:
    assert not loaded_after("import extractor") & {"numpy", "msgspec", "lxml", "rjieba", *HEAVY}


def test_every_package_is_in_the_wheel() -> None:
    """Packages are named in pyproject.toml one by one, because the released model is mapped into the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "extractor"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    folders = {".".join(Path(file).parent.parts) for file in files if (ROOT / file).is_file()}
    assert folders - set(project["tool"]["setuptools"]["packages"]) == set()
