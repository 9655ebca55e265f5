"""Any calculation with Values as a circuit, by the student's class or by the reference."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

from course_utils import check, circuits
from course_utils.explore.parts.circuits.stepped import Circuit, Function, Input, Numbers, Run
from course_utils.explore.parts.circuits.traced import GATES, Traced, inputs_first


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
        gates = {wire.name: _function(wire.gate) for wire in wires if wire.inputs}
        known = {name: gate for name, gate in gates.items() if gate}
        return Run(wires, slopes, known, own=True)

    return Circuit("expression", inputs, run)


def _function(gate: str) -> Callable[..., float] | None:
    """What a gate of this name makes of the numbers that come in; None where nobody knows."""
    kind, _, exponent = gate.partition(" ")
    if kind == "power":
        return lambda a: math.pow(a, float(exponent))  # raises where ** would be complex
    return GATES[gate][0] if gate in GATES else None


def first(expression: Function, Value: Function, inputs: tuple[Input, ...], start: Numbers) -> None:
    """Raises unless the student's class draws this calculation at all."""
    expression_circuit(expression, Value, inputs_first, inputs).run(start)


def try_value(expression: Function, start: Numbers, Value: Function) -> None:
    """Raises unless the student's class is right for this calculation."""
    (nodes, root), (others, expected) = (
        _traced(expression, start, kind) for kind in (Value, Traced)
    )
    check.close(root.data, expected.data, what="the result of the expression", rtol=1e-6)
    root.backward()
    expected.backward()
    for name, other in others.items():
        check.close(nodes[name].grad, other.grad, what=f"the gradient of {name}", rtol=1e-6)


def try_order(expression: Function, start: Numbers, order: Function) -> None:
    """Raises unless the student's topological order puts this calculation's nodes in order."""
    _, root = _traced(expression, start, Traced)
    known = {f"{i}": node for i, node in enumerate(inputs_first(root))}
    names = {id(node): name for name, node in known.items()}
    graph = {name: [names[id(s)] for s in node.inputs] for name, node in known.items()}
    problem = circuits.order_problem(order(root), known, graph, names[id(root)])
    check.true(not problem, problem)


def _traced(expression: Function, start: Numbers, kind: Function) -> tuple[dict[str, Any], Any]:
    nodes = {name: kind(number) for name, number in start.items()}
    return nodes, expression(**nodes)


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
