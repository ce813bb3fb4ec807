"""Rules of a person's own, beside those that the official forms carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.knowledge.forms import Form, FormError
from extractor.knowledge.rules import read_rules


def add_rules(forms: Iterable[Form], toml: str, *, where: str) -> tuple[Form, ...]:
    """The forms, each that has the rows and columns which the rules name with the rules added.

    FormError, of the newest form, where the rules fit no form at all.
    """
    added, fitting, fault = [], False, None
    for form in forms:
        try:
            rules = read_rules(toml, form, where=where)
        except FormError as error:
            fault = error
            added.append(form)
        else:
            fitting = True
            added.append(replace(form, rules=(*form.rules, *rules)))
    if not fitting and fault is not None:
        raise fault
    return tuple(added)
