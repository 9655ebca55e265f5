"""Pictures that follow a slider.

Redrawing a matplotlib figure for every move of a slider is slow and flickers. Here the parts that
stay are drawn once; a tick restores them, draws the few artists that move, and sends one PNG of
fixed size to one `ipywidgets.Image`. No pyplot, no JavaScript of our own: it works wherever
ipywidgets does.

    live = LiveFigure(alt="a line")
    ax = live.axes()
    line, = ax.plot(x, x)
    live.moves(line)

    def update(slope):
        line.set_ydata(slope * x)

    live.drive(update, slope=FloatSlider(...))

Nothing should be trained within a tick: precompute, and let the slider pick.
"""

from __future__ import annotations

from course_utils.live.canvas import Canvas
from course_utils.live.figure import LiveFigure, open_figures

__all__ = ["Canvas", "LiveFigure", "open_figures"]
