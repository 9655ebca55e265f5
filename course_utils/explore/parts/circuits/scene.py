"""A circuit as far as it has been stepped through, as a scene."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course_utils import circuits
from course_utils.circuits import Layout, Wire, name_of
from course_utils.explore.parts.circuits import words
from course_utils.explore.parts.circuits.measured import Fault, faults
from course_utils.explore.parts.circuits.stepped import Circuit, Run
from course_utils.explore.parts.circuits.words import number
from course_utils.stage import Boxes, Handle, Layer, Line, Pane, Pulses, Scene, Text

BEAD = 60.0  # CSS pixels behind an input, on which its bead runs
FORWARD, BACK = "class1", "class0"
_NAN = [(np.nan, np.nan)]


@dataclass(frozen=True)
class Moment:
    """How far both passes have come.

    Attributes:
        forward: the gates that have made their values, in order.
        back: those that have handed their gradients back, in order.
        started: whether the backward pass has begun.
    """

    forward: list[Wire]
    back: list[Wire]
    started: bool

    @property
    def now(self) -> Wire | None:
        """The gate that worked last."""
        return ([None, *self.back] if self.started else [None, *self.forward])[-1]


class Stepper:
    """The scene of a circuit for a step and inputs."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        start = {each.name: each.start for each in circuit.inputs}
        wires = circuit.run(start).wires
        it = circuits.layout(wires, stub=BEAD)
        self.size = it.width, it.height
        self.gates = sum(1 for wire in wires if wire.gate)
        across, high = round(it.width), round(it.height)
        self.panes = [
            Pane("circuit", (0, it.width), (0, it.height), x_ticks=(), y_ticks=(), framed=False,
                 aspect=it.width / it.height, tallest=high, narrowest=across + 20)
        ]  # fmt: skip

    @property
    def last(self) -> int:
        """The last step: all gates forward, the start at the end, all gates back."""
        return 2 * self.gates + 1

    def draw(self, step: int, numbers: dict[str, float], *, rest: bool = True) -> Scene:
        """The scene; raises what the student's functions raise."""
        run = self.circuit.run(numbers)
        gates = [wire for wire in run.wires if wire.gate]
        if step < 0:
            raise ValueError(f"step must be from 0 to {self.last}. Got {step} instead.")
        at = min(step, 2 * len(gates) + 1)
        moment = Moment(
            gates[: min(at, len(gates))],
            gates[::-1][: max(at - len(gates) - 1, 0)],
            at > len(gates),
        )
        slopes = run.slopes if run.own else {}
        wrong = [
            fault
            for fault in faults(run.wires, run.gates, slopes, number)
            if _in_sight(fault, moment, run)
        ]
        places, scale = self._fitted(circuits.layout(run.wires, stub=BEAD))
        layers = [
            *_wires(run, places, moment, wrong, turn=f"{at}"),
            *_boxes(run, places, moment),
            *_texts(run, places, moment, wrong),
        ]
        told = _told(moment, run)
        which = "backward" if moment.started else "forward"
        done = len(moment.back if moment.started else moment.forward)
        readouts = [("pass", which, "small"), ("gates", f"{done} of {len(gates)}", "small")]
        if at >= len(gates):
            readouts.append(("result", number(run.wires[-1].value), "small"))
            told += f" The result is {number(run.wires[-1].value)}."
        more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
        return Scene(
            tuple(layers),
            tuple(self._handles(run, places, numbers, scale)),
            readouts=tuple(readouts),
            said=f"{which.capitalize()}: {done} of {len(gates)} gates. {told}",
            problem=f"Red: {wrong[0].sentence}{more}" if wrong else "",
            sampled=False,
            tells=True,
        )

    def _fitted(self, it: Layout) -> tuple[Layout, float]:
        """A layout in the pane, from its top; smaller where the circuit has grown."""
        scale = min(1.0, self.size[0] / it.width, self.size[1] / it.height)
        up = self.size[1] - scale * it.height

        def put(x: float, y: float) -> tuple[float, float]:
            return scale * x, scale * y + up

        fitted = replace(
            it,
            boxes={n: (*put(*box[:2]), *put(*box[2:])) for n, box in it.boxes.items()},
            stubs={
                n: (scale * left, scale * right, scale * y + up)
                for n, (left, right, y) in it.stubs.items()
            },
            ways={ends: [put(*at) for at in way] for ends, way in it.ways.items()},
            labels={n: put(*at) for n, at in it.labels.items()},
        )
        return fitted, scale

    def _handles(
        self, run: Run, places: Layout, numbers: dict[str, float], scale: float
    ) -> Iterable[Handle]:
        """A bead for each input, on its wire."""
        shown = {name_of(wire): wire.name for wire in run.wires if not wire.gate}
        for each in self.circuit.inputs:
            if each.name not in shown:
                continue
            left, right, y = places.stubs[shown[each.name]]
            right = min(right, left + scale * BEAD) - 7
            low, high = each.between
            gain = (high - low) / (right - left - 7)
            at = left + 7 + (numbers[each.name] - low) / gain
            yield Handle(
                f"in_{each.name}", f"input {each.name}", "circuit", (at, y), (f"in_{each.name}",),
                "dial", number(numbers[each.name]), step=each.step / gain, look="bead", gain=gain,
            )  # fmt: skip


