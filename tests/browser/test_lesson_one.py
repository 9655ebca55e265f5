"""Lesson 1 in JupyterLab in a browser, as a student meets it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.lesson import Lesson
from tests.support.barriers import barriers
from tests.support.lab_page import NotebookPage, OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIVE, FIGURE = "look_decision_boundary", "look_sigmoid_curve"
OUTPUT = ".jp-OutputArea-output"
FAILS_MIDWAY = """
def predict_proba(X, w, b):
    if w[0] > 1.25:
        raise ValueError("too steep for me")
    return sigmoid(X @ w + b)
"""
GOES_WRONG = (
    "import sys; print('a warning', file=sys.stderr)",
    "1 / 0",
    "from IPython.display import HTML; HTML('<img src=\"data:,\">')",
    "from IPython.display import Javascript; Javascript('console.error(\"a console error\")')",
)


def set_up(lesson: Lesson) -> str:
    """The id of the lesson's first code cell."""
    return next(cell.grade_id for cell in lesson.cells if not cell.markdown)


def alt_of(lesson: Lesson, cell: str) -> str:
    """What the lesson says of the picture of a cell."""
    return next(str(c.options["alt"]) for c in lesson.cells if c.grade_id == cell)


def said(page: NotebookPage, role: str = "status") -> Locator:
    """The line below the sliders."""
    return page.show(LIVE).get_by_role(role)  # type: ignore[arg-type]


def test_a_slider_moves_the_picture_of_the_lesson_as_released(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(nbformat.reads(release_text(lesson), as_version=4), "released.ipynb")
    for cell in (set_up(lesson), "look_where_we_are_going", "sigmoid", "predict_proba", LIVE):
        page.run(cell)
    expect(said(page)).to_contain_text("Your predict_proba is not written yet.")
    picture = page.picture(LIVE)
    assert picture.startswith(b"\x89PNG")
    page.run("test_sigmoid")  # a red sentence
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        for cell in ("sigmoid", LIVE, "look_learning_rate"):  # the last is a still picture
            page.show(cell)
            assert barriers(page.page, OUTPUT) == []
    for label, key in (("w₁", "ArrowRight"), ("w₂", "ArrowLeft"), ("b", "ArrowRight")):
        page.slider(LIVE, label).press(key)
        picture = page.picture(LIVE, other_than=picture)
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        page.screenshot(screenshots / f"released-{theme.lower()}.png")
    assert page.errors() == []


def test_the_solved_lesson_runs_from_top_to_bottom_without_an_error(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(solved_notebook(lesson), "solved.ipynb")
    page.run_all()
    expect(said(page)).to_contain_text("Using your predict_proba.")
    before = page.picture(LIVE)
    page.slider(LIVE, "w₂").press("ArrowLeft")
    page.picture(LIVE, other_than=before)
    page.screenshot(screenshots / "solved.png")
    assert page.errors() == []
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        for cell in (LIVE, FIGURE):
            page.show(cell)
            assert barriers(page.page, OUTPUT) == []
    figure = page.show(FIGURE).locator(".jp-OutputArea-output img")
    assert figure.get_attribute("alt") == alt_of(lesson, FIGURE)
    handle = page.slider(LIVE, "w₂")
    readout = page.show(LIVE).locator(".widget-slider", has_text="w₂").locator(".widget-readout")
    assert handle.get_attribute("aria-label") == "w₂"
    assert handle.get_attribute("aria-valuetext") == readout.inner_text()
    assert len(page.show(LIVE).locator("img.widget-image").get_attribute("alt") or "") > 20


@pytest.mark.long  # tests/course_utils/test_live.py asks the same without a browser
def test_a_function_that_fails_midway_is_named_and_the_sliders_stay(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    answers = {"predict_proba": FAILS_MIDWAY}
    page = open_notebook(solved_notebook(lesson, answers), "fails-midway.ipynb")
    for cell in (set_up(lesson), "sigmoid", "predict_proba", LIVE):
        page.run(cell)
    expect(said(page)).to_contain_text("Using your predict_proba.")
    slider = page.slider(LIVE, "w₁")
    for _ in range(3):  # 1.1, 1.2, 1.3
        slider.press("ArrowRight")
    expect(said(page, "alert")).to_contain_text("too steep for me")
    expect(slider).to_be_visible()
    page.screenshot(screenshots / "fails-midway.png")
    last_good = page.picture(LIVE)
    for _ in range(3):
        slider.press("ArrowLeft")
    expect(said(page)).to_contain_text("Using your predict_proba.")
    page.picture(LIVE, other_than=last_good)
    assert page.errors() == []


def test_the_errors_looked_for_above_would_be_found(open_notebook: OpenNotebook) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in GOES_WRONG]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    page = open_notebook(notebook, "goes-wrong.ipynb")
    for cell in cells:
        page.run(cell.id)
    found = "\n".join(page.errors())
    assert "image-alt (critical)" in barriers(page.page, OUTPUT)[0]
    for sign in ("a warning", "division by zero", "on the page", "a console error"):
        assert sign in found
