"""Circuits and gates in JupyterLab: played both ways, inputs pulled on their wires, red wires."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_stage_in_lab import opened
from tests.support.barriers import barriers
from tests.support.lab_page import OpenNotebook

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

PRODUCT = """
def product_circuit(x, y, z):
    return {{"q": x + y, "f": (x + y) * z, "df": 1.0, "dq": z, "dx": z, "dy": {dy}, "dz": x + y}}
from course_utils.explore import circuit_stepper, gate_patterns
"""
SHOW = "circuit_stepper.show('product', product_circuit=product_circuit)"
SIZES = {1440: 1000, 1024: 768, 390: 844}


def test_a_circuit_is_played_both_ways_and_its_inputs_are_pulled(
    open_notebook: OpenNotebook,
) -> None:
    page, (stage,) = opened(open_notebook, "circuit.ipynb", PRODUCT.format(dy="z"), SHOW)
    expect(stage.note()).to_have_text("Using your product_circuit.")
    assert stage.nameless() == []
    before = stage.picture()
    stage.root.get_by_role("button", name="▶ forward").click()
    expect(stage.said()).to_contain_text("Forward: 2 of 2 gates. Gate × makes −12 of 3 and −4.")
    expect(stage.root.get_by_role("button", name="▶ forward")).to_be_visible()
    before = stage.until_other(before)
    stage.root.get_by_role("button", name="▶ backward").click()
    expect(stage.said()).to_contain_text("−4 × 1 = −4 to x,")
    expect(stage.root.get_by_role("button", name="stop")).to_have_count(0)
    assert stage.number("step") == 5
    before = stage.until_other(before)

    stage.root.get_by_role("button", name="▶ forward").click()
    expect(stage.said()).to_contain_text("Forward: 1 of 2 gates.")
    stage.root.get_by_role("button", name="stop").click()
    page.page.wait_for_timeout(1500)
    assert stage.number("step") == 1
    for name, step in (("step ▸", 2), ("◂ step", 1)):
        stage.root.get_by_role("button", name=name).press("Enter")
        expect(stage.said()).to_contain_text(f"Forward: {step} of 2 gates.")

    x, y = stage.middle("input x")
    stage.pull([(x, y), (x + 6, y), (x + 12, y)])
    expect(stage.handle("input x")).not_to_have_attribute("aria-valuetext", "−2")
    pulled = stage.number("x")
    assert pulled > -2
    expect(stage.said()).to_contain_text(f"Gate + makes {pulled + 5:.4g} of {pulled:.4g} and 5.")
    assert stage.middle("input x")[0] > x + 6
    for name, key, start in (("y", "ArrowUp", 5.0), ("z", "ArrowRight", -4.0)):
        value = stage.value(f"input {name}")
        stage.handle(f"input {name}").press("ArrowLeft")
        expect(stage.handle(f"input {name}")).not_to_have_attribute("aria-valuetext", value)
        assert stage.number(name) == start - 0.5
        stage.handle(f"input {name}").press(key)
        shown = f"{start:g}".replace("-", "−")
        expect(stage.handle(f"input {name}")).to_have_attribute("aria-valuetext", shown)
    page.settle()
    assert page.errors() == []


def test_a_wrong_slope_is_a_red_wire_and_said(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    page, (stage,) = opened(open_notebook, "red.ipynb", PRODUCT.format(dy="-z"), SHOW)
    expect(stage.note()).to_contain_text("It is drawn as it is, and it is not right yet: 'dy'")
    assert stage.problem().count() == 0
    stage.root.get_by_role("slider", name="step").press("End")
    expect(stage.problem()).to_have_text(
        "Red: Gate + should hand −4 back to y, by the slope measured there. Your gradient is 4."
    )
    page.screenshot(screenshots / "circuit-red.png")
    assert page.errors() == []


def test_beads_of_the_gates_are_pulled_by_mouse_and_keyboard(
    open_notebook: OpenNotebook,
) -> None:
    cells = PRODUCT.format(dy="z"), "gate_patterns.show()"
    page, (stage,) = opened(open_notebook, "gates.ipynb", *cells)
    for name in ("input x of Multiply", "upstream gradient of Maximum", "second upstream"):
        stage.handle(name).scroll_into_view_if_needed()
        before, value = stage.picture(), stage.value(name)
        x, y = stage.middle(name)
        stage.pull([(x, y), (x - 10, y), (x - 20, y)])
        expect(stage.handle(name)).not_to_have_attribute("aria-valuetext", value)
        before, value = stage.until_other(before), stage.value(name)
        stage.handle(name).press("ArrowRight")
        expect(stage.handle(name)).not_to_have_attribute("aria-valuetext", value)
        stage.until_other(before)
    assert page.errors() == []


def test_circuits_have_no_barriers_and_fit_wide_and_narrow_windows(
    open_notebook: OpenNotebook, screenshots: Path
) -> None:
    cells = ["circuit_stepper.show('two neurons')", "gate_patterns.show()"]
    page, stages = opened(open_notebook, "look.ipynb", PRODUCT.format(dy="z"), *cells)
    stages[0].root.get_by_role("slider", name="step").press("End")
    expect(stages[0].said()).to_contain_text("Backward: 6 of 6")
    for width, height in SIZES.items():
        page.page.set_viewport_size({"width": width, "height": height})
        for theme in ("Light", "Dark"):
            page.use_theme(theme)
            for name, stage in zip(("neurons", "gates"), stages, strict=True):
                stage.root.scroll_into_view_if_needed()
                page.page.wait_for_timeout(400)
                page.screenshot(screenshots / f"{name}-{width}-{theme.lower()}.png")
                found = barriers(page.page, ".cu-stage")
                assert found == []
    page.use_theme("Light")
    assert page.errors() == []
