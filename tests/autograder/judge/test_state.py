"""NumPy's error state and warnings: the notebook's own where it is so at home, else the usual."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.judge.judge import Judge
from autograder.judge.verdict import Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

LESSON = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="shrink"
def shrink(x):
    """exp of minus x."""
    ### BEGIN SOLUTION
    return np.exp(-x)
    ### END SOLUTION

# %% tests="shrink" points=1
check.close(shrink(0.0), 1.0, what="shrink(0)")
VISIBLE
### BEGIN HIDDEN TESTS
check.close(shrink(np.array([2000.0])), np.zeros(1), what="shrink(2000)")
check.agree(shrink, lambda x: np.exp(-x), 3000.0)
### END HIDDEN TESTS
'''
RAISES = "import warnings\nnp.seterr(all='raise')\nwarnings.simplefilter('error')\n\n\n"
WARNS = "def shrink(x):\n    import warnings\n    warnings.warn('slow')\n    return np.exp(-x)"


def verdict(visible: str, answer: str, trusted: Sandbox) -> tuple[Verdict, str]:
    lesson = parse_lesson(Path("01_state"), LESSON.replace("VISIBLE", visible))
    notebook = solved_notebook(lesson, {"shrink": answer})
    (found,) = Judge(lesson, trusted, seed=1).judge(Submission(notebook)).exercises
    return found.verdict, found.message


@pytest.mark.parametrize(
    ("visible", "passes"),
    [
        ("", True),
        ("check.close(shrink(np.array([1000.0])), np.zeros(1), what='it')", False),
        ("check.no_warnings(shrink, np.array([1000.0]))", True),
    ],
)
def test_visible_tests_see_the_notebooks_error_state_and_hidden_ones_the_usual(
    visible: str, passes: bool, trusted: Sandbox
) -> None:
    answer = f"{RAISES}def shrink(x):\n    return np.exp(-x)"
    found, message = verdict(visible, answer, trusted)
    assert (found is Verdict.PASS) == passes
    assert passes or "underflow encountered in exp" in message
    usual = "def shrink(x):\n    return np.exp(-x)"
    assert verdict(visible, usual, trusted) == (Verdict.PASS, "")


def test_warnings_are_errors_only_where_the_notebook_makes_them(trusted: Sandbox) -> None:
    assert verdict("", WARNS, trusted)[0] is Verdict.PASS
    found, message = verdict("", RAISES + WARNS, trusted)
    assert found is Verdict.FAIL
    assert "UserWarning" in message
    found, message = verdict("check.no_warnings(shrink, 1.0)", WARNS, trusted)
    assert found is Verdict.FAIL
    assert "gives a warning: slow" in message
