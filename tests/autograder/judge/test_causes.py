"""The likely cause of a wrong answer: the known mistake that behaves like it."""

from __future__ import annotations

from pathlib import Path

from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement
from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

TWO_CELLS = '''
# %% [markdown]
# # Halves

# %%
from course_utils import check

# %% exercise="half"
def half(x):
    """Half of the number `x`."""
    ### BEGIN SOLUTION
    answer = x / 2
    return answer
    ### END SOLUTION

# %% tests="half" points=1
check.close(half(3), 1.5, what="half(3)")
check.close(half(4), 2.0, what="half(4)")

# %% tests="half" points=1
check.close(half(-3.0), -1.5, what="half(-3)")
check.close(half(-4.0), -2.0, what="half(-4)")
'''
MISTAKES = '''
# %% misconception="half" name="whole"
def half(x):
    """You left the rest of the division out."""
    return float(x // 2)

# %% misconception="half" name="towards_zero"
def half(x):
    """You round towards zero."""
    return float(int(x / 2))

# %% misconception="half" name="positive_only"
def half(x):
    """You return nothing of use for numbers below zero."""
    if x < 0:
        raise ArithmeticError(x)
    return x / 2
'''


def judged(answer: str, sandbox: Sandbox) -> Judgement:
    lesson: Lesson = parse_lesson(Path("01_halves"), TWO_CELLS, MISTAKES)
    notebook = solved_notebook(lesson, {"half": answer})
    return Judge(lesson, sandbox, seed=3).judge(Submission(notebook))


def test_an_earlier_test_cell_tells_two_mistakes_apart(trusted: Sandbox) -> None:
    """In the first cell both mistakes behave alike; only in the second do they part."""
    found = judged("def half(x):\n    return np.trunc(x / 2)\nimport numpy as np", trusted)
    assert [test.misconception for test in found.tests] == ["half/whole", "half/towards_zero"]


def test_a_mistake_that_the_first_cell_rules_out_is_not_blamed_in_the_second(
    trusted: Sandbox,
) -> None:
    """Its second cell is that of `whole`, but for what it gets wrong in the first."""
    answer = "def half(x):\n    return float(x // 2) if x < 0 else 7.0"
    assert [test.misconception for test in judged(answer, trusted).tests] == ["", ""]


def test_a_mistake_that_raises_in_several_checks_is_named(trusted: Sandbox) -> None:
    """The student's errors tell their lines, those of a known mistake do not."""
    answer = (
        "def half(x):\n    if x == -3:\n        raise ArithmeticError(x)\n"
        "    if x == -4:\n        raise ArithmeticError('another line')\n    return x / 2"
    )
    assert [test.misconception for test in judged(answer, trusted).tests] == [
        "",
        "half/positive_only",
    ]


def test_a_failure_is_told_once_however_many_checks_it_fails(trusted: Sandbox) -> None:
    first, _ = judged("def half(x):\n    raise ValueError('no')", trusted).tests
    assert len(first.failures) == 1


ONE_CELL = '''
# %% [markdown]
# # Sums

# %%
import numpy as np

from course_utils import check

# %% exercise="total"
def total(x):
    """The sum of `x`."""
    ### BEGIN SOLUTION
    return float(np.sum(x))
    ### END SOLUTION

# %% tests="total" points=1
pair = total([1.0, 2.0])
check.close(pair, 3.0, what="total([1, 2])")
check.close(check.no_warnings(total, np.array([0.0])), 0.0, what="total([0])")
check.close(total([1e3, 1.0]), 1001.0, what="total([1000, 1])")
'''
OTHER = '''
# %% [markdown]
# ## total

# %% hidden="setup"
import numpy as np

# %% misconception="total" name="logs"
def total(x):
    """You add the logarithms."""
    return [float(np.sum(np.log(x)))]
'''


def causes(answer: str, sandbox: Sandbox) -> list[str]:
    lesson = parse_lesson(Path("01_sums"), ONE_CELL, OTHER)
    notebook = solved_notebook(lesson, {"total": f"import numpy as np\n{answer}"})
    found = Judge(lesson, sandbox, seed=3).judge(Submission(notebook))
    return [test.misconception for test in found.tests]


def test_a_cause_is_named_although_its_warning_is_silenced_and_a_list_is_an_array(
    trusted: Sandbox,
) -> None:
    silent = "def total(x):\n    with np.errstate(all='ignore'):\n        "
    assert causes(f"{silent}return np.array([np.sum(np.log(x))])", trusted) == ["total/logs"]


def test_the_same_checks_failed_with_other_results_are_no_cause(trusted: Sandbox) -> None:
    assert causes("def total(x):\n    return [float(np.sum(x)) + 1]", trusted) == [""]


def test_a_call_that_raises_shows_its_input_and_a_wrong_value_what_was_expected(
    trusted: Sandbox,
) -> None:
    lesson = parse_lesson(Path("01_sums"), ONE_CELL, OTHER)
    raising = solved_notebook(lesson, {"total": "def total(x):\n    raise KeyError(x[5])"})
    lines = Judge(lesson, trusted, seed=3).judge(Submission(raising)).tests[0].lines()
    assert "  input:    x = [1.0, 2.0]" in lines
    wrong = solved_notebook(lesson, {"total": "def total(x):\n    return 7.0"})
    lines = Judge(lesson, trusted, seed=3).judge(Submission(wrong)).tests[0].lines()
    assert lines[2:4] == ["  came out: 7.0", "  expected: 3.0"]
