"""A probability over the plane as colour, quick enough to follow a slider.

matplotlib resamples a picture with great care at every draw. Here the few values asked of the
classifier are stretched along one axis, then the other, looked up in a table of colours, copied.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from course_utils import palette

LEVELS = 256


class Field(Artist):
    """A grid of cells × cells probabilities over all of an Axes, interpolated bilinearly.

    The Axes must keep its place: the size in pixels is taken once.

    Attributes:
        side_1: (cells,) the first coordinates at which values are due, from edge to edge.
        side_2: (cells,) the second coordinates.
        grid: (cells², 2) all points, the first coordinate running fastest.
    """

    def __init__(self, ax: Axes, *, cells: int = 60) -> None:
        super().__init__()
        self.set_zorder(-1)
        self.axes, self.cells = ax, cells
        self.set_figure(ax.figure.figure)
        self.side_1 = np.linspace(*ax.get_xlim(), cells)
        self.side_2 = np.linspace(*ax.get_ylim(), cells)
        self.grid = np.column_stack([a.ravel() for a in np.meshgrid(self.side_1, self.side_2)])
        box = ax.get_window_extent()
        self._left, self._bottom = round(box.x0), round(box.y0)
        self._across = _between(round(box.x1) - self._left, cells)
        self._upwards = _between(round(box.y1) - self._bottom, cells)
        shades = palette.probability_colors()(np.linspace(0, 1, LEVELS))
        self._shades = (shades * 255).round().astype(np.uint8)
        self._pixels: np.ndarray | None = None

    def set_values(self, p: np.ndarray) -> None:
        """Show p, shape (cells²,) in the order of `grid`, between 0 and 1."""
        square = np.asarray(p, dtype=np.float32).reshape(self.cells, self.cells)
        # Not by matrix products: the threads of BLAS wait for each other on a busy machine.
        lower, share = self._across
        wide = square[:, lower] + share * (square[:, lower + 1] - square[:, lower])
        lower, share = self._upwards
        fine = wide[lower] + share[:, None] * (wide[lower + 1] - wide[lower])
        shade = (np.clip(fine, 0, 1) * (LEVELS - 1) + 0.5).astype(np.uint8)
        self._pixels = self._shades.view(np.uint32)[:, 0][shade].view(np.uint8)

    def level_line(self, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where p is one half, as the two coordinates of a line; NaN parts its pieces."""
        from contourpy import LineType, contour_generator

        clipped = np.clip(p, 1e-15, 1 - 1e-15).reshape(self.cells, self.cells)
        # The log-odds are straight where the probability bends: a finer line from a coarse grid.
        odds = np.log(clipped / (1 - clipped))
        if not odds.min() < 0 < odds.max():
            return np.empty(0), np.empty(0)
        tracer = contour_generator(
            self.side_1, self.side_2, odds, line_type=LineType.ChunkCombinedNan
        )
        line = tracer.lines(0.0)[0][0]
        return (np.empty(0), np.empty(0)) if line is None else (line[:, 0], line[:, 1])

    def draw(self, renderer: Any) -> None:
        """Copy the pixels to where the Axes is."""
        if self._pixels is None or not self.get_visible():
            return
        height, width = self._pixels.shape[0], self._pixels.shape[1] // 4
        picture = self._pixels.reshape(height, width, 4)
        renderer.draw_image(renderer.new_gc(), self._left, self._bottom, picture)


def _between(pixels: int, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel the grid point before it, and its share of the way to the next one."""
    place = (np.arange(pixels) + 0.5) / pixels * (cells - 1)
    lower = place.astype(int)
    return lower, (place - lower).astype(np.float32)
