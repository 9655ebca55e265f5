"""A stage whose kernel is slow, stopped, restarted or dead says so in a sentence, and recovers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_stage_in_lab import opened
from tests.support.lab_page import CODE_CELLS, OpenNotebook
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

OWN = """
import os, time
import numpy as np
from course_utils.explore import decision_boundary
wait = 0
def predict_proba(X, w, b):
    if wait < 0: os._exit(1)
    time.sleep(wait)
    return 1 / (1 + np.exp(-(X @ w + b + 0.01 * np.sin(X[:, 0]))))
"""
SHOW = "decision_boundary.show(predict_proba)"
LOST = "This picture has lost its kernel. Run the notebook's cells again, and it moves."
BUSY = "The kernel is busy: the picture follows when it is done."
SESSION = "window.jupyterapp.shell.currentWidget.sessionContext.session"
EXECUTE = f"code => {SESSION}.kernel.requestExecute({{ code }}).done.then(() => null)"


def test_a_kernel_that_is_busy_stopped_restarted_or_dead_is_told_of(
    open_notebook: OpenNotebook,
) -> None:
    page, (stage,) = opened(open_notebook, "gone.ipynb", OWN, SHOW)
    slider = stage.root.get_by_role("slider", name="w₁", exact=True)
    page.page.evaluate(EXECUTE, "wait = 60")
    slider.press("ArrowRight")
    expect(stage.note()).to_have_text(BUSY)
    page.page.get_by_role("button", name="Interrupt the kernel").click()
    expect(stage.problem()).to_contain_text("You stopped your code.")
    expect(stage.note()).to_contain_text("Using your predict_proba.")
    page.settle()
    page.page.evaluate(EXECUTE, "wait = 0")
    slider.press("ArrowRight")
    expect(stage.handle("tip of w")).to_have_attribute(
        "aria-valuetext", "w₁ 1.20, w₂ −0.50, b 0.50"
    )
    expect(stage.problem()).to_have_count(0)

    page.restart()
    expect(stage.problem()).to_have_text(LOST)
    x, y = stage.middle("the line")
    stage.pull([(x, y), (x + 10, y), (x + 20, y)])  # moves nothing, and breaks nothing
    stage.root.get_by_role("button", name="fit").click()
    expect(stage.root.get_by_role("button", name="fit")).to_be_visible()
    expect(stage.problem()).to_have_text(LOST)
    cells = page.page.evaluate(CODE_CELLS)
    for cell in cells:
        page.run(cell)
    stage = StagePage(page, cells[-1])
    expect(stage.problem()).to_have_count(0)
    picture = stage.picture()
    x, y = stage.middle("the line")
    stage.pull([(x, y), (x + 10, y), (x + 20, y)])
    stage.until_other(picture)
    assert not [said for said in page.errors() if "Connection lost" not in said]

    page.page.evaluate(EXECUTE, "wait = -1")
    stage.root.get_by_role("slider", name="w₁", exact=True).press("ArrowRight")
    expect(stage.problem()).to_have_text(LOST)
