"""The XPath of an element, found once for all children of a parent."""

from __future__ import annotations

from collections import Counter

from lxml.html import HtmlElement


class Paths:
    """Remembers the step that leads to each child it was asked about, and to that child's sisters."""

    def __init__(self) -> None:
        self._steps: dict[HtmlElement, dict[HtmlElement, str]] = {}

    def find(self, element: HtmlElement) -> str:
        """The path from the root: /html/body/div[2]/p[1], every step but the first two with its number."""
        steps = []
        while (parent := element.getparent()) is not None:
            steps.append(self._step(parent, element))
            element = parent
        return "/".join(["", str(element.tag), *reversed(steps)])

    def _step(self, parent: HtmlElement, element: HtmlElement) -> str:
        if parent not in self._steps:
            seen: Counter[str] = Counter()
            self._steps[parent] = steps = {}
            for child in parent.iterchildren(tag="*"):
                seen[child.tag] += 1
                steps[child] = f"{child.tag}[{seen[child.tag]}]"
        return self._steps[parent][element]
