"""Computation graphs: drawn with values above and gradients below each wire, and put in order.

A circuit is a sequence of `Wire`s, inputs before the gates that use them. It comes from a table and
a dict of results (`fill`), or from any object whose `inputs` is a tuple of such objects
(`of_value`). What is None is not drawn, so a picture can show a pass half way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import BLUE, GREY, INK, ORANGE, PALE, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    Table = Sequence[tuple[str, str, tuple[str, ...]]]

STEP = 1.35  # from one column to the next
STUB = 0.86  # length of the horizontal piece of wire that carries the two numbers

PRODUCT: Table = (
    ("x", "", ()),
    ("y", "", ()),
    ("z", "", ()),
    ("q", "+", ("x", "y")),
    ("f", "×", ("q", "z")),
)
"""f = (x + y) z, the circuit of the ECE521 and ANU slides."""

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
"""f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), gate by gate, as on the same slides."""

TWO_NEURONS: Table = (
    ("x", "", ()),
    ("zA", "affine", ("x",)),
    ("zB", "affine", ("x",)),
    ("aA", "σ", ("zA",)),
    ("aB", "σ", ("zB",)),
    ("y_hat", "affine", ("aA", "aB")),
    ("loss", "(y − ŷ)²", ("y_hat",)),
)
"""The regression network of the CS434 slides, one gate for each formula."""


@dataclass(frozen=True)
class Wire:
    """One wire of a circuit, and the gate whose output it is (none for an input)."""

    name: str
    gate: str = ""
    inputs: tuple[str, ...] = ()
    value: float | None = None
    gradient: float | None = None
    label: str | None = None


def fill(table: Table, *results: Mapping[str, Any]) -> list[Wire]:
    """The wires of `table`, with the numbers found in `results`.

    The value of wire `q` is the entry "q", its gradient the entry "dq". An entry that is an array,
    such as "dw" (3,), stands for "dw0", "dw1", "dw2".
    """
    numbers: dict[str, float] = {}
    for key, value in (item for result in results for item in result.items()):
        if np.ndim(value) == 0:
            numbers[key] = float(value)
        else:
            numbers |= {f"{key}{i}": float(part) for i, part in enumerate(np.ravel(value))}
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


def draw(
    wires: Sequence[Wire], *, ax: Axes | None = None, title: str = "", digits: int = 4
) -> Axes:
    """The circuit from left to right: values above the wires (blue), gradients below (orange).

    Args:
        wires: inputs before their users; the last one is the circuit's output.
        ax: where to draw; by default a new figure of a fitting size.
        title: of the picture.
        digits: significant digits of the numbers.
    """
    places, lanes = layout(wires)
    width = max(x for x, _ in places.values()) + STUB
    height = max(-y for _, y in [*places.values(), *lanes.values()])
    if ax is None:
        import matplotlib.pyplot as plt

        size = (1.08 * width + 0.9, 0.72 * height + 1.4)
        _, ax = plt.subplots(figsize=size, layout="constrained")
    for wire in wires:
        for source in dict.fromkeys(wire.inputs):
            way = corners(places[source], places[wire.name], source, lanes)
            ax.plot(*zip(*way, strict=True), color=GREY, lw=1.2, solid_joinstyle="round")
    for wire in wires:
        _draw_wire(ax, wire, places[wire.name], digits)
    ax.set(xlim=(-0.45, width + 0.15), ylim=(-height - 0.55, 0.55))
    ax.axis("off")
    note = "above: value   below: gradient"
    ax.set_title(f"{title}   ({note})" if title else note, fontsize=10)
    return ax


def _draw_wire(ax: Axes, wire: Wire, place: tuple[float, float], digits: int) -> None:
    x, y = place
    ax.plot((x, x + STUB), (y, y), color=GREY, lw=1.2)
    middle: dict[str, Any] = {"ha": "center", "fontsize": 9}
    centre = x + (0.055 * len(wire.gate) + STUB) / 2 + (0.05 if wire.gate else 0.0)
    if wire.value is not None:
        ax.annotate(
            f"{wire.value:.{digits}g}", (centre, y), (0, 3), color=BLUE, va="bottom",
            textcoords="offset points", **middle,
        )  # fmt: skip
    if wire.gradient is not None:
        ax.annotate(
            f"{wire.gradient:.{digits}g}", (centre, y), (0, -3), color=ORANGE, va="top",
            textcoords="offset points", **middle,
        )  # fmt: skip
    if wire.gate:
        box = {"boxstyle": "round,pad=0.3", "facecolor": PAPER, "edgecolor": INK, "linewidth": 1.1}
        ax.text(x, y, wire.gate, ha="center", va="center", fontsize=10, bbox=box, zorder=3)
    name = wire.name if wire.label is None else wire.label
    if name and wire.gate:
        ax.annotate(
            name, (x, y), (0, 15), textcoords="offset points", ha="center", fontsize=8, color=GREY
        )
    elif name:
        box = {"boxstyle": "round,pad=0.15", "facecolor": PALE, "edgecolor": "none"}
        ax.text(x - 0.02, y, name, ha="right", va="center", fontsize=10, bbox=box)


Point = tuple[float, float]
Lanes = dict[tuple[str, int], Point]


def corners(start: Point, end: Point, source: str, lanes: Lanes) -> list[Point]:
    """The corners of the wire from a gate to a user of it; in columns between, along its lane."""
    way = [(start[0] + STUB, start[1])]
    for (name, column), (x, y) in sorted(lanes.items(), key=lambda lane: lane[0][1]):
        if name == source and start[0] < STEP * column < end[0] - STEP / 2:
            way += [(x, y), (x + STUB, y)]
    return [*way, end]


def layout(wires: Sequence[Wire]) -> tuple[dict[str, Point], Lanes]:
    """Where each wire starts, in columns from left to right, and where long ones pass columns."""
    known = {wire.name: wire for wire in wires}
    column = _columns(wires)
    row: dict[Any, float] = {}
    _seat_inputs(wires[-1].name, known, row)
    last = dict.fromkeys(column, 0)
    for wire in wires:
        for source in wire.inputs:
            last[source] = max(last[source], column[wire.name])
    for number in range(max(column.values()) + 1):
        here: list[Any] = [name for name in column if column[name] == number]
        for name in here:
            if known[name].inputs:
                row[name] = _middle(name, known, column, row)
        passing = [name for name in column if column[name] < number < last[name]]
        for name in passing:
            row[name, number] = row.get((name, number - 1), row[name])
        _keep_apart(row, [*here, *((name, number) for name in passing)])
    lanes = {key: (STEP * key[1], -y) for key, y in row.items() if isinstance(key, tuple)}
    return {name: (STEP * column[name], -row[name]) for name in column}, lanes


def _columns(wires: Sequence[Wire]) -> dict[str, int]:
    column: dict[str, int] = {}
    for wire in wires:
        column[wire.name] = 1 + max((column[source] for source in wire.inputs), default=-1)
    for wire in wires:  # an input stands next to its first user
        users = [column[other.name] for other in wires if wire.name in other.inputs]
        if not wire.inputs and users:
            column[wire.name] = min(users) - 1
    return column


def _middle(
    name: str, known: Mapping[str, Wire], column: Mapping[str, int], row: Mapping[Any, float]
) -> float:
    """The row of a gate: between its inputs, those in the column before it if there are any."""
    sources = known[name].inputs
    near = [source for source in sources if column[source] == column[name] - 1]
    return float(np.mean([row[source] for source in near or sources]))


def _seat_inputs(name: str, known: Mapping[str, Wire], row: dict[Any, float]) -> None:
    """Give each input that leads to `name` a row of its own, from the top down."""
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        if not known[name].inputs:
            row[name] = float(len(row))
        for source in known[name].inputs:
            visit(source)

    visit(name)


def _keep_apart(row: dict[Any, float], names: Iterable[Any]) -> None:
    """Move wires and lanes of one column down until none covers another."""
    free = -np.inf
    for name in sorted(names, key=lambda n: row[n]):
        row[name] = max(row[name], free)
        free = row[name] + 1.0


def build(make: Any, graph: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Nodes by name, made in the order of `graph`: make(name, *nodes of its inputs)."""
    nodes: dict[str, Any] = {}
    for name, inputs in graph.items():
        nodes[name] = make(name, *(nodes[source] for source in inputs))
    return nodes


