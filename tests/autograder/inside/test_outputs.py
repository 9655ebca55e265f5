"""What a cell showed, as the process in the sandbox makes it ready."""

from __future__ import annotations

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from autograder.inside.outputs import Outputs, draw_open


def drawn() -> np.ndarray:
    """The one open figure as grey values, one for each pixel."""
    outputs = Outputs()
    draw_open(outputs, show=True)
    (item,) = outputs.items
    png = base64.b64decode(item["data"]["image/png"])
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


@pytest.mark.parametrize("height", [1.5, 3.0, 5.0])
@pytest.mark.parametrize("layout", [None, "constrained"])
def test_no_label_is_cut_off(height: float, layout: str | None) -> None:
    _, axes = plt.subplots(figsize=(4, height), layout=layout)
    axes.plot([0, 1], [0, 1])
    axes.set(xlabel="steps of your descent", ylabel="gjpqy", title="a title")
    grey = drawn()
    for edge in (grey[0], grey[-1], grey[:, 0], grey[:, -1]):
        assert edge.min() == 255


@pytest.mark.parametrize("far", [1.5, 5.0, 1e3])
def test_what_is_written_far_out_makes_no_picture_without_end(far: float) -> None:
    _, axes = plt.subplots(figsize=(4, 3))
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="x")
    axes.text(far, -far, "lost")
    height, width = drawn().shape
    assert (height, width) <= (72 * 4.5, 72 * 5.5)


def test_margins_that_somebody_chose_are_kept() -> None:
    figure, axes = plt.subplots(figsize=(4, 3))
    figure.subplots_adjust(bottom=0.2)
    axes.set(xlabel="x")
    assert drawn().shape == (216, 288)


def test_what_is_not_looked_at_is_closed_and_not_drawn() -> None:
    plt.subplots()
    outputs = Outputs()
    draw_open(outputs, show=False)
    assert outputs.items == []
    assert plt.get_fignums() == []
