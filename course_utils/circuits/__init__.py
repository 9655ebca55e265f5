"""Computation graphs: drawn with values above and gradients below each wire, and put in order.

A circuit is a sequence of `Wire`s, inputs before the gates that use them. It comes from a table and
a dict of results (`fill`), or from any object whose `inputs` is a tuple of such objects
(`of_value`). What is None is not drawn, so a picture can show a pass half way.
"""

from __future__ import annotations

from course_utils.circuits.drawing import draw
from course_utils.circuits.order import build, named, order_problem
from course_utils.circuits.places import GAP, LETTER, LINE, Layout, layout, name_of
from course_utils.circuits.wires import (
    PRODUCT,
    SIGMOID_NEURON,
    TWO_NEURONS,
    Table,
    Wire,
    fill,
    of_value,
)

__all__ = [
    "GAP",
    "LETTER",
    "LINE",
    "PRODUCT",
    "SIGMOID_NEURON",
    "TWO_NEURONS",
    "Layout",
    "Table",
    "Wire",
    "build",
    "draw",
    "fill",
    "layout",
    "name_of",
    "named",
    "of_value",
    "order_problem",
]
