"""The pictures of the lessons. Every function draws on one Axes and returns it.

Classes differ in shape as well as in colour. Pictures keep a paper background of their own, so that
they read the same on a light and on a dark page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import COLORS, GREY, INK, MARKERS, ORANGE, probability_colors, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "boundary",
    "caption",
    "curve",
    "images",
    "loss_surface",
    "points",
    "samples",
    "style",
]


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
    ax = _axes(ax)
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
    ax = _axes(ax)
    x1, x2 = (_span(X[:, 0], resolution), _span(X[:, 1], resolution))
    grid = np.column_stack([a.ravel() for a in np.meshgrid(x1, x2)])
    P = _probabilities(predict_proba, grid)
    extent = (x1[0], x1[-1], x2[0], x2[-1])
    colors = _field_colors(P).reshape(resolution, resolution, 4)
    ax.imshow(colors, extent=extent, origin="lower", aspect="auto", interpolation="bilinear")
    columns = [_margin(P, c) for c in range(P.shape[1])] if P.ndim == 2 else [_log_odds(P)]
    for margin in columns:
        if margin.min() < 0 < margin.max():
            shaped = margin.reshape(resolution, resolution)
            ax.contour(x1, x2, shaped, levels=[0.0], colors=INK, linewidths=1.6)
    points(X, y, ax=ax, labels=labels, equal=equal)
    ax.set(xlim=extent[:2], ylim=extent[2:], title=title)
    return ax


def curve(
    f: Any,
    x: Any = None,
    *,
    ax: Axes | None = None,
    label: str = "",
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    **line: Any,
) -> Axes:
    """One or several curves.

    Args:
        f: a function of x, or the values (a history of losses, say), or a dict label → either.
        x: (N,) where; by default 0, 1, 2, … for values, and −6 … 6 for a function.
        ax: where to draw; by default a new figure.
        label: the name in the legend, when there is one curve.
        xlabel: of the horizontal axis.
        ylabel: of the vertical axis.
        title: what the picture shows.
        **line: options of matplotlib's `Axes.plot`.
    """
    ax = _axes(ax)
    several = dict(f) if isinstance(f, Mapping) else {label: f}
    for name, values in several.items():
        where = x
        if callable(values):
            where = np.linspace(-6, 6, 400) if x is None else np.asarray(x, dtype=float)
            values = values(where)
        values = np.asarray(values, dtype=float)
        where = np.arange(len(values)) if where is None else np.asarray(where, dtype=float)
        if values.shape != where.shape:
            raise ValueError(
                f"a curve needs one value for each x, shape {where.shape}. "
                f"Got {values.shape} instead."
            )
        ax.plot(where, values, label=name or None, **line)
    ax.grid(True)
    ax.set(**{k: v for k, v in (("xlabel", xlabel), ("ylabel", ylabel), ("title", title)) if v})
    if any(several):
        ax.legend(loc="best")
    return ax


def samples(x: Any, t: Any, *, ax: Axes | None = None, label: str = "examples") -> Axes:
    """Examples of a regression problem: t (N,) over x (N,)."""
    ax = _axes(ax)
    ax.plot(x, t, "o", color=INK, markerfacecolor="white", markersize=6, label=label, zorder=3)
    ax.set(xlabel="$x$", ylabel="$t$")
    return ax


def loss_surface(
    loss: Callable[[np.ndarray], float],
    *,
    path: Any = None,
    limits: Sequence[float] = (-4, 4, -4, 4),
    names: tuple[str, str] = ("$w_1$", "$w_2$"),
    resolution: int = 61,
    ax: Axes | None = None,
    title: str = "",
) -> Axes:
    """Contours of a loss over two parameters, and the path a descent takes on it.

    Args:
        loss: array (2,) of parameters → number; asked resolution² times, so keep it quick.
        path: (T, 2) the parameters after each step, the first being the start.
        limits: smallest and largest first parameter, then the same of the second.
        names: of the two parameters, on the axes.
        resolution: points along each side of the grid.
        ax: where to draw; by default a new figure.
        title: what the picture shows.
    """
    first = np.linspace(limits[0], limits[1], resolution)
    second = np.linspace(limits[2], limits[3], resolution)
    values = np.array([[loss(np.array([a, b])) for a in first] for b in second], dtype=float)
    if values.shape != (resolution, resolution) or not np.isfinite(values).any():
        raise ValueError("loss must return one finite number for an array of shape (2,).")
    ax = _axes(ax)
    levels = _levels(values)
    filled = ax.contourf(
        first, second, values, levels=levels, cmap="Blues_r", extend="max", alpha=0.8
    )
    ax.contour(first, second, values, levels=levels, colors="white", linewidths=0.6)
    ax.figure.colorbar(filled, ax=ax, label="loss", format="%.2g")
    if path is not None:
        _draw_path(ax, np.asarray(path, dtype=float))
    ax.set(xlabel=names[0], ylabel=names[1], title=title, xlim=limits[:2], ylim=limits[2:])
    return ax


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
    figure = ax.figure.get_figure(root=True)
    assert figure is not None
    figure.supxlabel(text, x=0.02, ha="left", fontsize=9, color=GREY, wrap=True)
    return ax


# --- helpers --------------------------------------------------------------------------------------


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


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


def _log_odds(P: np.ndarray) -> np.ndarray:
    """Straight where p itself bends, so that the line drawn at p = ½ is as fine as can be."""
    p = np.clip(P, 1e-15, 1 - 1e-15)
    return np.log(p) - np.log1p(-p)


def _margin(P: np.ndarray, c: int) -> np.ndarray:
    """How far class c is ahead of the best other class."""
    return P[:, c] - np.delete(P, c, axis=1).max(axis=1)


def _levels(values: np.ndarray) -> np.ndarray:
    """Contour levels that lie closer where the loss is small."""
    low, high = float(np.nanmin(values)), float(np.nanpercentile(values, 95))
    return low + max(high - low, 1e-12) * np.linspace(0, 1, 15) ** 2


def _draw_path(ax: Axes, path: np.ndarray) -> None:
    if path.ndim != 2 or path.shape[1] != 2:
        raise ValueError(f"path must have shape (T, 2). Got {path.shape} instead.")
    ax.plot(*path.T, "-", color=ORANGE, linewidth=1.6)
    ax.plot(*path.T, ".", color=ORANGE, markersize=5)
    ax.plot(*path[0], "o", color="white", markeredgecolor=ORANGE, markersize=8, label="start")
    ax.plot(*path[-1], "*", color=ORANGE, markeredgecolor="white", markersize=14, label="end")
    ax.legend(loc="best")
