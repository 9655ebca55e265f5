"""Drawings of single neurons and of what happens along a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograder.lesson.drawings.pens import LINE, arrow, box, circle, column, paper, words
from course_utils.palette import BLUE, GREY, INK, ORANGE, PALE, SKY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE_BLUE, _PALE_ORANGE = "#DCEBF5", "#FBE3D2"


def neuron(ax: Axes) -> None:
    """Inputs, weights, the sum with its bias, the activation."""
    paper(ax, 6.6, 2.6)
    inputs = [*column(0.5, 2, 1.85), (0.5, 0.55)]
    labels = ("$x_1$", "$x_2$", "$x_D$")
    for number, (place, label) in enumerate(zip(inputs, labels, strict=True)):
        circle(ax, place, label)
        arrow(ax, place, (2.5, 1.35), gap=(0.25, 0.33))
        weight = ("$w_1$", "$w_2$", "$w_D$")[number]
        height = place[1] + (1.35 - place[1]) * 0.38
        words(ax, (1.26, height + 0.16), weight, color=BLUE)
    words(ax, (0.5, 1.05), "⋮", fontsize=13)
    circle(ax, (2.5, 1.35), "Σ", radius=0.32, fontsize=14)
    circle(ax, (2.5, 2.3), "1", fill=PALE)
    arrow(ax, (2.5, 2.3), (2.5, 1.35), gap=(0.25, 0.33))
    words(ax, (2.68, 1.87), "$b$", color=BLUE)
    arrow(ax, (2.5, 1.35), (4.2, 1.35), gap=0.34)
    words(ax, (3.34, 1.55), "score $z$", fontsize=9)
    box(ax, (4.2, 1.35), (0.7, 0.7))
    curve = np.linspace(-5, 5, 60)
    ax.plot(4.2 + 0.055 * curve, 1.35 - 0.24 + 0.48 / (1 + np.exp(-1.4 * curve)), color=ORANGE)
    words(ax, (4.2, 0.78), "activation $σ$", fontsize=9)
    arrow(ax, (4.2, 1.35), (5.9, 1.35), gap=(0.36, 0.25))
    words(ax, (5.03, 1.55), "$p = σ(z)$", fontsize=9)
    circle(ax, (5.9, 1.35), "$p$")
    words(ax, (2.5, 0.78), "$z = w · x + b$", fontsize=9)
    words(ax, (2.9, 0.16), "blue: what is learned", color=BLUE, fontsize=9)


def valley(ax: Axes) -> None:
    """A loss over one weight, and three steps down against its slope."""
    grid = np.linspace(-2.4, 2.7, 200)
    loss = 0.5 * grid**2 + 0.25
    ax.plot(grid, loss, color=GREY)
    spots = -2.0 * 0.55 ** np.arange(4)
    heights = 0.5 * spots**2 + 0.25
    ax.plot(spots, heights, "o", color=BLUE, ms=7, zorder=3)
    for place in range(3):
        start, end = (spots[place], heights[place]), (spots[place + 1], heights[place + 1])
        arrow(ax, start, end, color=BLUE, gap=0.07, width=1.6)
    slope = spots[0]
    near = np.array([-0.42, 0.5])
    ax.plot(spots[0] + near, heights[0] + slope * near, color=ORANGE, ls="--", lw=1.6)
    line = {"arrowstyle": "-", "color": GREY}
    ax.annotate(
        "slope $dL/dw < 0$,\nso $w$ has to grow",
        (spots[0] + 0.3, heights[0] - 0.6),
        (-0.9, 2.35),
        color=ORANGE,
        arrowprops={"arrowstyle": "-", "color": ORANGE},
    )
    ax.annotate("$w ← w − η\\;dL/dw$", (-1.35, 0.72), (-2.3, 0.42), color=BLUE)
    ax.annotate("the lowest place:\nslope 0", (0, 0.27), (-0.35, 1.35), color=INK, arrowprops=line)
    ax.plot(0, 0.25, "v", color=INK, ms=7)
    ax.set(xlabel="weight $w$", ylabel="loss $L$", ylim=(0, 3.1), xticks=[], yticks=[])


def chain(ax: Axes) -> None:
    """From the weights over z and p to L, and the derivatives that come back."""
    paper(ax, 7.0, 2.3)
    places = [(0.6, 1.35), (2.5, 1.35), (4.4, 1.35), (6.3, 1.35)]
    for place, name in zip(places, ("$w$", "$z$", "$p$", "$L$"), strict=True):
        circle(ax, place, name, radius=0.3, fontsize=13)
    forward = ("$z = w · x + b$", "$p = σ(z)$", "$L = −y \\log p − (1−y)\\log(1−p)$")
    back = (r"line 4: $\frac{∂z}{∂w}$", r"line 2: $\frac{∂p}{∂z}$", r"line 1: $\frac{∂L}{∂p}$")
    for number in range(3):
        start, end = places[number], places[number + 1]
        middle = (start[0] + end[0]) / 2
        arrow(ax, start, end, gap=0.32, color=BLUE)
        words(ax, (middle, 1.66 + 0.3 * (number == 2)), forward[number], color=BLUE, fontsize=9)
        arrow(ax, (end[0], 1.2), (start[0], 1.2), gap=0.36, color=ORANGE)
        words(ax, (middle, 0.88), back[number], color=ORANGE, fontsize=11)
    words(
        ax,
        (3.5, 0.26),
        r"line 3: $\frac{∂L}{∂z}$, the product of lines 1 and 2",
        color=ORANGE,
        fontsize=11,
    )
    arrow(ax, (6.3, 0.95), (2.5, 0.55), color=ORANGE, gap=0.05, bend=-0.12, dashed=True)


def gate(ax: Axes) -> None:
    """A gate: values go in, one comes out; the gradient comes back, times the local one."""
    paper(ax, 6.4, 2.7)
    circle(ax, (3.2, 1.4), "$f$", radius=0.42, fontsize=16, fill=_PALE_BLUE)
    for height, name in ((2.2, "x"), (0.6, "y")):
        arrow(ax, (0.5, height), (3.2, 1.4), gap=(0.2, 0.44), color=BLUE)
        words(
            ax,
            (0.42, height),
            f"${name}$",
            color=BLUE,
            fontsize=13,
        )
        side = 1 if name == "x" else -1
        arrow(
            ax, (3.05, 1.4 + 0.34 * side), (0.95, height + 0.28 * side),
            gap=0.2, color=ORANGE, dashed=True,
        )  # fmt: skip
        words(
            ax, (1.35, 1.4 + side * 1.12),
            rf"$\frac{{∂L}}{{∂z}} · \frac{{∂z}}{{∂{name}}}$", color=ORANGE, fontsize=13, ha="left",
        )  # fmt: skip
    arrow(ax, (3.2, 1.5), (5.9, 1.5), gap=0.44, color=BLUE)
    words(ax, (4.9, 1.72), "$z = f(x, y)$", color=BLUE)
    arrow(ax, (5.9, 1.25), (3.2, 1.25), gap=0.44, color=ORANGE, dashed=True)
    words(ax, (4.9, 0.92), r"$\frac{∂L}{∂z}$", color=ORANGE, fontsize=14)
    words(ax, (5.0, 0.5), "upstream", color=ORANGE, fontsize=9)
    words(ax, (3.2, 0.68), r"local: $\frac{∂z}{∂x}, \frac{∂z}{∂y}$", fontsize=10)
    words(ax, (2.6, 0.12), "downstream = upstream × local", color=ORANGE, fontsize=9, ha="left")


def sigmoid_and_relu(ax: Axes) -> None:
    """Two neurons with the same score: one saturates, the other folds."""
    paper(ax, 7.0, 2.6)
    grid = np.linspace(-6, 6, 120)
    sigmoid = 1 / (1 + np.exp(-grid))
    for left, name, curve, slope, fact in (
        (
            0.2,
            "sigmoid neuron",
            sigmoid,
            sigmoid * (1 - sigmoid),
            "slope at most ¼, next to 0 at both ends",
        ),
        (
            3.7,
            "ReLU neuron",
            np.maximum(grid, 0) / 6,
            (grid > 0) * 1.0,
            "slope 1 or 0: on or off, and no middle",
        ),
    ):

        def at(values: np.ndarray, left: float = left) -> tuple[np.ndarray, np.ndarray]:
            return left + 1.55 + 0.22 * grid, 0.75 + 1.2 * values

        words(ax, (left + 1.55, 2.4), name, fontsize=11)
        ax.plot([left + 0.15, left + 2.95], [0.75, 0.75], color=LINE, lw=1)
        ax.plot([left + 1.55, left + 1.55], [0.7, 2.15], color=LINE, lw=1)
        ax.fill_between(at(slope)[0], 0.75, at(0.8 * slope)[1], color=_PALE_ORANGE, lw=0)
        ax.plot(*at(curve), color=BLUE, lw=2.2)
        words(ax, (left + 1.55, 0.5), "score $z$", fontsize=9, color=GREY)
        words(ax, (left + 1.55, 0.18), fact, fontsize=9)
    words(
        ax,
        (3.5, 1.3),
        "line: output\nshade: slope,\nwhat is left of\na gradient",
        fontsize=8,
        color=GREY,
    )


def bars(ax: Axes) -> None:
    """What happened, what was expected, and the cost: minus the logarithm of one bar."""
    paper(ax, 6.6, 2.6)
    for left, title, heights, color in (
        (0.4, "what happened: $y$", (0, 1, 0), GREY),
        (2.7, "what the model said: $p$", (0.25, 0.6, 0.15), BLUE),
    ):
        words(ax, (left + 0.8, 2.4), title)
        for number, height in enumerate(heights):
            at = left + 0.25 + 0.55 * number
            strong = number == 1
            ax.bar(
                at,
                1.5 * height,
                0.36,
                bottom=0.5,
                color=color if strong else SKY if color == BLUE else LINE,
            )
            words(ax, (at, 0.62 + 1.5 * height), f"{height:g}", fontsize=9)
            words(ax, (at, 0.33), f"{number}", fontsize=9, color=GREY)
        ax.plot([left - 0.05, left + 1.65], [0.5, 0.5], color=GREY, lw=1)
    words(ax, (0.0 + 1.2, 0.1), "class", fontsize=9, color=GREY)
    arrow(ax, (4.3, 1.3), (5.0, 1.3), gap=0.05, color=ORANGE)
    words(ax, (5.7, 1.5), r"$−\sum_k y_k \log p_k$", color=ORANGE, fontsize=11)
    words(ax, (5.7, 1.05), r"$= −\log 0.6 = 0.51$", color=ORANGE, fontsize=11)
    words(ax, (5.65, 0.55), "only the bar of what\nhappened counts", fontsize=9)
