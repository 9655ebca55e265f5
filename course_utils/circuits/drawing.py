"""The picture of a circuit: values above and gradients below each wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course_utils.circuits.places import Layout, layout, name_of
from course_utils.circuits.wires import Wire
from course_utils.palette import BLUE, GREY, INK, ORANGE, PALE, PAPER, for_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCH = 84  # CSS pixels of the layout for an inch of a figure
_MOST = 7  # letters beside a gate
_POINTS = 72 / _INCH * 0.95  # of a pixel, for letters that keep their room


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
    places = layout(wires)
    if ax is None:
        import matplotlib.pyplot as plt

        size = (places.width / _INCH, places.height / _INCH + 0.35)
        _, ax = plt.subplots(figsize=size, layout="constrained")
    for (source, _), way in places.ways.items():
        left, _, y = places.stubs[source]
        ax.plot(*zip((left, y), *way, strict=True), color=GREY, lw=1.2, solid_joinstyle="round")
    for wire in wires:
        _draw_wire(ax, wire, places, digits)
    ax.set(xlim=(0, places.width), ylim=(0, places.height))
    ax.axis("off")
    note = "above: value   below: gradient"
    ax.set_title(f"{title}   ({note})" if title else note, fontsize=10)
    return ax


def _draw_wire(ax: Axes, wire: Wire, places: Layout, digits: int) -> None:
    from matplotlib.patches import Rectangle

    left, right, y = places.stubs[wire.name]
    ax.plot((left, right), (y, y), color=GREY, lw=1.2)
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 11 * _POINTS}
    texts = zip(places.numbers(wire.name), (wire.value, wire.gradient), (BLUE, ORANGE), strict=True)
    for at, number, color in texts:
        if number is not None:
            ax.text(*at, shown(number, digits), color=for_text(color), **middle)
    name = name_of(wire)
    if wire.name in places.boxes:
        x0, y0, x1, y1 = places.boxes[wire.name]
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": INK, "linewidth": 1.1}
        if not wire.gate:
            look = {"facecolor": PALE, "edgecolor": "none"}
        ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, zorder=3, **look))
        middle["zorder"] = 4
        ax.text((x0 + x1) / 2, (y0 + y1) / 2, wire.gate or name, **middle)
    if wire.name in places.labels:
        ax.text(*places.labels[wire.name], name, color=GREY, **middle)


def shown(number: float | tuple[float, ...], digits: int) -> str:
    """A number, or a pair with fewer digits each, that keeps to its room."""
    if isinstance(number, tuple):
        return f"({', '.join(f'{part:.2g}' for part in number)})"
    texts = [f"{number:.{few}g}" for few in range(digits, 0, -1)]
    return next((text for text in texts if len(text) <= _MOST + ("e" in text)), texts[-1])
