"""The wires of a circuit, from a table and results or from an expression; the lesson's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Table = Sequence[tuple[str, str, tuple[str, ...]]]

PRODUCT: Table = (
    ("x", "", ()),
    ("y", "", ()),
    ("z", "", ()),
    ("q", "+", ("x", "y")),
    ("f", "×", ("q", "z")),
)
"""f = (x + y) z, a sum and a product."""

SIGMOID_NEURON: Table = (
    *((name, "", ()) for name in ("w0", "x0", "w1", "x1", "w2")),
    ("w0x0", "×", ("w0", "x0")),
    ("w1x1", "×", ("w1", "x1")),
    ("dot", "+", ("w0x0", "w1x1")),
    ("sum", "+", ("dot", "w2")),
    ("neg", "× −1", ("sum",)),
    ("exp", "exp", ("neg",)),
    ("inc", "+ 1", ("exp",)),
    ("f", "1/x", ("inc",)),
)
"""f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), gate by gate."""

TWO_NEURONS: Table = (
    *((name, "", ()) for name in ("wA", "bA", "x0", "x1", "wB", "bB", "wC", "bC", "y")),
    ("zA", "affine", ("wA", "bA", "x0", "x1")),
    ("zB", "affine", ("x0", "x1", "wB", "bB")),
    ("aA", "σ", ("zA",)),
    ("aB", "σ", ("zB",)),
    ("y_hat", "affine", ("aA", "aB", "wC", "bC")),
    ("loss", "(y − ŷ)²", ("y_hat", "y")),
)
"""The regression network of lesson 4, one gate for each formula; wA, wB, wC are pairs."""


@dataclass(frozen=True)
class Wire:
    """One wire of a circuit, and the gate whose output it is (none for an input)."""

    name: str
    gate: str = ""
    inputs: tuple[str, ...] = ()
    value: float | tuple[float, ...] | None = None
    gradient: float | tuple[float, ...] | None = None
    label: str | None = None


def fill(table: Table, *results: Mapping[str, Any]) -> list[Wire]:
    """The wires of `table`, with the numbers found in `results`.

    The value of wire `q` is the entry "q", its gradient the entry "dq". An entry that is an array,
    such as "dw" (3,), is that of the wires `w0`, `w1`, `w2`, or of a wire `w` that holds them all.
    """
    numbers: dict[str, float | tuple[float, ...]] = {}
    for key, value in (item for result in results for item in result.items()):
        if np.ndim(value) == 0:
            numbers[key] = float(value)
        else:
            parts = tuple(float(part) for part in np.ravel(value))
            numbers |= {f"{key}{i}": part for i, part in enumerate(parts)} | {key: parts}
    return [
        Wire(name, gate, inputs, numbers.get(name), numbers.get(f"d{name}"))
        for name, gate, inputs in table
    ]


def of_value(order: Sequence[Any], **names: Any) -> list[Wire]:
    """The wires of an expression, from its nodes in topological order.

    Args:
        order: the nodes, inputs before their users; each has `data`, `grad` and a tuple `inputs` of
            other nodes; a text `gate` names the operation.
        names: nodes by the name to show: of_value(order, x=x, y=y).
    """
    number = {id(node): f"n{i}" for i, node in enumerate(order)}
    shown = {id(node): name for name, node in names.items()}
    return [
        Wire(
            number[id(node)],
            str(getattr(node, "gate", "")) or ("?" if node.inputs else ""),
            tuple(number[id(part)] for part in node.inputs),
            float(node.data),
            float(node.grad),
            shown.get(id(node), ""),
        )
        for node in order
    ]
