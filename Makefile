# One environment in .venv; every target makes what it needs. PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
SAMPLE := extractor/samples/anlan-2023.txt
BIN := .venv/bin
export EXTRACTOR_PURE
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: run environment fresh compile pure test lint types benchmark figures recall train wheel lock clean

run: fresh  ## read the sample report and show its filled table and contradictions
	@$(BIN)/extractor extract $(SAMPLE) --output table

environment: .venv/.development  ## everything that working on the project needs

compile: .venv/.runtime  ## the modules that setup.py lists, where a C compiler is there: a minute or two, and a third faster
	@rm -f .venv/.compiled
	@$(MAKE) --no-print-directory .venv/.compiled

pure: .venv/.runtime  ## all as plain Python again
	$(PLAIN)
	@touch .venv/.compiled

test: lint types  ## what CI runs: lint, types, then every test
	$(BIN)/python -m pytest

lint: .venv/.development
	$(BIN)/ruff check .

types: .venv/.development
	$(BIN)/mypy

benchmark: .venv/.benchmark fresh  ## speed, start and memory beside jieba and Recognizers-Text, as a Markdown table
	@$(BIN)/python -m tests.benchmark

figures: .venv/.benchmark fresh  ## the same, written into README.md
	$(BIN)/python -m tests.benchmark.figures

recall: .venv/.development  ## planted contradictions that are found, and false alarms, written into README.md
	$(BIN)/python -m tests.mutation.readme

train: .venv/.development  ## a new model in models/ from annotations/
	$(BIN)/extractor train

wheel: .venv/.development  ## dist/*.whl for this platform; with EXTRACTOR_PURE=1 for every one
	$(BIN)/python -m build --wheel

lock: .venv/.development  ## the pinned versions anew, from pyproject.toml
	$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	$(LOCK) --extra documents --extra service --output-file requirements.lock
	$(LOCK) --extra development --constraint requirements.lock --output-file development.lock
	$(LOCK) --extra compile --constraint development.lock --output-file compile.lock
	$(LOCK) --extra benchmark --constraint development.lock --output-file benchmark.lock

LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean:
	rm -rf .venv dist *.egg-info
	$(PLAIN)

# takes away what was compiled
PLAIN = rm -rf build extractor_*__mypyc.* extractor/compiled.stamp && find extractor -name '*.so' -delete

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes --requirement requirements.lock
	EXTRACTOR_PURE=1 $(PIP) --no-deps --editable .
	@touch $@

# plain Python where it cannot be compiled, which setup.py says in one line
.venv/.compiled: setup.py compile.lock | .venv/.runtime
	@[ "$$EXTRACTOR_PURE" = 1 ] || echo "compiling, once, for a minute or two (make run EXTRACTOR_PURE=1 goes without)"
	-@[ "$$EXTRACTOR_PURE" = 1 ] || $(PIP) --require-hashes --requirement compile.lock
	@$(BIN)/python setup.py --quiet build_ext --inplace
	@touch $@

fresh: .venv/.compiled  # compiled anew where a source was edited since, or pulled
	@EXTRACTOR_PURE=1 $(BIN)/python -c 'import sys; from extractor.compiled import RECORD, find_stale; sys.exit(find_stale(RECORD) is not None)' \
		|| $(MAKE) --no-print-directory compile

.venv/.development: development.lock .venv/.runtime
	$(PIP) --require-hashes --requirement development.lock
	@touch $@

# peers for comparison only: without them the benchmark says so and goes on
.venv/.benchmark: benchmark.lock .venv/.development
	-$(PIP) --require-hashes --requirement benchmark.lock
	@touch $@
