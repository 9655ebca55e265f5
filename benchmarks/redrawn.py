"""In the kernel: an explorable, and the same figure drawn from nothing for every move.

The explorable is shown as it is. Its `Picture` can be made again on another canvas, so the figure
that `interact` redraws is built by the same lines: a new pyplot figure, every artist drawn once,
shown by matplotlib's inline backend. What was computed ahead is given to both.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist

from course_utils import palette
from course_utils.live import Canvas, LiveFigure

MOST = 24  # places at which a slider is put
_TOLERANCE = 1.5  # mean difference of two pictures, of 255


class Sheet(Canvas):
    """A canvas of pyplot's, drawn once: what moves elsewhere is an ordinary part of it."""

    def __init__(self, *, width: int, height: int, dpi: float) -> None:
        """In CSS pixels and pixels for 100 of them."""
        import matplotlib.pyplot as plt

        with matplotlib.rc_context(palette.STYLE):
            self.figure = plt.figure(figsize=(width / 100, height / 100), dpi=dpi)
        self.size = (width, height)

    def moves(self, artist: Any) -> Any:
        """Draw this artist with all others. Returns it."""
        home = artist.axes or self.figure
        if isinstance(artist, Artist) and artist not in home.get_children():
            home.add_artist(artist)
        return artist

    def redraw(self) -> None:
        """Nothing is kept here."""


class Redrawn:
    """Stands for an explorable's `Picture`, which it can make again on another canvas."""

    def __init__(self, kind: Callable[..., Any], canvas: Canvas, *given: Any, **options: Any):
        self.again = lambda other: kind(other, *given, **options)
        self.ours = self.now = self.again(canvas)

    def set(self, *given: Any) -> Any:
        """Move everything, on the canvas in use now."""
        return self.now.set(*given)

    @property
    def live(self) -> LiveFigure:
        """The canvas that is shown with sliders."""
        canvas: LiveFigure = self.ours.canvas
        return canvas

    def draw(self, **values: Any) -> Any:
        """The whole figure anew, with the controls' values and these. Returns it."""
        live, (width, height) = self.live, self.live.size
        values = {name: control.value for name, control in live._controls.items()} | values
        sheet = Sheet(width=width, height=height, dpi=live.figure.dpi)
        self.now = self.again(sheet)
        try:
            assert live._update is not None
            live._update(**values)
        finally:
            self.now = self.ours
        return sheet.figure


_shown: dict[str, Redrawn] = {}


def show(name: str) -> None:
    """Show the explorable of this name; print its sliders as JSON: name, model id, states.

    Raises RuntimeError when redrawing its figure gives another picture.
    """
    _shown[name] = redrawn = make(name)
    hold_together(name, redrawn)
    sliders = [
        {"name": control, "model": widget.model_id, "states": states(widget)}
        for control, widget in redrawn.live._controls.items()
        if getattr(widget, "continuous_update", False)
    ]
    print(json.dumps(sliders))


def show_stock(name: str, control: str) -> None:
    """Let `interact` redraw the figure by a slider like this one; print its model id as JSON."""
    import matplotlib.pyplot as plt
    from ipywidgets import interact

    if name not in _shown:
        _shown[name] = make(name)
    redrawn = _shown[name]
    slider = redrawn.live._controls[control]
    kept = ("min", "max", "step") if hasattr(slider, "min") else ("options",)
    copy = type(slider)(value=slider.value, **{part: getattr(slider, part) for part in kept})

    def draw(value: Any) -> None:
        redrawn.draw(**{control: value})
        plt.show()

    interact(draw, value=copy)
    print(json.dumps(copy.model_id))


def close(name: str) -> None:
    """Let go of the explorable."""
    _shown.pop(name).live.close()


def make(name: str) -> Redrawn:
    """The explorable of this name, shown with the reference's functions."""
    module: Any = import_module(f"course_utils.explore.{name}")
    kind, made = module.Picture, []

    def picture(canvas: Canvas, *given: Any, **options: Any) -> Redrawn:
        made.append(Redrawn(kind, canvas, *given, **options))
        return made[-1]

    module.Picture = picture
    try:
        module.show(key=f"benchmark of {name}")
    finally:
        module.Picture = kind
    return made[0]


def hold_together(name: str, redrawn: Redrawn) -> None:
    """RuntimeError unless both ways draw the same."""
    import matplotlib.pyplot as plt

    figure = redrawn.draw()
    figure.canvas.draw()
    drawn = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].astype(int)
    plt.close(figure)
    apart = np.abs(drawn - redrawn.live.pixels()[:, :, :3]).mean()
    if apart > _TOLERANCE:
        raise RuntimeError(f"{name}: redrawn, the figure differs by {apart:.2f} of 255 in the mean")


def states(slider: Any) -> list[dict[str, Any]]:
    """What a page sends when the slider is put at some of its places, from one end to the other."""
    if hasattr(slider, "options"):
        return [{"index": i} for i in _some(len(slider.options))]
    places = round((slider.max - slider.min) / slider.step) + 1
    kind = type(slider.value)
    return [{"value": kind(round(slider.min + i * slider.step, 6))} for i in _some(places)]


def _some(places: int) -> list[int]:
    count = min(places, MOST)
    return [int(i) for i in np.linspace(0, places - 1, count).round()]
