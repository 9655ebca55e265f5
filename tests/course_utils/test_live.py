"""Live pictures: quick, honest about errors, and gone when closed. No browser needed."""

from __future__ import annotations

import base64
import gc
import io
import weakref
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays
from ipywidgets import FloatSlider
from ipywidgets.widgets import widget as registry
from PIL import Image

from course_utils import live
from course_utils.explore import decision_boundary as explorable
from course_utils.explore.decision_boundary import DATA, Params
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


def controls(box: Any) -> dict[str, Any]:
    """Every control below the picture, by what is written before it."""
    rows = (row for row in box.children[1:-1] if hasattr(row, "children"))
    return {it.description: it for row in rows for it in row.children}


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def predict_proba(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return sigmoid(X @ w + b)


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
    assert "a line</div>" in picture.message.value  # for those who do not see it
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


def test_running_show_many_times_leaves_one_set_of_widgets() -> None:
    explorable.show()
    after_one = len(registry._instances)
    for _ in range(5):
        explorable.show(predict_proba)
    assert len(registry._instances) == after_one


def test_the_box_carries_a_still_picture_for_pages_without_a_kernel() -> None:
    box = explorable.show()
    bundle = box._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert pixels(base64.b64decode(bundle["image/png"])).shape == (630, 900, 3)
    assert "probability of class 1" in bundle["text/plain"]


@pytest.mark.parametrize("name", DATA)
def test_render_draws_every_data_set(name: str) -> None:
    picture = pixels(explorable.render(Params(data=name)))
    assert picture.shape == (630, 900, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100


def test_render_is_the_same_for_the_same_parameters_and_for_a_right_answer() -> None:
    params = Params(w1=2.0, w2=-1.0, b=0.3)
    assert explorable.render(params) == explorable.render(params)
    assert explorable.render(params) != explorable.render(Params())
    own = pixels(explorable.render(params, predict_proba=predict_proba)).astype(int)
    assert np.abs(own - pixels(explorable.render(params))).max() <= 2


def test_the_colours_follow_the_probability() -> None:
    picture = pixels(explorable.render(Params(w1=3.0, w2=0.0, b=0.0, data="two clouds"))).astype(
        int
    )
    left, right = picture[60, 80], picture[500, 590]
    assert left[0] > left[2] + 50
    assert right[2] > right[0] + 50


@pytest.mark.parametrize(
    "params",
    [Params(0, 0, 0), Params(0, 0, 6), Params(6, 6, 6), Params(0, 0.1, -6), Params(-6, 0, 0)],
)
def test_render_stands_every_corner_of_the_sliders(params: Params) -> None:
    assert pixels(explorable.render(params)).std() > 5


def test_an_unknown_data_set_is_answered_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="data must be one of 'two clouds'"):
        explorable.render(Params(data="spirals"))


def status(box: object) -> str:
    return str(box.children[-1].value)  # type: ignore[attr-defined]


def unfinished(*args: object) -> np.ndarray:
    raise NotImplementedError


def test_show_says_whose_function_it_runs() -> None:
    assert "Using your predict_proba." in status(explorable.show(predict_proba, sigmoid))
    assert "Using your sigmoid. Your predict_proba is not written yet." in (
        status(explorable.show(unfinished, sigmoid))
    )
    assert status(explorable.show()).count("The reference shape is shown.") == 1
    said = status(explorable.show(lambda X, w, b: X @ w + b))
    assert "The reference shape is shown. Your predict_proba is not ready yet:" in said
    said = status(explorable.show(lambda X, w, b: 1 / 0))
    assert "ZeroDivisionError" in said


def test_a_function_that_fails_while_dragging_leaves_slider_and_picture() -> None:
    def fragile(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        return predict_proba(X, w, b) + (5 if w[0] > 3 else 0)

    box = explorable.show(fragile)
    image, w1 = box.children[0], controls(box)["w₁"]
    w1.value = 2
    good = bytes(image.value)
    w1.value = 3.5
    assert "not between 0 and 1" in status(box)
    assert bytes(image.value) == good
    w1.value = 1.5
    assert "Using your predict_proba." in status(box)


def test_reset_brings_everything_back() -> None:
    box = explorable.show()
    found, image = controls(box), box.children[0]
    first = bytes(image.value)
    for name, value in (("w₁", 3), ("w₂", 1), ("b", -2), ("data", "moons")):
        found[name].value = value
    assert bytes(image.value) != first
    found["reset"].click()
    assert bytes(image.value) == first


def test_fit_goes_down_the_loss_by_the_students_function() -> None:
    asked: list[float] = []

    def own(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        p = predict_proba(X, w, b)
        asked.append(float(np.mean(p)))
        return p

    box = explorable.show(own, start=Params(-2.0, 2.0, 1.0, "overlapping"))
    found, before, ticks = controls(box), status(box), len(asked)
    found["fit"].click()
    assert len(asked) > ticks + 400
    X, y = explorable._examples("overlapping")
    w, b = np.array([found["w₁"].value, found["w₂"].value]), found["b"].value
    slopes = (predict_proba(X, w, b) - y) @ np.column_stack([X, np.ones(len(X))]) / len(y)
    assert np.abs(slopes).max() < 0.02  # the sliders stand at tenths
    assert before != status(box)
    assert "Using your predict_proba." in status(box)


def test_a_function_that_fails_during_fit_is_said_to() -> None:
    def fragile(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        if w[0] > 1.5:
            raise ValueError("too steep for me")
        return predict_proba(X, w, b)

    box = explorable.show(fragile)
    controls(box)["fit"].click()
    assert 'role="alert"' in status(box)
    assert "too steep for me" in status(box)
    controls(box)["reset"].click()
    assert "Using your predict_proba." in status(box)


def test_every_control_can_be_named_and_reached_by_keyboard() -> None:
    box = explorable.show()
    assert controls(box).keys() == {"w₁", "w₂", "b", "data", "fit", "reset"}
    assert all(control.description and control.tooltip for control in controls(box).values())
    assert 'role="status"' in status(box)


def test_a_tick_draws_only_what_moves() -> None:
    box = explorable.show(predict_proba)
    (shown,) = live.open_figures.values()
    whole: list[Any] = []
    shown.figure.canvas.mpl_connect("draw_event", whole.append)
    w1 = controls(box)["w₁"]
    for step in range(21):
        w1.value = -2 + 0.2 * step
    assert not whole
    shown.redraw()
    shown.tick()
    assert len(whole) == 1


def test_a_film_waits_as_long_as_a_picture_is_due() -> None:
    picture, slider = tilted_line()
    now, waited = [10.0], []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    def states() -> Iterator[dict[str, float]]:
        yield {"slope": 1.0}
        yield {"slope": 2.0}

    def drawing(change: Any) -> None:
        now[0] += 0.01 if change["new"] == 1.0 else 0.5

    slider.observe(drawing, names="value")
    picture.play(states(), seconds=0.03, clock=lambda: now[0], wait=wait)
    assert waited == pytest.approx([0.02, 0.0])
    assert "slope 2.0" in picture.message.value
