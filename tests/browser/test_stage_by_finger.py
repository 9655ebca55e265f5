"""Explorables that are touched, by finger: Chromium's own touch events, as of a telephone."""

from __future__ import annotations

from collections.abc import Iterable

import nbformat
import pytest
from playwright.sync_api import CDPSession, Locator, expect

from scripts.drawn_digits import SHAPES
from tests.support.lab_page import NotebookPage, OpenNotebook
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

SHOW = "from course_utils.explore import {0}\n{0}.show()"
NAMES = (
    "learning_rate",
    "two_distributions",
    "polynomial_degree",
    "circuit_stepper",
    "mlp_playground",
    "draw_a_digit",
)
WATCH = """canvas => {
    window.touched = [];
    canvas.addEventListener('touchstart', event => setTimeout(
        () => window.touched.push(event.defaultPrevented)), { passive: true });
    canvas.addEventListener('pointerdown', event => window.touched.push(event.pointerType));
}"""


class Finger:
    """One finger on the page."""

    def __init__(self, page: NotebookPage) -> None:
        self.session: CDPSession = page.page.context.new_cdp_session(page.page)
        touch = {"enabled": True, "maxTouchPoints": 1}
        self.session.send("Emulation.setTouchEmulationEnabled", touch)

    def pull(self, path: Iterable[tuple[float, float]]) -> None:
        """Put the finger down at the first place, move it along the others, lift it."""
        kind = "touchStart"
        for x, y in path:
            self._send(kind, [{"x": x, "y": y}])
            kind = "touchMove"
        self._send("touchEnd", [])

    def tap(self, target: Locator) -> None:
        """Touch the middle of something for a moment."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box is not None
        self.pull([(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)])

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def along(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Places from one to another."""
    return [
        tuple(a + k / 8 * (b - a) for a, b in zip(start, end, strict=True))  # type: ignore[misc]
        for k in range(9)
    ]


def test_a_finger_pulls_handles_and_points_draws_and_scrolls_elsewhere(
    open_notebook: OpenNotebook,
) -> None:
    cells = {name: nbformat.v4.new_code_cell(SHOW.format(name)) for name in NAMES}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[*cells.values()], metadata=kernel)
    page = open_notebook(notebook, "finger.ipynb")
    page.hide_sidebars()
    for cell in cells.values():
        page.run(cell.id)
    finger = Finger(page)

    stage = StagePage(page, cells["learning_rate"].id)
    stage.canvas.evaluate(WATCH)
    x, y = stage.middle("the ball's start")
    picture = stage.picture()
    finger.pull(along((x + 6, y + 6), (x + 66, y - 54)))  # a finger is less exact than a mouse
    picture = stage.until_other(picture)
    expect(stage.handle("the ball's start")).not_to_have_attribute(
        "aria-valuetext", "w 0.00, b 0.00"
    )
    assert stage.number("start: w") > 0.3
    assert stage.number("start: b") > 0.3
    assert page.page.evaluate("window.touched") == ["touch", True]
    page.page.evaluate("window.touched = []")
    left, top = stage.middle("the ball's start")
    finger.pull([(left + 90, top - 60), (left + 92, top - 62)])  # nothing is there
    assert page.page.evaluate("window.touched") == ["touch", False]

    stage = StagePage(page, cells["two_distributions"].id)
    x, y = stage.middle("sunny happens")
    picture, before = stage.picture(), stage.number("p of sunny")
    finger.pull(along((x, y), (x, y - 40)))  # upwards: the page must not scroll away with it
    stage.until_other(picture)
    assert stage.number("p of sunny") > before

    stage = StagePage(page, cells["polynomial_degree"].id)
    x, y = stage.middle("points to fit")
    picture, value = stage.picture(), stage.value("points to fit")
    finger.pull(along((x, y), (x + 25, y + 40)))
    stage.until_other(picture)
    expect(stage.handle("points to fit")).not_to_have_attribute("aria-valuetext", value)

    stage = StagePage(page, cells["circuit_stepper"].id)
    x, y = stage.middle("input w0")
    value = stage.value("input w0")
    finger.pull(along((x, y + 5), (x - 15, y + 5)))
    expect(stage.handle("input w0")).not_to_have_attribute("aria-valuetext", value)
    assert stage.number("w0") < 2
    finger.tap(stage.root.get_by_role("button", name="▶ forward"))
    expect(stage.said()).to_contain_text("Forward: 8 of 8 gates.")

    stage = StagePage(page, cells["mlp_playground"].id)
    x, y = stage.middle("the epoch")
    value = stage.value("the epoch")
    finger.pull(along((x, y), (x - 24, y + 4)))
    expect(stage.handle("the epoch")).not_to_have_attribute("aria-valuetext", value)
    x, y = stage.middle("points of class 1")
    picture, value = stage.picture(), stage.value("points of class 1")
    finger.pull(along((x, y), (x + 20, y + 30)))
    stage.until_other(picture)
    expect(stage.handle("points of class 1")).not_to_have_attribute("aria-valuetext", value)
    finger.tap(stage.root.get_by_role("button", name="▶ train"))
    finger.tap(stage.root.get_by_role("button", name="stop"))
    expect(stage.root.get_by_role("button", name="▶ train")).to_be_visible()

    stage = StagePage(page, cells["draw_a_digit"].id)
    stage.root.get_by_role("button", name="clear").click()
    expect(stage.said()).to_contain_text("The pad is empty.")
    for stroke in SHAPES[0][0]:
        finger.pull([stage.place(80 + 150 * x, 60 + 190 * y) for x, y in stroke])
    expect(stage.said()).to_contain_text("Read as 0")
    assert page.errors() == []
