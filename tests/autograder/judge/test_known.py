"""A test that went the same way before is not run again; nobody is told anything else for it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge import judge as judging
from autograder.judge import known
from autograder.judge.calls.heard import Heard
from autograder.judge.causes.behaviour import Behaviour
from autograder.judge.judge import Judge
from autograder.judge.known import Known
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.support import ROOT
from tests.support.parity import mixture

COURSE = Course(ROOT)
LESSONS = [lesson.name for lesson in COURSE.all_lessons() if lesson.exercises]
SOURCE = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="halves"
def half(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION

def quarter(x):
    """A quarter of x."""
    ### BEGIN SOLUTION
    return x / 4
    ### END SOLUTION

# %% tests="halves" points=1
for x in (np.array([1.0, 3.0]), np.zeros(3)):
    check.agree(half, reference.half, x)
    check.agree(quarter, reference.quarter, x)

# %% misconception="halves" name="quarter_of_half"
def half(x):
    return x / 2

def quarter(x):
    """The quarter is taken of the half."""
    return x / 8
'''
RIGHT = "def half(x):\n    return x / 2\n\ndef quarter(x):\n    return x / 4\n"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The test cells that were run against answers."""
    found: list[str] = []
    real = judging.run_test_cell

    def run(source: str, *args: Any, **kwargs: Any) -> Any:
        found.append(source)
        return real(source, *args, **kwargs)

    monkeypatch.setattr(judging, "run_test_cell", run)
    return found


@pytest.fixture(scope="module")
def halves() -> Lesson:
    return parse_lesson(Path("01_halves"), SOURCE)


@pytest.fixture
def judge(halves: Lesson, trusted: Sandbox) -> Judge:
    return Judge(halves, trusted, seed=1, seconds=60)


def judged(judge: Judge, answer: str) -> Judgement:
    return judge.judge(Submission(solved_notebook(judge.lesson, {"halves": answer})))


def alone(judge: Judge, answer: str) -> Judgement:
    """Told by somebody who knows of no other answer."""
    judge._known = Known()
    return judged(judge, answer)


def told(judgement: Judgement) -> tuple[Any, ...]:
    return judgement.tests, judgement.notes


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace("/ 4", "/ 8"),
        RIGHT.replace("/ 4", "* 3"),
        RIGHT.replace("/ 4", "/ undefined"),
        RIGHT.replace("    return x / 4", "    x /= 4\n    return x"),
        RIGHT.replace("    return x / 4", "    raise NotImplementedError"),
        RIGHT.replace("    return x / 4", "    print(x)"),
    ],
)
def test_an_answer_that_did_the_same_is_told_the_same_without_a_test(
    answer: str, judge: Judge, runs: list[str]
) -> None:
    first = judged(judge, answer)
    assert len(runs) == 1
    again = judged(judge, answer.replace("(x):", "(x):\n    pass"))
    assert len(runs) == 1
    assert told(again) == told(first)
    assert told(alone(judge, answer)) == told(first)
    assert len(runs) == 2


@pytest.mark.parametrize(
    "other",
    [
        RIGHT.replace("x / 4", "x / 4 * (1 + 2**-52)"),
        RIGHT.replace("x / 4", "x / 4 * np.where(x == 0, -1, 1)"),  # -0.0 for 0.0
        RIGHT.replace("x / 4", "list(x / 4)"),
        RIGHT.replace("x / 4", "(x / 4).astype('f4')"),
        RIGHT.replace("x / 4", "np.atleast_2d(x / 4)"),
        RIGHT.replace("    return x / 4", "    x += 0.25\n    return (x - 0.25) / 4"),
        RIGHT.replace("    return x / 4", "    np.log(np.float64(0))\n    return x / 4"),
        RIGHT + "half, quarter = quarter, half\n",
        RIGHT + "quarter = half\n",
        RIGHT + "half = quarter\n",
    ],
)
def test_an_answer_that_did_anything_else_is_tested(
    other: str, judge: Judge, runs: list[str]
) -> None:
    judged(judge, RIGHT)
    found = judged(judge, other)
    assert len(runs) == 2
    assert told(found) == told(alone(judge, other))


