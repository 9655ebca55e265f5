"""The picture of a circuit: values above and gradients below each wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course_utils.circuits.places import STUB, corners, layout
from course_utils.circuits.wires import Wire
from course_utils.palette import BLUE, GREY, INK, ORANGE, PALE, PAPER, for_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
            f"{wire.value:.{digits}g}", (centre, y), (0, 3), color=for_text(BLUE), va="bottom",
            textcoords="offset points", **middle,
        )  # fmt: skip
    if wire.gradient is not None:
        ax.annotate(
            f"{wire.gradient:.{digits}g}", (centre, y), (0, -3), color=for_text(ORANGE), va="top",
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
