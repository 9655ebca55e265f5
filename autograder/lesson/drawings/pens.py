"""What drawings are made of: circles, boxes, arrows, words. Coordinates are inches on the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_utils.palette import GREY, INK, PALE, PAPER, for_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Place = tuple[float, float]
RADIUS = 0.24
CARD, LINE = "#EFF3F7", "#BCC5CF"  # what drawings lie on, and faint lines on it
MARGIN, _CORNER = 0.14, 0.12  # of the card, in inches


def card(figure: Figure) -> None:
    """A light card with round corners, as large as the figure."""
    from matplotlib.patches import FancyBboxPatch

    width, height = figure.get_size_inches()
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    shape = f"round,pad=0,rounding_size={_CORNER}"
    ax.add_patch(FancyBboxPatch((0, 0), width, height, boxstyle=shape, facecolor=CARD, lw=0))


def paper(ax: Axes, width: float, height: float) -> None:
    """Axes without frame, an inch to the inch."""
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")


def words(ax: Axes, place: Place, text: str, **style: Any) -> None:
    """Text centred at a place."""
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10, "color": INK}
    look |= style
    ax.text(*place, text, **(look | {"color": for_text(look["color"], CARD)}))


def circle(
    ax: Axes, place: Place, text: str = "", *, fill: str = PAPER, edge: str = INK, **style: Any
) -> None:
    """A node with a word in it."""
    from matplotlib.patches import Circle

    radius = style.pop("radius", RADIUS)
    ax.add_patch(Circle(place, radius, facecolor=fill, edgecolor=edge, lw=1.4, zorder=3))
    words(ax, place, text, zorder=4, **style)


def box(
    ax: Axes,
    place: Place,
    size: Place,
    text: str = "",
    *,
    fill: str = PAPER,
    edge: str = INK,
    **style: Any,
) -> None:
    """A rectangle around a place, with words in it."""
    from matplotlib.patches import Rectangle

    corner = (place[0] - size[0] / 2, place[1] - size[1] / 2)
    ax.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=edge, lw=1.2, zorder=2))
    words(ax, place, text, zorder=4, **style)


def arrow(
    ax: Axes,
    start: Place,
    end: Place,
    *,
    color: str = GREY,
    gap: float | Place = RADIUS,
    width: float = 1.2,
    bend: float = 0.0,
    dashed: bool = False,
) -> None:
    """An arrow between two places; `gap` is how far it stays from them, or from each."""
    behind, before = gap if isinstance(gap, tuple) else (gap, gap)
    arc = {"connectionstyle": f"arc3,rad={bend}"} if bend else {}
    ax.annotate(
        "",
        end,
        start,
        zorder=1,
        arrowprops={
            "arrowstyle": "-|>",
            "color": color,
            "lw": width,
            "linestyle": (0, (4, 2)) if dashed else "-",
            "shrinkA": 72 * behind,
            "shrinkB": 72 * before,
            **arc,
        },
    )


def grid(
    ax: Axes,
    corner: Place,
    rows: int,
    columns: int,
    *,
    size: float = 0.2,
    fill: str = PALE,
    edge: str = PAPER,
) -> None:
    """A table of empty squares; the corner is that at the lower left."""
    from matplotlib.patches import Rectangle

    for row in range(rows):
        for column in range(columns):
            at = (corner[0] + column * size, corner[1] + row * size)
            ax.add_patch(Rectangle(at, size, size, facecolor=fill, edgecolor=edge, lw=1.0))


def column(x: float, count: int, middle: float, gap: float = 0.62) -> list[Place]:
    """The places of `count` nodes above each other, from the top."""
    top = middle + gap * (count - 1) / 2
    return [(x, top - gap * n) for n in range(count)]
