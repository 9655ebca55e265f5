"""Wrong answers as students write them, drawn up before looking at what is known: one list a file.

Each begins with `# %% LESSON EXERCISE / WHAT IS WRONG`, and ` / NAME` where a known mistake is it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LISTS = tuple(sorted(path.stem for path in HERE.glob("*.txt")))
_HEAD = re.compile(r"^# %% (\d) (\w+) / (\w+)(?: / (\w+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Plausible:
    """A wrong answer; `known` is the mistake that it is, if any is."""

    lesson: str
    exercise: str
    fault: str
    known: str
    source: str


def answers(name: str) -> list[Plausible]:
    """The wrong answers of a list."""
    parts = _HEAD.split((HERE / f"{name}.txt").read_text(encoding="utf-8"))[1:]
    each = [parts[start : start + 5] for start in range(0, len(parts), 5)]
    return [
        Plausible(lesson, e, fault, known or "", text) for lesson, e, fault, known, text in each
    ]
