"""What pictures are drawn on: one Axes, or rows of small ones, and the line below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes_or_new(ax: Axes | None) -> Axes:
    """The Axes to draw on: `ax`, or that of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def images(
    X: Any, *, shape: tuple[int, int] = (8, 8), labels: Any = None, columns: int = 10
) -> Axes:
    """Small pictures in rows, one for each row of X; `labels` (N,) are written above them.

    Args:
        X: (N, height · width) grey values, 0 is paper, the largest is ink.
        shape: (height, width) of one picture.
        labels: one text or number for each picture.
        columns: pictures in a row.
    """
    import matplotlib.pyplot as plt

    X = np.atleast_2d(np.asarray(X, dtype=float))
    if X.shape[1] != shape[0] * shape[1]:
        raise ValueError(f"X must have shape (N, {shape[0] * shape[1]}). Got {X.shape} instead.")
    rows, columns = -(-len(X) // columns), min(columns, len(X))
    size = (0.75 * columns, (0.75 if labels is None else 0.98) * rows)
    _, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(X):
            ax.imshow(X[i].reshape(shape), cmap="Greys", vmin=0, vmax=max(float(X.max()), 1e-12))
            if labels is not None:
                ax.set_title(str(labels[i]), fontsize=10, loc="center", pad=2)
    return axes.flat[0]


def caption(ax: Axes, text: str) -> Axes:
    """A line of text below the picture, saying what to see in it."""
    figure = ax.figure.figure
    assert figure is not None
    figure.supxlabel(text, x=0.02, ha="left", fontsize=9, color=GREY, wrap=True)
    return ax
