"""The loss over two parameters, as a map with the path of a descent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import ORANGE
from course_utils.plots.sheet import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    ax = axes_or_new(ax)
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
