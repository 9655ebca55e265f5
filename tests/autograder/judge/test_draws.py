"""The random numbers of a test are the same for everybody, whatever failed before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judge.calls.draws import Draws
from autograder.judge.judge import Judge
from autograder.judge.proxy import Connection
from autograder.lesson.build import solved_notebook
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

SOURCE = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="shaken"
def shaken(x, rng):
    """x with a little noise."""
    ### BEGIN SOLUTION
    return x + rng.uniform(size=len(x))
    ### END SOLUTION

# %% tests="shaken" points=1
for size in (1, 2, 3):
    x = rng.normal(size=size)
    check.agree(shaken, reference.shaken, x, np.random.default_rng(size))
check.agree(shaken, reference.shaken, rng.normal(size=4), np.random.default_rng(1))

# %% misconception="shaken" name="twice"
def shaken(x, rng):
    """The noise is twice as large."""
    return x + 2 * rng.uniform(size=len(x))
'''
RIGHT = "def shaken(x, rng):\n    return x + rng.uniform(size=len(x))\n"
FAILS_FIRST = "def shaken(x, rng):\n    return x + rng.uniform(size=len(x)) * (len(x) != 1)\n"


@pytest.fixture
def inputs(monkeypatch: pytest.MonkeyPatch) -> list[list[float]]:
    """The arrays that the answer was called with in the test."""
    found: list[list[float]] = []
    call = Connection.call

    def noted(self: Connection, function: Any, args: Any, kwargs: Any) -> Any:
        found.append([float(number) for number in args[0]])
        return call(self, function, args, kwargs)

    monkeypatch.setattr(Connection, "call", noted)
    return found


def test_a_check_after_one_that_failed_has_the_inputs_that_the_right_answer_has(
    trusted: Sandbox, inputs: list[list[float]], asked: list[str]
) -> None:
    lesson = parse_lesson(Path("01_shaken"), SOURCE)
    judge = Judge(lesson, trusted, seed=1, seconds=60)
    judge.judge(Submission(solved_notebook(lesson, {"shaken": RIGHT})))
    right = list(inputs)
    inputs.clear()
    asked.clear()
    judge.judge(Submission(solved_notebook(lesson, {"shaken": FAILS_FIRST})))
    assert [len(x) for x in right] == [1, 2, 3, 4]
    assert inputs == [right[0], right[3]]
    assert "call" not in asked  # all were known


def test_a_known_mistake_is_found_by_the_numbers_of_later_checks_too(trusted: Sandbox) -> None:
    lesson = parse_lesson(Path("01_shaken"), SOURCE)
    judge = Judge(lesson, trusted, seed=1, seconds=60)
    twice = RIGHT.replace("rng.", "2.0 * rng.").replace("x + ", "x * 1.0 + ")
    (found,) = judge.judge(Submission(solved_notebook(lesson, {"shaken": twice}))).tests
    assert found.misconception == "shaken/twice"


def test_a_name_that_is_no_generator_any_more_is_left_alone() -> None:
    rng = np.random.default_rng(1)
    draws = Draws({2: rng.bit_generator.state})
    for there in ({}, {"rng": 3}, {"rng": np.random.RandomState(1)}):
        before = dict(there)
        draws.begin(2, there)
        assert there == before
    other = np.random.Generator(np.random.MT19937(1))
    state = other.bit_generator.state["state"]["pos"]
    draws.begin(2, {"rng": other})
    assert other.bit_generator.state["state"]["pos"] == state


def test_a_generator_stands_where_the_statement_begins() -> None:
    rng = np.random.default_rng(1)
    states = {}
    numbers = []
    for statement in range(3):
        states[statement] = rng.bit_generator.state
        numbers.append(rng.normal(size=statement + 1).tolist())
    again = np.random.default_rng(5)
    for statement in (2, 0, 1):
        Draws(states).begin(statement, {"rng": again})
        assert again.normal(size=statement + 1).tolist() == numbers[statement]
