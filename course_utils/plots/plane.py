"""Examples in the plane, and what a classifier says everywhere between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import COLORS, INK, MARKERS, probability_colors
from course_utils.plots.sheet import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def points(
    X: Any,
    y: Any,
    *,
    ax: Axes | None = None,
    labels: Sequence[str] | None = None,
    size: float = 36,
    equal: bool = False,
) -> Axes:
    """Examples in the plane, each class with a colour and a shape of its own.

    Args:
        X: (N, 2) examples.
        y: (N,) integer labels from 0.
        ax: where to draw; by default a new figure.
        labels: the classes' names in the legend, "class 0", … by default; () for no legend.
        size: of a point, in square points.
        equal: give both axes the same scale, so that what is perpendicular looks it.
    """
    X, y = _plane(X, y)
    ax = axes_or_new(ax)
    edge: Any = {"edgecolors": "white", "linewidths": 0.8, "zorder": 3}
    for c in np.unique(y):
        name = f"class {c}" if labels is None else (labels[c] if c < len(labels) else None)
        color, marker = COLORS[c % len(COLORS)], MARKERS[c % len(MARKERS)]
        here = X[y == c]
        ax.scatter(here[:, 0], here[:, 1], s=size, c=color, marker=marker, label=name, **edge)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    if labels is None or len(labels):
        ax.legend(loc="best", handletextpad=0.2)
    if equal:
        ax.set_aspect("equal", adjustable="box")
    return ax


def boundary(
    predict_proba: Callable[[np.ndarray], Any],
    X: Any,
    y: Any,
    *,
    ax: Axes | None = None,
    labels: Sequence[str] | None = None,
    resolution: int = 120,
    title: str = "",
    equal: bool = False,
) -> Axes:
    """What a classifier says everywhere: its probability as colour, the boundary as a line.

    Args:
        predict_proba: (M, 2) → (M,) the probability of class 1, or (M, K) one for each class;
            `lambda X: predict_proba(X, w, b)` makes one from the lessons' functions.
        X: (N, 2) examples.
        y: (N,) integer labels from 0.
        ax: where to draw; by default a new figure.
        labels: as in `points`.
        resolution: points along each side of the grid on which the classifier is asked.
        title: what the picture shows.
        equal: as in `points`.
    """
    X, y = _plane(X, y)
    ax = axes_or_new(ax)
    x1, x2 = (_span(X[:, 0], resolution), _span(X[:, 1], resolution))
    grid = np.column_stack([a.ravel() for a in np.meshgrid(x1, x2)])
    P = _probabilities(predict_proba, grid)
    extent = (x1[0], x1[-1], x2[0], x2[-1])
    colors = _field_colors(P).reshape(resolution, resolution, 4)
    ax.imshow(colors, extent=extent, origin="lower", aspect="auto", interpolation="bilinear")
    columns = [_margin(P, c) for c in range(P.shape[1])] if P.ndim == 2 else [_from_half(P)]
    for margin in columns:
        if margin.min() < 0 < margin.max():
            shaped = margin.reshape(resolution, resolution)
            ax.contour(x1, x2, shaped, levels=[0.0], colors=INK, linewidths=1.6)
    points(X, y, ax=ax, labels=labels, equal=equal)
    ax.set(xlim=extent[:2], ylim=extent[2:], title=title)
    return ax


def _plane(X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X must have shape (N, 2). Got {X.shape} instead.")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape ({len(X)},), one label a row. Got {y.shape} instead.")
    whole = y.astype(int)
    if not np.array_equal(whole, y) or (len(y) and whole.min() < 0):
        raise ValueError("y must hold the integer labels 0, 1, … Got other values instead.")
    return X, whole


def _span(x: np.ndarray, resolution: int) -> np.ndarray:
    room = 0.12 * (float(np.ptp(x)) or 1.0)
    return np.linspace(x.min() - room, x.max() + room, resolution)


def _probabilities(predict_proba: Callable[[np.ndarray], Any], grid: np.ndarray) -> np.ndarray:
    P = np.asarray(predict_proba(grid), dtype=float)
    if P.shape != (len(grid),) and not (P.ndim == 2 and len(P) == len(grid)):
        raise ValueError(
            f"predict_proba must return shape ({len(grid)},) or ({len(grid)}, K), one row for each "
            f"row of X. Got {P.shape} instead."
        )
    if not np.isfinite(P).all():
        raise ValueError("predict_proba must return finite numbers. Got nan or inf instead.")
    return P[:, 0] if P.shape[1:] == (1,) else P


def _field_colors(P: np.ndarray) -> np.ndarray:
    """Probabilities (M,) or (M, K) → colours (M, 4); of K classes the winner's, paler if unsure."""
    from matplotlib.colors import to_rgb

    if P.ndim == 1:
        return probability_colors()(np.clip(P, 0, 1))
    hues = np.array([to_rgb(COLORS[c % len(COLORS)]) for c in range(P.shape[1])])
    sure = np.clip(P.max(axis=1) - 1 / P.shape[1], 0, 1)[:, None] / (1 - 1 / P.shape[1])
    strength = 0.08 + 0.42 * sure
    rgb = 1 - strength * (1 - hues[P.argmax(axis=1)])
    return np.column_stack([rgb, np.ones(len(P))])


def _from_half(P: np.ndarray) -> np.ndarray:
    """0 where p is ½, and straight where p itself bends, so that the line is as fine as can be."""
    return np.arctanh(np.clip(2 * P - 1, -1 + 1e-15, 1 - 1e-15))


def _margin(P: np.ndarray, c: int) -> np.ndarray:
    """How far class c is ahead of the best other class."""
    return P[:, c] - np.delete(P, c, axis=1).max(axis=1)
