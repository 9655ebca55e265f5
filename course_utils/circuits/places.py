"""Where the wires of a circuit lie: columns from left to right, rows, lanes past other gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from course_utils.circuits.wires import Wire

STEP = 1.35  # from one column to the next
STUB = 0.86  # length of the horizontal piece of wire that carries the two numbers

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
