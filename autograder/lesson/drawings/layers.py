"""Drawings of layers: who is joined to whom, and which shapes go through."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from autograder.lesson.drawings.pens import LINE, arrow, box, circle, column, grid, paper, words
from course_utils.palette import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALE_BLUE, _PALE_ORANGE, _PALE_GREEN = "#DCEBF5", "#FBE3D2", "#D7EEE4"


def network(ax: Axes) -> None:
    """A 3-4-4-1 network: every unit of a layer is joined to every unit of the next."""
    paper(ax, 6.6, 3.1)
    layers = [column(x, n, 1.75) for x, n in ((0.7, 3), (2.4, 4), (4.1, 4), (5.8, 1))]
    for before, after in pairwise(layers):
        for start in before:
            for end in after:
                ax.plot(*zip(start, end, strict=True), color=LINE, lw=1.1, zorder=0)
    for place, layer in enumerate(layers):
        fill = (PALE, _PALE_BLUE, _PALE_BLUE, _PALE_ORANGE)[place]
        for node in layer:
            circle(ax, node, fill=fill)
    names = ("inputs", "hidden layer 1", "hidden layer 2", "output")
    for name, layer in zip(names, layers, strict=True):
        words(ax, (layer[0][0], 0.38), name, fontsize=9)
    for (left, right), text in zip(
        pairwise((0.7, 2.4, 4.1, 5.8)), ("3·4 + 4", "4·4 + 4", "4·1 + 1"), strict=True
    ):
        words(ax, ((left + right) / 2, 0.1), text, fontsize=9, color=BLUE)
    words(ax, (0.05, 0.1), "weights + biases:", fontsize=9, color=BLUE, ha="left")


def one_hot(ax: Axes) -> None:
    """Labels become rows with a single 1."""
    paper(ax, 5.6, 2.5)
    labels, size = (2, 0, 3), 0.46
    words(ax, (0.8, 2.25), "labels $y$")
    words(ax, (3.75, 2.25), "rows $Y$, shape (3, 4)")
    for row, label in enumerate(labels):
        height = 1.6 - row * size
        box(ax, (0.8, height), (size, size), str(label), fill=_PALE_BLUE)
        arrow(ax, (1.2, height), (2.55, height), gap=0.05)
        for k in range(4):
            hit = k == label
            fill = _PALE_ORANGE if hit else PAPER
            place = (3.05 + k * size, height)
            box(ax, place, (size, size), "1" if hit else "0", fill=fill, edge=GREY)
    for k in range(4):
        words(ax, (3.05 + k * size, 0.3), str(k), fontsize=9, color=GREY)
    words(ax, (2.3, 0.3), "class", fontsize=9, color=GREY)


def shapes(ax: Axes) -> None:
    """X times W plus b: the rows stay examples, the columns become classes."""
    paper(ax, 7.0, 2.7)
    size = 0.2
    parts = (
        (0.55, 6, 4, PALE, "$X$", "(N, D)"),
        (2.35, 4, 3, _PALE_BLUE, "$W$", "(D, K)"),
        (3.95, 1, 3, _PALE_BLUE, "$b$", "(K,)"),
        (5.6, 6, 3, _PALE_ORANGE, "$Z$", "(N, K)"),
    )
    for left, rows, columns, fill, name, shape in parts:
        bottom = 1.45 - rows * size / 2
        grid(ax, (left, bottom), rows, columns, size=size, fill=fill, edge=GREY)
        middle = left + columns * size / 2
        words(ax, (middle, 2.35), name, fontsize=13)
        words(ax, (middle, 0.55), shape, fontsize=10)
    for x, sign in ((1.85, "@"), (3.45, "+"), (5.1, "=")):
        words(ax, (x, 1.45), sign, fontsize=15)
    words(ax, (0.25, 1.45), "one row\nfor each\nexample", fontsize=8, color=GREY, rotation=90)
    words(ax, (3.4, 0.15), "the two D's meet and vanish; $b$ is added to every row", fontsize=9)


def jacobian(ax: Axes) -> None:
    """Every score moves every probability; only one probability moves the loss."""
    paper(ax, 6.6, 2.8)
    scores, chances = column(1.0, 3, 1.6, 0.75), column(3.3, 3, 1.6, 0.75)
    for i, start in enumerate(scores):
        for j, end in enumerate(chances):
            arrow(ax, start, end, color=ORANGE if i == j else GREY, gap=0.25)
    for number, (score, chance) in enumerate(zip(scores, chances, strict=True)):
        circle(ax, score, f"$z_{number}$")
        circle(ax, chance, f"$p_{number}$", fill=_PALE_ORANGE if number == 1 else PAPER)
        arrow(ax, chance, (5.6, 1.6), gap=(0.25, 0.31), color=BLUE if number == 1 else LINE)
    circle(ax, (5.6, 1.6), "$L$", radius=0.3)
    words(ax, (2.15, 0.25), r"$J_{ij} = ∂p_i/∂z_j$: nine arrows", fontsize=10)
    words(ax, (4.75, 0.25), r"$∂L/∂p$: one entry that is not 0", color=BLUE, fontsize=10)
    words(ax, (5.75, 2.25), "class 1\nhappened", fontsize=9, color=GREY)


def graph(ax: Axes) -> None:
    """The computation graph of a network with one hidden layer, with the shape on every arrow."""
    paper(ax, 8.2, 2.9)
    nodes = [(0.5, "$X$"), (2.1, "@ $+$"), (3.6, "$φ$"), (5.2, "@ $+$"), (6.6, "CE"), (7.8, "$L$")]
    for place, (x, name) in enumerate(nodes):
        fill = PAPER if 0 < place < 5 else PALE
        circle(ax, (x, 1.6), name, fill=fill, radius=0.3, fontsize=9 if place in (1, 3, 4) else 12)
    said = ("(N, D)", "$Z_1$ (N, n)", "$H_1$ (N, n)", "$Z_2$ (N, K)", "number")
    for place, text in enumerate(said):
        start, end = (nodes[place][0], 1.6), (nodes[place + 1][0], 1.6)
        arrow(ax, start, end, gap=0.32, color=BLUE)
        words(ax, ((start[0] + end[0]) / 2, 1.98), text, fontsize=8, color=BLUE)
        arrow(ax, (end[0], 1.42), (start[0], 1.42), gap=0.36, color=ORANGE, dashed=True)
    for x, name, shape in (
        (2.1, "$W_1, b_1$", "(D, n), (n,)"),
        (5.2, "$W_2, b_2$", "(n, K), (K,)"),
    ):
        box(ax, (x, 0.55), (1.05, 0.34), name, fill=_PALE_BLUE, fontsize=10)
        words(ax, (x, 0.2), shape, fontsize=8, color=BLUE)
        arrow(ax, (x, 0.72), (x, 1.3), gap=0.03, color=BLUE)
    box(ax, (6.6, 0.55), (0.6, 0.34), "$Y$", fill=PALE)
    words(ax, (6.6, 0.2), "(N, K)", fontsize=8, color=GREY)
    arrow(ax, (6.6, 0.72), (6.6, 1.3), gap=0.03)
    words(
        ax,
        (4.1, 2.65),
        "blue: forward.  orange: the gradients come back, each with the shape of its value",
        fontsize=9,
    )


def folds(ax: Axes) -> None:
    """Four folds: each example is used for measuring once."""
    paper(ax, 6.6, 2.6)
    width, height = 1.2, 0.34
    for row in range(4):
        y = 1.95 - row * 0.47
        words(ax, (0.55, y), f"round {row + 1}", fontsize=9)
        for part in range(4):
            measured = part == row
            box(
                ax, (1.75 + part * width, y), (width - 0.06, height),
                "measure" if measured else "train",
                fill=_PALE_ORANGE if measured else _PALE_BLUE, edge=GREY, fontsize=9,
            )  # fmt: skip
    for part in range(4):
        words(ax, (1.75 + part * width, 2.35), f"fold {part + 1}", fontsize=9, color=GREY)
    words(
        ax, (3.4, 0.12), "four accuracies; their mean is what a candidate is judged by", fontsize=9
    )


def three_sets(ax: Axes) -> None:
    """Train, validate, test: what each part of the examples is for."""
    paper(ax, 7.0, 1.9)
    parts = (
        (0.2, 4.0, "training", "fits the weights", _PALE_BLUE),
        (4.25, 1.3, "validation", "chooses the model", _PALE_GREEN),
        (5.6, 1.2, "test", "is asked once", _PALE_ORANGE),
    )
    for left, width, name, use, fill in parts:
        middle = left + width / 2
        box(ax, (middle, 1.15), (width, 0.55), name, fill=fill, fontsize=11)
        words(ax, (middle, 0.62), use, fontsize=9)
    arrow(ax, (4.9, 0.45), (2.2, 0.45), color=GREEN, gap=0.05, bend=-0.15)
    words(ax, (3.5, 0.12), "try again with another width, rate, λ", fontsize=9, color=GREEN)
    words(ax, (3.5, 1.68), "all examples, shuffled once", fontsize=9, color=INK)
    words(ax, (6.2, 0.3), "no way back", fontsize=9, color=ORANGE)
