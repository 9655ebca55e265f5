"""A picture that can be touched: Python says what is shown, a canvas in the page draws it.

An explorable makes a `Scene` of layers for its parameters. The page draws it, sharp on any screen
and in the colours of its theme, and reports what the student drags, plays or adds; `draw_still`
draws the same scene with matplotlib, for stills and for readers without widgets.

Where a student's function can be sampled, and random probes show that sample and function agree,
the page draws from the sample while the pointer moves; the function itself is asked at rest.
"""

from __future__ import annotations

from course_utils.stage.controls import Button, Choice, Play, Range, Stops, Whole, onward, reset
from course_utils.stage.handles import Handle
from course_utils.stage.layers import (
    Arrows,
    Bars,
    Boxes,
    Contour,
    Field,
    Image,
    Layer,
    Line,
    Pad,
    Pane,
    Points,
    Pulses,
    Regions,
    Scene,
    Text,
    packed,
)
from course_utils.stage.probes import Sample, sample_score, spent
from course_utils.stage.stage import Edit, Stage, open_stages
from course_utils.stage.still import draw_still

__all__ = [
    "Arrows",
    "Bars",
    "Boxes",
    "Button",
    "Choice",
    "Contour",
    "Edit",
    "Field",
    "Handle",
    "Image",
    "Layer",
    "Line",
    "Pad",
    "Pane",
    "Play",
    "Points",
    "Pulses",
    "Range",
    "Regions",
    "Sample",
    "Scene",
    "Stage",
    "Stops",
    "Text",
    "Whole",
    "draw_still",
    "onward",
    "open_stages",
    "packed",
    "reset",
    "sample_score",
    "spent",
]
