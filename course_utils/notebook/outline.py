"""A lesson as it was released: what a student's notebook is put in order by.

It holds nothing that students do not have: the released cells, and which of them are what.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_utils.notebook.names import grade_id

_MARK = "lesson"  # the part of a cell's metadata that says what it is


@dataclass(frozen=True)
class Asked:
    """An exercise: the names that its answer defines, and those that its cell gives beside it."""

    name: str
    asks: tuple[str, ...]
    gives: tuple[str, ...] = ()

    @property
    def defines(self) -> tuple[str, ...]:
        return (*self.gives, *self.asks)


@dataclass(frozen=True)
class Outline:
    """`given` are the ids of cells that others need, such as imports; `tests` are grade ids."""

    name: str
    released: Any
    exercises: tuple[Asked, ...]
    tests: frozenset[str]
    given: frozenset[str]

    def source(self, name: str) -> str:
        """The released text of the cell with this grade id; empty when there is none."""
        cells = self.released.cells
        return next((str(cell.source) for cell in cells if grade_id(cell) == name), "")

    def exercise_of(self, test: str) -> str:
        """The exercise that a test cell, by its grade id, is for."""
        names = [each.name for each in self.exercises if test.startswith(f"test_{each.name}")]
        return max(names, key=len, default=test)


def marked(outline: Outline) -> Any:
    """A copy of the released notebook that says of its cells what they are, for `from_marked`."""
    notebook = copy.deepcopy(outline.released)
    asked = {each.name: each for each in outline.exercises}
    for cell in notebook.cells:
        if each := asked.get(grade_id(cell)):
            cell.metadata[_MARK] = {"asks": list(each.asks), "gives": list(each.gives)}
        elif cell.id in outline.given:
            cell.metadata[_MARK] = {"given": True}
    return notebook


def from_marked(name: str, notebook: Any) -> Outline:
    """The outline in a notebook that `marked` has made."""
    exercises, tests, given = [], [], []
    for cell in notebook.cells:
        mark, about = cell.metadata.pop(_MARK, {}), cell.metadata.get("nbgrader", {})
        if "asks" in mark:
            exercises.append(Asked(grade_id(cell), tuple(mark["asks"]), tuple(mark["gives"])))
        elif about.get("grade") and not about.get("solution"):
            tests.append(grade_id(cell))
        elif mark.get("given"):
            given.append(cell.id)
    return Outline(name, notebook, tuple(exercises), frozenset(tests), frozenset(given))


def best(found: Sequence[int], outlines: Sequence[Outline]) -> Outline | None:
    """The outline of which a notebook holds the most exercises; None when it holds none."""
    return outlines[found.index(max(found))] if any(found) else None
