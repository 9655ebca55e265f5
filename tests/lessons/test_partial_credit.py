"""One slip does not cost an exercise all its points."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from autograder.judge.causes.alike import changed_places, sent
from autograder.judge.testcell import run_test_cell
from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise
from course_utils.check import CheckFailed
from tests.support import ROOT
from tests.support.as_at_home import run_as_at_home

LARGE = 4.0  # points from which on an exercise has parts
COURSE = Course(ROOT)


def usual(exercise: Exercise) -> Any:
    """Some exercises train on digits."""
    return pytest.mark.slow if any("timeout" in test.options for test in exercise.tests) else ()


EXERCISES = [(lesson.name, e) for lesson in COURSE.all_lessons() for e in lesson.exercises]
KEEPING = [
    pytest.param(name, e, id=f"{name[:2]}-{e.name}", marks=usual(e))
    for name, e in EXERCISES
    if any("keeps_arguments" in test.source for test in e.tests)
]


@lru_cache(maxsize=8)
def instructor(lesson: str) -> Instructor:
    return Instructor(COURSE.lesson(lesson))


def spoil(value: Any) -> None:
    """Change every array, and every list of numbers or words, in an argument."""
    if isinstance(value, np.ndarray) and value.flags.writeable and value.dtype.kind in "iufb":
        value[...] = ~value if value.dtype.kind == "b" else value + 1
    elif isinstance(value, list) and all(type(part) in (int, float, str) for part in value):
        value[:1] = [part + type(part)(1) for part in value[:1]]
    elif isinstance(value, list | tuple):
        for part in value:
            spoil(part)
    elif isinstance(value, dict):
        spoil(list(value.values()))


def spoiling(name: str, function: Callable[..., Any], *, copies: bool) -> Callable[..., Any]:
    """The answer, right but for the arguments that it changes once it has its result.

    With `copies` it is called as the judge calls it, over the wire, else as in a notebook, where
    hidden tests run too in stock nbgrader.
    """

    def call(*args: Any, **kwargs: Any) -> Any:
        if copies:
            args, kwargs = sent(args), sent(kwargs)
        before = sent([*args, *kwargs.values()])
        result = copy.deepcopy(function(*args, **kwargs))
        spoil([*args, *kwargs.values()])
        if copies:
            call.changed = changed_places(args, kwargs, before)  # type: ignore[attr-defined]
        return result

    call.__name__ = name
    return call


def parts_failed(lesson: str, exercise: Exercise, *, copies: bool) -> list[str]:
    """The test cells that an answer fails which changes its arguments."""

    def fails(test: Cell) -> bool:
        namespace = instructor(lesson).namespace(test, 5)
        for name in exercise.defines:
            if callable(namespace.get(name)):
                namespace[name] = spoiling(name, namespace[name], copies=copies)
        if copies:
            return bool(run_test_cell(test.source, namespace))
        try:
            run_as_at_home(test.source, namespace, exercise.defines)
        except CheckFailed:
            return True
        return False

    return [test.grade_id for test in exercise.tests if fails(test)]


def test_an_exercise_of_four_points_or_more_has_parts() -> None:
    large = [(lesson, e) for lesson, e in EXERCISES if e.worth >= LARGE]
    assert [f"{lesson}: {e.name}" for lesson, e in large if len(e.tests) == 1] == []


@pytest.mark.parametrize(("lesson", "exercise"), KEEPING)
def test_changing_an_argument_costs_one_part_and_never_all(lesson: str, exercise: Exercise) -> None:
    marked = parts_failed(lesson, exercise, copies=True)
    assert len(marked) == 1 < len(exercise.tests)
    assert parts_failed(lesson, exercise, copies=False) == marked
