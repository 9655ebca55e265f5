"""The lesson's three circuits, by the student's functions or by the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from course_utils import check, circuits
from course_utils.explore.parts.circuits.stepped import Circuit, Function, Input, Numbers, Run
from course_utils.explore.parts.circuits.traced import GATES, Traced

_WEIGHTS = {"wA": (1.0, -0.2), "wB": (10.0, -2.0), "wC": (40.0, -10.0)}  # as in lesson 4
_SHIFT = -15.2  # bC
_KINDS = {"zA": "wwbxx", "zB": "xxwwb", "y_hat": "xxwwb"}  # what comes into an affine gate
_TABLES = {
    "product": circuits.PRODUCT,
    "neuron": circuits.SIGMOID_NEURON,
    "two neurons": circuits.TWO_NEURONS,
}
_INPUTS = {
    "product": (Input("x", -2.0), Input("y", 5.0), Input("z", -4.0)),
    "neuron": (
        Input("w0", 2.0), Input("x0", -1.0), Input("w1", -3.0), Input("x1", -2.0), Input("w2", -3.0)
    ),
    "two neurons": (
        Input("x0", -2.0), Input("x1", 5.0), Input("bA", 5.0, (-10, 10)),
        Input("bB", -12.0, (-40, 40), 1.0), Input("y", 15.0, (0, 30)),
    ),
}  # fmt: skip
FUNCTIONS = {
    "product": "product_circuit",
    "neuron": "sigmoid_circuit",
    "two neurons": "two_neuron_network",
}
NAMES = tuple(_TABLES)
_NOT_ASKED = {"dx0", "dx1", "dy", "dloss"}  # of two_neuron_network


def lesson_circuit(name: str, own: Function | None) -> Circuit:
    """One of the lesson's circuits, computed by `own` or, if that is None, by the reference."""

    def run(numbers: Numbers) -> Run:
        nodes = _trace(name, numbers)
        slopes = {wire: node.slopes for wire, node in nodes.items() if node.inputs}
        results = _plain(name, nodes) if own is None else _ask(name, own, numbers)
        results.setdefault(f"d{_TABLES[name][-1][0]}", 1.0)
        given: dict[str, Any] = dict(numbers)
        if name == "two neurons":
            given |= _WEIGHTS | {"bC": _SHIFT} | _of_inputs(results) | _pairs(results)
        wires = circuits.fill(_TABLES[name], results, given)
        for wire in wires:
            missing = wire.value is None or not np.all(np.isfinite(wire.value))
            check.true(not missing, f"{FUNCTIONS[name]} gave no finite number for {wire.name}.")
        gates = {wire: _function(wire, gate) for wire, gate, sources in _TABLES[name] if sources}
        return Run(wires, slopes, gates)

    return Circuit(name, _INPUTS[name], run)


def first(name: str, function: Function) -> None:
    """Raises unless what a student's function says at the start can be drawn."""
    lesson_circuit(name, function).run({each.name: each.start for each in _INPUTS[name]})


def trial(name: str, function: Function) -> None:
    """Raises unless it is right, at the start and at other numbers."""
    start = {each.name: each.start for each in _INPUTS[name]}
    others = {each.name: 0.3 * i - 0.5 for i, each in enumerate(_INPUTS[name])}
    for numbers in (start, others):
        got, expected = _ask(name, function, numbers), _plain(name, _trace(name, numbers))
        for key, value in expected.items():
            check.true(key in got, f"there is no '{key}' in what {FUNCTIONS[name]} returned.")
            check.close(got[key], value, what=f"'{key}' of {FUNCTIONS[name]}", rtol=1e-6)


def _of_inputs(results: Mapping[str, float]) -> dict[str, float]:
    """The gradients of x0 and x1, for which nobody is asked, from those of both scores."""
    ups = [results.get(f"dz{unit}", np.nan) for unit in "AB"]
    pairs = zip(*(_WEIGHTS[f"w{unit}"] for unit in "AB"), strict=True)
    sums = [sum(w * up for w, up in zip(pair, ups, strict=True)) for pair in pairs]
    return {f"dx{i}": total for i, total in enumerate(sums) if np.isfinite(total)}


