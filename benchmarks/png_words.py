"""Text that follows a slider.

matplotlib lays out and draws a text anew at every draw, which costs a millisecond or two for each.
Here every letter is drawn once, and a text is put together from the pictures of its letters.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Transform

from course_utils import palette
from course_utils.live.canvas import Canvas

_CAPITAL = 0.73  # the height of a capital letter, as a share of the size of the font


class Words(Artist):
    """A line of plain text at a place; set anything of it, then let the canvas draw.

    Attributes:
        text: what is written; nothing is drawn while it is empty.
        place: (x, y) in the coordinates of `transform`.
        color: of the letters, which are drawn darker where they would be hard to read.
    """

    def __init__(
        self,
        transform: Transform,
        place: tuple[float, float] = (0.0, 0.0),
        text: str = "",
        *,
        dpi: float,
        size: float = 9,
        color: str = palette.INK,
        weight: str = "normal",
        ha: str = "left",
        va: str = "center",
    ) -> None:
        """Text at a place.

        Args:
            transform: from place to pixels, such as `ax.transData` or `figure.transFigure`.
            place: where it stands.
            text: what is written at first.
            dpi: of the figure.
            size: in points.
            color: of the letters.
            weight: "normal" or "bold".
            ha: "left", "center" or "right": which end of the text is at the place.
            va: "bottom", "center" or "top": of the capital letters.
        """
        super().__init__()
        self.set_zorder(5)
        self._to_pixels, self.place, self.text, self.color = transform, place, text, color
        self._letters = _letters(size * dpi / 72, dpi, weight)
        self._shift = {"left": 0.0, "center": 0.5, "right": 1.0}[ha]
        rise = {"bottom": 0.0, "center": 0.5, "top": 1.0}[va]
        self._drawn = ("", "")
        self._drop = rise * _CAPITAL * size * dpi / 72

    def draw(self, renderer: Any) -> None:
        """Copy the picture of the text to its place."""
        if not self.text or not self.get_visible():
            return
        x, y = self._to_pixels.transform(self.place)
        if not (np.isfinite(x) and np.isfinite(y)):
            return
        if self._drawn != (self.text, self.color):
            self._drawn = (self.text, self.color)
            ink, self._origin, self._length = self._letters.line(self.text)
            self._picture = np.empty((*ink.shape, 4), dtype=np.uint8)
            self._picture[..., :3] = np.round(255 * np.array(to_rgb(palette.for_text(self.color))))
            self._picture[..., 3] = ink
        left = round(x - self._shift * self._length) - self._origin
        below = round(y - self._drop) - self._letters.below
        renderer.draw_image(renderer.new_gc(), left, below, self._picture)


def words(
    canvas: Canvas, on: Axes | Figure, place: tuple[float, float] = (0.0, 0.0), **options: Any
) -> Words:
    """A text that moves, placed in the coordinates of an Axes or as shares of the figure."""
    where = on.transFigure if isinstance(on, Figure) else on.transData
    return canvas.moves(Words(where, place, dpi=canvas.figure.dpi, **options))


class _Letters:
    """Pictures of the letters of one font, drawn when first asked for."""

    def __init__(self, pixels: float, dpi: float, weight: str) -> None:
        self._font = FontProperties(size=pixels * 72 / dpi, weight=weight)
        self._room = int(np.ceil(0.5 * pixels))  # around a letter, for what hangs over
        self.below = int(np.ceil(0.35 * pixels))
        self._height = self.below + int(np.ceil(1.15 * pixels))
        self._figure = Figure(figsize=(6 * pixels / dpi, self._height / dpi), dpi=dpi)
        self._canvas = FigureCanvasAgg(self._figure)
        self._figure.patch.set_visible(False)
        self._drawn: dict[str, tuple[np.ndarray, float]] = {}

    def line(self, text: str) -> tuple[np.ndarray, int, float]:
        """The ink of a text, the column at which it begins, and its length in pixels."""
        letters = [self._letter(character) for character in text]
        starts = np.concatenate([[0.0], np.cumsum([advance for _, advance in letters])])
        width = int(starts[-1]) + 4 * self._room + max(ink.shape[1] for ink, _ in letters)
        line = np.zeros((self._height, width), dtype=np.uint8)
        for start, (ink, _) in zip(starts[:-1], letters, strict=True):
            at = round(start)
            here = line[:, at : at + ink.shape[1]]
            np.maximum(here, ink, out=here)
        return line, self._room, float(starts[-1])

    def _letter(self, character: str) -> tuple[np.ndarray, float]:
        if character not in self._drawn:
            self._drawn[character] = self._draw(character)
        return self._drawn[character]

    def _draw(self, character: str) -> tuple[np.ndarray, float]:
        width = self._figure.bbox.width
        place = (self._room / width, self.below / self._height)
        text = self._figure.text(*place, character, fontproperties=self._font, va="baseline")
        self._canvas.draw()
        ink = np.asarray(self._canvas.buffer_rgba())[::-1, :, 3].copy()  # pictures grow upwards
        text.remove()
        advance = self._width(f"H{character}H") - self._width("HH")
        return ink[:, : int(np.ceil(advance)) + 2 * self._room], advance

    def _width(self, text: str) -> float:
        renderer = self._canvas.get_renderer()
        return float(renderer.get_text_width_height_descent(text, self._font, False)[0])


@cache
def _letters(pixels: float, dpi: float, weight: str) -> _Letters:
    return _Letters(pixels, dpi, weight)
