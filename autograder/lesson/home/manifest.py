"""The numbers, minutes and dependencies of a lesson's exercises, for those who work on it."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.lesson.lesson import WORTH, Cell, Exercise, Lesson
from course_utils.manifest import Item, Manifest, Words, digest
from course_utils.notebook.names import grade_id

MANIFESTS = Path("course_utils") / "manifest"  # below a course's root
MINUTES_A_POINT = 2.0
MINUTES_A_POINT_IN_WORDS = 3.0
FEWEST_MINUTES = 3


def manifest(lesson: Lesson, released: Any) -> Manifest:
    """What students are told about a lesson, of which `released` is the released notebook."""
    number = numbers(lesson.name, lesson.cells)
    texts = {grade_id(cell): str(cell.source) for cell in released.cells}
    exercises = tuple(
        Item(
            exercise.name,
            number[exercise.name],
            minutes(exercise.cell, exercise.worth),
            {test.grade_id: float(test.options["points"]) for test in exercise.tests},
            {digest(texts[test.grade_id]): test.grade_id for test in exercise.tests},
            exercise.asks,
            tuple(needs(lesson, exercise)),
            exercise.further,
            exercise.gives,
        )
        for exercise in lesson.exercises
    )
    words = tuple(
        Words(cell.key, number[cell.key], float(cell.options["points"]), minutes(cell))
        for cell in lesson.written
    )
    return Manifest(lesson.name, lesson.title, exercises, words)


def numbers(lesson: str, cells: Iterable[Cell]) -> dict[str, str]:
    """Exercise and question → "1.4": the number of the lesson, and the place in it."""
    begins = re.match(r"\d+", lesson)
    first = f"{int(begins[0])}." if begins else ""
    keys = [cell.key for cell in cells if cell.kind in ("exercise", "written")]
    return {key: f"{first}{place}" for place, key in enumerate(keys, 1)}


def minutes(cell: Cell, points: float | None = None) -> int:
    """The time that an exercise or a question takes: as its marker says, or by its points."""
    if "minutes" in cell.options:
        return math.ceil(float(cell.options["minutes"]))
    if points is None:
        return math.ceil(MINUTES_A_POINT_IN_WORDS * float(cell.options["points"]))
    return max(FEWEST_MINUTES, math.ceil(MINUTES_A_POINT * points))


def worth(exercise: str, cells: Iterable[Cell]) -> float:
    """The points that the author of an exercise gave it, counted or not."""
    tests = (cell for cell in cells if cell.kind == "tests" and cell.key == exercise)
    return sum(float(test.options.get(WORTH, test.options.get("points", 0))) for test in tests)


def needs(lesson: Lesson, exercise: Exercise) -> Iterator[str]:
    """The earlier exercises whose names occur in an exercise's answer, its visible tests, or what
    these call of the cells that are given."""
    own = [exercise.cell.source, *(test.without("HIDDEN TESTS") for test in exercise.tests)]
    used = set().union(*map(loaded, own))
    given = _given(lesson)
    todo = list(used)
    while todo:
        more = given.get(todo.pop(), set()) - used
        used |= more
        todo += more
    for other in lesson.exercises:
        if other.name == exercise.name:
            return
        if not used.isdisjoint(other.asks):
            yield other.name


def _given(lesson: Lesson) -> dict[str, set[str]]:
    """Names that given cells, and helpers in exercises' cells, bind → what they load."""
    found: dict[str, set[str]] = {}
    parts = [cell.source for cell in lesson.cells if cell.kind == "given"]
    parts += [exercise.given for exercise in lesson.exercises]
    for source in parts:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.setdefault(node.name, set()).update(loaded(node))
            else:
                for name in _names(node, ast.Store):
                    found.setdefault(name, set()).update(loaded(node))
    return found


def loaded(source: str | ast.AST) -> set[str]:
    """The names that code reads."""
    return _names(ast.parse(source) if isinstance(source, str) else source, ast.Load)


def _names(tree: ast.AST, context: type[ast.expr_context]) -> set[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, context)}
