"""Milliseconds per move of a slider: `LiveFigure`, and `interact` redrawing an inline figure.

Both show the decision boundary of lesson 1 at the same size, in one real kernel. This program takes
the place of the page: it sends the message that a moved slider sends, and waits for the picture.
What the browser then does is not counted. The two take turns, so that both meet the same machine.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from benchmarks.figures import Comparison, Figure, Report

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 3
PATIENCE = 60.0

LIVE = """
from course_utils.explore import decision_boundary
box = decision_boundary.show()
print(box.children[1].model_id)
"""
# The same picture the usual way: from nothing, for every move.
INTERACT = """
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact
from course_utils import data, palette

X, y = data.blobs(n=60, centers=((-1.6, 1.2), (1.6, -1.2)), spread=0.8, seed=3)
side = np.linspace(-4, 4, 60)
grid = np.column_stack([part.ravel() for part in np.meshgrid(side, side)])

def predict_proba(X, w, b):
    return (1 + np.tanh((X @ w + b) / 2)) / 2

def draw(w1, w2, b):
    w = np.array([w1, w2])
    p, shown = predict_proba(X, w, b), predict_proba(grid, w, b).reshape(60, 60)
    right = (p > 0.5) == y
    loss = -np.mean(np.log(np.maximum(np.where(y == 1, p, 1 - p), 1e-12)))
    fig, ax = plt.subplots(figsize=(6, 4.2), dpi=150)
    colors = palette.probability_colors()
    image = ax.imshow(shown, origin="lower", extent=(-4, 4, -4, 4), cmap=colors, vmin=0, vmax=1,
                      interpolation="bilinear")
    ax.contour(side, side, shown, levels=[0.5], colors=palette.INK, linewidths=2)
    for c in (0, 1):
        ax.plot(*X[y == c].T, palette.MARKERS[c], color=palette.COLORS[c], label=f"class {c}")
    ax.plot(*X[~right].T, "o", fillstyle="none", color=palette.INK, markersize=11)
    ax.arrow(*(-b * w / (w @ w)), *(w / 2), head_width=0.2, color=palette.INK)
    ax.set(xlim=(-4, 4), ylim=(-4, 4), xlabel="$x_1$", ylabel="$x_2$")
    ax.set_title(f"cross-entropy {loss:.3f}, accuracy {np.mean(right):.0%}")
    ax.legend()
    fig.colorbar(image, label="probability of class 1")
    plt.show()

def slider(value):
    return FloatSlider(value=value, min=-6, max=6, step=0.1)

slider_1 = slider(1.0)
interact(draw, w1=slider_1, w2=slider(-0.5), b=slider(0.5))
print(slider_1.model_id)
"""


@dataclass
class Moved:
    """A slider in the kernel, and what its moves brought."""

    name: str
    slider: str
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        return 1000 * median(self.seconds[WARM_UP:])


def measure(quick: bool, report: Report) -> Comparison:
    """Move both sliders in turn; medians after a few moves to warm up."""
    moves = WARM_UP + (8 if quick else 80)
    with kernel() as client, report.progress("moving sliders", moves) as tick:
        live = Moved("LiveFigure", _run(client, LIVE))
        stock = Moved("interact + inline figure", _run(client, INTERACT))
        for number in range(moves):
            for moved in (live, stock):
                _move(client, moved, 1.1 + 0.1 * (number % 20))
            tick("")
    return Comparison(
        title="One move of a slider of the decision boundary",
        ours=Figure(live.name, live.milliseconds, "ms"),
        stock=Figure(stock.name, stock.milliseconds, "ms"),
        more_is_better=False,
        details=(
            *(_worst(moved) for moved in (live, stock)),
            *(_size(moved) for moved in (live, stock)),
        ),
        remarks=(
            f"Medians of {moves - WARM_UP} moves each, in turn, through one kernel: from sending "
            "the slider's message to having the picture's. The browser's part is not counted.",
        ),
    )


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    """A Python kernel of its own, with settings of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": folder}
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(env=environment, cwd=folder, stderr=subprocess.DEVNULL)
        client = manager.blocking_client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=PATIENCE)
            yield client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def _run(client: BlockingKernelClient, code: str) -> str:
    """Run code in the kernel; the last line that it printed."""
    printed: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(code, output_hook=listen, timeout=PATIENCE)
    if reply["content"]["status"] != "ok":
        raise RuntimeError("\n".join(reply["content"]["traceback"]))
    return "".join(printed).split()[-1]


def _move(client: BlockingKernelClient, moved: Moved, value: float) -> None:
    """Send what a page sends when the slider moves, and wait for the picture and for quiet."""
    data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": moved.slider, "data": data})
    begin = time.perf_counter()
    client.shell_channel.send(message)
    arrived = None
    while True:
        answer = client.get_iopub_msg(timeout=PATIENCE)
        if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        if arrived is None and (size := _picture_size(answer)):
            arrived = time.perf_counter()
            moved.seconds.append(arrived - begin)
            moved.sizes.append(size)
        if answer["content"].get("execution_state") == "idle":
            break
    if arrived is None:
        raise RuntimeError(f"{moved.name}: the slider moved to {value:.1f}, and no picture came")


def _picture_size(message: dict[str, Any]) -> int:
    """How many bytes of picture the message carries; 0 if it is about something else."""
    content = message["content"]
    if message["msg_type"] == "display_data":
        return len(content["data"].get("image/png", ""))
    if message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
        return sum(len(part) for part in message["buffers"])
    return 0


def _worst(moved: Moved) -> Figure:
    """What 1 move in 20 exceeds."""
    slowest = sorted(moved.seconds[WARM_UP:])
    return Figure(f"{moved.name}: 95 % below", 1000 * slowest[int(0.95 * len(slowest))], "ms")


def _size(moved: Moved) -> Figure:
    return Figure(f"{moved.name}: sent for a move", median(moved.sizes) / 1000, "kB")