def _in_sight(fault: Fault, moment: Moment, run: Run) -> bool:
    """Whether the number that is wrong has come up by now."""
    if fault.is_value:
        return any(gate.name == fault.wire for gate in moment.forward)
    passed = {gate.name for gate in moment.back}
    users = [wire.name for wire in run.wires if fault.wire in wire.inputs]
    return fault.user in passed if fault.user else passed.issuperset(users)


def _path(places: Layout, source: str, user: str) -> list[tuple[float, float]]:
    left, _, y = places.stubs[source]
    return [(left, y), *places.ways[source, user]]


def _stub(places: Layout, name: str) -> list[tuple[float, float]]:
    left, right, y = places.stubs[name]
    return [(left, y), (right, y)]


def _line(paths: Sequence[Sequence[Any]]) -> np.ndarray:
    return np.array([place for path in paths for place in [*path, *_NAN]] or _NAN)


def _wires(run: Run, places: Layout, moment: Moment, wrong: list[Fault], turn: str) -> list[Layer]:
    every = [_path(places, *ends) for ends in places.ways]
    every += [_stub(places, wire.name) for wire in run.wires]
    layers: list[Layer] = [Line("circuit", _line(every), "grey", 1.3)]
    color = BACK if moment.started else FORWARD
    if moment.now is not None:
        sources = dict.fromkeys(moment.now.inputs)
        lit = [_path(places, source, moment.now.name) for source in sources]
        lit.append(_stub(places, moment.now.name))
        layers.append(Line("circuit", _line(lit), color, 4))
        ways = [path[::-1] for path in lit] if moment.started else lit
        layers.append(Pulses("circuit", _line(ways), color, turn, name="pulse"))
    bad = []
    for fault in wrong:
        if fault.is_value:
            bad.append(_stub(places, fault.wire))
            continue
        users = [fault.user] if fault.user else [u for s, u in places.ways if s == fault.wire]
        bad += [_path(places, fault.wire, user) for user in users]
    if bad:
        layers.append(Line("circuit", _line(bad), "bad", 3, name="wrong"))
    return layers


def _boxes(run: Run, places: Layout, moment: Moment) -> list[Layer]:
    gates = [places.boxes[wire.name] for wire in run.wires if wire.gate]
    inputs = [places.boxes[w.name] for w in run.wires if not w.gate and w.name in places.boxes]
    layers: list[Layer] = [
        Boxes("circuit", np.reshape(gates, (-1, 4))),
        Boxes("circuit", np.reshape(inputs, (-1, 4)), "pale"),
    ]
    if moment.now is not None:
        color = BACK if moment.started else FORWARD
        layers.append(Boxes("circuit", np.array([places.boxes[moment.now.name]]), color, 2.6))
    return layers


def _texts(run: Run, places: Layout, moment: Moment, wrong: list[Fault]) -> list[Layer]:
    """Names, symbols and the numbers that are known by now, by their colours."""
    found: dict[tuple[str, bool], list[tuple[Any, str]]] = {}

    def write(at: Any, text: str, color: str, bold: bool = False) -> None:
        found.setdefault((color, bold), []).append((at, text))

    known, passed = {w.name for w in moment.forward}, {w.name for w in moment.back}
    bad = {(fault.wire, fault.is_value) for fault in wrong}
    users: dict[str, list[str]] = {wire.name: [] for wire in run.wires}
    for wire in run.wires:
        for source in wire.inputs:
            users[source].append(wire.name)
    for wire in run.wires:
        if wire.name in places.boxes:
            left, bottom, right, top = places.boxes[wire.name]
            write(((left + right) / 2, (bottom + top) / 2), wire.gate or name_of(wire), "ink")
        if wire.name in places.labels:
            write(places.labels[wire.name], name_of(wire), "grey")
        above, below = places.numbers(wire.name)
        if not wire.gate or wire.name in known:
            is_bad = (wire.name, True) in bad
            write(above, number(wire.value), "bad" if is_bad else FORWARD, is_bad)
        used = [user in passed for user in users[wire.name]]
        is_bad = (wire.name, False) in bad
        if moment.started and all(used) and wire.gradient is not None:
            write(below, number(wire.gradient), "bad" if is_bad else "back", is_bad)
        elif any(used) and wire.gradient is not None:
            write(below, "…", "back")  # more gradients are to come, from other users
    return [
        Text("circuit", np.array([at for at, _ in each]), tuple(text for _, text in each), color,
             11.5 if color in ("ink", "grey") else 11, bold)
        for (color, bold), each in found.items()
    ]  # fmt: skip


def _told(moment: Moment, run: Run) -> str:
    if moment.now is None:
        return words.START if moment.started else words.ONLY_INPUTS
    return (words.backward if moment.started else words.forward)(moment.now, run)
