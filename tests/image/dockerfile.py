"""A Dockerfile as its stages and steps; as much of the language as ours uses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """One instruction with what follows it."""

    instruction: str
    words: str

    @property
    def listed(self) -> list[str]:
        """The words of the JSON form: CMD ["serve"]."""
        return json.loads(self.words[self.words.index("[") :])


class Stage(NamedTuple):
    """What begins with FROM; `name` is empty for the last one."""

    base: str
    name: str
    steps: list[Step]

    def find(self, instruction: str) -> list[Step]:
        """Every step of that kind."""
        return [step for step in self.steps if step.instruction == instruction]


def read_dockerfile(path: Path) -> list[Stage]:
    """Its stages, in order."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M))
    stages: list[Stage] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        instruction, _, words = line.partition(" ")
        if instruction == "FROM":
            base, _, name = words.partition(" AS ")
            stages.append(Stage(base, name, []))
        else:
            stages[-1].steps.append(Step(instruction, words))
    return stages
