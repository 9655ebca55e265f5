"""Pictures a second that a browser shows while a slider is dragged, in JupyterLab in Chromium.

The mouse takes the slider's handle from end to end and back. At every frame the page draws, it is
looked whether another picture stands there. Beside it, `interact` redrawing the same figure (see
`redrawn.py`). The means are those of the browser tests.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import nbformat

from benchmarks.figures import Comparison, Figure, Report, Skipped

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parent.parent
# Explorables, and which of their sliders is dragged: its name, and what stands before it.
DRAGGED = {
    "three_classes": ("x1", "cross x₁"),
    "regularisation_path": ("lam", "penalty λ"),
}
ALONG = 0.7  # seconds from end to end
LIVE = "from course_utils.explore import {name}\n{name}.show()"
STOCK = (
    "%matplotlib inline\n"
    '%config InlineBackend.print_figure_kwargs = {{"bbox_inches": None}}\n'
    "from benchmarks import redrawn\n"
    'redrawn.show_stock("{name}", "{slider}")'
)
COUNT = """cell => {
    window.shown = { count: 0, going: true };
    let last = '';
    const look = () => {
        const image = cell.querySelector('.jp-OutputArea-output img');
        if (image?.complete && image.naturalWidth > 0 && image.src !== last) {
            last = image.src;
            window.shown.count += 1;
        }
        if (window.shown.going) requestAnimationFrame(look);
    };
    look();
}"""


def measure(quick: bool, report: Report) -> Comparison:
    """Drag for some seconds in each. Skipped where there is no Chromium."""
    browser = shutil.which("chromium")
    if browser is None:
        raise Skipped("no Chromium is installed (apt-get install chromium)")
    from tests.support.chromium import chromium
    from tests.support.lab_page import NotebookPage
    from tests.support.lab_server import jupyter_lab

    seconds, rates = (2.0 if quick else 4.0), dict[str, dict[str, float]]()
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyter_lab(Path(folder) / "jupyter") as lab,
        chromium(browser) as window,
        report.progress("dragging sliders", 2 * len(DRAGGED)) as tick,
    ):
        for name, code in (("LiveFigure", LIVE), ("interact", STOCK)):
            cells = {
                each: nbformat.v4.new_code_cell(source=code.format(name=each, slider=slider))
                for each, (slider, _) in DRAGGED.items()
            }
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
            notebook = nbformat.v4.new_notebook(cells=list(cells.values()), metadata=kernel)
            page = NotebookPage(lab, window, notebook, f"{name}.ipynb")
            rates[name] = {}
            for each, cell in cells.items():
                page.run(cell.id)
                label = DRAGGED[each][1] if name == "LiveFigure" else "value"
                rates[name][each] = _rate(page, cell.id, label, seconds)
                tick(each)
            page.close()
    return _comparison(rates, seconds)


def _rate(page: Any, cell: str, label: str, seconds: float) -> float:
    """Pictures a second while the slider of this label is dragged."""
    handle = page.slider(cell, label)
    shown = page.show(cell)
    shown.locator(".jp-OutputArea-output img").first.wait_for()
    shown.evaluate(COUNT)
    taken = _drag(page.page, handle, seconds)
    count = page.page.evaluate("() => { window.shown.going = false; return window.shown.count; }")
    page.settle()
    return (int(count) - 1) / taken  # the first stood there before


def _drag(page: Page, handle: Locator, seconds: float) -> float:
    """Take the handle to and fro along its track, sixty moves a second; returns the seconds."""
    handle.scroll_into_view_if_needed()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    place = handle.bounding_box()
    assert track is not None
    assert place is not None
    height = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + place["width"] / 2, height)
    page.mouse.down()
    begin = time.perf_counter()
    while (now := time.perf_counter() - begin) < seconds:
        share = 0.5 - 0.5 * math.cos(math.pi * now / ALONG)
        page.mouse.move(track["x"] + share * track["width"], height)
        time.sleep(max(0.0, begin + now + 1 / 60 - time.perf_counter()))
    taken = time.perf_counter() - begin
    page.mouse.up()
    return taken


def _comparison(rates: dict[str, dict[str, float]], seconds: float) -> Comparison:
    unit = "pictures/s"
    details = [
        Figure(f"{name}: {each}", rate, unit)
        for each in DRAGGED
        for name, rate in ((name, rates[name][each]) for name in rates)
    ]
    return Comparison(
        title="What a browser sees while a slider is dragged",
        ours=Figure("LiveFigure", median(rates["LiveFigure"].values()), unit),
        stock=Figure("interact + inline figure", median(rates["interact"].values()), unit),
        more_is_better=True,
        details=tuple(details),
        remarks=(
            f"Each dragged for {seconds:g} s in JupyterLab in headless Chromium, with server, "
            "kernel and browser on this machine; medians of the four. A slider with few places, as "
            "that of steps and epochs, has no more pictures to show.",
        ),
    )
