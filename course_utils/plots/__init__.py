"""The pictures of the lessons. Every function draws on one Axes and returns it.

Classes differ in shape as well as in colour. Pictures keep a paper background of their own, so that
they read the same on a light and on a dark page.
"""

from __future__ import annotations

from course_utils import palette, shown
from course_utils.plots.lines import curve, samples
from course_utils.plots.plane import boundary, points
from course_utils.plots.sheet import caption, images
from course_utils.plots.surface import loss_surface

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


def style() -> None:
    """Make every later picture of the notebook look like those of the lessons, with its words."""
    palette.style()
    shown.install()
