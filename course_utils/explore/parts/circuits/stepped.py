"""The circuits that can be stepped through: the lesson's three, and any expression of Values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check, circuits
from course_utils.circuits import Wire
from course_utils.explore.parts.circuits.traced import Traced, inputs_first
from course_utils.explore.parts.own import Candidate

Function = Callable[..., Any]


@dataclass(frozen=True)
class Input:
    """An input of a circuit, and its slider."""

    name: str
    start: float
    between: tuple[float, float] = (-5.0, 5.0)
    step: float = 0.5


@dataclass(frozen=True)
class Run:
    """Both passes through a circuit: its wires, and the slopes of each gate for its inputs."""

    wires: list[Wire]
    slopes: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Circuit:
    """A circuit: its inputs, whose function computes it, and how it is run."""

    name: str
    inputs: tuple[Input, ...]
    run: Callable[[Mapping[str, float]], Run]


Numbers = Mapping[str, float]
_WEIGHTS = {"wA": (1.0, -0.2), "wB": (10.0, -2.0), "wC": (40.0, -10.0)}  # as in lesson 4
_SHIFT = -15.2  # bC
NEURONS: circuits.Table = (
    *((name, "", ()) for name in ("x0", "x1", "bA", "bB", "y")),
    ("zA", "affine", ("x0", "x1", "bA")),
    ("zB", "affine", ("x0", "x1", "bB")),
    ("aA", "σ", ("zA",)),
    ("aB", "σ", ("zB",)),
    ("y_hat", "affine", ("aA", "aB")),
    ("loss", "(y − ŷ)²", ("y_hat", "y")),
)
_TABLES = {
    "product": circuits.PRODUCT,
    "neuron": circuits.SIGMOID_NEURON,
    "two neurons": NEURONS,
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
        wires = circuits.fill(_TABLES[name], numbers, results)
        for wire in wires:
            missing = wire.value is None or not np.isfinite(wire.value)
            check.true(not missing, f"{FUNCTIONS[name]} gave no finite number for {wire.name}.")
        return Run(wires, slopes)

    return Circuit(name, _INPUTS[name], run)


def lesson_candidate(name: str, own: Function | None) -> Candidate:
    """The student's function for a circuit; it is tried at the start and at other numbers."""

    def trial(function: Function) -> None:
        first = {each.name: each.start for each in _INPUTS[name]}
        second = {each.name: 0.3 * i - 0.5 for i, each in enumerate(_INPUTS[name])}
        for numbers in (first, second):
            got, expected = _ask(name, function, numbers), _plain(name, _trace(name, numbers))
            for key, value in expected.items():
                check.true(key in got, f"there is no '{key}' in what {FUNCTIONS[name]} returned.")
                check.close(got[key], value, what=f"'{key}' of {FUNCTIONS[name]}", rtol=1e-6)

    return Candidate(own, trial, lambda *arguments: None)


def expression_circuit(
    expression: Function, Value: Function, order: Function, inputs: tuple[Input, ...]
) -> Circuit:
    """A calculation with Values: expression(**values) → the last of them."""

    def run(numbers: Numbers) -> Run:
        nodes = {name: Value(number) for name, number in numbers.items()}
        root = expression(**nodes)
        check.true(hasattr(root, "inputs"), "The expression must return a Value.", got=root)
        root.backward()
        row = list(order(root))
        wires = circuits.of_value(row, **({"f": root} | nodes))
        slopes = {
            wire.name: tuple(map(float, node.slopes))
            for wire, node in zip(wires, row, strict=True)
            if len(getattr(node, "slopes", ())) == len(wire.inputs)
        }
        return Run(wires, slopes)

    return Circuit(_title(expression), inputs, run)


def expression_candidates(
    expression: Function, Value: Function | None, order: Function | None, start: Numbers
) -> dict[str, Candidate]:
    """The student's Value and topological_order, tried on this very expression."""

    def traced(kind: Function) -> tuple[dict[str, Any], Any]:
        nodes = {name: kind(number) for name, number in start.items()}
        return nodes, expression(**nodes)

    def try_value(own: Function) -> None:
        (nodes, root), (others, expected) = traced(own), traced(Traced)
        check.close(root.data, expected.data, what="the result of the expression", rtol=1e-6)
        root.backward()
        expected.backward()
        for name, other in others.items():
            check.close(nodes[name].grad, other.grad, what=f"the gradient of {name}", rtol=1e-6)

    def try_order(own: Function) -> None:
        _, root = traced(Traced)
        known = {f"{i}": node for i, node in enumerate(inputs_first(root))}
        names = {id(node): name for name, node in known.items()}
        graph = {name: [names[id(s)] for s in node.inputs] for name, node in known.items()}
        problem = circuits.order_problem(own(root), known, graph, names[id(root)])
        check.true(not problem, problem)

    return {
        "Value": Candidate(Value, try_value, Traced),
        "topological_order": Candidate(order, try_order, inputs_first),
    }


def expression_inputs(expression: Function, start: Numbers) -> tuple[Input, ...]:
    """A slider for each number the expression starts with.

    Raises:
        TypeError: the expression has no parameter of that name, or one without a number.
    """
    inspect.signature(expression).bind(**start)
    return tuple(
        Input(name, float(value), (min(-5.0, 2.0 * value), max(5.0, 2.0 * value)), 0.1)
        for name, value in start.items()
    )


def _title(expression: Function) -> str:
    name = getattr(expression, "__name__", "")
    return "" if name.startswith("<") else name


def _trace(name: str, numbers: Numbers) -> dict[str, Traced]:
    """The reference: every wire's node, after both passes."""
    nodes: dict[str, Traced] = {}
    for wire, gate, sources in _TABLES[name]:
        parts = tuple(nodes[source] for source in sources)
        if not gate:
            nodes[wire] = Traced(numbers[wire])
        elif gate == "affine":
            unit = {"zA": "wA", "zB": "wB", "y_hat": "wC"}[wire]
            weights = (*_WEIGHTS[unit], 1.0)[: len(parts)]
            total = sum(w * part.data for w, part in zip(weights, parts, strict=True))
            shift = _SHIFT if wire == "y_hat" else 0.0
            nodes[wire] = Traced(total + shift, parts, weights, gate)
        elif wire == "loss":
            gap = parts[0].data - parts[1].data
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
        if np.ndim(value) == 0:
            flat[key] = float(value)
        else:
            flat |= {f"{key}{i}": float(part) for i, part in enumerate(np.ravel(value))}
    return flat
