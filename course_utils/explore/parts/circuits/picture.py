"""A circuit as far as it has been stepped through, and the last step in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from course_utils import circuits, palette
from course_utils.circuits import Wire
from course_utils.explore.parts.circuits.stepped import Circuit, Run
from course_utils.live import Canvas
from course_utils.live.words import words

_UNIT, _ROW = 84, 60  # CSS pixels of one unit of the circuit's drawing, across and down
_MARGIN = 120  # below and above the circuit


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, circuit: Circuit) -> None:
        self.canvas, self.circuit = canvas, circuit
        _, height = canvas.size
        low = 78 / height
        self._ax = canvas.axes(0.012, low, 0.976, 1 - low - 30 / height)
        figure, moves = canvas.figure, canvas.moves
        style: Any = {"linewidth": 5, "alpha": 0.35, "zorder": 1.5, "solid_capstyle": "round"}
        self._path = moves(self._ax.plot([], [], **style)[0])
        frame: Any = Rectangle((0, 0), 1, 1, fill=False, linewidth=2.2, zorder=3.5)
        self._ax.add_patch(frame)
        self._frame = moves(frame)
        self._above: list[Any] = []
        self._below: list[Any] = []
        self._title = words(canvas, figure, (0.016, 1 - 16 / height), size=11, weight="bold")
        self._told = [
            words(canvas, figure, (0.016, place / height), size=10.5) for place in (58, 38)
        ]
        figure.text(0.016, 12 / height, "above a wire: value;  below it: gradient of the result",
                    fontsize=8.5, color=palette.GREY)  # fmt: skip
        self._drawn: Any = None
        self._places: dict[str, tuple[float, float]] = {}

    def set(self, step: int, numbers: Mapping[str, float]) -> str:
        """Move everything to this step and these inputs. Returns the picture in a sentence."""
        run = self.circuit.run(numbers)
        self._draw(run.wires)
        gates = [wire for wire in run.wires if wire.gate]
        last = 2 * len(gates) + 1
        if step < 0:
            raise ValueError(f"step must be from 0 to {last}. Got {step} instead.")
        at = min(step, last)
        forward, back = gates[: min(at, len(gates))], gates[::-1][: max(at - len(gates) - 1, 0)]
        self._move_numbers(run, forward, back, started=at > len(gates))
        if at <= len(gates):
            self._light(forward[-1] if forward else None, palette.BLUE)
            self._title.text = f"forward: {len(forward)} of {len(gates)} gates"
            told = _forward(forward[-1], run) if forward else ("Only the inputs are known.",)
        else:
            self._light(back[-1] if back else None, palette.ORANGE)
            self._title.text = f"backward: {len(back)} of {len(gates)} gates"
            told = _backward(back[-1], run) if back else _START
        for line, text in zip(self._told, (*told, ""), strict=False):
            line.text = text
        title, result = self._title.text.capitalize(), run.wires[-1]
        said = [f"{title}.", *told]
        if at >= len(gates):
            said.append(f"The result is {_n(result.value)}.")
        return " ".join(said)

    def _draw(self, wires: list[Wire]) -> None:
        """What does not move, again only where the circuit itself has changed."""
        form = tuple((wire.name, wire.gate, wire.inputs, wire.label) for wire in wires)
        if form == self._drawn:
            return
        for artist in [*self._ax.lines, *self._ax.texts]:
            if not artist.get_animated():
                artist.remove()
        bare = [Wire(w.name, w.gate, w.inputs, label=w.label) for w in wires]
        circuits.draw(bare, ax=self._ax).set_title("")
        left, right = self._ax.get_xlim()
        self._ax.set_xlim(left, right + 0.3)  # for the number behind a wide gate
        self._places, self._lanes = circuits.layout(wires)
        self._gates = {wire.name: wire for wire in wires}
        while len(self._above) < len(wires):
            style: Any = {"size": 9.5, "ha": "center"}
            self._above.append(
                words(self.canvas, self._ax, color=palette.BLUE, va="bottom", **style)
            )
            self._below.append(
                words(self.canvas, self._ax, color=palette.ORANGE, va="top", **style)
            )
        self._drawn = form
        self.canvas.redraw()

    def _move_numbers(
        self, run: Run, forward: list[Wire], back: list[Wire], *, started: bool
    ) -> None:
        known = {wire.name for wire in forward}
        passed = {wire.name for wire in back}
        users: dict[str, list[str]] = {wire.name: [] for wire in run.wires}
        for wire in run.wires:
            for source in wire.inputs:
                users[source].append(wire.name)
        for text in (*self._above, *self._below):
            text.text = ""
        _, row = self._ax.transData.inverted().transform((0, 0))
        _, higher = self._ax.transData.inverted().transform((0, 3 * self.canvas.figure.dpi / 72))
        gap = higher - row
        for wire, above, below in zip(run.wires, self._above, self._below, strict=False):
            x, y = self._places[wire.name]
            middle = x + (max(_half(wire) + 0.35, 0.52) if wire.gate else circuits.STUB / 2)
            above.place, below.place = (middle, y + gap), (middle, y - 1.3 * gap)
            if not wire.gate or wire.name in known:
                above.text = _n(wire.value)
            used = [user in passed for user in users[wire.name]]
            if started and all(used) and wire.gradient is not None:
                below.text = _n(wire.gradient)
            elif any(used) and wire.gradient is not None:
                below.text = "…"  # more gradients are to come, from other users

    def _light(self, gate: Wire | None, color: str) -> None:
        """Mark a gate and the wires at it."""
        if gate is None:
            self._path.set_data([], [])
            self._frame.set_visible(False)
            return
        x, y = self._places[gate.name]
        half, tall = _half(gate), 0.24
        way = [(x + half, y), (x + circuits.STUB, y)]
        for source in dict.fromkeys(gate.inputs):
            left, at = self._places[source]
            corners = circuits.corners((left, at), (x, y), source, self._lanes)
            out = left + _half(self._gates[source])
            way += [(np.nan, np.nan), (out, at), *corners[:-1], _before(corners, half)]
        self._path.set_data(*zip(*way, strict=True))
        self._path.set_color(color)
        self._frame.set_bounds(x - half, y - tall, 2 * half, 2 * tall)
        self._frame.set_edgecolor(color)
        self._frame.set_visible(True)


_START = ("At the end: the slope of the result with respect to itself is 1.",)


def _half(wire: Wire) -> float:
    """Half the width of a gate's box, in the circuit's units; nothing for an input."""
    return 0.055 * len(wire.gate) + 0.09 if wire.gate else 0.0


def _before(corners: list[tuple[float, float]], distance: float) -> tuple[float, float]:
    """The place on the last piece of a wire that is so far, across, from its end."""
    (x0, y0), (x1, y1) = corners[-2:]
    share = max(0.0, 1 - distance / max(x1 - x0, 1e-9))
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def scale(width: int) -> float:
    """Pixels for each CSS pixel: fewer where there are many, so that a tick stays quick."""
    return 1.5 if width < 700 else 1.25


def size(wires: list[Wire]) -> tuple[int, int]:
    """Width and height in CSS pixels that fit the circuit."""
    places, lanes = circuits.layout(wires)
    across = max(x for x, _ in places.values())
    down = max(-y for _, y in [*places.values(), *lanes.values()])
    return max(560, round(_UNIT * (across + 1.8))), round(_ROW * (down + 1.1)) + _MARGIN


def _forward(gate: Wire, run: Run) -> tuple[str, ...]:
    known = {wire.name: wire for wire in run.wires}
    taken = " and ".join(_n(known[source].value) for source in gate.inputs)
    return (f"Gate {gate.gate} makes {_n(gate.value)} of {taken}.",)


def _backward(gate: Wire, run: Run) -> tuple[str, ...]:
    """Upstream times local is downstream, in numbers, for every input of a gate."""
    known = {wire.name: wire for wire in run.wires}
    first = f"Gate {gate.gate} gets the upstream gradient {_n(gate.gradient)} and hands back"
    if gate.name not in run.slopes or gate.gradient is None:
        return (f"{first} its slopes times that.",)
    parts = []
    for source, slope in zip(gate.inputs, run.slopes[gate.name], strict=True):
        label = known[source].label
        to = (label if label is not None else source) or "its input"
        if known[source].gradient is not None:
            down = _n(slope * gate.gradient)
            parts.append(f"{_n(gate.gradient)} × {_in(_n(slope))} = {down} to {to}")
    return first, f"{',  '.join(parts)}."


def _n(number: float | None) -> str:
    """A number in at most seven letters, if possible with four digits."""
    if number is None:
        return "–"
    texts = [f"{number + 0.0:.{digits}g}" for digits in (4, 3, 2, 1)]
    return next((t for t in texts if len(t) <= 7), texts[-1]).replace("-", "−")


def _in(text: str) -> str:
    return f"({text})" if text.startswith("−") else text
