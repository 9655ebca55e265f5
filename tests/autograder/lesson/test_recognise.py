"""Cells are found by what they hold, and of several the one that a person would take."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.submission.repair import repair
from course_utils.notebook.names import defined, grade_id
from course_utils.notebook.recognise import exercises_in, lesson_of


@pytest.fixture
def stripped(tiny: Lesson) -> Any:
    """A perfect submission whose cells have lost their names and ids."""
    notebook = solved_notebook(tiny)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("nbgrader", None)
        cell.id = f"x{number}"
    return notebook


def test_every_cell_gets_its_name_back(tiny: Lesson, stripped: Any) -> None:
    released = released_notebook(tiny)
    repair(stripped, tiny, released)
    assert [grade_id(cell) for cell in stripped.cells] == [grade_id(c) for c in released.cells]


def test_the_last_of_several_answers_is_named(tiny: Lesson, stripped: Any) -> None:
    place = next(i for i, c in enumerate(stripped.cells) if "def quadruple" in c.source)
    first = nbformat.v4.new_code_cell("def quadruple(x):\n    return 0")
    stripped.cells.insert(place, first)
    repair(stripped, tiny, released_notebook(tiny))
    named = [cell.source for cell in stripped.cells if grade_id(cell) == "quadruple"]
    assert len(named) == 1
    assert "double(double(x))" in named[0]


def test_an_answer_in_words_is_known_by_its_place(tiny: Lesson, stripped: Any) -> None:
    stripped.cells[-2].source = "Because it is."
    repair(stripped, tiny, released_notebook(tiny))
    assert grade_id(stripped.cells[-2]) == "why"


def test_code_that_is_no_python_still_says_what_it_defines() -> None:
    assert defined("def f(x:\n    return x\n\ny = 3\nz == 4\nclass G:") == {"f", "y", "G"}
    assert defined("x" * 200_000) == frozenset()


def test_a_notebook_of_no_lesson_is_of_no_lesson(tiny: Lesson) -> None:
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")])
    assert exercises_in(other, tiny, tiny) == [0, 0]
    assert lesson_of(other, [tiny]) is None
    assert lesson_of(solved_notebook(tiny), [tiny]) is tiny
