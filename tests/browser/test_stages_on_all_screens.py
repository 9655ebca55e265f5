"""Every explorable that is touched, on wide, middling and narrow screens, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.barriers import barriers
from tests.support.cut_text import cut_text, note_cut_text
from tests.support.explorable_kit import NAMES
from tests.support.lab_page import OpenNotebook
from tests.support.stage_page import StagePage, open_explorables

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

SIZES = {1440: 1000, 1150: 1000, 1024: 900, 390: 844}  # CSS pixels: width and height of the window
# What stands out of the stage, or of its picture, to the side. A picture that would be too small to
# read is scrolled.
PARTS = ".cu-picture:not(.cu-wide), .cu-side, .cu-row"
TOO_WIDE = f"""root => [root, ...root.querySelectorAll('{PARTS}')]
    .filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => `${{each.className}}: ${{each.scrollWidth}} > ${{each.clientWidth}}`)"""
# At every fifth of the picture's way through the window, whether the buttons are in sight.
IN_SIGHT = """async root => {
    const picture = root.querySelector('.cu-picture');
    const buttons = root.querySelector('.cu-buttons');
    const cell = root.closest('.jp-Cell');
    const scrolled = root.closest('.jp-WindowedPanel-outer') ?? root.closest('.jp-Notebook');
    const { top: upper, bottom: lower } = scrolled.getBoundingClientRect();
    const found = [];
    cell.scrollIntoView({ block: 'start' });
    const from = scrolled.scrollTop;
    for (let k = 0; k <= 4; k += 1) {
        scrolled.scrollTop = from + k * picture.offsetHeight / 5;
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const { top, bottom } = buttons.getBoundingClientRect();
        found.push(top >= upper - 1 && bottom <= lower + 1);
    }
    scrolled.scrollTop = from;
    return found;
}"""


def together(stage: StagePage) -> bool:
    """Whether picture and buttons are in the window together, also when the page is scrolled on."""
    seen: list[bool] = stage.root.evaluate(IN_SIGHT)
    return len(seen) > 1 and all(seen)


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_stages_fit_their_screen_and_keep_nobody_out(
    app: str, open_notebook: OpenNotebook, screenshots: Path
) -> None:
    names = NAMES if app == "lab/tree" else ["decision_boundary", "learning_rate"]
    page, cells = open_explorables(open_notebook, names, "screens.ipynb", app)
    note_cut_text(page.page)
    for width, height in SIZES.items():
        page.page.set_viewport_size({"width": width, "height": height})
        for theme in ("Light", "Dark") if app == "lab/tree" else ("Light",):
            if app == "lab/tree":
                page.use_theme(theme)
            for name, cell in cells.items():
                stage = StagePage(page, cell)
                expect(stage.note()).to_contain_text("Not your code yet.")
                page.page.wait_for_timeout(250)  # the canvas takes its new width in a frame
                page.screenshot(screenshots / f"{name}-{width}-{theme.lower()}-{app[:3]}.png")
                assert stage.root.evaluate(TOO_WIDE) == [], (name, width)
                assert stage.nameless() == [], name
                assert cut_text(stage.canvas) == {}, (name, width)
                assert together(stage), (name, width)
                assert barriers(page.page, ".cu-stage") == [], (name, width, theme)
    page.page.set_viewport_size({"width": 1100, "height": 1000})
    if app == "lab/tree":
        page.use_theme("Light")
        assert page.errors() == []
