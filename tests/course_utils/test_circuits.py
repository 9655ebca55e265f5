"""Circuits are drawn with a number above and below each wire, and orders of nodes are judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import circuits
from course_utils.circuits import Wire

RESULTS = {"q": 3.0, "f": -12.0, "df": 1.0, "dq": -4.0, "dx": -4.0, "dy": -4.0, "dz": 3.0}
INPUTS = {"x": -2.0, "y": 5.0, "z": -4.0}
DIAMOND = {"a": "", "b": "a", "c": "ab", "d": "bc"}


@dataclass(eq=False)
class Node:
    name: str
    inputs: tuple[Node, ...] = ()
    data: float = 1.0
    grad: float = 0.5
    gate: str = field(default="")


def make(name, *inputs):
    return Node(name, inputs)


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def place_of(ax, text):
    found = next(t for t in ax.texts if t.get_text() == text)
    return ax.figure.canvas.get_renderer(), found


def test_a_table_is_filled_with_values_and_gradients():
    wires = circuits.fill(circuits.PRODUCT, INPUTS, RESULTS)
    assert [(w.name, w.value, w.gradient) for w in wires if w.gate] == [
        ("q", 3.0, -4.0),
        ("f", -12.0, 1.0),
    ]


def test_an_array_fills_numbered_wires():
    wires = circuits.fill(circuits.SIGMOID_NEURON, {"w": np.array([2.0, -3.0, -4.0])})
    assert [w.value for w in wires if w.name in ("w0", "w1", "w2")] == [2.0, -3.0, -4.0]


def test_a_drawing_shows_every_number_and_gate():
    ax = circuits.draw(circuits.fill(circuits.PRODUCT, INPUTS, RESULTS), title="f")
    assert {"-12", "3", "+", "×", "x", "q"} <= set(texts(ax))


def test_values_stand_above_gradients():
    ax = circuits.draw([Wire("x", value=7.0, gradient=8.0)])
    renderer, value = place_of(ax, "7")
    _, gradient = place_of(ax, "8")
    assert value.get_window_extent(renderer).y0 > gradient.get_window_extent(renderer).y1


def test_what_is_not_known_yet_is_left_out():
    ax = circuits.draw(circuits.fill(circuits.PRODUCT, INPUTS, {"q": 3.0}))
    assert "-12" not in texts(ax)


@pytest.mark.parametrize("table", [circuits.PRODUCT, circuits.SIGMOID_NEURON, circuits.TWO_NEURONS])
def test_no_two_numbers_of_a_table_overlap(table):
    wires = [Wire(n, g, i, -0.12345, -0.54321) for n, g, i in table]
    ax = circuits.draw(wires)
    renderer = ax.figure.canvas.get_renderer()
    boxes = [t.get_window_extent(renderer) for t in ax.texts if t.get_text().startswith("-0")]
    assert len(boxes) == 2 * len(wires)
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_an_expression_is_drawn_from_its_nodes_in_order():
    nodes = circuits.build(make, DIAMOND)
    wires = circuits.of_value([nodes[name] for name in "abcd"], first=nodes["a"])
    assert [w.label for w in wires] == ["first", "", "", ""]
    assert [len(w.inputs) for w in wires] == [0, 1, 2, 2]
    assert "first" in texts(circuits.draw(wires))


def test_many_doublings_are_drawn_at_once():
    node = make("n0")
    order = [node]
    for k in range(40):
        node = make(f"n{k + 1}", node, node)
        order.append(node)
    assert len(circuits.draw(circuits.of_value(order)).lines) > 40


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ("abcd", ""),
        ("acbd", "Node c stands before its own input b."),
        ("abd", "Node c is missing from the list."),
        ("aabcd", "Node a is in the list twice; each node belongs there once."),
    ],
)
def test_an_order_is_judged_in_one_sentence(order, problem):
    nodes = circuits.build(make, DIAMOND)
    found = circuits.order_problem([nodes[name] for name in order], nodes, DIAMOND, "d")
    assert found == problem


def test_an_order_holds_only_what_the_root_was_made_from():
    nodes = circuits.build(make, DIAMOND)
    order = [nodes["a"], nodes["b"], nodes["c"]]
    found = circuits.order_problem(order, nodes, DIAMOND, "b")
    assert found == "Node c is in the list, but the root was not made from it."


def test_strangers_and_other_things_than_lists_are_no_order():
    nodes = circuits.build(make, {"a": ""})
    assert "no node of this graph" in circuits.order_problem([make("a")], nodes, {"a": ""}, "a")
    assert "should return a list" in circuits.order_problem(nodes["a"], nodes, {"a": ""}, "a")


def test_an_order_is_told_by_names_whatever_else_it_holds():
    nodes = circuits.build(make, {"a": "", "b": "a"})
    assert circuits.named([nodes["b"], make("a"), nodes["a"]], nodes) == ["b", "?", "a"]
    assert circuits.named(nodes["a"], nodes) is None
