"""A slip that anybody makes in any exercise is named, though no author thought of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.judge.judge import Judge
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.read import parse_lesson
from autograder.lesson.wrong.slips import slips
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.support import ROOT

LESSON = '''
# %% [markdown]
# # Halves and gaps

# %%
import numpy as np

from course_utils import check

# %% exercise="half"
def half(x, cut):
    """Half of each number above `cut`, else 0."""
    ### BEGIN SOLUTION
    return np.where(x > cut, x / 2, 0.0)
    ### END SOLUTION

# %% tests="half" points=1
check.close(half(np.array([1.0, 4.0]), 2.0), np.array([0.0, 2.0]), what="half([1, 4], 2)")
check.close(half(np.array([1, 3]), 0.0), np.array([0.5, 1.5]), what="half([1, 3], 0)")
check.keeps_arguments(half, np.array([1.0, 2.0]), 1.0)
check.close(half(np.array([1.0, 2.0]), 2.0), np.array([0.0, 0.0]), what="half([1, 2], 2)")

# %% exercise="gap"
def gap(y, p):
    """The mean squared difference."""
    ### BEGIN SOLUTION
    return float(np.mean((y - p) ** 2))
    ### END SOLUTION

# %% tests="gap" points=1
check.close(gap(np.array([1.0, 2.0]), np.array([1.0, 4.0])), 2.0, what="the gap of two")
check.close(gap(np.array([0.0, 2.0, 7.0]), np.array([3.0, 2.0, 1.0])), 15.0, what="of three")

# %% exercise="rows"
def rows(X):
    """Each row divided by its sum."""
    ### BEGIN SOLUTION
    return X / np.sum(X, axis=1, keepdims=True)
    ### END SOLUTION

# %% tests="rows" points=1
check.close(rows(np.array([[1.0, 3.0]])), np.array([[0.25, 0.75]]), what="one row")
check.close(rows(np.array([[1, 1], [3, 1]])), np.array([[0.5, 0.5], [0.75, 0.25]]), what="X")
check.close(rows(np.array([[2.0], [4.0]])), np.ones((2, 1)), what="single numbers")
'''
HALF, GAP = "def half(x, cut):\n    ", "def gap(y, p):\n    "
SLIPS = {
    "forgotten return": ("half", HALF + "r = np.where(x > cut, x / 2, 0.0)", "no_return"),
    "printed": ("half", HALF + "print(np.where(x > cut, x / 2, 0.0))", "no_return"),
    "ties": ("half", HALF + "return np.where(x >= cut, x / 2, 0.0)", "comparison_"),
    "cut fractions": (
        "half",
        HALF + "r = np.zeros_like(x)\n    r[x > cut] = x[x > cut] / 2\n    return r",
        "whole_x",
    ),
    "in place": (
        "half",
        HALF + "r = np.where(x > cut, x / 2, 0.0)\n    x[...] = 0\n    return r",
        "in_place",
    ),
    "column": ("half", HALF + "return np.where(x > cut, x / 2, 0.0).reshape(-1, 1)", "as_column"),
    "table of all pairs": ("gap", GAP + "return np.mean((y.reshape(-1, 1) - p) ** 2)", "column_y"),
    "sum": ("gap", GAP + "return np.sum((y - p) ** 2)", "summed"),
    "no axis": ("rows", "def rows(X):\n    return X / np.sum(X)", "all_axes"),
    "other axis": ("rows", "def rows(X):\n    return X / np.sum(X, axis=0, keepdims=True)", "axis"),
    "another number": ("half", HALF + "return np.where(x > cut, x / 3, 0.0)", "constant_"),
    "half a square": ("gap", GAP + "return 0.5 * np.mean((y - p) ** 2)", "halved"),
}
OTHERS = {
    "another formula": ("half", HALF + "return np.where(x > cut, x**2 / 3 + 1, 0.0)"),
    "twice, but not everywhere": ("gap", GAP + "return min(30.0, 2 * np.mean((y - p) ** 2)) - 1"),
    "an error in every call": ("gap", GAP + "return y @ p[:, None, None].T"),
    "nothing, but only here and there": ("half", HALF + "return None if cut else x / 2"),
}


def cause(sandbox: Sandbox, exercise: str, answer: str) -> str:
    lesson = parse_lesson(Path("01_halves"), LESSON)
    notebook = solved_notebook(lesson, {exercise: answer})
    found = Judge(lesson, sandbox, seed=3).judge(Submission(notebook))
    (test,) = (test for test in found.tests if test.exercise == exercise)
    assert not test.points
    assert bool(test.misconception) == bool(test.explanation)
    return test.misconception


@pytest.mark.parametrize(("exercise", "answer", "name"), SLIPS.values(), ids=SLIPS)
def test_a_common_slip_is_named(trusted: Sandbox, exercise: str, answer: str, name: str) -> None:
    assert cause(trusted, exercise, answer).startswith(f"{exercise}/slip_{name}")


@pytest.mark.parametrize(("exercise", "answer"), OTHERS.values(), ids=OTHERS)
def test_what_only_looks_like_one_is_not(trusted: Sandbox, exercise: str, answer: str) -> None:
    assert cause(trusted, exercise, answer) == ""


def test_slips_are_made_for_functions_and_run_in_every_lesson() -> None:
    made = 0
    for lesson in Course(ROOT).all_lessons():
        for exercise in lesson.exercises:
            found = list(slips(exercise))
            names = [slip.name for slip in found]
            assert len(set(names)) == len(names)
            assert not set(names) & {wrong.name for wrong in exercise.misconceptions}
            for slip in found:
                compile(slip.source, slip.name, "exec")
            made += len(names)
    assert made > 1000
