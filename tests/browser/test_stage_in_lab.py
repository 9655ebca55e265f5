"""Explorables that are touched, in JupyterLab: by mouse and by keyboard, as a student does."""

from __future__ import annotations

import itertools
import math
import re
from contextlib import suppress
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from course_utils.explore.parts.boundary import LONGER, SHORTEST, examples
from scripts.drawn_digits import SHAPES
from tests.support.lab_page import NotebookPage, OpenNotebook
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWN = """
import numpy as np
from course_utils.explore import decision_boundary, draw_a_digit
def sigmoid(z): {body}
def predict_proba(X, w, b): return sigmoid(X @ w + b)
"""
RIGHT = "return 1 / (1 + np.exp(-z))"
SHOW = "decision_boundary.show(predict_proba=predict_proba, sigmoid=sigmoid)"


def opened(
    open_notebook: OpenNotebook, name: str, *sources: str, **where: str
) -> tuple[NotebookPage, list[StagePage]]:
    """A notebook of these cells, run; with every stage in it."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    page = open_notebook(nbformat.v4.new_notebook(cells=cells, metadata=kernel), name, **where)
    if not where:
        page.hide_sidebars()
    for cell in cells:
        page.run(cell.id)
    return page, [StagePage(page, cell.id) for cell in cells if ".show(" in cell.source]


class Plane:
    """Where places of the plane are on the page, from the arrow of w as it stands now."""

    def __init__(self, stage: StagePage) -> None:
        w1, w2, b = (stage.number(name) for name in ("w₁", "w₂", "b"))
        length = math.hypot(w1, w2)
        self.foot, tip = stage.middle("the line"), stage.middle("tip of w")
        self.unit = math.dist(self.foot, tip) / (SHORTEST + LONGER * length)
        self.base = -b * w1 / length**2, -b * w2 / length**2

    def at(self, x: float, y: float) -> tuple[float, float]:
        """In pixels of the page."""
        across, up = x - self.base[0], y - self.base[1]
        return self.foot[0] + self.unit * across, self.foot[1] - self.unit * up


def test_the_boundary_is_moved_by_mouse_and_by_keyboard(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page, (stage,) = opened(open_notebook, "touched.ipynb", OWN.format(body=RIGHT), SHOW)
    expect(stage.said()).to_contain_text("Using your predict_proba.")
    assert stage.nameless() == []
    before, number = stage.picture(), stage.number("w₂")

    x, y = stage.middle("tip of w")
    stage.pull([(x, y), (x + 4, y - 6), (x + 8, y - 12)])
    expect(stage.handle("tip of w")).not_to_have_attribute(
        "aria-valuetext", "w₁ 1.00, w₂ −0.50, b 0.50"
    )
    assert stage.number("w₂") > number
    before = stage.until_other(before)

    w1, w2, b = (stage.number(name) for name in ("w₁", "w₂", "b"))
    x, y = Plane(stage).at(-(b + 3 * w2) / w1, 3)  # anywhere on the line
    stage.pull([(x, y), (x - 10, y), (x - 20, y)])
    assert (stage.number("w₁"), stage.number("w₂")) == (w1, w2)
    assert stage.number("b") > b
    before = stage.until_other(before)

    x, y = stage.middle("your w₁ and w₂")  # the dot on the loss
    stage.pull([(x, y), (x + 10, y), (x + 20, y)])
    assert stage.number("w₁") > w1
    before = stage.until_other(before)

    for name, key, label in (
        ("tip of w", "ArrowUp", "w₂"),
        ("the line", "ArrowLeft", "b"),
        ("your w₁ and w₂", "ArrowRight", "w₁"),
    ):
        number, value = stage.number(label), stage.value(name)
        stage.handle(name).press(key)
        expect(stage.handle(name)).not_to_have_attribute("aria-valuetext", value)
        assert stage.number(label) != number, name
        before = stage.until_other(before)
    page.screenshot(screenshots / "boundary-light.png")
    page.use_theme("Dark")
    stage.until_other(before)
    page.screenshot(screenshots / "boundary-dark.png")
    page.use_theme("Light")
    assert page.errors() == []


@pytest.mark.long
def test_points_are_added_moved_and_deleted_and_fit_plays_and_stops(
    open_notebook: OpenNotebook,
) -> None:
    page, (stage,) = opened(open_notebook, "points.ipynb", OWN.format(body=RIGHT), SHOW)
    expect(stage.said()).to_contain_text("of 60")
    plane = Plane(stage)
    empty = plane.at(-3, -3)
    stage.mouse.click(*empty)
    expect(stage.said()).to_contain_text("of 61")
    stage.pull([empty, plane.at(-2, -2), plane.at(-4.5, -2)])
    expect(stage.said()).to_contain_text("of 60")

    mine = stage.handle("points of class 1")
    mine.focus()
    mine.press("PageDown")
    expect(mine).to_have_attribute("aria-valuetext", re.compile("^2 of 30"))
    value = mine.get_attribute("aria-valuetext") or ""
    mine.press("ArrowUp")
    expect(mine).not_to_have_attribute("aria-valuetext", value)
    mine.press("Insert")
    expect(stage.said()).to_contain_text("of 61")
    mine.press("Delete")
    expect(stage.said()).to_contain_text("of 60")

    expect(stage.root.get_by_role("button", name="fit")).to_be_visible()
    number = stage.number("w₁")
    stage.root.get_by_role("button", name="fit").click()
    stop = stage.root.get_by_role("button", name="stop")
    expect(stage.root.locator(".cu-value").first).not_to_have_text(f"{number:.2f}")
    stop.click()
    expect(stage.root.get_by_role("button", name="fit")).to_be_visible()
    page.settle()
    page.page.wait_for_timeout(300)
    stands = stage.number("w₁")
    assert stands != number
    page.page.wait_for_timeout(300)
    assert stage.number("w₁") == stands

    stage.mouse.move(*plane.at(-3, 3))
    expect(stage.root.locator(".cu-tip")).to_have_text(
        re.compile(r"probability of class 1: 0\.\d\d")
    )
    assert page.errors() == []


WRONG = {
    "shifted": ("return 1 / (1 + np.exp(-z - 2))", lambda z: 1 / (1 + math.exp(-z - 2))),
    "scaled": ("return 0.5 / (1 + np.exp(-z))", lambda z: 0.5 / (1 + math.exp(-z))),
    "flat": ("return np.full(np.shape(z), 0.9)", lambda z: 0.9),
    "slow": (
        "\n    import time\n    end = time.process_time() + 0.08\n"
        "    while time.process_time() < end: pass\n    " + RIGHT,
        lambda z: 1 / (1 + math.exp(-z)),
    ),
    "raising": (
        "\n    if np.any(z > 20): raise ValueError('too far for me')\n    " + RIGHT,
        None,
    ),
}
# Faster than any answer: a kernel that is busy is not quicker.
PRESS_AT_ONCE = """(node, times) => {
    const press = { key: 'ArrowRight', shiftKey: true, bubbles: true, cancelable: true };
    for (let n = 0; n < times; n += 1) node.dispatchEvent(new KeyboardEvent('keydown', press));
}"""
ORANGE, BLUE = (0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)


def shade(p: float) -> list[float]:
    """The colour that stands for a probability on a white page."""
    strong, share = (BLUE, 2 * p - 1) if p > 0.5 else (ORANGE, 1 - 2 * p)
    return [255 + 0.5 * share * (each - 255) for each in strong]


@pytest.mark.long
@pytest.mark.parametrize("name", [*WRONG])
def test_a_wrong_sigmoid_is_drawn_as_it_is_while_the_mouse_drags(
    name: str, open_notebook: OpenNotebook
) -> None:
    body, squash = WRONG[name]
    page, (stage,) = opened(open_notebook, f"{name}.ipynb", OWN.format(body=body), SHOW)
    expect(stage.note()).to_contain_text("Using your predict_proba.")
    x, y = stage.middle("the line")
    stage.pull([(x, y), (x + 30, y), (x + 60, y)], release=False)  # the hand does not let go
    if squash is None:
        stage.mouse.up()
        stage.handle("tip of w").evaluate(PRESS_AT_ONCE, 12)
        expect(stage.problem()).to_contain_text("ValueError: too far for me")
        expect(stage.problem()).to_contain_text("the last setting that worked")
        assert page.errors() == []
        return
    right = name == "slow"
    wanted = (
        "takes too long to be asked in advance" if right else "It is drawn as it is, and it is not"
    )
    expect(stage.note()).to_contain_text(wanted)
    if right:
        page.settle()
        page.page.wait_for_timeout(600)
    w1, w2, b = (stage.number(label) for label in ("w₁", "w₂", "b"))
    assert b != 0.5
    plane = Plane(stage)
    X, _ = examples("two clouds")
    free = [
        (x, y)
        for x, y in itertools.product(np.arange(-3.5, 4), repeat=2)
        if np.hypot(*(X - [x, y]).T).min() > 0.5 and abs(w1 * x + w2 * y + b) > 0.5
    ]
    assert len(free) > 10
    colors = stage.colors([plane.at(x, y) for x, y in free])
    for (x, y), seen in zip(free, colors, strict=True):
        p = min(1.0, max(0.0, float(squash(w1 * x + w2 * y + b))))
        apart = max(abs(one - other) for one, other in zip(seen, shade(p), strict=True))
        assert apart < 12, (x, y, p, seen)
    stage.mouse.up()
    assert page.errors() == []


# Lessons say how the training digits were written: ones with a flag, sevens with a bar.
AS_TRAINED = {1: 1, 7: 1}


def read_all(stage: StagePage, screenshot: Path) -> list[int]:
    """The digits that are read right when each is drawn with the mouse over most of the pad."""
    read = []
    middle, (_, top) = stage.middle("pad"), stage.place(0, 0)
    side = 2 * (middle[1] - top - 24)  # of the pad, which stands below its title
    for digit, shapes in SHAPES.items():
        stage.root.get_by_role("button", name="clear").click()
        expect(stage.said()).to_contain_text("The pad is empty.")
        for stroke in shapes[AS_TRAINED.get(digit, 0)]:
            stage.pull([(middle[0] + side * 0.62 * (x - 0.5), middle[1] + side * 0.8 * (y - 0.5))
                        for x, y in stroke])  # fmt: skip
        with suppress(AssertionError):  # then it is read as another, and not among those
            expect(stage.said()).to_contain_text(f"Read as {digit},", timeout=20_000)
        stage.page.settle()
        stage.page.page.wait_for_timeout(250)  # what was read half drawn is not what counts
        if f"Read as {digit}," in stage.said().inner_text():
            read.append(digit)
        if digit == 3:
            stage.page.screenshot(screenshot)
    return read


@pytest.mark.long
def test_ten_digits_drawn_with_the_mouse_are_read_by_a_solved_lesson_6(
    root: Path, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    lesson = Course(root).lesson("06_your_own_reader")
    page = open_notebook(solved_notebook(lesson), "mine.ipynb")
    page.hide_sidebars()
    page.run_all()
    stage = StagePage(page, "look_draw_one_yourself")
    expect(stage.note()).to_have_text("Using your network.")
    assert read_all(stage, screenshots / "digit-mine.png") == [*range(10)]
    assert page.errors() == []


@pytest.mark.long
def test_ten_digits_drawn_with_the_mouse_are_read(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page, (stage,) = opened(
        open_notebook, "digit.ipynb", OWN.format(body=RIGHT), "draw_a_digit.show()"
    )
    expect(stage.note()).to_contain_text("Not your code yet.")
    assert read_all(stage, screenshots / "digit.png") == [*range(10)]
    pad = stage.handle("pad")
    stage.root.get_by_role("button", name="clear").click()
    expect(stage.said()).to_contain_text("The pad is empty.")
    pad.press(" ")
    for _ in range(4):
        pad.press("Shift+ArrowDown")
    expect(stage.said()).to_contain_text("Read as")
    assert stage.nameless() == []
    assert page.errors() == []


@pytest.mark.long
def test_a_notebook_opened_again_shows_the_still(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page, (stage,) = opened(open_notebook, "again.ipynb", OWN.format(body=RIGHT), SHOW)
    still = page.page.locator("img.cu-still")
    expect(still).to_be_hidden()
    expect(stage.canvas).to_be_visible()
    page.save()
    page.open_again()
    expect(still).to_be_visible()
    expect(page.page.locator(".cu-stage")).to_have_count(0)
    expect(page.page.get_by_text("model not found")).to_be_hidden()
    page.screenshot(screenshots / "again.png")
