"""Students can check their own notebook, with nothing of the instructor's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.lesson.build import release_text, released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from course_utils.notebook.outline import Outline, from_marked, marked
from course_utils.selfcheck import SelfCheckError, check_notebook, main
from tests.support import ROOT, TINY_COURSE

PAIR = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="affine_forward"
def affine_forward(X, W, b):
    """The scores of a layer, and what affine_backward needs."""
    ### BEGIN SOLUTION
    return X @ W + b, (X, W)
    ### END SOLUTION

# %% tests="affine_forward" points=1
ones = np.ones((1, 1))
check.close(affine_forward(ones, ones, np.ones(1))[0], 2 * ones, what="Z")

# %% exercise="affine_backward" pair="affine_forward"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """The gradients."""
    ### BEGIN SOLUTION
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
    ### END SOLUTION

# %% tests="affine_backward" points=1
kept = affine_forward(ones, 3 * ones, np.ones(1))[1]
check.close(affine_backward(ones, kept)[0], 3 * ones, what="dX")

# %% exercise="two_layers"
def two_layers(X):
    """Twice a layer of ones."""
    ### BEGIN SOLUTION
    return affine_forward(affine_forward(X, X, 1.0)[0], X, 1.0)[0]
    ### END SOLUTION

# %% tests="two_layers" points=1
check.close(two_layers(ones), 3 * ones, what="two layers")
'''
ENDLESS = """
def gradient_descent(X, y, eta, tol, max_iters):
    w, b, losses, steps = np.zeros(X.shape[1]), 0.0, [], 0
    while steps < max_iters:
        losses.append(mean_loss(X, y, w, b))
    return w, b, losses
""".strip()
NO_BIAS = "def affine_forward(X, W, b):\n    return X @ W, {'X': X, 'W': W}"
READS = """\
affine_forward = affine_forward


