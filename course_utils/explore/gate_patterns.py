"""What four gates do to a gradient: add hands it out, multiply swaps, maximum routes, copy adds.

The same two numbers and the same upstream gradient go through all of them. Below
every wire the gradient is a stripe, as wide as it is large.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from course_utils import check, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

REACH, STEP = 5.0, 0.5  # all four numbers run from −REACH to REACH
NAMES = ("Add", "Multiply", "Maximum", "Copy")
ALT = (
    "Four gates, add, multiply, maximum and copy, with a value above and a gradient below every "
    "wire. The stripe below a wire is as wide as its gradient is large."
)
_TITLES = ("add hands out", "multiply swaps", "maximum routes", "copy adds up")
_SYMBOLS = ("+", "×", "max", "copy")
_FLOW = palette.ORANGE
_AWAY = "#8C6BB1"  # of a stripe whose gradient is negative
Gate = Callable[[], Any]


@dataclass(frozen=True)
class Params:
    """What the controls set: the inputs, and the gradients that arrive from the right."""

    x: float = 4.0
    y: float = 5.0
    up: float = 2.0
    other: float = 3.0  # the gradient of copy's second output


def render(params: Params | None = None, **gates: Gate | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: all between −REACH and REACH.
        **gates: the student's classes Add, Multiply, Maximum, Copy; those that are missing or None
            are the reference's.

    Raises:
        TypeError: there is a gate of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a gate returns something else than the numbers it should.
    """
    unknown = gates.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    picture = Picture(
        Canvas(width=760, height=400), {name: gates.get(name) or _SPARE[name] for name in NAMES}
    )
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **gates: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **gates), width=760, alt=ALT)


