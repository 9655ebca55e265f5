"""The browser edition: how long until a first cell has run, and the lessons beside Python itself.

A visit goes from the click on a lesson, in a Chromium without a window, to the mark of a first cell
that imports NumPy, Matplotlib and `course_utils`. The first visit has an empty profile.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from benchmarks import commands
from benchmarks.figures import Comparison, Figure, Heads, Report, Row, Skipped

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LESSON = "01_logistic_regression"
AIMS = (30.0, 15.0)  # seconds, of the first and the second visit on a quiet machine
TIMES = 5.0  # that a lesson may take of its time outside a browser
_SECONDS = 600.0


def measure(quick: bool, report: Report) -> Comparison:
    """Raises Skipped where there is no Chromium, no Node, or no Pyodide."""
    from autograder.lite.obtain import Obtained
    from autograder.lite.pyodide import LiteError
    from autograder.lite.site import PYODIDE, build
    from tests.support.needs import why_no_browser, why_no_node

    if why := why_no_browser() or why_no_node():
        raise Skipped(why)
    course = Course(commands.ROOT)
    with tempfile.TemporaryDirectory(prefix="lite-") as temporary:
        site = Path(temporary) / "site"
        try:
            made = build(course, course.all_lessons(), site, Obtained())
        except LiteError as error:
            raise Skipped(str(error)) from error
        first, second = _visits(site)
        names = [LESSON] if quick else [path.name for path in course.sources()]
        lessons = [course.lesson(name) for name in names]
        rows = _lessons(lessons, site / PYODIDE, Path(temporary), report)
        size = made.size / 1e6
    return Comparison(
        title="a lesson in a browser, from the click to its first cell",
        ours=Figure("second visit", second, "s"),
        stock=Figure("first visit", first, "s"),
        more_is_better=False,
        details=(
            Figure("aim of a second visit", AIMS[1], "s"),
            Figure("aim of a first visit", AIMS[0], "s"),
            Figure("the site", size, "MB"),
        ),
        remarks=(
            "The first visit begins at the start page with an empty profile; the site is served"
            " from this machine, so that no time goes to the network.",
            f"Below, all cells of a solved lesson: in Pyodide under Node, and in a kernel here,"
            f" one after the other; in a browser it may take {TIMES:g} times as long.",
        ),
        rows=rows,
        heads=Heads("in Pyodide, s", "in a kernel here, s", longer=True),
    )


def _visits(site: Path) -> tuple[float, float]:
    """Seconds of the first and of the second visit."""
    from playwright.sync_api import sync_playwright

    from tests.support.chromium import FLAGS
    from tests.support.lite import serving
    from tests.support.lite_page import expose
    from tests.support.needs import find_chromium

    expose(site)
    with (
        serving(site) as address,
        tempfile.TemporaryDirectory(prefix="profile-") as profile,
        sync_playwright() as playwright,
    ):
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=find_chromium(), args=list(FLAGS), chromium_sandbox=False
        )
        try:
            return _visit(context, address), _visit(context, address)
        finally:
            context.close()


def _visit(context: BrowserContext, address: str) -> float:
    from tests.support.lite_page import LitePage

    page = LitePage(context.new_page())
    page.page.goto(address)
    begin = time.perf_counter()
    page.page.locator(".lessons a.title").nth(1).click()
    page.wait_for_python()
    page.run(page.first_cell())
    seconds = time.perf_counter() - begin
    page.page.close()
    return seconds


def _lessons(lessons: list[Lesson], python: Path, work: Path, report: Report) -> tuple[Row, ...]:
    """Each lesson in Pyodide, and in a kernel here."""
    from tests.support.lite import run_in_pyodide

    rows = []
    with report.progress("lessons in Pyodide and here", len(lessons)) as tick:
        for lesson in lessons:
            cells = [c.source for c in solved_notebook(lesson).cells if c.cell_type == "code"]
            (came,) = run_in_pyodide(python, [cells], work)
            there, here = sum(each.seconds for each in came), _natively(cells, work)
            # Of a row the other figure is to be beaten `times` times: here, not to be 1/5 of ours.
            rows.append(Row(lesson.name, there, here, bound=TIMES * here, times=1 / TIMES))
            tick(lesson.name)
    return tuple(rows)


def _natively(cells: list[str], folder: Path) -> float:
    """Seconds that the cells take in a fresh kernel, its start not counted."""
    from jupyter_client.manager import run_kernel

    with run_kernel(kernel_name="python3", cwd=str(folder)) as client:
        begin = time.perf_counter()
        for cell in cells:
            client.execute_interactive(cell, timeout=_SECONDS, output_hook=lambda message: None)
        return time.perf_counter() - begin
