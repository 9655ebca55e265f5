"""A lesson as it was released: what a student's notebook is put in order, and run, by.

It holds nothing that students do not have.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from course_utils.notebook.names import grade_id, statements_of

_MARK = "lesson"  # the part of a cell's metadata that says what it is


@dataclass(frozen=True)
class Asked:
    """An exercise: the names that its answer defines, and those that its cell gives beside it.

    `released` is the text of its cell, `given` those statements of it that hold no answer, and
    `tests` are the grade ids of its tests. `pair` names the earlier exercise that it makes a pair
    with; it is empty when there is none.
    """

    name: str
    asks: tuple[str, ...]
    gives: tuple[str, ...]
    released: str
    given: str
    tests: tuple[str, ...]
    pair: str = ""

    @property
    def defines(self) -> tuple[str, ...]:
        return (*self.gives, *self.asks)


class Release:
    """The released notebook's cells as they are looked for: by name, a grade id, and by text.

    Attributes:
        named: every cell with its name, which may be empty, in order.
        by_name: the cells that have names; the last of several.
        code: the texts of code cells, without space around them.
    """

    def __init__(self, notebook: Any) -> None:
        self.metadata = notebook.metadata
        self.named = [(grade_id(cell), cell) for cell in notebook.cells]
        self.by_name = {name: cell for name, cell in self.named if name}
        self.code = {c.source.strip() for _, c in self.named if c.cell_type == "code"}


@dataclass(frozen=True)
class Given:
    """A released cell that others need, and where it stands.

    `after` is the name of the last named cell up to it, `later` holds those from it on.
    """

    cell: Any
    after: str
    later: frozenset[str]


@dataclass(frozen=True)
class Outline:
    """What there is in a lesson.

    `given` holds the cells that others need, such as imports: id → text; `looks` those that only
    show something: text → name. `released` is the released notebook, where that is known, `written`
    holds the grade ids of the questions that a person marks.
    """

    name: str
    exercises: tuple[Asked, ...]
    given: Mapping[str, str]
    looks: Mapping[str, str]
    released: Any = None
    written: frozenset[str] = frozenset()

    @cached_property
    def tests(self) -> frozenset[str]:
        """The grade ids of all tests."""
        return frozenset(test for exercise in self.exercises for test in exercise.tests)

    @cached_property
    def release(self) -> Release:
        """The released notebook, which has to be known, to look things up in."""
        return Release(self.released)

    @cached_property
    def set_up(self) -> tuple[Given, ...]:
        """Those of the released cells that others need, in order."""
        found, after, named = [], "", self.release.named
        for place, (name, cell) in enumerate(named):
            after = name or after
            if cell.id in self.given:
                later = frozenset(name for name, _ in named[place:] if name)
                found.append(Given(cell, after, later))
        return tuple(found)

    def with_release(self, released: Any) -> Outline:
        """The same lesson with its released notebook; for the same one, the same outline."""
        if not self._completed or self._completed[0].released is not released:
            self._completed[:] = [replace(self, released=released)]
        return self._completed[0]

    @cached_property
    def _completed(self) -> list[Outline]:
        """What `with_release` has made last, if anything."""
        return []

    def exercise(self, name: str) -> Asked:
        """The exercise of that name; KeyError when there is none."""
        return self._by_name[name]

    def text(self, name: str) -> str:
        """The released text of the cell with this grade id."""
        return next(str(cell.source) for cell in self.released.cells if grade_id(cell) == name)

    @cached_property
    def _by_name(self) -> dict[str, Asked]:
        return {exercise.name: exercise for exercise in self.exercises}


def marked(outline: Outline) -> Any:
    """A copy of the released notebook that says of its cells what they are, for `from_marked`."""
    notebook = copy.deepcopy(outline.released)
    for cell in notebook.cells:
        name = grade_id(cell)
        if name in {exercise.name for exercise in outline.exercises}:
            exercise = outline.exercise(name)
            mark = {"asks": list(exercise.asks), "gives": list(exercise.gives)}
            pair = {"pair": exercise.pair} if exercise.pair else {}
            cell.metadata[_MARK] = {**mark, "tests": list(exercise.tests), **pair}
        elif cell.id in outline.given:
            cell.metadata[_MARK] = {"given": True}
        elif look := outline.looks.get(cell.source.strip()):
            cell.metadata[_MARK] = {"look": look}
    return notebook


def from_marked(name: str, notebook: Any) -> Outline:
    """The outline in a notebook that `marked` has made."""
    exercises, given, looks = [], {}, {}
    for cell in notebook.cells:
        mark, text = cell.metadata.pop(_MARK, {}), str(cell.source)
        if "asks" in mark:
            exercises.append(_asked(grade_id(cell), text, mark))
        elif "given" in mark:
            given[str(cell.id)] = text
        elif "look" in mark:
            looks[text.strip()] = str(mark["look"])
    return Outline(name, tuple(exercises), given, looks, notebook)


def _asked(name: str, text: str, mark: Mapping[str, Any]) -> Asked:
    asks, gives = tuple(mark["asks"]), tuple(mark["gives"])
    parts = [part for part, bound in statements_of(text) if set(bound).isdisjoint(asks)]
    given, pair = "\n\n\n".join(parts), str(mark.get("pair", ""))
    return Asked(name, asks, gives, text, given, tuple(mark["tests"]), pair)
