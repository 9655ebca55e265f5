"""Helpers of the lesson on many classes: the loss to check against, tables and weights to look at.

Nothing here computes a softmax or a gradient: that is for the lesson's exercises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import GREY, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["matrix", "penalized_loss", "weight_images"]


def penalized_loss(X: Any, Y: Any, W: Any, b: Any, lam: float) -> float:
    """Mean cross-entropy of softmax regression with the L2 penalty, for checking gradients.

    Args:
        X: (N, D) inputs.
        Y: (N, K) one-hot labels.
        W: (D, K) weights.
        b: (K,) biases; they are not penalised.
        lam: strength of the penalty lam/2 · Σ W².

    Returns:
        The loss in nats, exact for scores of any size.
    """
    scores = np.asarray(X) @ np.asarray(W) + np.asarray(b)
    totals = np.logaddexp.reduce(scores, axis=1)  # log Σ exp of each row, without overflow
    costs = totals - (scores * np.asarray(Y)).sum(axis=1)
    return float(costs.mean() + 0.5 * lam * np.square(W).sum())


def matrix(
    values: Any,
    *,
    ax: Axes | None = None,
    rows: Sequence[Any] | None = None,
    columns: Sequence[Any] | None = None,
    form: str = "{:.2f}",
    title: str = "",
    limit: float | None = None,
) -> Axes:
    """A small matrix as a table: every entry written out, its size and sign as a shade.

    Args:
        values: (R, C) numbers.
        ax: where to draw; by default a new figure.
        rows: names of the rows, by default 0, 1, …
        columns: names of the columns, by default 0, 1, …
        form: how an entry is written; entries of 0 stay empty when it holds no point, as in "{:d}".
        title: what the table shows.
        limit: the size that gets the full shade; by default the largest.

    Raises:
        ValueError: values is no matrix.
    """
    table = np.asarray(values)
    if table.ndim != 2:
        raise ValueError(f"values must have shape (R, C). Got {table.shape} instead.")
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(layout="constrained")[1]
    reach = limit or max(float(np.abs(table).max(initial=0.0)), 1e-12)
    ax.imshow(table, cmap="PuOr", vmin=-2 * reach, vmax=2 * reach)
    for (r, c), value in np.ndenumerate(table):
        text = "" if value == 0 and "." not in form else form.format(value)
        ax.text(c, r, text, ha="center", va="center", color=INK, fontsize=9)
    ax.set_xticks(range(table.shape[1]), [str(name) for name in columns or range(table.shape[1])])
    ax.set_yticks(range(table.shape[0]), [str(name) for name in rows or range(table.shape[0])])
    ax.tick_params(length=0, colors=GREY)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_title(title)
    return ax


def weight_images(W: Any, *, shape: tuple[int, int] = (8, 8)) -> Axes:
    """The weights of every class as a picture: purple raises its score, orange lowers it.

    Args:
        W: (D, K) weights, one column for each class.
        shape: (height, width) of the inputs, with height · width = D.

    Returns:
        The Axes of class 0.

    Raises:
        ValueError: W does not fit the shape.
    """
    import matplotlib.pyplot as plt

    weights = np.asarray(W, dtype=float)
    if weights.ndim != 2 or weights.shape[0] != shape[0] * shape[1]:
        due = f"({shape[0] * shape[1]}, K)"
        raise ValueError(f"W must have shape {due}. Got {weights.shape} instead.")
    classes = weights.shape[1]
    size = (0.85 * classes, 1.15)
    _, axes = plt.subplots(1, classes, figsize=size, squeeze=False, layout="constrained")
    reach = max(float(np.abs(weights).max(initial=0.0)), 1e-12)
    for k, ax in enumerate(axes.flat):
        ax.imshow(weights[:, k].reshape(shape), cmap="PuOr", vmin=-reach, vmax=reach)
        ax.set_title(str(k), fontsize=10, loc="center", pad=2)
        ax.axis("off")
    return axes.flat[0]
