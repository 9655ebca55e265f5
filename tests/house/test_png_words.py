"""Text put together from the pictures of its letters looks like text drawn as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.png_words import words
from course_utils.live import Canvas


def ink(canvas: Canvas) -> np.ndarray:
    return 255 - canvas.pixels()[..., :3].min(axis=2).astype(float)


@pytest.mark.parametrize("text", ["−0.245", "sum 1.00 p‖q", "H(p, q) gjy ½ ∞"])
@pytest.mark.parametrize(("ha", "va"), [("left", "bottom"), ("center", "center"), ("right", "top")])
def test_words_stand_where_matplotlib_would_put_them(text: str, ha: str, va: str) -> None:
    ours, theirs = Canvas(width=240, height=80), Canvas(width=240, height=80)
    words(ours, ours.figure, (0.5, 0.5), text=text, size=12, color="black", ha=ha, va=va)
    theirs.figure.text(0.5, 0.5, text, fontsize=12, color="black", ha=ha, va=va)
    for axis, room in ((0, 4.0), (1, 8.0)):  # pixels: kerning across, hanging letters up and down
        centres = []
        for canvas in (ours, theirs):
            weight = ink(canvas).sum(axis=axis)
            centres.append(float(weight @ np.arange(len(weight)) / weight.sum()))
        assert abs(centres[0] - centres[1]) < room
    assert 0.8 < ink(ours).sum() / ink(theirs).sum() < 1.25


def test_words_follow_what_is_set_and_empty_ones_leave_no_trace() -> None:
    canvas = Canvas(width=120, height=40)
    label = words(canvas, canvas.figure, (0.1, 0.5), text="1.25", color="black")
    first = canvas.pixels().copy()
    label.text = "1.26"
    assert not np.array_equal(canvas.pixels(), first)
    label.text, label.color = "1.25", "#D55E00"
    assert not np.array_equal(canvas.pixels(), first)
    label.color = "black"
    assert np.array_equal(canvas.pixels(), first)
    label.text = ""
    assert ink(canvas).sum() == 0
    label.text, label.place = "1.25", (np.nan, 0.5)
    assert ink(canvas).sum() == 0
