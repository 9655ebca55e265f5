"""A test has its own Python, NumPy and workbook, whatever the notebook calls its variables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.judge.judge import Judge
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from course_utils.notebook.outline import Outline
from course_utils.notebook.shadowed import explained
from course_utils.selfcheck import check_notebook

LESSON = '''
# %% [markdown]
# # Doubles

# %%
import numpy as np

from course_utils import check

# %% exercise="double"
def double(x):
    """Twice each number."""
    ### BEGIN SOLUTION
    return [2 * part for part in x]
    ### END SOLUTION

# %% tests="double" points=1
given = list(range(3))
check.close(np.array(double(given)), np.array([0, 2, 4]), what="double([0, 1, 2])")
assert sum(max(double(given)) for _ in given) == 12

# %%
def by_hand(x):
    """The sum, as a helper of the lesson's works it out."""
    def part(number):
        return float(np.asarray(number))

    return sum([part(number) for number in x])

# %% exercise="total"
def total(x):
    """The sum."""
    ### BEGIN SOLUTION
    return sum(x)
    ### END SOLUTION

# %% tests="total" points=1
check.close(total([1, 2]), by_hand([1, 2]), what="total([1, 2])")

# %% exercise="last"
def count(length):
    """0, 1, … up to this length: given."""
    return tuple(range(length))

def last(x):
    """The last part."""
    ### BEGIN SOLUTION
    return x[-1]
    ### END SOLUTION

# %% tests="last" points=1
assert last(count(4)) == 3, "last of 0 to 3"
'''
LONG = pytest.mark.long
NOTEBOOK = {"np": np, "any": 3}
LESSON_DOUBLES = parse_lesson(Path("01_doubles"), LESSON)


def both(line: str, folder: Path) -> tuple[dict[str, str], dict[str, str], str]:
    """What the judge and the student's own check say is wrong, and what the latter notes."""
    notebook = solved_notebook(LESSON_DOUBLES)
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "double")
    notebook.cells.insert(place, nbformat.v4.new_code_cell(line))
    path = folder / "01_doubles.ipynb"
    nbformat.write(notebook, path)

    def outline(_: object) -> Outline:
        return replace(LESSON_DOUBLES.outline, released=released_notebook(LESSON_DOUBLES))

    with Sandbox(trusted=True) as sandbox:
        found = Judge(LESSON_DOUBLES, sandbox, seed=3, seconds=60.0).judge(Submission(notebook))
    judged = {each.name: each.message for each in found.exercises if each.verdict != "pass"}
    home = check_notebook(path, find=outline)
    at_home = {each.exercise: each.problem for each in home.results if each.problem}
    return judged, at_home, "; ".join(home.notes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "says", "lost"),
    [
        ("list = [1, 2]", "`list` is a name of your own", {}),
        pytest.param(
            "range, max = 3, 4",
            "`max` and `range` are names",
            {"last": "`range` is a name of your own"},
            marks=LONG,
        ),
        ("float = 2.0", "`float` is a name of your own", {}),
        pytest.param("tuple = None", "", {"last": "`tuple` is a name of your own"}, marks=LONG),
        ("del np", "`np` was deleted", {}),
        pytest.param("np = check = None", "`check` and `np` are names", {}, marks=LONG),
        ("sum = 0.0", "`sum` is a name of your own", {"total": "`sum` is a name of your own"}),
    ],
)
def test_a_name_that_is_hidden_costs_only_the_answer_that_needs_it(
    line: str, says: str, lost: dict[str, str], tmp_path: Path
) -> None:
    judged, at_home, notes = both(line, tmp_path)
    assert (judged.keys(), at_home.keys()) == (lost.keys(), lost.keys())
    assert says in notes
    for name, why in lost.items():
        assert why in judged[name]
        assert why in at_home[name]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def f():\n    return any([True])\n\nf()", "`any` is a name of your own"),
        ("np.vectorize(abs)(np.array([]))", ""),  # in NumPy `any` is NumPy's
    ],
)
def test_only_names_of_the_notebook_are_said_to_be_hidden(code: str, says: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        exec(code, dict(NOTEBOOK))
    assert explained(raised.value)[: len(says) or None] == says
