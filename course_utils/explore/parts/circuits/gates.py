"""Four gates between their wires, as a scene: values, gradients, stripes as wide as these are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts.circuits.measured import AGREES, TINY, measured_slopes
from course_utils.explore.parts.circuits.words import in_brackets, number
from course_utils.stage import Bars, Boxes, Handle, Layer, Line, Pane, Pulses, Scene, Text

REACH, STEP = 5.0, 0.5  # all four numbers run from −REACH to REACH
NAMES = ("Add", "Multiply", "Maximum", "Copy")
TITLES = ("add hands out", "multiply swaps", "maximum routes", "copy adds up")
SYMBOLS = ("+", "×", "max", "copy")
AWAY = "#8C6BB1"  # of a stripe whose gradient is negative
WIDE, HIGH = 370.0, 182.0  # CSS pixels of a gate's pane
TRACK = (52.0, 142.0), (238.0, 328.0)  # of the beads, on the left and on the right
TOP, LOW = 142.0, 68.0
Gate = Callable[[], Any]


@dataclass(frozen=True)
class Params:
    """What the controls set: the inputs, and the gradients that arrive from the right."""

    x: float = 4.0
    y: float = 5.0
    up: float = 2.0
    other: float = 3.0  # the gradient of copy's second output


@dataclass(frozen=True)
class Wire:
    """A wire at a gate: where it lies, its two numbers, and what a bead on it sets."""

    label: str
    y: float
    is_input: bool
    value: float
    gradient: float
    sets: str
    is_wrong: bool = False


PANES = tuple(
    Pane(name, (0, WIDE), (0, HIGH), title=title, x_ticks=(), y_ticks=(), framed=False,
         aspect=WIDE / HIGH, least=340, tallest=200, narrowest=360)
    for name, title in zip(NAMES, TITLES, strict=True)
)  # fmt: skip


class Gates:
    """The scene for numbers, by these gates."""

    def __init__(self, gates: dict[str, Gate]) -> None:
        self.gates = gates

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene; raises where a gate returns something else than its numbers."""
        given = (params.x, params.y, params.up, params.other)
        if not all(abs(each) <= REACH for each in given):
            raise ValueError(
                f"all parameters must be from {-REACH} to {REACH}. Got {params} instead."
            )
        back: dict[str, tuple[float, ...]] = {}
        layers: list[Layer] = []
        handles: list[Handle] = []
        problems = []
        for place, name in enumerate(NAMES):
            wires, problem = self._wires(name, params)
            back[name] = tuple(wire.gradient for wire in wires if wire.is_input)
            layers += _gate(name, SYMBOLS[place], wires)
            words = _explained(name, params, back[name])
            explained = Text(name, np.array([[12.0, 12.0]]), (words,),
                             "grey", 11.5, align="left")  # fmt: skip
            layers.append(explained)
            handles += [_bead(name, wire, params) for wire in wires]
            problems += [problem] if problem else []
        return Scene(
            tuple(layers),
            tuple(handles),
            readouts=tuple(
                (name, f"{number(getattr(params, key))}", "small")
                for name, key in (("x", "x"), ("y", "y"), ("u", "up"), ("u₂ of copy", "other"))
            ),
            said=_sentence(params, back),
            problem=f"Red: {' '.join(problems)}" if problems else "",
            sampled=False,
        )

    def _wires(self, name: str, params: Params) -> tuple[list[Wire], str]:
        """The wires of a gate with its numbers, and what is wrong with them."""
        gate = self.gates[name]()
        if name == "Copy":
            outs = numbers(gate.forward(params.x), 2, "Copy().forward")
            (down,) = numbers(gate.backward(params.up, params.other), 1, "Copy().backward")
            ups: tuple[float, ...] = params.up, params.other
            ins: tuple[tuple[float, float], ...] = ((params.x, down),)
        else:
            outs = numbers(gate.forward(params.x, params.y), 1, f"{name}().forward")
            downs = numbers(gate.backward(params.up), 2, f"{name}().backward")
            ups, ins = (params.up,), tuple(zip((params.x, params.y), downs, strict=True))
        wrong, problem = self._measured(name, [v for v, _ in ins], ups, [g for _, g in ins])
        places = {1: ((TOP + LOW) / 2,), 2: (TOP, LOW)}
        wires = [
            Wire(label, y, True, value, gradient, label, bad)
            for label, y, (value, gradient), bad in zip(
                "xy", places[len(ins)], ins, wrong, strict=False
            )
        ]
        wires += [
            Wire("", y, False, value, up, sets)
            for y, value, up, sets in zip(
                places[len(outs)], outs, ups, ("up", "other"), strict=False
            )
        ]
        return wires, problem

    def _measured(
        self, name: str, given: Sequence[float], ups: Sequence[float], got: Sequence[float]
    ) -> tuple[list[bool], str]:
        """Which gradients are not what the gate's own forward, measured, makes of the upstream."""
        due, doubt = np.zeros(len(given)), np.zeros(len(given))
        for place, up in enumerate(ups):

            def output(*inputs: float, place: int = place) -> float:
                got = self.gates[name]().forward(*inputs)
                return numbers(got, len(ups), f"{name}().forward")[place]

            slopes, unsure = measured_slopes(output, given)
            due, doubt = due + up * slopes, doubt + abs(up) * unsure
        apart = np.abs(np.array(got) - due)
        wrong = apart > AGREES * np.maximum(np.abs(got), np.abs(due)) + doubt + TINY
        if not wrong.any():
            return wrong.tolist(), ""
        k = int(np.flatnonzero(wrong)[0])
        return wrong.tolist(), (
            f"{name} hands {number(got[k])} to {'xy'[k]}; by the slope of its own forward, "
            f"measured here, it should be {number(float(due[k]))}."
        )


