"""No surprise: every kind of check that the hidden tests make is made visibly, or is announced.

The reference answers take the tests themselves; what they are given and asked for is noted, apart
for the visible part and the hidden one.
"""

from __future__ import annotations

import functools
import inspect
import re
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.judge.testcell import run_test_cell
from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Exercise, Lesson
from course_utils import check
from tests.support import ROOT

LESSONS = [lesson.name for lesson in Course(ROOT).all_lessons() if lesson.exercises]
ASKED = {
    "keeps_arguments": "arguments that are kept",
    "raises": "an error that is raised",
    "no_warnings": "no warning",
}
# The words that announce a kind, in the exercise's docstring or in its line of success.
SAID = {
    "arguments that are kept": r"left as|leaves .* as|new array|in place|unchanged",
    "an error that is raised": r"raise|error",
    "no warning": r"warning",
    "whole numbers": r"whole number|integer|\bints?\b",
    "nothing at all": r"\bempty\b|without entries",
}


class Notes:
    """The kinds of check, for the visible and for the hidden part of a test."""

    def __init__(self) -> None:
        self.hidden = False
        self.kinds: dict[bool, set[tuple[str, str]]] = {False: set(), True: set()}

    def enter(self, *, hidden: bool, statement: int) -> None:
        self.hidden = hidden

    def note(self, kind: str, about: str = "") -> None:
        self.kinds[self.hidden].add((kind, about))

    def look(self, name: str, value: Any) -> None:
        """What kind of argument this is."""
        if isinstance(value, np.ndarray) and value.size == 0:
            self.note("nothing at all", name)
        elif isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "iub":
            self.note("whole numbers", name)
        elif isinstance(value, list | tuple):
            for part in value:
                self.look(name, part)


def noted(function: Callable[..., Any], notes: Notes) -> Callable[..., Any]:
    """The answer, with a note of what it is given."""
    names = list(inspect.signature(function).parameters)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for name, value in {**dict(zip(names, args, strict=False)), **kwargs}.items():
            notes.look(name, value)
        return function(*args, **kwargs)

    return call


def taken(instructor: Instructor, exercise: Exercise, patch: pytest.MonkeyPatch) -> Notes:
    """The notes of an exercise whose answer takes its tests."""
    notes = Notes()
    for word, kind in ASKED.items():
        inner = getattr(check, word)

        def asking(*args: Any, _inner: Any = inner, _kind: str = kind, **kwargs: Any) -> Any:
            notes.note(_kind)
            return _inner(*args, **kwargs)

        patch.setattr(check, word, asking)
    for test in exercise.tests:
        if "timeout" in test.options:
            continue  # a training, of what the other cells test
        namespace = instructor.namespace(test, 3)
        for name in exercise.asks:
            if isinstance(namespace[name], types.FunctionType):
                namespace[name] = noted(namespace[name], notes)
        assert run_test_cell(test.source, namespace, notes.enter) == []
    patch.undo()
    return notes


def announced(lesson: Lesson, exercise: Exercise) -> str:
    """What a student reads of an exercise: its cell, and what the visible tests print."""
    lines = re.findall(r"check\.done\((.*?)\)\n", "\n".join(t.source for t in exercise.tests), re.S)
    return " ".join([exercise.cell.without("SOLUTION"), *lines])


@pytest.mark.parametrize("name", LESSONS)
def test_every_kind_of_hidden_check_is_made_visibly_or_announced(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Course(ROOT).lesson(name)
    instructor = Instructor(lesson)
    surprises = []
    for exercise in lesson.exercises:
        notes = taken(instructor, exercise, monkeypatch)
        text = announced(lesson, exercise)
        for kind, about in sorted(notes.kinds[True] - notes.kinds[False]):
            if not re.search(SAID[kind], text):
                surprises.append(f"{exercise.name}: {kind} {about}".strip())
    assert "\n".join(surprises) == ""
