"""Every lesson in JupyterLab in a browser, run whole: as it is handed out, and solved.

`tests/lessons` runs them without a browser, `test_lesson_one.py` always runs the first in one.

With $SCREENSHOTS set, pictures of the whole run lesson are left there, a window at a time.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from tests.support import ROOT
from tests.support.lab_page import NotebookPage, OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.long]

COURSE = Course(ROOT)
NAMES = [path.name for path in COURSE.sources()]
UNDONE = ("NotImplementedError", "NameError", "CheckFailed")


@pytest.mark.parametrize("name", NAMES)
def test_a_solved_lesson_shows_no_error(
    name: str, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(solved_notebook(COURSE.lesson(name)), f"{name}-solved.ipynb")
    page.run_all()
    leave_pictures(page, screenshots / f"{name}-solved")
    assert page.errors() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_as_handed_out_stops_at_nothing_but_its_exercises(
    name: str, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    released = nbformat.reads(release_text(COURSE.lesson(name)), as_version=4)
    page = open_notebook(released, f"{name}-released.ipynb")
    code = [cell for cell in released.cells if cell.cell_type == "code" and cell.source.strip()]
    for cell in code:
        page.run(cell.id)
    leave_pictures(page, screenshots / f"{name}-released")
    tests = {cell.id for cell in code if cell.metadata.get("nbgrader")}
    assert page.errors(but_of=tests) == []
    raised = [o["ename"] for cell in tests for o in page.outputs(cell) if "ename" in o]
    assert set(raised) <= set(UNDONE)
    undone = [cell for cell in tests if "is not written yet" in str(page.outputs(cell))]
    assert len(undone) > len(tests) / 4  # each exercise is in two or more of these cells


def leave_pictures(page: NotebookPage, folder: Path) -> None:
    """A picture of each windowful, where somebody will look at them."""
    if not os.environ.get("SCREENSHOTS"):
        return
    folder.mkdir(exist_ok=True)
    page.hide_sidebars()
    for number in page.windows():
        page.screenshot(folder / f"{number:02d}.png")