def _gate(name: str, symbol: str, wires: list[Wire]) -> list[Layer]:
    """A gate with its wires, in its pane."""
    middle = (TOP + LOW) / 2
    box = np.array([[178.0, middle - 19, 222.0, middle + 19]])
    layers: list[Layer] = []
    paths = []
    for wire in wires:
        paths.append(_path(wire, middle))
        width = _stripe(wire)
        if width > 0.2:
            left, right = TRACK[0] if wire.is_input else TRACK[1]
            color = "class0" if wire.gradient >= 0 else AWAY
            xy = np.array([[wire.y - 7 - width / 2, left, right]])
            layers.append(Bars(name, xy, color, width, lying=True))
    gap = np.full((1, 2), np.nan)
    every = np.concatenate([part for path in paths for part in (path, gap)])
    layers.append(Line(name, every, "grey", 1.3))
    bad = [path for path, wire in zip(paths, wires, strict=True) if wire.is_wrong]
    if bad:
        xy = np.concatenate([part for path in bad for part in (path, gap)])
        layers.append(Line(name, xy, "bad", 3, name="wrong"))
    turn = " ".join(number(wire.value) for wire in wires if wire.is_input)
    layers.append(Pulses(name, every, "class1", turn, name=f"pulse {name}"))
    layers.append(Boxes(name, box))
    layers.append(Text(name, np.array([[200.0, middle]]), (symbol,), size=13))
    inputs = [wire for wire in wires if wire.is_input]
    xy = np.array([[30.0, wire.y] for wire in inputs])
    layers.append(Text(name, xy, tuple(wire.label for wire in inputs), size=13, bold=True))
    for wire in wires:
        at = np.array([[sum(TRACK[0] if wire.is_input else TRACK[1]) / 2, wire.y + 6]])
        layers.append(Text(name, at, (number(wire.value),), "class1", 12, stands="above"))
        below = at - [[0.0, 15.0 + _stripe(wire)]]
        color = "bad" if wire.is_wrong else "back"
        layers.append(Text(name, below, (number(wire.gradient),), color, 12, wire.is_wrong,
                           stands="below"))  # fmt: skip
    return layers


def _stripe(wire: Wire) -> float:
    """How wide the gradient's stripe is, in CSS pixels."""
    return min(0.9 * abs(wire.gradient), 24.0)


