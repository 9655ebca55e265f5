"""A pair is judged as a pair: the student's own other half counts where it works, else the lent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import hidden
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import LessonError
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from course_utils import check
from course_utils.check import failure
from tests.support import ROOT

PAIR = '''
# %% [markdown]
# # A pair

# %%
from course_utils import check

# %% exercise="pack"
def pack(number):
    """The double of a number, and whatever unpack needs."""
    ### BEGIN SOLUTION
    return 2 * number, [number]
    ### END SOLUTION

# %% tests="pack" points=1
check.close(pack(3)[0], 6, what="the double of 3")

# %% exercise="unpack" pair="pack"
pack = pack


def unpack(kept):
    """The number again."""
    ### BEGIN SOLUTION
    return kept[0]
    ### END SOLUTION

# %% tests="unpack" points=1
check.close(unpack(pack(3)[1]), 3, what="3, packed and unpacked")
check.close(unpack(pack(4)[1]), 4, what="4, packed and unpacked")
'''
OWN_WAY = "def pack(number):\n    return number, {'number': number}"
ITS_HALF = "pack = pack\n\n\ndef unpack(kept):\n    return kept['number']"
LOSES_IT = "def pack(number):\n    return number, None"


def judged(sandbox: Sandbox, seconds: float = 10.0, **answers: str) -> Judgement:
    lesson = parse_lesson(Path("01_pair"), PAIR)
    return Judge(lesson, sandbox, seed=1, seconds=seconds).judge(
        Submission(solved_notebook(lesson, answers))
    )


def points(judgement: Judgement) -> dict[str, float]:
    return {test.exercise: test.points for test in judgement.tests}


def test_what_is_written_for_the_students_own_other_half_counts(trusted: Sandbox) -> None:
    found = judged(trusted, pack=OWN_WAY, unpack=ITS_HALF)
    assert points(found) == {"pack": 0.0, "unpack": 1.0}


def test_where_their_own_does_not_work_the_lent_half_counts(trusted: Sandbox) -> None:
    assert points(judged(trusted, pack=LOSES_IT)) == {"pack": 0.0, "unpack": 1.0}
    hangs = "def pack(number):\n    while True:\n        pass"
    assert points(judged(trusted, seconds=3, pack=hangs))["unpack"] == 1.0


def test_what_works_with_neither_half_fails_and_the_nearer_one_is_told(trusted: Sandbox) -> None:
    wrong = "pack = pack\n\n\ndef unpack(kept):\n    return kept['number'] + (kept['number'] > 3)"
    found = judged(trusted, pack=OWN_WAY, unpack=wrong)
    assert points(found) == {"pack": 0.0, "unpack": 0.0}
    assert [failure.got for failure in found.tests[1].failures] == ["5"]


AFTERWARDS = """
# %% exercise="twice"
def twice(number):
    \"\"\"Its double.\"\"\"
    ### BEGIN SOLUTION
    return pack(number)[0]
    ### END SOLUTION

# %% tests="twice" points=1
check.close(twice(3), 6, what="twice(3)")

# %% exercise="same"
def same(number):
    \"\"\"The number, packed and unpacked.\"\"\"
    ### BEGIN SOLUTION
    return unpack(pack(number)[1])
    ### END SOLUTION

# %% tests="same" points=1
check.close(same(3), 3, what="same(3)")
"""


def test_halves_that_fit_are_there_for_what_comes_after(trusted: Sandbox) -> None:
    lesson = parse_lesson(Path("01_pair"), PAIR + AFTERWARDS)
    for unpack in (ITS_HALF, "pack = pack\n\n\ndef unpack(kept):\n    return 7"):
        notebook = solved_notebook(lesson, {"pack": OWN_WAY, "unpack": unpack})
        found = Judge(lesson, trusted, seed=1).judge(Submission(notebook))
        assert points(found) | {"unpack": 0} == {"pack": 0, "unpack": 0, "twice": 1, "same": 1}


def test_a_pair_names_an_exercise_before_it() -> None:
    with pytest.raises(LessonError, match="pair='packed' names no exercise before it"):
        parse_lesson(Path("01_pair"), PAIR.replace('pair="pack"', 'pair="packed"'))


AFFINE_KEEPS_A_DICT = """def affine_forward(X, W, b):
    return X @ W - b, {"X": X, "W": W}
"""
BACK_FROM_A_DICT = """affine_forward = affine_forward


def affine_backward(dZ, cache):
    return dZ @ cache["W"].T, cache["X"].T @ dZ, dZ.sum(axis=0)


def back_through_first(dZ, first, second):
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)
"""
ONE_CACHE_FOR_ALL = """LAST = [None, None]


def affine_forward(X, W, b):
    LAST[:] = [X, W]
    return X @ W + b, LAST
"""
USERS_FIRST = """def topological_order(root):
    order, todo, seen = [], [root], set()
    while todo:
        node = todo.pop()
        if id(node) not in seen:
            seen.add(id(node))
            order.append(node)
            todo.extend(node.inputs)
    return order
"""


def test_stock_nbgrader_judges_a_pair_as_a_pair_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "tells_expected", True)  # begin() turns it off for good
    monkeypatch.setenv("AUTOGRADER_COURSE", str(ROOT))
    name, test = "04_backprop_circuits", "test_affine_backward"
    for backward, works in [(BACK_FROM_A_DICT, True), (BACK_FROM_A_DICT.replace(".T", ""), False)]:
        namespace: dict[str, Any] = {"np": np, "check": check}
        namespace["reference"], namespace["rng"] = hidden.setup(name)
        exec(f"{AFFINE_KEEPS_A_DICT}\n\n{backward}", namespace)
        own = namespace["affine_forward"]
        monkeypatch.setattr(hidden, "_by_own", {})
        hidden.begin(name, test, namespace)
        assert (namespace["affine_forward"] is own) == works
        monkeypatch.setattr(hidden, "_passed", {name: {test, f"{test}_2"}})
        hidden.begin(name, "test_activation_backward", namespace)
        fits = namespace["affine_backward"] is not namespace["reference"].affine_backward
        assert fits != works  # the other half is lent by now, so this one is, too


@pytest.mark.slow
def test_the_pairs_of_the_circuits_are_judged_as_pairs(trusted: Sandbox) -> None:
    lesson = Course(ROOT).lesson("04_backprop_circuits")
    given = lesson.exercise("topological_order").given

    def lost(**answers: str) -> set[str]:
        judge = Judge(lesson, trusted, seed=1)
        found = judge.judge(Submission(solved_notebook(lesson, answers)))
        return {test.exercise for test in found.tests if test.verdict is not Verdict.PASS}

    own = {"affine_forward": AFFINE_KEEPS_A_DICT, "affine_backward": BACK_FROM_A_DICT}
    order = {"topological_order": f"{given}\n\n\n{USERS_FIRST}"}
    assert lost(**own, **order) == {"affine_forward", "topological_order"}
    assert lost(affine_forward=ONE_CACHE_FOR_ALL) == {"affine_backward"}
