"""Networks that train in JupyterLab: played, scrubbed, compared, points added, wrong code drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_stage_in_lab import opened
from tests.support.barriers import barriers
from tests.support.lab_page import OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

THREE_OR_MORE = re.compile(r"[3-9]|\d\d+")  # the epoch that is shown: a slow page skips some

OWN = """
from course_utils.explore import mlp_playground, value_network
from course_utils.explore.parts.playground.film import spare
from tests.course_utils.explore.test_mlp_playground import OWN
from tests.course_utils.explore import test_mlp_playground as own
init_params, minibatches = own.init_params, own.minibatches
loss_and_gradients = own.loss_and_gradients
import time, numpy as np
def train(X, y, sizes, kind, eta, lam, epochs, size, rng):
    Y, params = np.eye(2)[y], init_params(sizes, rng, "xavier")
    for _ in range(epochs):
        {body}
        for batch in minibatches(len(X), size, rng):
            _, slopes = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, slopes)]
    return params, {{"loss": []}}
OWN = {{**OWN, "train": train}}
"""
SHOW = "mlp_playground.show(**OWN)"
SIZES = {1440: 1000, 1024: 768, 390: 844}


def test_a_network_trains_while_one_looks_and_the_tape_is_scrubbed(
    open_notebook: OpenNotebook,
) -> None:
    page, (stage,) = opened(open_notebook, "trains.ipynb", OWN.format(body="pass"), SHOW)
    expect(stage.note()).to_contain_text("Using your train,")
    assert stage.nameless() == []
    before = stage.picture()
    stage.root.get_by_role("button", name="from scratch").click()
    expect(stage.said()).to_contain_text("Epoch 0:")
    before = stage.until_other(before)
    stage.root.get_by_role("button", name="▶ train").click()
    expect(stage.root.locator(".cu-readouts b").first).to_have_text(re.compile(r"^\d\d+$"))
    stage.root.get_by_role("button", name="stop").click()
    page.settle()
    page.page.wait_for_timeout(600)
    stands = stage.number("epoch")
    assert stands >= 10
    page.page.wait_for_timeout(600)
    assert stage.number("epoch") == stands
    before = stage.until_other(before)

    dot = stage.handle("the epoch")
    x, y = stage.middle("the epoch")
    stage.pull([(x, y), (x - 4, y), (x - 8, y)])
    expect(stage.root.locator(".cu-readouts b").first).not_to_have_text(f"{stands:g}")
    before = stage.until_other(before)
    epoch = stage.number("epoch")
    dot.press("ArrowLeft")
    expect(stage.said()).to_contain_text(f"Epoch {epoch - 1:g}:")
    before = stage.until_other(before)

    stage.root.get_by_role("button", name="keep this run").click()
    expect(stage.root.locator(".cu-readouts")).to_contain_text("1 × 4 tanh, η 0.2")
    before = stage.until_other(before)
    points = stage.handle("points of class 1")
    points.press("Insert")
    before = stage.until_other(before)
    value = points.get_attribute("aria-valuetext") or ""
    points.press("ArrowUp")
    expect(points).not_to_have_attribute("aria-valuetext", value)
    before = stage.until_other(before)
    place = stage.place(70, 200)
    stage.mouse.click(*place)
    before = stage.until_other(before)
    assert stage.problem().count() == 0
    assert page.errors() == []


@pytest.mark.parametrize(
    ("body", "note", "problem"),
    [
        ("eta = 0.0", "Your train is drawn as it is, and it is not", "has never been lower"),
        ("if len(X) > 50: raise ValueError('no more')", "Using your train,", "ValueError: no more"),
        ("time.sleep(0.3); time.process_time()", "Using your train,", ""),
    ],
    ids=["never improves", "raises", "slow"],
)
def test_a_wrong_train_is_drawn_as_it_is_and_said(
    body: str, note: str, problem: str, open_notebook: OpenNotebook
) -> None:
    show = "mlp_playground.show(**OWN, start=mlp_playground.Params(epoch=0))"
    page, (stage,) = opened(open_notebook, "wrong.ipynb", OWN.format(body=body), show)
    expect(stage.note()).to_contain_text(note)
    stage.root.get_by_role("button", name="▶ train").click()
    if problem:
        expect(stage.problem()).to_contain_text(problem)
    else:
        expect(stage.root.locator(".cu-readouts b").first).to_have_text(THREE_OR_MORE)
        assert "Not your code" not in stage.note().inner_text()
    if problem.startswith("ValueError"):
        expect(stage.root.get_by_role("button", name="▶ train")).to_be_visible()
    else:
        stage.root.get_by_role("button", name="stop").click()
    assert page.errors() == []


def test_the_network_of_values_learns_at_play(open_notebook: OpenNotebook) -> None:
    page, (stage,) = opened(
        open_notebook, "values.ipynb", OWN.format(body="pass"), "value_network.show(learn=spare)"
    )
    before = stage.picture()
    stage.root.get_by_role("button", name="▶ learn").click()
    expect(stage.said()).to_contain_text("After 120 steps")
    expect(stage.said()).to_contain_text("4 of 4 right")
    before = stage.until_other(before)
    stage.handle("the step").press("Shift+ArrowLeft")
    expect(stage.said()).to_contain_text("After 115 steps")
    before = stage.until_other(before)
    x, y = stage.middle("the step")
    stage.pull([(x, y), (x - 40, y), (x - 80, y)])
    expect(stage.said()).not_to_contain_text("After 115 steps")
    stage.until_other(before)
    assert page.errors() == []


def test_networks_have_no_barriers_and_fit_wide_and_narrow_windows(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    cells = [SHOW, "value_network.show(start=value_network.Params(step=60))"]
    page, stages = opened(open_notebook, "look.ipynb", OWN.format(body="pass"), *cells)
    stages[0].root.get_by_role("button", name="keep this run").click()
    for width, height in SIZES.items():
        page.page.set_viewport_size({"width": width, "height": height})
        for theme in ("Light", "Dark"):
            page.use_theme(theme)
            for name, stage in zip(("playground", "values"), stages, strict=True):
                stage.root.scroll_into_view_if_needed()
                page.page.wait_for_timeout(400)
                page.screenshot(screenshots / f"{name}-{width}-{theme.lower()}.png")
                assert barriers(page.page, ".cu-stage") == []
    page.use_theme("Light")
    assert page.errors() == []
