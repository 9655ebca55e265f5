"""What changes an argument is seen alike at home and by the judge, which hands out copies.

An answer that is right, and then spoils all that it was given, stands in for every such mistake.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.judge.causes.alike import sent
from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise
from course_utils.check import CheckFailed
from tests.support import ROOT
from tests.support.as_at_home import run_as_at_home

LESSONS = [lesson.name for lesson in Course(ROOT).all_lessons() if lesson.exercises]


def spoil(value: Any) -> None:
    """Change what can be changed of an argument."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
        value[...] = 7
    elif isinstance(value, tuple | list):
        for part in value:
            spoil(part)
        if isinstance(value, list):
            value.clear()
    elif isinstance(value, dict):
        value.clear()


def spoiling(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        result = sent(function(*args, **kwargs))
        for value in (*args, *kwargs.values()):
            spoil(value)
        return result

    call.__name__ = function.__name__
    return call


def at_home(instructor: Instructor, exercise: Exercise, test: Cell) -> str:
    """What the visible part of a test says of the spoiling answer; empty when it passes."""
    namespace = instructor.namespace(test, 1)
    for name in exercise.asks:
        if isinstance(namespace[name], types.FunctionType):
            namespace[name] = spoiling(namespace[name])
    try:
        run_as_at_home(test.without("HIDDEN TESTS"), namespace, exercise.defines)
    except CheckFailed as failed:
        return failed.sentence
    return ""


@pytest.mark.parametrize("name", LESSONS)
def test_an_answer_that_spoils_its_arguments_passes_or_is_told_so(name: str) -> None:
    lesson = Course(ROOT).lesson(name)
    instructor = Instructor(lesson)
    said = {
        test.grade_id: at_home(instructor, exercise, test)
        for exercise in lesson.exercises
        for test in exercise.tests
    }
    assert any(said.values())
    assert {test: text for test, text in said.items() if text and "in place" not in text} == {}


def sorting(function: Callable[..., Any], seen: list[Any]) -> Callable[..., Any]:
    """The answer, but for the lists of numbers among its arguments, which it sorts."""

    def call(*args: Any, **kwargs: Any) -> Any:
        result = sent(function(*args, **kwargs))
        for value in (*args, *kwargs.values()):
            if isinstance(value, list) and all(type(part) in (int, float) for part in value):
                seen.append(value)
                value.sort()
        return result

    call.__name__ = function.__name__
    return call


@pytest.mark.parametrize("name", ["choose_lambda", "choose_degree"])
def test_candidates_that_an_answer_sorts_are_noticed_at_home(name: str) -> None:
    lesson, exercise = next(
        (lesson, exercise)
        for lesson in Course(ROOT).all_lessons()
        for exercise in lesson.exercises
        if exercise.name == name
    )
    instructor = Instructor(lesson)
    seen: list[Any] = []
    said: list[str] = []
    for test in exercise.tests:
        namespace = instructor.namespace(test, 1)
        namespace[name] = sorting(namespace[name], seen)
        try:
            run_as_at_home(test.without("HIDDEN TESTS"), namespace, exercise.defines)
        except CheckFailed as failed:
            said.append(failed.sentence)
    assert seen
    assert any("in place" in sentence for sentence in said)
