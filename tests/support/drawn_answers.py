"""Wrong answers that nobody had in mind: what is right, with other numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import numpy as np

from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson
from course_utils.causes import fingerprint

Change = Callable[[np.ndarray], np.ndarray]


def drawn_wrong(lesson: Lesson, instructor: Instructor) -> Iterator[tuple[Cell, str]]:
    """Visible tests of a lesson, in turn, without end, each with what a drawn answer that fails it
    does there."""
    rng = np.random.default_rng(0)
    left = [(exercise, test) for exercise in lesson.exercises for test in exercise.tests]
    passing = 0
    for exercise, test in cycle(left):
        what = _drawn(exercise, test, instructor, rng)
        passing = 0 if what else passing + 1
        assert passing <= 3 * len(left), "no drawn answer fails a test"
        if what:
            yield test, what


def _drawn(exercise: Exercise, test: Cell, instructor: Instructor, rng: np.random.Generator) -> str:
    """What one drawn answer does in a test; empty where it passes."""
    space = instructor.namespace(test, 0)
    exec(compile(exercise.given, "<given>", "exec"), space)  # its helpers call the drawn answer
    change = _changes(rng)[rng.integers(4)]
    for name in exercise.asks:
        space[name] = _changed(space[name], change)
    return fingerprint(test.without("HIDDEN TESTS"), space, exercise.asks)


def _changes(rng: np.random.Generator) -> tuple[Change, ...]:
    """Noise on every number, all numbers afresh, one factor for all, one number moved."""
    size = 10 ** rng.uniform(-3, 1)
    factor = float(np.exp(rng.normal()))

    def one(numbers: np.ndarray) -> np.ndarray:
        moved = numbers.copy()
        if moved.size:
            moved.flat[rng.integers(moved.size)] += size * rng.normal()
        return moved

    return (
        lambda numbers: numbers + size * rng.normal(size=numbers.shape),
        lambda numbers: size * rng.normal(size=numbers.shape),
        lambda numbers: numbers * factor,
        one,
    )


def _changed(value: Any, change: Change) -> Any:
    """A value with other numbers; a function that returns such values; anything else as it is."""
    if isinstance(value, (tuple, list)):
        return type(value)(_changed(part, change) for part in value)
    if isinstance(value, dict):
        return {key: _changed(part, change) for key, part in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return change(value.astype(float))
    if isinstance(value, (bool, int, float, np.number, np.bool_)):
        return float(change(np.array(float(value))))
    if callable(value) and not isinstance(value, type):
        return _wrapped(value, change)
    return value


def _wrapped(right: Callable[..., Any], change: Change) -> Callable[..., Any]:
    def drawn(*args: Any, **kwargs: Any) -> Any:
        return _changed(right(*copy.deepcopy(args), **kwargs), change)

    drawn.__name__ = getattr(right, "__name__", "drawn")
    return drawn
