"""Live pictures: quick, honest about errors, and gone when closed. No browser needed."""

from __future__ import annotations

import base64
import gc
import io
import weakref
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays
from ipywidgets import FloatSlider
from ipywidgets.widgets import widget as registry
from PIL import Image

from course_utils import live
from course_utils.live import png


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    before = len(registry._instances)
    yield
    for picture in list(live.open_figures.values()):
        picture.close()
    assert not live.open_figures
    gc.collect()
    assert (
        len(registry._instances) <= before + 10
    )  # sliders a test made itself are not ours to close
    assert not plt.get_fignums()


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def tilted_line() -> tuple[live.LiveFigure, FloatSlider]:
    picture = live.LiveFigure(width=200, height=120, alt="a line")
    x = np.linspace(-1, 1, 5)
    (line,) = picture.axes().plot(x, x)
    picture.moves(line)

    def update(slope: float) -> str:
        if slope > 4:
            raise ValueError("too <steep>")
        line.set_ydata(slope * x)
        return f"slope {slope}"

    slider = FloatSlider(min=-5, max=5)
    picture.drive(update, slope=slider)
    return picture, slider


@settings(deadline=None, max_examples=30)
@given(
    arrays.arrays(
        np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=20).map(lambda s: (*s, 4))
    )
)
def test_a_png_holds_the_pixels_it_was_given(picture: np.ndarray) -> None:
    assert np.array_equal(pixels(png.encode(picture)), picture[:, :, :3])


def test_rows_that_stayed_are_written_as_if_the_picture_were_new() -> None:
    rng, encoder = np.random.default_rng(3), png.Encoder()
    picture = rng.integers(0, 255, (5 * png.BAND + 7, 41, 4), dtype=np.uint8)
    for rows in (slice(0, 0), slice(0, 1), slice(png.BAND, 2 * png.BAND), slice(-1, None)):
        picture[rows] = rng.integers(0, 255, picture[rows].shape, dtype=np.uint8)
        data = encoder.encode(picture)
        assert data == png.encode(picture)
        assert np.array_equal(pixels(data), picture[:, :, :3])
    smaller = picture[: png.BAND + 1, :20].copy()
    assert np.array_equal(pixels(encoder.encode(smaller)), smaller[:, :, :3])


def test_a_slider_moves_the_picture_and_the_status() -> None:
    picture, slider = tilted_line()
    before = bytes(picture.image.value)
    slider.value = 2
    assert bytes(picture.image.value) != before
    assert "slope 2.0" in picture.message.value
    assert "a line" in {getattr(part, "alt", "") for part in picture._box.children}
    slider.value = 0
    assert bytes(picture.image.value) == before


def test_blitting_gives_the_picture_a_full_redraw_gives() -> None:
    picture, slider = tilted_line()
    slider.value = 0.5
    blitted = picture.pixels().copy()
    picture.redraw()
    assert np.array_equal(picture.pixels(), blitted)


def test_an_error_is_said_in_the_widget_and_the_slider_goes_on() -> None:
    picture, slider = tilted_line()
    slider.value = 3
    good = bytes(picture.image.value)
    slider.value = 4.5
    said = picture.message.value
    assert 'role="alert"' in said
    assert "ValueError: too &lt;steep&gt;" in said
    assert "in update" in said
    assert bytes(picture.image.value) == good
    slider.value = 1
    assert 'role="alert"' not in picture.message.value


def test_a_cell_run_again_closes_what_it_had_opened() -> None:
    first, slider = tilted_line()
    gone = weakref.ref(first.figure)
    second, _ = tilted_line()
    assert second.image.comm is not None
    assert first.image.comm is None
    before = first.message.value
    slider.value = 2
    assert first.message.value == before
    del first
    gc.collect()
    assert gone() is None


def test_the_box_carries_a_still_picture_for_pages_without_a_kernel() -> None:
    picture = live.LiveFigure(width=200, height=120, alt="a line")
    picture.moves(picture.axes().plot([0, 1], [0, 1])[0])
    bundle = picture.drive(lambda: None)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    still = pixels(base64.b64decode(bundle["image/png"]))
    assert np.array_equal(still, pixels(picture.png()))
    assert still.shape == (180, 300, 3)
    assert bundle["text/plain"] == "a line"