def affine_backward(dZ, cache):
    return dZ @ cache['W'].T, cache['X'].T @ dZ, dZ.sum(axis=0)"""


@pytest.fixture(scope="module")
def tiny() -> Lesson:
    return Course(TINY_COURSE).lesson("1")


def saved(folder: Path, text: str) -> Path:
    path = folder / "mine.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_finished_notebook_passes_all_visible_tests(
    tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, nbformat.writes(solved_notebook(tiny)))
    before = path.read_bytes()
    assert main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "✓ double\n" in said
    assert "5 of 5 exercises pass their visible tests." in said
    assert "hidden tests try more" in said
    assert path.read_bytes() == before


def test_a_mistake_and_a_gap_are_one_line_each(tiny: Lesson, tmp_path: Path) -> None:
    notebook = nbformat.reads(release_text(tiny), as_version=4)
    for cell in notebook.cells:
        if cell.id == "double":
            cell.source = "def double(x):\n    return x"
    results = check_notebook(saved(tmp_path, nbformat.writes(notebook))).results
    lines = {result.exercise: result.line() for result in results}
    assert lines["double"].startswith("✗ double: double([1, 2]) came out")
    assert lines["apply_twice"] == "✗ apply_twice: not answered yet"


def outline_of(lesson: Lesson) -> Callable[[Any], Outline]:
    return lambda notebook: replace(lesson.outline, released=released_notebook(lesson))


def lose_names(notebook: Any) -> None:
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"x{number}"


def own_cell(source: str, **metadata: Any) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        cell = nbformat.v4.new_code_cell(source, metadata=metadata)
        notebook.cells.insert(0, cell)

    return change


@pytest.mark.parametrize(
    ("change", "encoding", "note"),
    [
        (lose_names, "utf-16", "its cells had lost their names"),
        (
            own_cell("import google.colab\nx = 1", nbgrader=None),
            "utf-8-sig",
            "not the lesson's stopped in line 1",
        ),
        (own_cell("import os\nos._exit(1)"), "utf-8", "was stopped and left out (it ended the"),
    ],
)
def test_what_other_programs_do_to_a_notebook_is_put_right(
    tiny: Lesson, tmp_path: Path, change: Callable[[Any], None], encoding: str, note: str
) -> None:
    notebook = solved_notebook(tiny)
    change(notebook)
    path = tmp_path / "mine.ipynb"
    path.write_bytes(nbformat.writes(notebook).encode(encoding))
    found = check_notebook(path, find=outline_of(tiny))
    assert [each.problem for each in found.results] == [""] * len(tiny.exercises)
    assert len(found.notes) == bool(note)
    assert note in "".join(found.notes)


def test_a_cell_that_did_not_run_is_told_before_what_its_test_says(
    tiny: Lesson, tmp_path: Path
) -> None:
    notebook = solved_notebook(tiny, {"double": "def double(x):\n    return 2 * (x"})
    old = nbformat.v4.new_code_cell("def double(x):\n    return x")
    notebook.cells.insert(2, old)
    found = check_notebook(saved(tmp_path, nbformat.writes(notebook)), find=outline_of(tiny))
    problem = next(each.problem for each in found.results if each.exercise == "double")
    assert problem.startswith("its cell did not run to the end (SyntaxError: ")
    assert "double([1, 2]) came out" in problem


@pytest.mark.parametrize(
    ("answers", "failing"),
    [
        ({"affine_forward": NO_BIAS, "affine_backward": READS}, {"affine_forward"}),
        ({"affine_forward": NO_BIAS}, {"affine_forward"}),
        ({"affine_backward": READS}, {"affine_backward"}),
        (
            {"affine_forward": NO_BIAS, "affine_backward": READS.replace("['W'].T", "['W'].T * 2")},
            {"affine_forward", "affine_backward"},
        ),
    ],
)
def test_half_a_pair_counts_with_the_students_own_other_half_or_the_lent_one(
    answers: dict[str, str], failing: set[str], tmp_path: Path
) -> None:
    lesson = parse_lesson(Path("04_backprop_circuits"), PAIR)  # whose other halves can be lent
    path = saved(tmp_path, nbformat.writes(solved_notebook(lesson, answers)))
    packed = from_marked(lesson.name, marked(outline_of(lesson)(None)))
    found = check_notebook(path, find=lambda _: packed)
    assert {each.exercise for each in found.results if each.problem} == failing


def test_a_first_cell_that_fails_is_told_instead(tiny: Lesson, tmp_path: Path) -> None:
    notebook = solved_notebook(tiny)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = "import no_such_module"
    with pytest.raises(
        SelfCheckError, match=r"cell that the lesson gives .* fails .*: is the workbook installed"
    ):
        check_notebook(saved(tmp_path, nbformat.writes(notebook)))


@pytest.mark.parametrize("text", ["", "{", '{"cells": [], "metadata": {}}'])
def test_what_is_no_lesson_is_one_sentence(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(saved(tmp_path, text))]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_notebook_without_tests_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, nbformat.writes(nbformat.v4.new_notebook()))
    with pytest.raises(SelfCheckError, match="holds no tests"):
        check_notebook(path)


@pytest.mark.long
def test_a_cell_that_takes_too_long_costs_itself_and_is_named(tiny: Lesson, tmp_path: Path) -> None:
    notebook = solved_notebook(tiny)
    waits = nbformat.v4.new_code_cell("import time\n\nfor _ in range(4):\n    time.sleep(50)")
    notebook.cells.insert(3, waits)
    found = check_notebook(saved(tmp_path, nbformat.writes(notebook)), seconds=15)
    assert [each.problem for each in found.results] == [""] * 5
    (note,) = found.notes
    assert "was stopped and left out (it did not end within 15 seconds)" in note


@pytest.mark.long
def test_an_answer_without_an_end_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    lesson = Course(ROOT).lesson("1")
    notebook = solved_notebook(lesson, {"gradient_descent": ENDLESS})
    path = tmp_path / f"{lesson.name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    found = check_notebook(path, seconds=30)
    problems = {each.exercise: each.problem for each in found.results if each.problem}
    assert problems == {"gradient_descent": "it did not end within 30 seconds"}
