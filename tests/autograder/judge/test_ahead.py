"""Calls that are known before a test is run travel together, and mean what they mean one by one."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.inside.wire import Encoder
from autograder.judge.calls.plan import refuse, same
from autograder.judge.calls.rehearsal import Rehearsal
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.support import ROOT

LESSON = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="halve"
def halve(x):
    """Half of x, an array of fractions."""
    ### BEGIN SOLUTION
    if np.ndim(x) != 1:
        raise ValueError("x has one axis")
    return x / 2
    ### END SOLUTION

# %% tests="halve" points=1
x = np.array([1.0, 3.0])
check.agree(halve, reference.halve, x)
check.raises(ValueError, halve, 3.0)
half = check.keeps_arguments(halve, x)
check.close(halve(half), x / 4, what="half of it")
check.no_warnings(halve, 2 * x)
### BEGIN HIDDEN TESTS
for size in range(1, 6):
    check.agree(halve, reference.halve, rng.normal(size=size))
check.close(halve(np.zeros(3)), np.zeros(3), what="half of nothing")
### END HIDDEN TESTS
'''
RIGHT = (
    "def halve(x):\n    if np.ndim(x) != 1:\n        raise ValueError('x has one axis')\n"
    "    return x * 0.5\n"
)


def lesson() -> Any:
    return parse_lesson(Path("01_halve"), LESSON)


def judged(answer: str, sandbox: Sandbox, *, seconds: float = 20) -> Judgement:
    notebook = solved_notebook(lesson(), {"halve": answer})
    return Judge(lesson(), sandbox, seed=1, seconds=seconds).judge(Submission(notebook))


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rehearsal, "plan", lambda *_: None)


def test_the_calls_of_a_test_cell_take_two_messages_and_those_that_need_a_result_their_own(
    trusted: Sandbox, asked: list[str]
) -> None:
    assert judged(RIGHT, trusted).tests[0].verdict is Verdict.PASS
    assert asked.count("several") == 1  # the first calls came with the function itself
    assert asked.count("call") == 1  # the half of what came back


def test_results_that_are_too_large_for_one_message_come_one_by_one(
    trusted: Sandbox, asked: list[str]
) -> None:
    long = RIGHT.replace("x * 0.5", "'x' * 2_500_000")
    found = judged(long, trusted)
    assert found.tests[0].verdict is Verdict.FAIL
    assert not any("cannot be used" in each.sentence for each in found.tests[0].failures)
    assert asked.count("get") == 2


def test_all_calls_of_what_is_not_done_yet_come_with_the_function(
    trusted: Sandbox, asked: list[str]
) -> None:
    undone = judged("def halve(x):\n    raise NotImplementedError", trusted)
    assert undone.tests[0].verdict is Verdict.UNANSWERED
    assert asked == [
        "run",
        "run",
        "get",
        "several",
        "bind",
    ]  # the half of what came back is not asked


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace("0.5", "0.25"),
        RIGHT.replace("ValueError", "TypeError"),
        RIGHT.replace("x * 0.5", "np.divide(x, x * 0)"),
        RIGHT.replace("    return x * 0.5", "    x *= 0.5\n    return x"),
        RIGHT.replace("    return x * 0.5", "    print(x)"),
        RIGHT.replace("x * 0.5", "halve"),
        RIGHT.replace("x * 0.5", "x * 0.5 if len(x) != 3 else 1 / 0"),
        "halve = 3",
        "halve = lambda: 0",
        "class halve:\n    def __init__(self, x):\n        self.x = x",
    ],
)
def test_every_answer_is_told_the_same_as_without(
    answer: str, trusted: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = judged(answer, trusted)
    one_by_one(monkeypatch)
    assert told(ahead) == told(judged(answer, trusted))


def told(judgement: Judgement) -> tuple[Any, ...]:
    return judgement.tests, judgement.notes


@pytest.mark.parametrize("end", ["while True: pass", "import os; os._exit(3)"])
def test_what_ends_the_process_is_told_with_the_call_that_did(
    end: str, trusted: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = RIGHT.replace("    return", f"    if len(x) == 3:\n        {end}\n    return")
    ahead = judged(answer, trusted, seconds=3)
    assert ahead.tests[0].verdict in (Verdict.TIMEOUT, Verdict.CRASH)
    one_by_one(monkeypatch)
    assert told(ahead) == told(judged(answer, trusted, seconds=3))


def test_a_call_after_a_failing_one_of_the_same_check_is_not_held_against_the_answer(
    trusted: Sandbox,
) -> None:
    hangs = RIGHT.replace("0.5", "(0.5 if len(x) != 1 or x[0] in (1.0, 3.0) else 0.25)")
    hangs = hangs.replace("    return", "    if len(x) == 5:\n        while True: pass\n    return")
    found = judged(hangs, trusted, seconds=3)
    assert found.tests[0].verdict is Verdict.FAIL


def test_the_calls_come_in_the_order_of_the_test(trusted: Sandbox) -> None:
    right = [2, 2, 2, 2, 1, 2, 3, 4, 5, 3]
    answer = RIGHT.replace(
        "    return x * 0.5",
        f"    sizes.append(len(x))\n    return x * 0.5 if sizes == {right}[: len(sizes)] else None",
    )
    assert judged("sizes = []\n" + answer, trusted).tests[0].verdict is Verdict.PASS


def test_nothing_is_planned_for_objects_or_where_the_right_answer_fails() -> None:
    course = Course(ROOT)
    circuits = course.lesson("04_backprop_circuits")
    rehearsal = Rehearsal(Instructor(circuits), seed=1)
    value = circuits.exercise("Value")
    assert {rehearsal.plan(value, test) for test in value.tests} == {None}
    wrong = parse_lesson(Path("01_halve"), LESSON.replace("x / 4", "x / 3"))
    (exercise,) = wrong.exercises
    assert Rehearsal(Instructor(wrong), seed=1).plan(exercise, exercise.tests[0]) is None


ATOMS = st.one_of(
    st.floats(), st.integers(), st.booleans(), st.none(), st.text(), st.sampled_from([0.0, -0.0])
)
DATA = st.recursive(
    ATOMS | st.lists(st.floats(width=32), max_size=4).map(np.array),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def as_sent(value: Any) -> str:
    payload, blob = Encoder(refuse).encode(value)
    return f"{payload!r} {blob!r}"


@given(DATA, DATA)
@settings(max_examples=300)
def test_two_calls_are_the_same_only_if_they_send_the_same(first: Any, second: Any) -> None:
    assert same(first, second) == (as_sent(first) == as_sent(second))
    assert same(first, copy.deepcopy(first))


def test_what_is_no_data_is_never_the_same() -> None:
    function, thing = math.sqrt, object()
    assert not same(function, function)
    assert not same([thing], [thing])
    assert not same(np.array([thing]), np.array([thing]))
    assert not same(0.0, -0.0)
    assert not same(1, True)
    assert same(math.nan, float("nan"))
    assert same(np.random.default_rng(1), np.random.default_rng(1))
    assert not same(np.random.default_rng(1), np.random.default_rng(2))
