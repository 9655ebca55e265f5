"""Milliseconds per move of a slider: every explorable, and `interact` redrawing its figure.

Both show the same figure at the same size, in one real kernel (see `redrawn.py`). This program
takes the place of the page: it sends the message that a moved slider sends, and waits for the
picture. What the browser then does is not counted. The two take turns, so that both meet the same
machine. Of an explorable's sliders the slowest counts.
"""

from __future__ import annotations

import json
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

from benchmarks.figures import Comparison, Figure, Report, Row

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 3
PATIENCE = 60.0

FIELDS, LINES = 30.0, 15.0  # ms that a tick may take: two-dimensional fields, line plots
TIMES = 3.0  # as quick as interact, at least
BOUNDS = {
    "learning_rate": LINES,
    "two_losses": LINES,
    "three_classes": FIELDS,
    "regularisation_path": LINES,
    "polynomial_degree": LINES,
}
INLINE = """
%matplotlib inline
%config InlineBackend.print_figure_kwargs = {"bbox_inches": None}
from benchmarks import redrawn
"""


@dataclass
class Moved:
    """A slider in the kernel, the states a page can send, and what its moves brought."""

    name: str
    model: str
    states: list[dict[str, Any]]
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """The median, without the first few."""
        return 1000 * median(self.seconds[WARM_UP:])

    def move(self, client: BlockingKernelClient) -> None:
        """Put it at the next place; there and back, so that every move is to another one."""
        places = [*self.states, *self.states[-2:0:-1]]
        if not self.seconds:
            _send(client, self.model, places[0])  # it may stand there already
        state = places[(len(self.seconds) + 1) % len(places)]
        seconds, size = _send(client, self.model, state)
        if not size:
            raise RuntimeError(f"{self.name}: the slider moved to {state}, and no picture came")
        self.seconds.append(seconds)
        self.sizes.append(size)


def measure(quick: bool, report: Report) -> Comparison:
    """Find the slowest slider of every explorable, then move it and `interact`'s in turn."""
    moves = WARM_UP + (3 if quick else 24)
    asked = dict(list(BOUNDS.items())[::4] if quick else BOUNDS)
    rows, ours, stocks = [], [], []
    with kernel() as client, report.progress("moving sliders", len(asked)) as tick:
        _run(client, INLINE)
        for name, bound in asked.items():
            live, stock = _measure_one(client, name, moves)
            title = f"{name}: {live.name}"
            rows.append(Row(title, live.milliseconds, stock.milliseconds, bound, TIMES))
            ours.append(live)
            stocks.append(stock)
            tick(name)
    kept = sum(row.met for row in rows)
    return Comparison(
        title="One move of a slider",
        ours=Figure("LiveFigure", median(row.ours for row in rows), "ms"),
        stock=Figure("interact + inline figure", median(row.stock for row in rows), "ms"),
        more_is_better=False,
        details=(
            Figure("LiveFigure: 95 % below", _worst(ours), "ms"),
            Figure("interact: 95 % below", _worst(stocks), "ms"),
            Figure("LiveFigure: sent for a move", _size(ours), "kB"),
            Figure("interact: sent for a move", _size(stocks), "kB"),
        ),
        remarks=(
            f"Medians of {moves - WARM_UP} moves each, in turn, through one kernel: from sending "
            "the slider's message to having the picture's. The browser's part is not counted.",
            f"{kept} of {len(rows)} keep their promise: the bound, and {TIMES:g} times as quick as "
            "interact. Of each explorable the slowest slider counts.",
        ),
        rows=tuple(rows),
    )


def _measure_one(client: BlockingKernelClient, name: str, moves: int) -> tuple[Moved, Moved]:
    """The slowest slider of an explorable, and interact's like it, moved in turn."""
    sliders = [
        Moved(each["name"], each["model"], each["states"])
        for each in _run(client, f"redrawn.show({name!r})")
    ]
    for slider in sliders:
        for _ in range(2 * WARM_UP + 1):
            slider.move(client)
        # Back in the middle, where no other slider makes an odd picture.
        _send(client, slider.model, slider.states[len(slider.states) // 2])
    live = max(sliders, key=lambda slider: slider.milliseconds)
    model = _run(client, f"redrawn.show_stock({name!r}, {live.name!r})")
    live = Moved(live.name, live.model, live.states)
    stock = Moved(f"interact: {live.name}", model, live.states)
    for _ in range(moves):
        for moved in (live, stock):
            moved.move(client)
    _run(client, f"redrawn.close({name!r}); print(0)")
    return live, stock


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


def _run(client: BlockingKernelClient, code: str) -> Any:
    """Run code in the kernel; what it printed at last, as JSON, or None."""
    printed: list[str] = []

    def listen(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(code, output_hook=listen, timeout=PATIENCE)
    if reply["content"]["status"] != "ok":
        raise RuntimeError("\n".join(reply["content"]["traceback"]))
    lines = "".join(printed).splitlines()
    return json.loads(lines[-1]) if lines else None


def _send(client: BlockingKernelClient, model: str, state: dict[str, Any]) -> tuple[float, int]:
    """Send what a page sends when a slider moves, and wait for quiet.

    Returns the seconds until the picture came and its bytes, or twice 0 when none came.
    """
    data = {"method": "update", "state": state, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": model, "data": data})
    begin = time.perf_counter()
    client.shell_channel.send(message)
    arrived = (0.0, 0)
    while True:
        answer = client.get_iopub_msg(timeout=PATIENCE)
        if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        if not arrived[1] and (size := _picture_size(answer)):
            arrived = time.perf_counter() - begin, size
        if answer["content"].get("execution_state") == "idle":
            return arrived


def _picture_size(message: dict[str, Any]) -> int:
    """How many bytes of picture the message carries; 0 if it is about something else."""
    content = message["content"]
    if message["msg_type"] == "display_data":
        return len(content["data"].get("image/png", ""))
    if message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
        return sum(len(part) for part in message["buffers"])
    return 0


def _worst(several: list[Moved]) -> float:
    """What 1 move in 20 exceeds, in milliseconds."""
    slowest = sorted(second for moved in several for second in moved.seconds[WARM_UP:])
    return 1000 * slowest[int(0.95 * len(slowest))]


def _size(several: list[Moved]) -> float:
    """The median of what is sent for a move, in kilobytes."""
    return median(size for moved in several for size in moved.sizes) / 1000
