"""Tests run plain Python, whose doctests are found and which is never older than its source; subprocesses do too.

`EXTRACTOR_PURE=0 python -m pytest` tests the compiled form. tests/test_compiled.py holds the two to the same output.
"""

import os

os.environ.setdefault("EXTRACTOR_PURE", "1")
os.environ.setdefault("PY_IGNORE_IMPORTMISMATCH", "1")  # else pytest minds that a module's file is the compiled one
