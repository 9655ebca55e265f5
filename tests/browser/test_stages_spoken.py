"""What is spoken of every explorable: names, values that follow the keys, whether ▶ plays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_explorables_in_lab import key_of
from tests.support.explorable_kit import NAMES
from tests.support.lab_page import OpenNotebook
from tests.support.stage_page import StagePage, open_explorables

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

KEPT = ("role", "aria-label", "aria-valuetext", "aria-valuenow", "aria-valuemin", "aria-valuemax")


def test_all_that_moves_is_spoken_by_name_and_value(open_notebook: OpenNotebook) -> None:
    page, cells = open_explorables(open_notebook, NAMES, "spoken.ipynb")
    for name, cell in cells.items():
        stage = StagePage(page, cell)
        assert stage.nameless() == [], name
        assert stage.said().inner_text(), name
        expect(stage.note()).to_contain_text("Not your code yet.")
        for handle in stage.handles().all():
            heard(handle, name)
        for slider in stage.root.locator(".cu-row input").all():
            value = slider.get_attribute("aria-valuetext") or ""
            assert value, name
            at_its_end = slider.evaluate("it => Number(it.value) >= Number(it.max)")
            slider.press("ArrowLeft" if at_its_end else "ArrowRight")
            expect(slider).not_to_have_attribute("aria-valuetext", value)
        for button in stage.root.locator("button.cu-play").all():
            label = button.inner_text()
            assert label.startswith("▶ "), (name, label)
            button.press("Enter")
            expect(button).to_have_text("⏸ stop")
            button.press("Enter")
            expect(button).to_have_text(label)
        page.settle()
    assert page.errors() == []


def heard(handle: Locator, name: str) -> None:
    """A handle has all that a slider needs, and a key changes what is spoken."""
    said = {attribute: handle.get_attribute(attribute) for attribute in KEPT}
    assert said["role"] == "slider", name
    assert all(said.values()), (name, said)
    low, now, high = (float(said[f"aria-value{end}"] or "nan") for end in ("min", "now", "max"))
    assert low <= now <= high, (name, said)
    handle.press(key_of(handle))
    expect(handle).not_to_have_attribute("aria-valuetext", said["aria-valuetext"] or "")
