"""A figure of which most stays as it is: what moves is drawn over a kept background."""

from __future__ import annotations

from typing import Any, TypeVar

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils import palette
from course_utils.live.png import Encoder

AnyArtist = TypeVar("AnyArtist", bound=Artist)


class Canvas:
    """A figure of fixed size whose moving artists are drawn over a kept background.

    Attributes:
        figure: where to add axes and artists. Everything not named to `moves` stays as it is until
            `redraw` is called.
        size: (width, height) on the page, in CSS pixels.
    """

    def __init__(self, *, width: int = 560, height: int = 420, scale: float = 1.5) -> None:
        """A canvas of width × height CSS pixels, drawn `scale` times finer for sharp screens."""
        with matplotlib.rc_context(palette.STYLE):
            self.figure = Figure(figsize=(width / 100, height / 100), dpi=100 * scale)
        self.size = (width, height)
        self._canvas = FigureCanvasAgg(self.figure)
        self._moving: list[Artist] = []
        self._background: Any = None
        self._encoder = Encoder()

    def axes(
        self,
        left: float = 0.1,
        bottom: float = 0.13,
        width: float = 0.87,
        height: float = 0.8,
        **options: Any,
    ) -> Axes:
        """A new Axes in the style of the course; place and size as shares of the figure's."""
        with matplotlib.rc_context(palette.STYLE):
            return self.figure.add_axes((left, bottom, width, height), **options)

    def moves(self, artist: AnyArtist) -> AnyArtist:
        """Say that this artist is drawn anew at every tick. Returns it."""
        artist.set_animated(True)
        self._moving.append(artist)
        self._moving.sort(key=lambda a: a.get_zorder())
        self._background = None
        return artist

    def redraw(self) -> None:
        """Forget the background: call it after changing something that does not move."""
        self._background = None

    def pixels(self) -> np.ndarray:
        """The picture now, uint8 of shape (height, width, 4). A view: copy it to keep it."""
        if self._background is None:
            with matplotlib.rc_context(palette.STYLE):
                self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self.figure.bbox)
        self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in self._moving:
            artist.draw(renderer)
        return np.asarray(self._canvas.buffer_rgba())

    def png(self) -> bytes:
        """The picture now, as PNG."""
        return self._encoder.encode(self.pixels())
