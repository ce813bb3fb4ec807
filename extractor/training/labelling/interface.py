"""The labelling interface of a project: which names its labels, fields and text go by."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree

USUAL = ("label", "text", "text")
_DECLARATION = re.compile(r"<!(?!--)")


class InterfaceError(ValueError):
    """A labelling interface that cannot be used; says what is wrong and what would be right."""


class Interface(NamedTuple):
    """`labels` are the values that may be given; `fields` the names of the text fields of a region."""

    from_name: str
    to_name: str
    field: str
    labels: frozenset[str]
    fields: frozenset[str]


def read_interface(config: str) -> Interface:
    """Read a labelling interface; InterfaceError where it is no XML or labels no text.

    >>> read_interface('<View><Labels name="l" toName="t"><Label value="DATE"/></Labels><Text name="t" value="$body"/></View>').field
    'body'
    """
    if _DECLARATION.search(config):  # entities may grow without bound
        raise InterfaceError("the labelling interface declares entities; leave out everything that begins with <!")
    try:
        root = ElementTree.fromstring(config)
    except ElementTree.ParseError as error:
        raise InterfaceError(f"the labelling interface is no XML ({error}); see `extractor annotations export --help`") from None
    labels, text = root.find(".//Labels"), root.find(".//Text")
    if labels is None or text is None:
        raise InterfaceError("the labelling interface has no <Labels> or no <Text>; `extractor annotations export` writes one that has")
    values = frozenset(one.get("value", "") for one in labels.iter("Label"))
    fields = frozenset(one.get("name", "") for one in root.iter("TextArea"))
    names = labels.get("name", USUAL[0]), labels.get("toName", USUAL[1]), text.get("value", "$text").removeprefix("$")
    return Interface(*names, values, fields)
