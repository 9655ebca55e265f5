"""Lesson 1 in JupyterLab in a browser, as a student meets it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.lesson import Lesson
from tests.support.barriers import barriers
from tests.support.lab_page import NotebookPage, OpenNotebook
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIVE, FIGURE = "look_decision_boundary", "look_sigmoid_curve"
OUTPUT = ".jp-OutputArea-output"
GOES_WRONG = (
    "import sys; print('a warning', file=sys.stderr)",
    "1 / 0",
    "from IPython.display import HTML; HTML('<button></button>')",
    "from IPython.display import Javascript; Javascript('console.error(\"a console error\")')",
)


def set_up(lesson: Lesson) -> str:
    """The id of the lesson's first code cell."""
    return next(cell.grade_id for cell in lesson.cells if not cell.markdown)


def alt_of(lesson: Lesson, cell: str) -> str:
    """What the lesson says of the picture of a cell."""
    return next(str(c.options["alt"]) for c in lesson.cells if c.grade_id == cell)


def boundary(page: NotebookPage) -> StagePage:
    """The explorable of section 5."""
    return StagePage(page, LIVE)


def test_a_slider_moves_the_picture_of_the_lesson_as_released(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(nbformat.reads(release_text(lesson), as_version=4), "released.ipynb")
    for cell in (set_up(lesson), "look_where_we_are_going", "sigmoid", "predict_proba", LIVE):
        page.run(cell)
    expect(boundary(page).said()).to_contain_text("Your predict_proba is not written yet.")
    page.run("test_sigmoid")  # a red sentence
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        for cell in ("sigmoid", LIVE, "look_learning_rate"):  # the last is a still picture
            page.show(cell)
            assert barriers(page.page, OUTPUT) == []
    stage = boundary(page)
    picture = stage.picture()
    for label, key in (("w₁", "ArrowRight"), ("w₂", "ArrowLeft"), ("b", "ArrowRight")):
        stage.root.get_by_label(label, exact=True).press(key)
        picture = stage.until_other(picture)
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        page.screenshot(screenshots / f"released-{theme.lower()}.png")
    assert page.errors() == []


@pytest.mark.long
def test_the_solved_lesson_runs_from_top_to_bottom_without_an_error(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(solved_notebook(lesson), "solved.ipynb")
    page.run_all()
    stage = boundary(page)
    expect(stage.said()).to_contain_text("Using your predict_proba.")
    before = stage.picture()
    stage.handle("tip of w").press("ArrowUp")
    stage.until_other(before)
    page.screenshot(screenshots / "solved.png")
    assert page.errors() == []
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        for cell in (LIVE, FIGURE):
            page.show(cell)
            assert barriers(page.page, OUTPUT) == []
    figure = page.show(FIGURE).locator(".jp-OutputArea-output img")
    assert figure.get_attribute("alt") == alt_of(lesson, FIGURE)


def test_the_errors_looked_for_above_would_be_found(open_notebook: OpenNotebook) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in GOES_WRONG]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    page = open_notebook(notebook, "goes-wrong.ipynb")
    for cell in cells:
        page.run(cell.id)
    found = "\n".join(page.errors())
    page.show(cells[2].id)
    (barrier,) = barriers(page.page, OUTPUT)
    assert "button-name (critical)" in barrier
    for sign in ("a warning", "division by zero", "on the page", "a console error"):
        assert sign in found
