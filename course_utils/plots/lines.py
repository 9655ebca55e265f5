"""Curves, and the examples of a regression problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.palette import INK
from course_utils.plots.sheet import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    ax = axes_or_new(ax)
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
    ax = axes_or_new(ax)
    ax.plot(x, t, "o", color=INK, markerfacecolor="white", markersize=6, label=label, zorder=3)
    ax.set(xlabel="$x$", ylabel="$t$")
    return ax
