"""From the pointer to the picture: the stage beside pictures sent from the kernel, in one run.

In JupyterLab in Chromium, the mouse takes the line of the decision boundary (drawn from a sample,
and by the student's own code), and a slider beside a PNG (`png_boundary.py`). Each has
a real kernel of the same kind. Measured in the page: from the event of the mouse to the moment when
another picture stands there.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import nbformat

from benchmarks.figures import Comparison, Figure, Report, Row, Skipped

OWN = (
    "import numpy as np\n"
    "def predict_proba(X, w, b):\n"
    "    return 1 / (1 + np.exp(-(X @ w + b{bend})))\n"
)
WAYS = {
    "sampled": OWN.format(bend="")
    + "from course_utils.explore import decision_boundary\ndecision_boundary.show(predict_proba)",
    "by the student's code": OWN.format(bend=" + 0.01 * np.sin(X[:, 0])")
    + "from course_utils.explore import decision_boundary\ndecision_boundary.show(predict_proba)",
    "PNG": OWN.format(bend="")
    + "from benchmarks import png_boundary\npng_boundary.show(predict_proba)",
}
BOUNDS = {"sampled": (16.0, 50.0), "by the student's code": (60.0, 15.0)}  # ms, pictures/s
ALONG = 0.9  # seconds from end to end
# Notes every move of the mouse, and how much later another picture is there.
WATCH = """cell => {
    const seen = window.seen = { moved: 0, late: [], count: 0, moves: 0 };
    document.addEventListener('pointermove', event => {
        seen.moved ||= event.timeStamp;
        seen.moves += 1;
    }, true);
    const isThere = () => {
        seen.count += 1;
        if (seen.moved) seen.late.push(performance.now() - seen.moved);
        seen.moved = 0;
    };
    const image = cell.querySelector('.jp-OutputArea-output img.widget-image');
    if (image) {
        image.addEventListener('load', isThere);
        return;
    }
    // The largest field that is put on a canvas is the plane; another one when its bytes differ.
    const put = CanvasRenderingContext2D.prototype.putImageData;
    let [largest, last] = [0, 0];
    CanvasRenderingContext2D.prototype.putImageData = function (pixels, ...where) {
        put.call(this, pixels, ...where);
        largest = Math.max(largest, pixels.width);
        if (pixels.width < largest) return;
        let sum = 0;
        for (let k = 0; k < pixels.data.length; k += 53) sum = (sum * 31 + pixels.data[k]) | 0;
        if (sum !== last) isThere();
        last = sum;
    };
}"""
PLACE = """cell => {
    const handle = cell.querySelector('.cu-handle[aria-label^="the line"]')
        ?? cell.querySelectorAll('.noUi-handle')[0];
    const { left, top, width, height } = handle.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""


def measure(quick: bool, report: Report) -> Comparison:
    """Single moves, then a drag, in each of the three. Skipped where there is no Chromium."""
    browser = shutil.which("chromium")
    if browser is None:
        raise Skipped("no Chromium is installed (apt-get install chromium)")
    from tests.support.chromium import chromium
    from tests.support.lab_page import NotebookPage
    from tests.support.lab_server import jupyter_lab

    moves, seconds = (8, 1.5) if quick else (40, 5.0)
    found: dict[str, tuple[float, float, float]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        jupyter_lab(Path(folder) / "jupyter") as lab,
        chromium(browser, size=(1440, 1000)) as window,
        report.progress("pulling at the line", len(WAYS)) as tick,
    ):
        for name, code in WAYS.items():
            cell = nbformat.v4.new_code_cell(source=code)
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
            notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
            page = NotebookPage(lab, window, notebook, f"{len(found)}.ipynb")
            page.run(cell.id)
            found[name] = _measured(page, cell.id, moves, seconds)
            page.close()
            tick(name)
    return _comparison(found)


def _hand(page: Any) -> Callable[[float, float], None]:
    """Moves the mouse with its button down, by one message to the browser.

    Playwright's own `mouse.move` asks the page four more times for each move of a drag (is it a
    drag and drop?), which leaves it some twenty moves a second; a hand makes sixty and more.
    """
    session = page.page.context.new_cdp_session(page.page)

    def move(left: float, top: float) -> None:
        where = {"type": "mouseMoved", "x": left, "y": top, "button": "left", "buttons": 1}
        session.send("Input.dispatchMouseEvent", where)

    return move


def _measured(page: Any, cell: str, moves: int, seconds: float) -> tuple[float, float, float]:
    """Milliseconds from a single move to its picture; pictures and moves a second of a drag."""
    shown = page.show(cell)
    shown.locator(".cu-stage canvas, img.widget-image").first.wait_for()
    page.page.wait_for_timeout(500)
    left, top = shown.evaluate(PLACE)
    shown.evaluate(WATCH)
    mouse, move = page.page.mouse, _hand(page)
    mouse.move(left, top)
    mouse.down()
    move(left + 8, top)  # it is a drag now
    page.page.wait_for_timeout(700)
    page.page.evaluate("() => { window.seen.late = []; window.seen.moved = 0; }")
    for k in range(moves):
        move(left + 12 + 5 * (k % 10), top)
        page.page.wait_for_timeout(350)
        page.page.evaluate("() => { window.seen.moved = 0; }")
    late = page.page.evaluate("() => window.seen.late")
    page.page.evaluate("() => { Object.assign(window.seen, { count: 0, moves: 0 }); }")
    begin = time.perf_counter()
    while (now := time.perf_counter() - begin) < seconds:
        move(left + 60 * (1 - math.cos(math.pi * now / ALONG)), top)
        time.sleep(max(0.0, begin + now + 1 / 75 - time.perf_counter()))
    taken = time.perf_counter() - begin
    seen = page.page.evaluate("() => window.seen")
    mouse.up()
    page.settle()
    if len(late) < moves / 2:
        raise RuntimeError(f"{moves} moves of the mouse brought only {len(late)} pictures")
    return median(late), seen["count"] / taken, seen["moves"] / taken


def _comparison(found: dict[str, tuple[float, float, float]]) -> Comparison:
    rows, details = [], []
    for name, (late, rate, moves) in found.items():
        details += [Figure(f"{name}: to the picture", late, "ms"),
                    Figure(f"{name}: while dragging", rate, "pictures/s"),
                    Figure(f"{name}: moves that the page heard of", moves, "moves/s")]  # fmt: skip
        if name in BOUNDS:
            rows.append(Row(f"{name}: to the picture", late, found["PNG"][0], BOUNDS[name][0], 1.0))
    rates = ", ".join(
        f"{name} {found[name][1]:.0f} (bound {least:.0f})" for name, (_, least) in BOUNDS.items()
    )
    return Comparison(
        title="From the pointer to the picture of the decision boundary",
        ours=Figure("sampled", found["sampled"][0], "ms"),
        stock=Figure("a PNG from the kernel", found["PNG"][0], "ms"),
        more_is_better=False,
        details=tuple(details),
        remarks=(
            "Medians of single moves of the mouse, in JupyterLab in headless Chromium with server, "
            f"kernel and browser on this machine. Pictures a second while dragging: {rates}; there "
            "cannot be more than moves.",
        ),
        rows=tuple(rows),
    )
