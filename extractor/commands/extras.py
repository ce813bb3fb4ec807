"""Commands that need the extra `training` say so in one line where it is not installed."""

from __future__ import annotations

TRAINING = frozenset({"datasketch", "scipy", "sklearn", "spacy", "spacy_pkuseg"})


def missing_extra(error: ModuleNotFoundError) -> str:
    """What to install for the module that is missing; raises the error again where it is none of ours."""
    name = (error.name or "").partition(".")[0]
    if name not in TRAINING:
        raise error
    return f"{name} is not installed; `pip install 'extractor[training]'` brings what annotating and training need"