def _pairs(results: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """The gradients of weights that are a wire together."""
    ends = {f"d{unit}": (f"d{unit}0", f"d{unit}1") for unit in _WEIGHTS}
    return {
        name: tuple(results[part] for part in parts)
        for name, parts in ends.items()
        if all(part in results for part in parts)
    }


def _function(wire: str, gate: str) -> Callable[..., float]:
    """What a gate makes of the numbers that come in."""
    if gate == "affine":
        return partial(_affine, _KINDS[wire])
    if wire == "loss":
        return lambda y_hat, y: (y - y_hat) ** 2
    return GATES[gate][0]


def _affine(kinds: str, *numbers: float) -> float:
    w, b, x = _sorted(kinds, numbers)
    return sum(one * other for one, other in zip(w, x, strict=True)) + b[0]


def _affine_slopes(kinds: str, numbers: tuple[float, ...]) -> tuple[float, ...]:
    w, b, x = _sorted(kinds, numbers)
    left = {"w": list(x), "b": [1.0 for _ in b], "x": list(w)}
    return tuple(left[kind].pop(0) for kind in kinds)


def _sorted(kinds: str, numbers: tuple[float, ...]) -> tuple[list[float], ...]:
    return tuple([n for n, k in zip(numbers, kinds, strict=True) if k == kind] for kind in "wbx")


def _trace(name: str, numbers: Numbers) -> dict[str, Traced]:
    """The reference: every wire's node, after both passes; a pair is two nodes."""
    nodes: dict[str, Traced] = {}
    for wire, gate, sources in _TABLES[name]:
        if wire in _WEIGHTS:
            nodes |= {f"{wire}{i}": Traced(weight) for i, weight in enumerate(_WEIGHTS[wire])}
            continue
        flat = (part for s in sources for part in ((f"{s}0", f"{s}1") if s in _WEIGHTS else (s,)))
        parts = tuple(nodes[source] for source in flat)
        given = tuple(part.data for part in parts)
        if not gate:
            nodes[wire] = Traced(numbers.get(wire, _SHIFT))
        elif gate == "affine":
            slopes = _affine_slopes(_KINDS[wire], given)
            nodes[wire] = Traced(_affine(_KINDS[wire], *given), parts, slopes, gate)
        elif wire == "loss":
            gap = given[0] - given[1]
            nodes[wire] = Traced(gap * gap, parts, (2 * gap, -2 * gap), gate)
        else:
            nodes[wire] = Traced.through(gate, *parts)
    nodes[wire].backward()
    return nodes


def _plain(name: str, nodes: Mapping[str, Traced]) -> dict[str, float]:
    """What the student's function is asked for, from the reference."""
    found = {wire: node.data for wire, node in nodes.items() if node.inputs}
    found |= {f"d{wire}": node.grad for wire, node in nodes.items()}
    hidden = _NOT_ASKED if name == "two neurons" else set()
    return {key: number for key, number in found.items() if key not in hidden}


def _ask(name: str, own: Function, numbers: Numbers) -> dict[str, float]:
    """What the student's function says, arrays taken apart: dw (3,) → dw0, dw1, dw2."""
    n = dict(numbers)
    if name == "product":
        got = own(n["x"], n["y"], n["z"])
    elif name == "neuron":
        got = own(np.array([n["w0"], n["w1"], n["w2"]]), np.array([n["x0"], n["x1"]]))
    else:
        p: dict[str, Any] = {key: np.array(weights) for key, weights in _WEIGHTS.items()}
        p |= {"bA": n["bA"], "bB": n["bB"], "bC": _SHIFT}
        got = own(np.array([n["x0"], n["x1"]]), n["y"], p)
    check.true(isinstance(got, dict), f"{FUNCTIONS[name]} must return a dict.", got=got)
    flat: dict[str, float] = {}
    for key, value in got.items():
        check.true(not np.iscomplexobj(value), f"{FUNCTIONS[name]} gave a complex {key}.")
        if np.ndim(value) == 0:
            flat[key] = float(value)
        else:
            flat |= {f"{key}{i}": float(part) for i, part in enumerate(np.ravel(value))}
    return flat
