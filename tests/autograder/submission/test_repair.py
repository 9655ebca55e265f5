"""A submitted notebook is put in order, and nothing of the student's is lost."""

from __future__ import annotations

import copy
from typing import Any

import nbformat
import pytest

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.submission.repair import defuse_markup
from course_utils.notebook.names import grade_id
from course_utils.notebook.outline import Release
from course_utils.notebook.repair import restore_cells, single_cells


@pytest.fixture
def released(tiny: Lesson) -> Any:
    return nbformat.reads(release_text(tiny), as_version=4)


@pytest.fixture
def mine(tiny: Lesson) -> Any:
    return solved_notebook(tiny)


def ids(notebook: Any) -> list[str]:
    return [grade_id(cell) for cell in notebook.cells if grade_id(cell)]


def test_deleted_cells_come_back_at_their_place(released: Any, mine: Any) -> None:
    whole = ids(mine)
    mine.cells = [c for c in mine.cells if grade_id(c) not in ("test_double", "scale", "why")]
    assert restore_cells(mine, Release(released)) == ["test_double", "scale", "why"]
    assert ids(mine) == whole


def test_an_empty_notebook_gets_every_named_cell_back(released: Any) -> None:
    empty = nbformat.v4.new_notebook()
    restore_cells(empty, Release(released))
    assert ids(empty) == ids(released)


def test_of_copies_the_one_that_was_worked_on_keeps_the_id(released: Any, mine: Any) -> None:
    untouched = next(c for c in released.cells if grade_id(c) == "double")
    mine.cells.append(copy.deepcopy(untouched))
    assert single_cells(mine, Release(released)) == ["double"]
    kept = [cell for cell in mine.cells if grade_id(cell) == "double"]
    assert len(kept) == 1
    assert "answer = " in kept[0].source
    assert len(mine.cells) == len(released.cells) + 1


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "text </div><iframe src=x>",
        "<!-- a comment --><svg onload=alert(1)>",
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_students_html_is_shown_as_text(released: Any, markup: str, kind: str) -> None:
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_raw_cell
    notebook = nbformat.v4.new_notebook(cells=[make(markup)])
    defuse_markup(notebook, released)
    assert notebook.cells[0].cell_type == "markdown"
    assert "<" not in notebook.cells[0].source
    assert "&lt;" in notebook.cells[0].source


def test_released_markup_and_formulas_stay(released: Any) -> None:
    ours = nbformat.v4.new_markdown_cell("<details>a hint</details>")
    formula = nbformat.v4.new_markdown_cell("$a < b$ and 2 <3")
    released.cells.append(ours)
    notebook = nbformat.v4.new_notebook(cells=[copy.deepcopy(ours), formula])
    defuse_markup(notebook, released)
    assert [cell.source for cell in notebook.cells] == [ours.source, "$a < b$ and 2 <3"]