def _path(wire: Wire, middle: float) -> np.ndarray:
    """From the edge of the picture to the gate, or from the gate to the edge."""
    port = middle + 0.2 * (wire.y - middle)
    if wire.is_input:
        return np.array([[42.0, wire.y], [148.0, wire.y], [178.0, port]])
    return np.array([[222.0, port], [234.0, wire.y], [340.0, wire.y]])


def _bead(name: str, wire: Wire, params: Params) -> Handle:
    left, right = TRACK[0] if wire.is_input else TRACK[1]
    gain = 2 * REACH / (right - left)
    value = getattr(params, wire.sets)
    what = {"up": "upstream gradient", "other": "second upstream gradient"}.get(
        wire.sets, f"input {wire.sets}"
    )
    at = left + (value + REACH) / gain
    return Handle(f"{wire.sets} {name}", f"{what} of {name}", name, (at, wire.y), (wire.sets,),
                  "dial", number(value), step=STEP / gain, look="bead", gain=gain)  # fmt: skip


def _explained(name: str, params: Params, back: tuple[float, ...]) -> str:
    """Where the gradients of this gate come from."""
    n = number
    if name == "Add":
        return f"x gets u = {n(back[0])},  y gets u = {n(back[1])}"
    if name == "Multiply":
        return f"x gets u · y = {n(back[0])},  y gets u · x = {n(back[1])}"
    if name == "Copy":
        return f"two uses of x: {n(params.up)} + {in_brackets(n(params.other))} = {n(back[0])}"
    if params.x == params.y:
        return "x = y: a tie, in which there is no slope"
    larger, smaller = ("x", "y") if params.x > params.y else ("y", "x")
    return f"{larger} is larger and gets all, {smaller} could move unnoticed"


def _sentence(params: Params, back: dict[str, tuple[float, ...]]) -> str:
    n = number
    (multiply_x, multiply_y), (max_x, max_y) = back["Multiply"], back["Maximum"]
    return (
        f"For x = {n(params.x)}, y = {n(params.y)} and upstream gradient {n(params.up)}: "
        f"add hands {n(back['Add'][0])} and {n(back['Add'][1])} to x and y, multiply "
        f"{n(multiply_x)} and {n(multiply_y)}, maximum {n(max_x)} and {n(max_y)}; copy "
        f"adds {n(params.other)} to it and hands {n(back['Copy'][0])} to x."
    )


def numbers(got: Any, count: int, what: str) -> tuple[float, ...]:
    """What a gate returned, as so many numbers.

    Raises:
        CheckFailed: it is something else.
    """
    several = got if isinstance(got, tuple | list | np.ndarray) and np.ndim(got) == 1 else (got,)
    wanted = "a number" if count == 1 else "two numbers"
    check.true(len(several) == count, f"{what} must return {wanted}.", got=got)
    for each in several:
        check.shape(each, (), what=f"each result of {what}")
        check.true(bool(np.isfinite(each)), f"{what} returned infinity or nan.", got=got)
    return tuple(float(each) for each in several)


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


SPARE: dict[str, Gate] = {name: partial(_Spare, name) for name in NAMES}


def try_gate(name: str, own: Gate) -> None:
    """Raise if a class of gates is not right: two gates at once, then back through both."""
    cases = (((2.0, 3.0), (5.0, 4.0)), ((4.0, -1.5), (-2.0, 1.0)))
    gates, spares = [own() for _ in cases], [SPARE[name]() for _ in cases]
    ins, outs = (1, 2) if name == "Copy" else (2, 1)
    for (inputs, _), gate, spare in zip(cases, gates, spares, strict=True):
        what = f"{name}().forward"
        expected = numbers(spare.forward(*inputs[:ins]), outs, what)
        check.close(numbers(gate.forward(*inputs[:ins]), outs, what), expected, what=what)
    for (_, ups), gate, spare in zip(cases, gates, spares, strict=True):
        what = f"{name}().backward"
        expected = numbers(spare.backward(*ups[:outs]), ins, what)
        check.close(numbers(gate.backward(*ups[:outs]), ins, what), expected, what=what)
