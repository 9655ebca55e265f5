"""A student's hour in JupyterLab: wrong answers say their cause, and *Run All* reaches the end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import expect

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.home.seals import Seen, behaviours
from autograder.lesson.lesson import Lesson
from course_utils.manifest import of_lesson
from tests.support import ROOT
from tests.support.lab_page import NotebookPage, OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.long]

LESSONS = [lesson for lesson in Course(ROOT).all_lessons() if lesson.exercises]
TEN = 10
SIZES = ((1024, 768), (1440, 900))
ENDLESS = """
def gradient_descent(X, y, eta, tol, max_iters):
    w, b, losses, steps = np.zeros(X.shape[1]), 0.0, [], 0
    while steps < max_iters:
        losses.append(mean_loss(X, y, w, b))
    return w, b, losses
""".strip()
WRONG_SIGN = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"


def wrong_answers(lesson: Lesson) -> list[Seen]:
    """Ten known mistakes that fail visibly and are like no other, of many exercises."""
    left = [seen for seen in behaviours(lesson) if seen.alone]
    chosen: list[Seen] = []
    while left and len(chosen) < TEN:
        of_each = {seen.wrong.exercise: seen for seen in reversed(left)}
        chosen += list(of_each.values())[::-1][: TEN - len(chosen)]
        left = [seen for seen in left if seen not in chosen]
    return chosen


def said(page: NotebookPage, cell: str) -> str:
    """All that the outputs of a cell say, without colours, in one line."""
    texts = []
    for output in page.outputs(cell):
        text = output.get("traceback") or output.get("text") or ""
        texts += text if isinstance(text, list) else [text]
    return " ".join(re.sub(r"\x1b\[[\d;]*m", "", "\n".join(texts)).split())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_ten_wrong_answers_say_their_cause_in_the_notebook(
    lesson: Lesson, open_notebook: OpenNotebook
) -> None:
    notebook = solved_notebook(lesson)
    sources = {cell.id: cell.source for cell in notebook.cells}
    cases = wrong_answers(lesson)
    assert len(cases) == TEN
    for number, seen in enumerate(cases):
        for part, source in (
            ("wrong", seen.wrong.source),
            ("test", sources[seen.test]),
            ("right", sources[seen.wrong.exercise]),
        ):
            cell = nbformat.v4.new_code_cell(source, id=f"{part}-{number}")
            cell.metadata["tags"] = ["raises-exception"]
            notebook.cells.append(cell)
    page = open_notebook(notebook, f"{lesson.name}-wrong.ipynb")
    page.run_all()
    missing = {
        f"{seen.wrong.exercise}/{seen.wrong.name}": said(page, f"test-{number}")
        for number, seen in enumerate(cases)
        if f"Likely cause: {seen.wrong.sentence}" not in said(page, f"test-{number}")
    }
    assert missing == {}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_run_all_on_a_half_done_notebook_reaches_the_end_and_counts_right(
    lesson: Lesson, open_notebook: OpenNotebook
) -> None:
    half = len(lesson.exercises) // 2
    stubs = {cell.id: cell.source for cell in released_notebook(lesson).cells}
    undone = {each.name: stubs[each.name] for each in lesson.exercises[half:]}
    page = open_notebook(solved_notebook(lesson, undone), f"{lesson.name}-half.ipynb")
    page.run_all()
    told = said(page, "look_summary")
    items = of_lesson(lesson.name).exercises  # type: ignore[union-attr]
    done = {each.name for each in lesson.exercises[:half]}
    core, further = ([i for i in items if i.further is apart] for apart in (False, True))
    points = sum(item.points for item in core if item.name in done)
    which = " of the core" if further else ""
    assert (
        f"{len([i for i in core if i.name in done])} of {len(core)} exercises{which} pass their"
        f" visible tests: {points:g} of {sum(i.points for i in core):g} points"
    ) in told
    if further:
        passing = len([i for i in further if i.name in done])
        assert f"{passing} of {len(further)} further exercises pass theirs" in told
    page.restart()
    for cell in (next(cell.grade_id for cell in lesson.cells if not cell.markdown), "look_summary"):
        page.run(cell)
    assert said(page, "look_summary") == told


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
def test_the_sentence_is_on_the_screen_with_the_code(
    size: tuple[int, int], open_notebook: OpenNotebook, screenshots: Path
) -> None:
    lesson = LESSONS[0]
    page = open_notebook(solved_notebook(lesson, {"sigmoid": WRONG_SIGN}), f"{size[0]}.ipynb")
    page.page.set_viewport_size({"width": size[0], "height": size[1]})
    first = next(cell.grade_id for cell in lesson.cells if not cell.markdown)
    for cell in (first, "sigmoid", "test_sigmoid"):
        page.run(cell)
    for theme in ("Dark", "Light"):
        page.use_theme(theme)
        code = page.show("sigmoid")
        sentence = page.page.locator(".jp-OutputArea-output", has_text="Likely cause:").first
        expect(sentence).to_be_visible()
        page.screenshot(screenshots / f"failing-{size[0]}-{theme.lower()}.png")
        for part in (code.locator(".jp-InputArea").first, sentence):
            box: Any = part.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size[1]
            assert box["x"] + box["width"] <= size[0]


def test_a_loop_without_end_says_where_it_is_and_can_be_stopped(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    lesson = LESSONS[0]
    page = open_notebook(solved_notebook(lesson, {"gradient_descent": ENDLESS}), "endless.ipynb")
    needed = ("sigmoid", "predict_proba", "logistic_gradient")
    first = next(cell.grade_id for cell in lesson.cells if not cell.markdown)
    given = [cell.grade_id for cell in lesson.cells if "def mean_loss" in cell.source]
    for cell in (first, *needed, *given, "gradient_descent"):
        page.run(cell)
    page.start("test_gradient_descent")
    told = page.page.get_by_text("Still running after 10 seconds: gradient_descent, line")
    expect(told).to_be_visible()
    page.screenshot(screenshots / "endless.png")
    page.interrupt("test_gradient_descent")
    page.screenshot(screenshots / "endless-stopped.png")
    assert "You stopped this cell" in said(page, "test_gradient_descent")
