"""Every explorable in its lesson in JupyterLab: it is there, and every control does something."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.stills import explorables
from tests.support.explorable_cells import needed
from tests.support.lab_page import OpenNotebook
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every cell with an explorable, and how many sliders, lists and buttons it shows.
LESSONS = {
    "01_logistic_regression": {
        "decision_boundary": (3, 2, 2),
        "learning_rate": (4, 1, 2),
        "far_points": (3, 0, 1),
    },
    "02_cross_entropy": {"two_distributions": (6, 0, 1), "two_losses": (2, 1, 2)},
    "03_softmax_gradients": {
        "softmax_bars": (6, 0, 1),
        "slope_bars": (6, 1, 1),
        "regularisation_path": (2, 1, 2),
        "three_classes": (3, 1, 2),
    },
    "04_backprop_circuits": {
        "gates_live": (4, 0, 1),
        "product_live": (4, 0, 5),
        "neuron_live": (6, 0, 5),
        "expression_live": (3, 0, 5),
        "two_neurons_live": (6, 0, 5),
        "value_network": (1, 1, 2),
    },
    "05_mlp_training": {"mlp_playground": (7, 3, 4)},
    "06_your_own_reader": {"polynomial_degree": (4, 0, 2)},
}


ONLY_BACK = ("epoch",)  # along what has been trained so far; further on is nothing yet


def with_these(lesson: Lesson, looks: dict[str, tuple[int, ...]]) -> nbformat.NotebookNode:
    """The solved notebook without prose, tests and other pictures."""
    wanted = needed(lesson, {f"look_{look}" for look in looks})
    notebook = solved_notebook(lesson)
    notebook.cells = [c for c in notebook.cells if c.cell_type == "code" and c.id in wanted]
    return notebook


def test_every_explorable_is_looked_at(root: Path) -> None:
    lessons = Course(root).all_lessons()
    shown = {each.name: {cell.grade_id for cell in explorables(each)} for each in lessons}
    asked = {name: {f"look_{look}" for look in looks} for name, looks in LESSONS.items()}
    asked |= {"00_start_here": {"look_draw_a_digit"}}  # in test_stage_in_lab.py
    asked["06_your_own_reader"].add("look_draw_one_yourself")  # the same pad
    assert {name: cells for name, cells in shown.items() if cells} == asked


def usual(name: str) -> object:
    """The first and the last lesson always, the others for `--all`."""
    always = name in (min(LESSONS), max(LESSONS))
    return pytest.param(name, marks=() if always else pytest.mark.long)


@pytest.mark.parametrize("name", [usual(name) for name in LESSONS])
def test_every_control_of_every_explorable_does_something(
    name: str, root: Path, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    looks = LESSONS[name]
    page = open_notebook(with_these(Course(root).lesson(name), looks), f"{name}.ipynb")
    page.hide_sidebars()
    page.run_all()
    for look, counts in looks.items():
        touch_everything(StagePage(page, f"look_{look}"), counts)
        page.show(f"look_{look}").screenshot(path=screenshots / f"{look}-light.png")
    page.use_theme("Dark")
    for look in looks:
        page.show(f"look_{look}").screenshot(path=screenshots / f"{look}-dark.png")
    page.use_theme("Light")
    assert page.errors() == []


def touch_everything(stage: StagePage, counts: tuple[int, ...]) -> None:
    """Move every handle and every control of a stage by keyboard, then go back."""
    expect(stage.note()).to_contain_text("Using your ")
    sliders, lists = (stage.root.locator(f".cu-row {kind}") for kind in ("input", "select"))
    buttons = stage.root.locator(".cu-buttons button")
    assert (sliders.count(), lists.count(), buttons.count()) == counts
    assert stage.nameless() == []
    first = picture = stage.picture()
    for handle in stage.handles().all():
        value = handle.get_attribute("aria-valuetext") or ""
        handle.press(key_of(handle))
        picture = stage.until_other(picture)
        expect(handle).not_to_have_attribute("aria-valuetext", value)
    for slider in sliders.all():
        label = slider.evaluate("it => it.labels[0].textContent")
        at_its_end = slider.evaluate("it => Number(it.value) >= Number(it.max)")
        slider.press("ArrowLeft" if at_its_end or label in ONLY_BACK else "ArrowRight")
        picture = stage.until_other(picture)
    for chosen in lists.all():
        label = chosen.evaluate("it => it.labels[0].textContent")
        other = chosen.evaluate("it => (it.selectedIndex + 1) % it.options.length")
        chosen.select_option(index=other)
        picture = picture if label == "a click adds" else stage.until_other(picture)
    stage.root.get_by_role("button", name="reset").press("Enter")
    stage.until_other(picture)
    stage.page.settle()
    stage.cell.page.wait_for_timeout(400)
    stage.root.get_by_role("button", name="reset").evaluate("it => it.blur()")
    assert first
    assert stage.problem().count() == 0


def key_of(handle: Locator) -> str:
    """An arrow key that moves it: upwards, or to the middle where it goes to the sides only."""
    if handle.get_attribute("aria-orientation") != "horizontal":
        return "ArrowUp"
    return "ArrowLeft" if float(handle.get_attribute("aria-valuenow") or 0) > 0 else "ArrowRight"


# Console messages of Notebook 7 about itself begin so, whatever notebook is open.
ITS_OWN = ("console warning: Menu entry", "console warning: [yjs#", "uncaught: Cannot read prop")


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["01_logistic_regression", "04_backprop_circuits", "05_mlp_training"]
)
def test_explorables_move_in_notebook_7_too(
    name: str, root: Path, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    looks = LESSONS[name]
    notebook = with_these(Course(root).lesson(name), looks)
    page = open_notebook(notebook, f"{name}-7.ipynb", app="notebooks")
    assert page.page.evaluate("window.jupyterapp.name") == "Jupyter Notebook"
    for cell in notebook.cells:
        page.run(cell.id)
    for look, counts in looks.items():
        touch_everything(StagePage(page, f"look_{look}"), counts)  # the arrow keys stay ours
    page.screenshot(screenshots / f"{name}-notebook-7.png")
    assert [said for said in page.errors() if not said.startswith(ITS_OWN)] == []
