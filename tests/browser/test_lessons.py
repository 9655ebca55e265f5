"""Every lesson in JupyterLab in a browser, run whole: as it is handed out, and solved.

With $SCREENSHOTS set, pictures of the whole run lesson are left there, a window at a time.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from lab_page import NotebookPage, OpenNotebook

from autograder.build import release_text, solved_notebook
from autograder.course import Course
from autograder.lesson import Lesson

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = [path.stem for path in COURSE.sources()]
UNDONE = ("NotImplementedError", "NameError", "CheckFailed")


@pytest.fixture(params=NAMES)
def every_lesson(request: pytest.FixtureRequest) -> Lesson:
    return COURSE.lesson(request.param)


def test_a_solved_lesson_shows_no_error(
    every_lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page = open_notebook(solved_notebook(every_lesson), f"{every_lesson.name}-solved.ipynb")
    page.run_all()
    leave_pictures(page, screenshots / f"{every_lesson.name}-solved")
    assert page.errors() == []


def test_a_lesson_as_handed_out_stops_at_nothing_but_its_exercises(
    every_lesson: Lesson, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    released = nbformat.reads(release_text(every_lesson), as_version=4)
    page = open_notebook(released, f"{every_lesson.name}-released.ipynb")
    exercises = {cell.id for cell in released.cells if cell.metadata.get("nbgrader")}
    for cell in released.cells:
        if cell.cell_type == "code" and cell.source.strip():
            page.run(cell.id)
    leave_pictures(page, screenshots / f"{every_lesson.name}-released")
    assert [error for error in page.errors(but_of=exercises) if not error.startswith(UNDONE)] == []
    names = {
        output["ename"]
        for cell in exercises
        for output in page.outputs(cell)
        if output["output_type"] == "error"
    }
    assert names <= set(UNDONE)


def leave_pictures(page: NotebookPage, folder: Path) -> None:
    """A picture of each windowful, where somebody will look at them."""
    if not os.environ.get("SCREENSHOTS"):
        return
    folder.mkdir(exist_ok=True)
    page.hide_sidebars()
    for number, _ in enumerate(page.windows()):
        page.screenshot(folder / f"{number:02d}.png")
