"""Panes, names and looks of two losses of one score."""

from __future__ import annotations

import numpy as np

from course_utils.stage import Layer, Pane, Text

REACH = 8.0  # z runs from −REACH to REACH
NAMES = {"entropy": "cross-entropy", "squared": "½ squared error"}
LOOKS = {"entropy": ("class1", "circle", ""), "squared": ("class0", "square", "dash")}
_COSTS, _SLOPES = (-0.35, 8.6), (-1.2, 1.2)
_ACROSS = (-REACH - 0.3, REACH + 0.3)
_TICKS = ((-8.0, "−8"), (-4.0, "−4"), (0.0, "0"), (4.0, "4"), (8.0, "8"))
PANES = (
    Pane("cost", _ACROSS, _COSTS, "score z", "cost", "cost", _TICKS, least=280, tallest=330,
         aspect=1.1, fixed=False),
    Pane("slope", _ACROSS, _SLOPES, "score z", "slope", "slope of the cost", _TICKS, least=280,
         tallest=330, aspect=1.1, fixed=False),
)  # fmt: skip


def labels(y: int) -> list[Layer]:
    """The name of each curve where the two are apart."""
    side, align = (-1.0, "left") if y else (1.0, "right")
    up = -side  # of the slopes: below 0 for label 1
    places = {"cost": ((4.9, 5.6), (8.1, 1.0)), "slope": ((8.1, -0.86 * up), (8.1, -0.24 * up))}
    layers: list[Layer] = []
    for pane, spots in places.items():
        for (name, look), (x, height) in zip(LOOKS.items(), spots, strict=True):
            at = np.array([[side * x, height]])
            text = (NAMES[name],)
            layers.append(Text(pane, at, text, look[0], 11.5, bold=True, align=align))
    return layers


def number(value: float, form: str = "") -> str:
    """With four decimals, or two digits of a number too small for that."""
    form = form or (".4f" if abs(value) >= 0.0005 else ".1e")
    return f"{value:{form}}".replace("-", "−")
