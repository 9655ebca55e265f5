"""Where the panes of a picture stand, as scale.js places them in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course_utils.stage.layers import Pane

GAP, ROWS = 14, 6  # CSS pixels between panes side by side, and between rows of them


@dataclass(frozen=True)
class Box:
    """The axes of a pane, in CSS pixels from the picture's upper left corner."""

    left: float
    top: float
    width: float
    height: float


def place(panes: Sequence[Pane], width: float) -> tuple[dict[str, Box], float]:
    """The axes of each pane by its name, and the height of the picture.

    Panes stand side by side while each has its least width, below each other when not.
    """
    boxes: dict[str, Box] = {}
    top, rows = 0.0, _rows(panes, width)
    for row in rows:
        free, shares = width - GAP * (len(row) - 1), sum(pane.share for pane in row)
        left = tallest = 0.0
        for pane in row:
            before, above, below = _margins(pane)
            outer = free * pane.share / shares
            inner = max(40.0, outer - before - 10)
            height = inner / pane.aspect
            if height > pane.tallest:
                height = float(pane.tallest)
                inner = height * pane.aspect if pane.fixed else inner
            boxes[pane.name] = Box(left + before, top + above, inner, height)
            tallest = max(tallest, above + height + below)
            left += outer + GAP
        top += tallest + (0 if row is rows[-1] else ROWS)
    return boxes, top


def _rows(panes: Sequence[Pane], width: float) -> list[list[Pane]]:
    rows: list[list[Pane]] = []
    used = 0.0
    for pane in panes:
        if not rows or used + GAP + pane.least > width:
            rows.append([])
            used = -GAP
        used += GAP + pane.least
        rows[-1].append(pane)
    return rows


def _margins(pane: Pane) -> tuple[float, float, float]:
    """On the left, above and below, for what is written there."""
    before = (6 if pane.y_ticks == () else pane.wide_ticks or 30) + (16 if pane.y_label else 0)
    return (
        before,
        24 if pane.title else 8,
        (4 if pane.x_ticks == () else 18) + 17 * bool(pane.x_label),
    )