def order_problem(
    order: Any, nodes: Mapping[str, Any], graph: Mapping[str, Iterable[str]], root: str
) -> str:
    """What is wrong with a topological order, in one sentence; empty when nothing is.

    Args:
        order: what is judged; nodes are told apart by identity alone.
        nodes: all nodes by name; those that do not lead to the root do not belong into the order.
        graph: the names of each node's inputs.
        root: the name of the node that the order was asked for.
    """
    if not isinstance(order, list | tuple):
        return "topological_order should return a list of nodes; yours is something else."
    names = {id(node): name for name, node in nodes.items()}
    place: dict[str, int] = {}
    for position, node in enumerate(order):
        name = names.get(id(node))
        if name is None:
            return f"Item {position} of the list is no node of this graph."
        if name in place:
            return f"Node {name} is in the list twice; each node belongs there once."
        place[name] = position
    needed = {root}
    for name in reversed(list(graph)):
        if name in needed:
            needed.update(graph[name])
    for name in graph:
        if name in needed and name not in place:
            return f"Node {name} is missing from the list."
        if name in place and name not in needed:
            return f"Node {name} is in the list, but the root was not made from it."
    for name in sorted(place, key=lambda n: place[n]):
        for source in graph[name]:
            if place[source] > place[name]:
                return f"Node {name} stands before its own input {source}."
    return ""
