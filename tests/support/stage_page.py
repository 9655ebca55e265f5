"""A stage below a cell of a notebook in the browser, used by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterable

import nbformat
from playwright.sync_api import ElementHandle, Locator, expect

from tests.support.lab_page import NotebookPage, OpenNotebook

# The colours of the canvas at places of the page, each [r, g, b]; read from a copy.
COLORS = """(canvas, places) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    return places.map(([x, y]) => {
        const at = [x - left, y - top].map(each => Math.round(each * canvas.width / width));
        return [...context.getImageData(...at, 1, 1).data].slice(0, 3);
    });
}"""
# The picture and the numbers beside it.
SEEN = "canvas.toDataURL() + canvas.closest('.cu-stage').querySelector('.cu-readouts').textContent"
# What is seen when nothing is under way any more; false until then.
RESTING = f"canvas.closest('.cu-stage').isAtRest() && ({SEEN})"
AT_REST = f"canvas => {RESTING}"
OTHER_AT_REST = f"""([canvas, before]) => {{
    const seen = {RESTING};
    return seen !== before && seen;
}}"""
NAMELESS = """root => [...root.querySelectorAll('[role=slider], input, select, button, [tabindex]')]
    .filter(each => !(each.ariaLabel || each.labels?.[0]?.textContent || each.textContent.trim()))
    .map(each => each.outerHTML)"""

SHOW = "from course_utils.explore import {0}\n{0}.show()"


def open_explorables(
    open_notebook: OpenNotebook, names: Iterable[str], file: str, app: str = "lab/tree"
) -> tuple[NotebookPage, dict[str, str]]:
    """A notebook that shows these explorables, each run; and the cell of each."""
    cells = {name: nbformat.v4.new_code_cell(SHOW.format(name)) for name in names}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[*cells.values()], metadata=kernel)
    page = open_notebook(notebook, file, app=app)
    if app == "lab/tree":
        page.hide_sidebars()
    for cell in cells.values():
        page.run(cell.id)
    return page, {name: cell.id for name, cell in cells.items()}


class StagePage:
    """What a student sees and does."""

    def __init__(self, page: NotebookPage, cell: str) -> None:
        self.page, self.mouse = page, page.page.mouse
        self.cell = page.show(cell)
        self.root = self.cell.locator(".cu-stage")
        self.canvas = self.root.locator("canvas")
        expect(self.canvas).to_be_visible()
        expect(self.handles().first).to_be_attached()

    def handles(self) -> Locator:
        """Everything that takes the focus in the picture."""
        return self.root.locator(".cu-handle")

    def handle(self, name: str) -> Locator:
        """The handle whose spoken name begins so."""
        return self.root.locator(f'.cu-handle[aria-label^="{name}"]')

    def value(self, name: str) -> str:
        """What is spoken of a handle."""
        return self.handle(name).get_attribute("aria-valuetext") or ""

    def said(self) -> Locator:
        """The spoken sentence."""
        return self.root.get_by_role("status")

    def problem(self) -> Locator:
        """What is wrong with the student's function, in sight."""
        return self.root.get_by_role("alert")

    def note(self) -> Locator:
        """Whose functions draw."""
        return self.root.locator(".cu-note")

    def number(self, label: str) -> float:
        """The value beside a slider."""
        shown = self.root.locator(f'.cu-row:has(label:text-is("{label}")) .cu-value')
        return float(shown.inner_text().replace("−", "-"))

    def middle(self, name: str) -> tuple[float, float]:
        """Where a handle stands on the page."""
        box = self.handle(name).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def place(self, across: float, down: float) -> tuple[float, float]:
        """A place of the canvas, given in CSS pixels from its upper left corner."""
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + across, box["y"] + down

    def colors(self, places: list[tuple[float, float]]) -> list[list[int]]:
        """The colours at places of the page."""
        found: list[list[int]] = self.canvas.evaluate(COLORS, places)
        return found

    def picture(self) -> str:
        """The whole canvas, and the numbers beside it, once nothing is under way any more."""
        return self._seen(AT_REST, self._drawn_on())

    def until_other(self, before: str) -> str:
        """Waits for another picture than this, and for it to stay; returns it."""
        return self._seen(OTHER_AT_REST, [self._drawn_on(), before])

    def _drawn_on(self) -> ElementHandle:
        return self.canvas.element_handle()

    def _seen(self, script: str, given: object) -> str:
        seen: str = self.page.page.wait_for_function(script, arg=given).json_value()
        return seen

    def pull(self, path: Iterable[tuple[float, float]], *, release: bool = True) -> None:
        """Press the mouse at the first place, move it along the others, let it go."""
        first, *others = path
        self.mouse.move(*first)
        self.mouse.down()
        for place in others:
            self.mouse.move(*place, steps=4)
        if release:
            self.mouse.up()

    def nameless(self) -> list[str]:
        """What takes the focus and has no name."""
        found: list[str] = self.root.evaluate(NAMELESS)
        return found