def show(
    Add: Gate | None = None,
    Multiply: Gate | None = None,
    Maximum: Gate | None = None,
    Copy: Gate | None = None,
    *,
    start: Params | None = None,
    key: str = "gate_patterns",
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        Add: the student's class with forward(x, y) and backward(upstream) → two gradients.
        Multiply: the same.
        Maximum: the same.
        Copy: the student's class with forward(x) → two numbers and backward(up1, up2) → a gradient.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    given = zip(NAMES, (Add, Multiply, Maximum, Copy), strict=True)
    several = choose_each(
        **{name: Candidate(own, partial(_try, name), _SPARE[name]) for name, own in given}
    )
    live = LiveFigure(width=760, height=400, alt=ALT, key=key)
    limits: Any = {"between": (-REACH, REACH), "step": STEP, "label": 170}
    controls = {
        "x": panel.slider("x", start.x, tooltip="the first input", **limits),
        "y": panel.slider("y", start.y, tooltip="the second input", **limits),
        "up": panel.slider(
            "upstream gradient u", start.up, tooltip="the gradient of the output", **limits
        ),
        "other": panel.slider(
            "of copy's second output", start.other, tooltip="its gradient, u₂", **limits
        ),
    }
    rows = (("x",), ("y",), ("up",), ("other",))
    picture = Picture(live, several.functions)
    return panel.drive(live, picture.set, start, controls, rows=rows, note=several.note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, gates: dict[str, Gate]) -> None:
        self.canvas, self.gates = canvas, gates
        self._wires: dict[str, list[Any]] = {}
        self._lines: dict[str, Any] = {}
        for i, name in enumerate(NAMES):
            self._draw_gate(name, i)
        canvas.figure.text(
            0.02, 0.025, "above a wire: its value.  Below it: its gradient, in a stripe as wide as "
            "it is large, purple where it is negative.", fontsize=9, color=palette.GREY,
        )  # fmt: skip

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        numbers = (params.x, params.y, params.up, params.other)
        if not all(abs(number) <= REACH for number in numbers):
            raise ValueError(
                f"all parameters must be from {-REACH} to {REACH}. Got {params} instead."
            )
        back: dict[str, tuple[float, ...]] = {}
        shown: dict[str, tuple[tuple[float, float], ...]] = {}
        for name in NAMES[:3]:
            gate = self.gates[name]()
            (out,) = _numbers(gate.forward(params.x, params.y), 1, f"{name}().forward")
            back[name] = _numbers(gate.backward(params.up), 2, f"{name}().backward")
            pairs = zip((params.x, params.y), back[name], strict=True)
            shown[name] = (*pairs, (out, params.up))
        copy = self.gates["Copy"]()
        outs = _numbers(copy.forward(params.x), 2, "Copy().forward")
        back["Copy"] = _numbers(copy.backward(params.up, params.other), 1, "Copy().backward")
        ends = zip(outs, (params.up, params.other), strict=True)
        shown["Copy"] = ((params.x, back["Copy"][0]), *ends)
        for name in NAMES:
            for wire, (value, gradient) in zip(self._wires[name], shown[name], strict=True):
                wire.set(value, gradient)
            self._lines[name].text = _explained(name, params, back[name])
        (multiply_x, multiply_y), (max_x, max_y) = back["Multiply"], back["Maximum"]
        return (
            f"For x = {_n(params.x)}, y = {_n(params.y)} and upstream gradient {_n(params.up)}: "
            f"add hands {_n(back['Add'][0])} and {_n(back['Add'][1])} to x and y, multiply "
            f"{_n(multiply_x)} and {_n(multiply_y)}, maximum {_n(max_x)} and {_n(max_y)}; copy "
            f"adds {_n(params.other)} to it and hands {_n(back['Copy'][0])} to x."
        )

    def _draw_gate(self, name: str, place: int) -> None:
        ax = self.canvas.axes(0.02 + 0.5 * (place % 2), 0.55 - 0.45 * (place // 2), 0.46, 0.42)
        ax.set(xlim=(0, 10), ylim=(0, 5))
        ax.axis("off")
        ax.set_title(_TITLES[place], fontsize=11, loc="left", y=0.9, pad=0, fontweight="bold")
        high, low, middle = 3.6, 1.55, 2.5
        if name == "Copy":
            ways = [("x", (1.0, middle), None), ("", (9.2, high), None), ("", (9.2, low), None)]
        else:
            ways = [("x", (1.0, high), None), ("y", (1.0, low), None), ("", (9.2, middle), None)]
        self._wires[name] = [_Wire(self.canvas, ax, label, end) for label, end, _ in ways]
        box: Any = {"boxstyle": "round,pad=0.45", "facecolor": palette.PAPER,
                    "edgecolor": palette.INK, "linewidth": 1.2}  # fmt: skip
        ax.text(
            5, middle, _SYMBOLS[place], fontsize=12, ha="center", va="center", bbox=box, zorder=4
        )
        self._lines[name] = words(self.canvas, ax, (0.55, 0.2), size=9.5, color=palette.GREY)


class _Wire:
    """A wire between the edge of a picture and its gate in the middle, with its two numbers."""

    def __init__(self, canvas: Canvas, ax: Any, label: str, end: tuple[float, float]) -> None:
        x, y = end
        inwards = 1 if x < 5 else -1
        straight = x + 2.3 * inwards
        way = [(x, y), (straight, y), (5 - 0.4 * inwards, 2.5)]
        ax.plot(*zip(*way, strict=True), color=palette.GREY, linewidth=1.2, zorder=2)
        if label:
            box: Any = {"boxstyle": "round,pad=0.2", "facecolor": palette.PALE, "edgecolor": "none"}
            ax.text(x - 0.15, y, label, ha="right", va="center", fontsize=11, bbox=box)
        middle = (x + straight) / 2
        self._drop = 0.26
        style: Any = {"color": _FLOW, "alpha": 0.55, "zorder": 1, "solid_capstyle": "butt"}
        self._stripe = canvas.moves(ax.plot([x, straight], [y, y], **style)[0])
        self._pixel = 5 / (ax.get_window_extent().height / canvas.figure.dpi * 72)  # of a point
        self._span, self._y = [x, straight], y
        self._value = words(
            canvas, ax, (middle, y + 0.18), size=11, color=palette.BLUE, ha="center", va="bottom"
        )
        self._gradient = words(canvas, ax, (middle, y), size=11, ha="center", va="top")

    def set(self, value: float, gradient: float) -> None:
        """Show these two numbers."""
        width = 0.4 * min(abs(gradient), 2 * REACH * REACH)
        color = _FLOW if gradient >= 0 else _AWAY
        self._stripe.set_linewidth(width)
        self._stripe.set_color(color)
        self._stripe.set_visible(width > 0)
        centre = self._y - (0.8 + width / 2) * self._pixel
        self._stripe.set_ydata([centre, centre])
        self._value.text = _n(value)
        self._gradient.text, self._gradient.color = _n(gradient), color
        x, _ = self._gradient.place
        self._gradient.place = (x, self._y - (3.5 + width) * self._pixel)


def _explained(name: str, params: Params, back: tuple[float, ...]) -> str:
    """Where the gradients of this gate come from."""
    if name == "Add":
        return f"x and y both get u = {_n(back[0])}"
    if name == "Multiply":
        return f"x gets u · y = {_n(back[0])},  y gets u · x = {_n(back[1])}"
    if name == "Copy":
        total = f"{_n(params.up)} + {_in(_n(params.other))} = {_n(back[0])}"
        return f"two uses of x, two gradients: {total}"
    if params.x == params.y:
        return "x = y: a tie, in which there is no slope"
    larger, smaller = ("x", "y") if params.x > params.y else ("y", "x")
    return f"{larger} is larger and gets all, {smaller} could move unnoticed"


def _n(number: float) -> str:
    return f"{number + 0.0:.4g}".replace("-", "−")


def _in(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _numbers(got: Any, count: int, what: str) -> tuple[float, ...]:
    """What a gate returned, as so many numbers."""
    several = got if isinstance(got, tuple | list | np.ndarray) and np.ndim(got) == 1 else (got,)
    wanted = "a number" if count == 1 else "two numbers"
    check.true(len(several) == count, f"{what} must return {wanted}.", got=got)
    for number in several:
        check.shape(number, (), what=f"each result of {what}")
        check.true(bool(np.isfinite(number)), f"{what} returned infinity or nan.", got=got)
    return tuple(float(number) for number in several)


class _Spare:
    """A gate by its formula and its slopes, until there is the student's own."""

    def __init__(self, name: str) -> None:
        self._name, self._seen = name, (0.0, 0.0)

    def forward(self, *inputs: float) -> Any:
        """The output or outputs for these inputs."""
        if self._name == "Copy":
            return inputs * 2
        self._seen = (inputs[0], inputs[1])
        if self._name == "Maximum":
            return max(inputs)
        return sum(inputs) if self._name == "Add" else math.prod(inputs)

    def backward(self, *ups: float) -> Any:
        """One gradient for each input, from one for each output."""
        first, second = self._seen
        if self._name == "Copy":
            return float(np.sum(ups))
        slopes = {"Add": (1, 1), "Multiply": (second, first),
                  "Maximum": (first > second, first <= second)}  # fmt: skip
        return tuple(ups[0] * slope for slope in slopes[self._name])


_SPARE: dict[str, Gate] = {name: partial(_Spare, name) for name in NAMES}


def _try(name: str, own: Gate) -> None:
    """Raise if a class of gates is not right: two gates at once, then back through both."""
    cases = (((2.0, 3.0), (5.0, 4.0)), ((4.0, -1.5), (-2.0, 1.0)))
    gates, spares = [own() for _ in cases], [_SPARE[name]() for _ in cases]
    ins, outs = (1, 2) if name == "Copy" else (2, 1)
    for (inputs, _), gate, spare in zip(cases, gates, spares, strict=True):
        what = f"{name}().forward"
        expected = _numbers(spare.forward(*inputs[:ins]), outs, what)
        check.close(_numbers(gate.forward(*inputs[:ins]), outs, what), expected, what=what)
    for (_, ups), gate, spare in zip(cases, gates, spares, strict=True):
        what = f"{name}().backward"
        expected = _numbers(spare.backward(*ups[:outs]), ins, what)
        check.close(_numbers(gate.backward(*ups[:outs]), ins, what), expected, what=what)
