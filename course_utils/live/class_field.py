"""Probabilities of several classes over the plane as colour, quick enough to follow a slider."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from course_utils.palette import COLORS

COARSE = 2  # pixels of the screen for one of the field's, along each side
_LEVELS = 64
_SEVERAL = (0.72, 0.72, 0.72)


class ClassField(Artist):
    """A grid of cells × cells rows of K probabilities over all of an Axes, made finer between.

    With `winner` every place has the colour of its most probable class, paler where that is less
    sure. Without, it has the colour of the only class above one half, white where there is none,
    and grey where there are several. A dark line parts the regions.

    Attributes:
        grid: (cells², 2) the points at which values are due, the first coordinate fastest.
    """

    def __init__(self, ax: Axes, *, cells: int = 48, classes: int = 3, winner: bool) -> None:
        super().__init__()
        self.set_zorder(-1)
        self.axes = ax
        self.set_figure(ax.figure.figure)
        self._cells, self._classes, self._winner = cells, classes, winner
        sides = np.linspace(*ax.get_xlim(), cells), np.linspace(*ax.get_ylim(), cells)
        self.grid = np.column_stack([a.ravel() for a in np.meshgrid(*sides)])
        box = ax.get_window_extent()
        self._left, self._bottom = round(box.x0), round(box.y0)
        self._across = _between((round(box.x1) - self._left) // COARSE, cells)
        self._upwards = _between((round(box.y1) - self._bottom) // COARSE, cells)
        self._shades = _shades(classes, winner)
        self._pixels: np.ndarray | None = None

    def set_values(self, P: np.ndarray) -> None:
        """Show P, shape (cells², K) in the order of `grid`, between 0 and 1."""
        # Log-odds and logarithms are nearly straight where probabilities bend.
        P = np.clip(P, 1e-9, 1 - 1e-9)
        heights = np.log(P) if self._winner else np.log(P / (1 - P))
        layers = heights.astype(np.float32).T.reshape(self._classes, self._cells, self._cells)
        fine = self._finer(layers)
        if self._winner:
            region = fine.argmax(axis=0)
            sure = np.exp(fine.max(axis=0))
        else:
            above = fine > 0
            region = np.where(above.sum(axis=0) == 1, fine.argmax(axis=0), self._classes)
            region[above.sum(axis=0) > 1] = self._classes + 1
            sure = 1 / (1 + np.exp(-fine.max(axis=0)))
        shade = (np.clip(sure, 0, 1) * (_LEVELS - 1)).astype(np.intp)
        colors = self._shades[region, shade]
        colors[_edges(region)] = (43, 43, 43, 255)
        self._pixels = colors.repeat(COARSE, axis=0).repeat(COARSE, axis=1)

    def _finer(self, layers: np.ndarray) -> np.ndarray:
        lower, share = self._across
        wide = layers[:, :, lower] + share * (layers[:, :, lower + 1] - layers[:, :, lower])
        lower, share = self._upwards
        tall = share[:, None]
        return np.asarray(wide[:, lower] + tall * (wide[:, lower + 1] - wide[:, lower]))

    def draw(self, renderer: Any) -> None:
        """Copy the pixels to where the Axes is."""
        if self._pixels is not None and self.get_visible():
            renderer.draw_image(renderer.new_gc(), self._left, self._bottom, self._pixels)


def _shades(classes: int, winner: bool) -> np.ndarray:
    """Colours (K + 2, levels, 4) of every region by how sure it is, then of none and of several."""
    sure = np.linspace(0, 1, _LEVELS)[:, None]
    least = 1 / classes if winner else 0.5
    strength = 0.10 + 0.42 * np.clip((sure - least) / (1 - least), 0, 1)
    hues = [np.array(to_rgb(COLORS[c % len(COLORS)])) for c in range(classes)]
    rows = [1 - strength * (1 - hue) for hue in hues]
    rows += [np.ones((_LEVELS, 3)), np.tile(_SEVERAL, (_LEVELS, 1))]
    colors = np.concatenate([np.stack(rows), np.ones((classes + 2, _LEVELS, 1))], axis=2)
    return (colors * 255).round().astype(np.uint8)


def _edges(region: np.ndarray) -> np.ndarray:
    """Where a region ends."""
    edge = np.zeros(region.shape, dtype=bool)
    edge[:, 1:] |= region[:, 1:] != region[:, :-1]
    edge[1:] |= region[1:] != region[:-1]
    return edge


def _between(pixels: int, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel the grid point before it, and its share of the way to the next one."""
    place = (np.arange(pixels) + 0.5) / pixels * (cells - 1)
    lower = place.astype(int)
    return lower, (place - lower).astype(np.float32)