@pytest.mark.parametrize("thing", ["half", "object()", "[half]", "lambda: x", "print"])
def test_what_is_no_data_is_tested_each_time(thing: str, judge: Judge, runs: list[str]) -> None:
    answer = RIGHT.replace("return x / 2", f"return {thing}")
    first, again = judged(judge, answer), judged(judge, answer)
    assert len(runs) == 2
    assert told(first) == told(again)
    assert first.tests[0].verdict is Verdict.FAIL


def test_a_cause_is_searched_once_for_all_who_made_the_mistake(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    real = judge._searched

    def search(exercise: Any, test: Any, seen: Any) -> Any:
        searched.append(test.grade_id)
        return real(exercise, test, seen)

    monkeypatch.setattr(judge, "_searched", search)
    mistake = RIGHT.replace("x / 4", "half(x) / 4")
    found = [judged(judge, mistake), judged(judge, RIGHT.replace("/ 4", "/ 8"))]
    assert {each.tests[0].misconception for each in found} == {"halves/quarter_of_half"}
    assert len(searched) == 1


def test_only_the_latest_are_known(monkeypatch: pytest.MonkeyPatch, halves: Lesson) -> None:
    monkeypatch.setattr(known, "_ROOM", 3000)
    monkeypatch.setattr(known, "_LARGEST", 1200)
    (test,) = halves.tests.values()
    memory = Known()

    def heard(number: int, size: int = 1000) -> Heard:
        found = Heard()
        found.add(number, b"." * size)
        return found

    for number in (1, 2, 1, 3):
        if memory.behaviour(test, heard(number)) is None:
            memory.keep(test, heard(number), Behaviour([], []))
    memory.keep(test, heard(4, 1300), Behaviour([], []))
    assert [n for n in (1, 2, 3) if memory.behaviour(test, heard(n))] == [1, 3]
    assert memory.behaviour(test, heard(4, 1300)) is None


SAID = st.recursive(
    st.floats() | st.integers() | st.booleans() | st.none() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@given(SAID, SAID, st.binary(max_size=4), st.binary(max_size=4))
@settings(max_examples=300)
def test_two_digests_are_the_same_only_if_the_same_was_said(
    first: Any, second: Any, blob: bytes, other: bytes
) -> None:
    keys = []
    for said, its_blob in ((first, blob), (copy.deepcopy(first), bytes(blob)), (second, other)):
        heard = Heard()
        heard.add(said, its_blob)
        keys.append(heard.key)
    assert keys[0] == keys[1]
    assert (keys[0] == keys[2]) == (repr((first, blob)) == repr((second, other)))


def test_what_is_nested_too_deep_has_no_digest() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    heard = Heard()
    heard.add(deep, b"")
    assert heard.key is None


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hidden=(ROOT,)) as sandbox:
        yield sandbox


def told_in_a_class_and_alone(name: str, sandbox: Sandbox, seeds: range) -> None:
    lesson = COURSE.lesson(name)
    notebooks = [solved_notebook(lesson, mixture(lesson, seed=seed)) for seed in seeds]
    judge = Judge(lesson, sandbox, seed=5, seconds=60)
    alone = []
    for notebook in notebooks:
        judge._known = Known()
        alone.append(told(judge.judge(Submission(notebook))))
    judge._known = Known()
    for order in (notebooks, notebooks[::-1]):
        found = [told(judge.judge(Submission(notebook))) for notebook in order]
        assert found == (alone if order is notebooks else alone[::-1])


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("name", LESSONS[:1])
def test_a_class_is_told_what_each_is_told_alone(name: str, sandbox: Sandbox) -> None:
    told_in_a_class_and_alone(name, sandbox, range(2))


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("name", LESSONS)
def test_a_large_class_is_told_what_each_is_told_alone(name: str, sandbox: Sandbox) -> None:
    told_in_a_class_and_alone(name, sandbox, range(12))
