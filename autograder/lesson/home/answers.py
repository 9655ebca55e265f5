"""The answers that are one number or text each, rounded and out of sight, for those at home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Exercise, Lesson
from course_utils.check import CheckFailed, close
from course_utils.rounded import Rounded, rounded, salt


@dataclass(frozen=True)
class Right:
    """What the hidden tests of an exercise expect of one of its names, and how exactly."""

    name: str
    value: Any
    rtol: float = 1e-7
    atol: float = 1e-9

    def accepts(self, value: Any) -> bool:
        """Whether marking accepts a value."""
        try:
            close(value, self.value, what=self.name, rtol=self.rtol, atol=self.atol)
        except CheckFailed:
            return False
        return True


def answers(lesson: Lesson) -> dict[str, dict[str, Rounded]]:
    """Exercise → name → right answer, of the exercises in which every answer is settled."""
    instructor = Instructor(lesson)
    return {
        exercise.name: {
            each.name: rounded(
                salt(lesson.name, exercise.name, each.name),
                each.value,
                rtol=each.rtol,
                atol=each.atol,
            )
            for each in found
        }
        for exercise in lesson.exercises
        if (found := right_answers(exercise, instructor))
    }


def right_answers(exercise: Exercise, instructor: Instructor) -> list[Right]:
    """What is expected of each name that an exercise asks for; nothing where an answer may be one
    of many, or is a function."""
    found: dict[str, Right] = {}
    for test in exercise.tests:
        hidden = ast.parse("\n".join(test.only("HIDDEN TESTS")))
        for call in _closes(hidden, exercise):
            space = instructor.namespace(test, 0)
            name, value, tolerance = _taken(call, space)
            if _is_plain(value):
                found[name] = Right(name, value, **tolerance)
    return [found[name] for name in exercise.asks] if found.keys() == set(exercise.asks) else []


def _closes(tree: ast.Module, exercise: Exercise) -> Iterator[ast.Call]:
    """The checks `check.close(name, expected, …)` of what an exercise asks for, where the expected
    value has nothing to do with the answer."""
    for node in tree.body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call = node.value
        if ast.unparse(call.func) != "check.close" or len(call.args) != 2:
            continue
        got, expected = call.args
        used = {each.id for each in ast.walk(expected) if isinstance(each, ast.Name)}
        if isinstance(got, ast.Name) and got.id in exercise.asks and used.isdisjoint(exercise.asks):
            yield call


def _taken(call: ast.Call, space: dict[str, Any]) -> tuple[str, Any, dict[str, float]]:
    """The arguments of such a check."""
    space["_taken"] = lambda got, expected, *, what, given=None, **tolerance: (expected, tolerance)
    name = ast.unparse(call.args[0])
    value, tolerance = eval(f"_taken({ast.unparse(call)[len('check.close(') :]}", space)
    return name, value, tolerance


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)
