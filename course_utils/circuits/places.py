"""Where a circuit lies, in CSS pixels: boxes, numbers, and wires that pass beside all of them.

Columns from left to right hold boxes, each with a straight piece of wire behind it for its two
numbers. Between columns lies a channel without any letter: only there do wires leave their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from course_utils.circuits.wires import Wire

ROW, CHANNEL = 46.0, 26.0  # from row to row; between columns
STUB, PAIR = 46.0, 118.0  # of the wire behind a box: room for a number, for a pair of numbers
LETTER, LINE = 6.4, 13.0  # width and height of a letter, at most
GAP = 5.0  # between a wire and the numbers above and below it
EDGE = 8.0  # around everything
_PORT, _TALL = 12.0, 24.0  # between wires that come into one box; height of a box

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Layout:
    """Where everything lies; y goes upwards, from 0.

    Attributes:
        boxes: of each gate, and of each input that has a label.
        stubs: of each wire its straight piece: left, right, y.
        ways: from the end of a wire's straight piece to the box of a gate that uses it.
        labels: the middle of a gate's name, above its box.
    """

    width: float
    height: float
    boxes: dict[str, Rect]
    stubs: dict[str, tuple[float, float, float]]
    ways: dict[tuple[str, str], list[Point]]
    labels: dict[str, Point]

    def numbers(self, name: str) -> tuple[Point, Point]:
        """The middles of a wire's value, above it, and of its gradient, below it."""
        left, right, y = self.stubs[name]
        middle, away = (left + right) / 2, GAP + LINE / 2
        return (middle, y + away), (middle, y - away)


def name_of(wire: Wire) -> str:
    """What is written at a wire."""
    return wire.name if wire.label is None else wire.label


def layout(wires: Sequence[Wire], *, stub: float = STUB) -> Layout:
    """Where the wires of a circuit lie; the last one is its result.

    Args:
        wires: inputs before their users.
        stub: how long the straight piece behind an input is.
    """
    known = {wire.name: wire for wire in wires}
    column = _columns(wires)
    row = _rows(wires, known, column)
    zones = _zones(wires, column, stub)
    lows, highs = zip(*(_extent(known.get(key), at) for key, at in row.items()), strict=True)
    base = EDGE - min(lows)
    boxes: dict[str, Rect] = {}
    stubs, labels = {}, {}
    for wire in wires:
        left, right = zones[column[wire.name]]
        y = base - ROW * row[wire.name]
        wide, half = _width(wire), _half(wire)
        if wide:
            boxes[wire.name] = (left, y - half, left + wide, y + half)
        if wire.gate and name_of(wire):
            labels[wire.name] = (left + wide / 2, y + half + GAP + LINE / 2)
        stubs[wire.name] = (left + wide, right, y)
    ways = {}
    for wire in wires:
        sources = sorted(
            dict.fromkeys(wire.inputs), key=lambda name: _enters(name, wire, column, row)
        )
        for port, source in enumerate(sources):
            y = stubs[wire.name][2] + _PORT * ((len(sources) - 1) / 2 - port)
            lanes = [
                (zones[number], base - ROW * row[source, number])
                for number in range(column[source] + 1, column[wire.name])
            ]
            end = zones[column[wire.name]][0], y
            ways[source, wire.name] = _way(stubs[source], lanes, end)
    width = max(right for _, right, _ in stubs.values()) + EDGE
    return Layout(width, base + max(highs) + EDGE, boxes, stubs, ways, labels)


def _way(
    stub: tuple[float, float, float], lanes: list[tuple[tuple[float, float], float]], end: Point
) -> list[Point]:
    """A wire that leaves its row only in the channels between columns."""
    way: list[Point] = [(stub[1], stub[2])]
    for (left, right), y in lanes:
        way += [*_bend(way[-1], (left, y)), (right, y)]
    return [*way, *_bend(way[-1], end)]


def _bend(start: Point, end: Point) -> list[Point]:
    """From a place to another, level at both."""
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        return [end]
    shares = np.linspace(0, 1, 13)[1:]
    return [
        (float(x0 + s * (x1 - x0)), float(y0 + s * s * (3 - 2 * s) * (y1 - y0))) for s in shares
    ]


def _width(wire: Wire) -> float:
    """Of a box: its gate, or the name above it, whichever is longer."""
    letters = max(len(wire.gate), len(name_of(wire)))
    return LETTER * letters + 10 if letters else 0.0


def _half(wire: Wire) -> float:
    """Half the height of a box: the wires that come into it stand apart."""
    ports = len(set(wire.inputs))
    return max(_TALL, _PORT * ports) / 2 if wire.gate else 9.0


def _extent(wire: Wire | None, row: float) -> tuple[float, float]:
    """How far a wire with its box and numbers reaches down and up; a lane has no wire."""
    down, up = _reach(wire)
    return -ROW * row - down, -ROW * row + up


def _reach(wire: Wire | None) -> tuple[float, float]:
    if wire is None:
        return 4.0, 4.0
    number, half = GAP + LINE, _half(wire)
    name = GAP + LINE if wire.gate and name_of(wire) else 0.0
    return max(half, number), max(half + name, number)


def _zones(
    wires: Sequence[Wire], column: Mapping[str, int], stub: float
) -> list[tuple[float, float]]:
    """Of each column, from its boxes' left edge to the end of its straight wires."""
    wide = [0.0] * (max(column.values()) + 1)
    for wire in wires:
        pair = isinstance(wire.value, tuple) or isinstance(wire.gradient, tuple)
        room = PAIR if pair else STUB if wire.gate else stub
        wide[column[wire.name]] = max(wide[column[wire.name]], _width(wire) + room)
    lefts = accumulate((each + CHANNEL for each in wide[:-1]), initial=EDGE)
    return [(left, left + each) for left, each in zip(lefts, wide, strict=True)]


def _columns(wires: Sequence[Wire]) -> dict[str, int]:
    column: dict[str, int] = {}
    for wire in wires:
        column[wire.name] = 1 + max((column[source] for source in wire.inputs), default=-1)
    for wire in wires:  # an input stands next to its first user
        users = [column[other.name] for other in wires if wire.name in other.inputs]
        if not wire.inputs and users:
            column[wire.name] = min(users) - 1
    return column


def _rows(
    wires: Sequence[Wire], known: Mapping[str, Wire], column: Mapping[str, int]
) -> dict[Any, float]:
    """The row of each wire, and of (wire, column) where it passes a column on its way."""
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
            else:
                row.setdefault(name, float(len(row)))
        passing = [name for name in column if column[name] < number < last[name]]
        for name in passing:
            row[name, number] = row.get((name, number - 1), row[name])
        _keep_apart(row, [*here, *((name, number) for name in passing)], known)
    return row


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


def _keep_apart(row: dict[Any, float], names: Iterable[Any], known: Mapping[str, Wire]) -> None:
    """Move wires and lanes of one column down until none covers another."""
    below = -np.inf
    for name in sorted(names, key=lambda n: row[n]):
        down, up = _reach(known.get(name))
        row[name] = max(row[name], below + up / ROW)
        below = row[name] + (down + 4) / ROW


def _enters(source: str, user: Wire, column: Mapping[str, int], row: Mapping[Any, float]) -> float:
    """The row in which a wire comes to the channel before its user."""
    before = column[user.name] - 1
    return row[source, before] if column[source] < before else row[source]
