"""Look for what students must not see: answers, hidden tests and misconceptions.

A secret is a line of the source that no student gets. A file leaks when one of its lines (or, in a
notebook, of its cells) is a secret. Lines that also stand in the released part are no secret, nor
are idioms: lines that the answers to several exercises share tell nothing of any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.lesson.lesson import Cell, Lesson

SHORTEST = {"exercise": 12}  # characters of an answer that say something
SHORTEST_ELSE = 24
IDIOM = 3  # exercises that share a line
MARKERS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "END SOLUTION", "END HIDDEN TESTS")
_TEXT = {".ipynb", ".py", ".md", ".txt", ".html", ".json", ".toml", ".yml", ".yaml", ".cfg", ""}


@dataclass(frozen=True)
class Leak:
    """A secret found in a file that students get."""

    path: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path} shows {self.what}: {self.text[:80]!r}"


def find_leaks(folder: Path, lessons: Iterable[Lesson]) -> list[Leak]:
    """Every secret of `lessons` that stands in a file below `folder`."""
    secrets = _secrets(list(lessons))
    leaks = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in _TEXT):
        name = str(path.relative_to(folder))
        for line in map(_bare, _lines(path)):
            if line in secrets:
                leaks.append(Leak(name, secrets[line], line))
            elif line in MARKERS:
                leaks.append(Leak(name, "a marker that should have been cut", line))
    return list(dict.fromkeys(leaks))


def _secrets(lessons: list[Lesson]) -> dict[str, str]:
    """The secrets of all lessons, without idioms."""
    places: dict[str, set[str]] = {}
    for lesson in lessons:
        for cell in _cells(lesson):
            for line in set(map(_bare, _split(cell)[0])):
                places.setdefault(line, set()).add(f"{lesson.name}/{cell.key}")
    secrets: dict[str, str] = {}
    for lesson in lessons:
        secrets |= lesson_secrets(lesson)
    return {line: what for line, what in secrets.items() if len(places[line]) < IDIOM}


def lesson_secrets(lesson: Lesson) -> dict[str, str]:
    """The lines that must not be released, each with what it is."""
    secrets: dict[str, str] = {}
    public: set[str] = set()
    for cell in _cells(lesson):
        hidden, released = _split(cell)
        public.update(map(_bare, released))
        what = f"{_WORDS.get(cell.kind, cell.kind)} of {lesson.name}, {cell.key!r}"
        shortest = SHORTEST.get(cell.kind, SHORTEST_ELSE)
        secrets |= {_bare(line): what for line in hidden if len(_bare(line)) >= shortest}
    return {line: what for line, what in secrets.items() if line not in public}


def _cells(lesson: Lesson) -> tuple[Cell, ...]:
    """What holds secrets, and what is released; the set-up of `mistakes.py` is neither."""
    return (*lesson.cells, *lesson.misconceptions)


def _bare(line: str) -> str:
    """A line without what may stand around it: indentation, quotes, comment signs."""
    return line.strip(" \t\"'#")


_WORDS = {
    "exercise": "an answer",
    "written": "a model answer",
    "tests": "a hidden test",
    "hidden": "the hidden tests' set-up",
    "misconception": "a misconception",
}


def _split(cell: Cell) -> tuple[list[str], list[str]]:
    """The lines of a cell that are secret, and those that are released."""
    if cell.kind in ("hidden", "misconception"):
        return cell.source.split("\n"), []
    region = "HIDDEN TESTS" if cell.kind == "tests" else "SOLUTION"
    return cell.only(region), cell.without(region).split("\n")


def _lines(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        for string in _strings(json.loads(text)):
            yield from string.split("\n")
    else:
        yield from text.split("\n")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        joined = all(isinstance(part, str) for part in value)
        yield from ["".join(value)] if joined else ()
        for part in value if not joined else []:
            yield from _strings(part)
