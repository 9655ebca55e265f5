"""Predictions in JupyterLab in a browser: by keyboard, before a picture, after a restart."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from autograder.lesson.build import release_text
from autograder.lesson.lesson import Lesson
from course_utils.remember.held import WAITS
from tests.support.lab_page import NotebookPage, OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.long]

KEPT = ("guess_tilted_line", "least_squares_tilts", "guess_short_batch", "summary")


def pictures(page: NotebookPage) -> int:
    return sum("image/png" in o.get("data", {}) for o in page.outputs("look_least_squares_tilts"))


def test_a_choice_by_keyboard_opens_the_picture_that_run_all_passed(
    lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    notebook = nbformat.reads(release_text(lesson), as_version=4)
    begin = next(cell.id for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells = [c for c in notebook.cells if c.id in (begin, *(f"look_{k}" for k in KEPT))]
    page = open_notebook(notebook, "predictions.ipynb")
    page.run_all()
    guess = page.show("look_guess_tilted_line")
    right = guess.get_by_role("button", name="to the right of the point at 1")
    expect(guess.get_by_role("button")).to_have_count(4)
    assert pictures(page) == 0
    expect(page.show("look_least_squares_tilts")).to_contain_text(WAITS)
    page.screenshot(screenshots / "prediction-open.png")
    page.show("look_guess_tilted_line")
    right.focus()
    page.page.keyboard.press("Space")
    expect(guess.get_by_role("status")).to_contain_text("Right. To come down to 1")
    expect(right).to_be_disabled()
    expect(page.show("look_least_squares_tilts").locator("img")).to_be_visible()
    assert pictures(page) == 1
    number = page.show("look_guess_short_batch")
    number.get_by_role("textbox", name="Your number").fill("2,5")
    number.get_by_role("button", name="That is my answer").press("Enter")
    expect(number.get_by_role("status")).to_contain_text("You said 2,5. It is 3.")
    page.run("look_summary")
    expect(page.show("look_summary")).to_contain_text("What surprised you")
    page.screenshot(screenshots / "prediction-made.png")
    assert page.errors() == []
    page.restart()
    page.run_all()
    again = page.show("look_guess_short_batch")
    expect(again.get_by_role("status")).to_contain_text("You said 2,5.")
    assert pictures(page) == 1
