"""A test that fails with any answer is said to be at fault, not the student."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement
from autograder.lesson.build import solved_notebook
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

LESSON = """
# %% [markdown]
# # Halves

# %%
from course_utils import check

# %% exercise="half"
def half(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION

# %% tests="half" points=2
check.close(half(4.0), 2.0, what="half(4)")
check.done("half", hidden="random numbers")
### BEGIN HIDDEN TESTS
FAULT
check.agree(half, reference.half, float(rng.normal()))
### END HIDDEN TESTS
"""


def judged(fault: str, answer: str) -> Judgement:
    lesson = parse_lesson(Path("01_halves"), LESSON.replace("FAULT", fault))
    with Sandbox(trusted=True) as sandbox:
        judge = Judge(lesson, sandbox, seed=1, seconds=60.0)
        return judge.judge(Submission(solved_notebook(lesson, {"half": answer})))


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("import no_such_package", "a ModuleNotFoundError"),
        ("half(4.0).shape[0]", "an AttributeError"),
        ("check.close(half(twice), 1.0, what='half')", "a NameError"),
    ],
)
@pytest.mark.parametrize("answer", ["return x / 2", "return x * 2"])
def test_the_test_is_named_with_its_line(fault: str, what: str, answer: str) -> None:
    found = judged(fault, f"def half(x):\n    {answer}\n")
    said = [failure.sentence for failure in found.tests[0].failures]
    due = f"The test is at fault here, not your answer: it led to {what} with the right answer too"
    assert any(sentence.startswith(f"{due} (01_halves/lesson.py, line 18)") for sentence in said)
    assert any("fails with any answer" in note and "line 18" in note for note in found.notes)


def test_an_answer_that_a_test_cannot_use_is_still_at_fault() -> None:
    found = judged("len(half([1.0]) if False else str(half(2.0)))", "def half(x):\n    return {}\n")
    assert found.tests[0].failures
    assert not any("at fault" in failure.sentence for failure in found.tests[0].failures)
    assert not any("fails with any answer" in note for note in found.notes)
