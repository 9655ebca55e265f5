"""Wires pass beside every letter and every box, whatever the circuit."""

from __future__ import annotations

from itertools import pairwise

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import circuits
from course_utils.circuits import GAP, LETTER, LINE, Layout, Wire, layout, name_of

Rect = tuple[float, float, float, float]
NUMBER = "−1.23e−5"
PAIRS = ("wA", "wB", "wC")
TABLES = {"product": circuits.PRODUCT, "neuron": circuits.SIGMOID_NEURON,
          "two neurons": circuits.TWO_NEURONS}  # fmt: skip


def filled(table: circuits.Table) -> list[Wire]:
    """Every wire with numbers as long as they come."""
    pair, one = (-1.2e-16, -3.4e-16), -0.1234
    return [
        Wire(name, gate, inputs, *[pair if name in PAIRS else one] * 2)
        for name, gate, inputs in table
    ]


def random_circuit(seed: int) -> list[Wire]:
    """Some inputs, then gates of one to four inputs, used near and far, until one wire is left."""
    rng = np.random.default_rng(seed)
    gates = ("+", "×", "tanh", "affine", "power -0.5", "")
    wires = [Wire(f"x{k}", "", (), 0.1, 0.1) for k in range(rng.integers(1, 6))]
    free = [wire.name for wire in wires]
    while len(free) > 1 or len(wires) < 9:
        count = min(len(wires), int(rng.integers(1, 5)))
        others = [wire.name for wire in wires]
        inputs = list(dict.fromkeys([*free[:1], *rng.choice(others, count - 1)]))
        name = f"g{len(wires)}"
        gate = gates[rng.integers(5)]
        wires.append(Wire(name, gate, tuple(inputs), -0.1, 0.1, label=str(rng.choice(["", name]))))
        free = [each for each in free if each not in inputs] + [name]
    return wires


def letters(wires: list[Wire], places: Layout) -> list[Rect]:
    """Where something is written: numbers and names, as large as the layout says they may be."""
    found = []
    for wire in wires:
        texts = [*zip(places.numbers(wire.name), (wire.value, wire.gradient), strict=True)]
        if wire.name in places.labels:
            texts.append((places.labels[wire.name], name_of(wire)))
        for (x, y), text in texts:
            count = 18 if isinstance(text, tuple) else len(text) if isinstance(text, str) else 7
            half = LETTER * count / 2
            found.append((x - half, y - LINE / 2, x + half, y + LINE / 2))
    return found


def along(way: np.ndarray) -> np.ndarray:
    """Places all along a wire, a pixel or two apart."""
    parts = [a + np.linspace(0, 1, 25)[:, None] * (b - a) for a, b in pairwise(way)]
    return np.concatenate(parts)


def met(places: np.ndarray, rects: np.ndarray) -> bool:
    """Whether one of these places (N, 2) lies in one of the rectangles (M, 4)."""
    x, y = places.T[:, :, None]
    left, bottom, right, top = rects.T
    return bool(((x > left) & (x < right) & (y > bottom) & (y < top)).any())


CIRCUITS = {name: filled(table) for name, table in TABLES.items()}
CIRCUITS |= {f"random {seed}": random_circuit(seed) for seed in range(12)}


@pytest.mark.parametrize("name", CIRCUITS)
def test_no_wire_crosses_a_letter_or_a_box(name: str) -> None:
    wires = CIRCUITS[name]
    places = layout(wires)
    written = letters(wires, places)
    for (source, user), way in places.ways.items():
        left, _, y = places.stubs[source]
        whole = np.array([(left, y), *way])
        foreign = [rect for other, rect in places.boxes.items() if other not in (source, user)]
        assert not met(along(whole), np.array([*written, *foreign])), (source, user)
        assert whole[-1][0] == places.boxes[user][0]
        assert places.boxes[user][1] < whole[-1][1] < places.boxes[user][3]
    everything = np.array([*written, *places.boxes.values()])
    assert everything.min() >= 0
    assert np.all(everything[:, 2:] <= [places.width, places.height])
    low, high = everything[:, None, :2], everything[:, None, 2:]
    over = np.minimum(high, everything[:, 2:]) - np.maximum(low, everything[:, :2])
    both = (over > 0.5).all(axis=2)
    assert both.sum() == len(everything)  # each meets itself alone


@pytest.mark.parametrize("name", TABLES)
def test_letters_are_no_larger_than_the_layout_thinks(name: str) -> None:
    wires = CIRCUITS[name]
    ax = circuits.draw(wires, title="some title")
    try:
        places = layout(wires)
        canvas = ax.figure.canvas
        canvas.draw()
        renderer = canvas.get_renderer()  # type: ignore[attr-defined]
        drawn = [text for text in ax.texts if text.get_text()]
        assert len(drawn) > 2 * len(wires)
        for text in drawn:
            extent = text.get_window_extent(renderer).transformed(ax.transData.inverted())
            assert extent.width <= LETTER * len(text.get_text()) + 6
            assert extent.x0 >= 0
            assert extent.x1 <= places.width
        assert GAP > 0
    finally:
        plt.close(ax.figure)
