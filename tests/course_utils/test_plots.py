"""The plots draw what they are given on the Axes they are given, and say what they need."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from course_utils import data, palette, plots


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    with matplotlib.rc_context():
        yield
    plt.close("all")


def squash(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def test_points_gives_each_class_a_shape_and_a_name() -> None:
    X, y = data.blobs(seed=0)
    _, ax = plt.subplots()
    assert plots.points(X, y, ax=ax) is ax
    assert len(ax.collections) == 2
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["class 0", "class 1"]
    first, second = (c.get_paths()[0].vertices.shape for c in ax.collections)
    assert first != second


def test_boundary_draws_the_line_where_the_probability_is_one_half() -> None:
    X, y = data.blobs(seed=0)
    ax = plots.boundary(lambda X: squash(30 * (X[:, 0] - 0.25)), X, y)
    (path,) = ax.collections[0].get_paths()
    assert np.allclose(path.vertices[:, 0], 0.25, atol=0.02)


def test_boundary_draws_regions_of_several_classes() -> None:
    X, y = data.blobs(centers=((0, 0), (2, 0), (0, 2)), seed=0)
    W, b = np.array([[-1.0, 1, 0], [-1, 0, 1]]), np.array([1.0, 0, 0])
    ax = plots.boundary(lambda X: squash(X @ W + b), X, y, labels=["a", "b", "c"])
    assert len(ax.get_legend().get_texts()) == 3


def test_curve_takes_a_function_values_or_several_of_them() -> None:
    assert plots.curve(np.tanh).lines[0].get_xdata().shape == (400,)
    assert plots.curve([3.0, 2.0, 1.0]).lines[0].get_xdata().tolist() == [0, 1, 2]
    ax = plots.curve({"tanh": np.tanh, "sin": np.sin}, np.linspace(0, 1, 5), xlabel="z")
    assert len(ax.lines) == 2
    assert ax.get_xlabel() == "z"


def test_loss_surface_draws_the_path_of_a_descent() -> None:
    path = np.array([[3.0, 3.0], [1.0, 2.0], [0.0, 0.5]])
    ax = plots.loss_surface(lambda w: float(w @ w), path=path, resolution=11)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["start", "end"]


def test_images_samples_and_caption_draw() -> None:
    plots.images(np.random.default_rng(0).random((5, 64)), labels=range(5), columns=3)
    ax = plots.samples([0, 1], [1, 0])
    plots.caption(ax, "Two examples.")
    assert ax.figure._supxlabel.get_text() == "Two examples."


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plots.points(np.zeros(3), np.zeros(3)), r"X must have shape \(N, 2\). Got \(3,\)"),
        (lambda: plots.points(np.zeros((3, 2)), np.zeros(2)), r"y must have shape \(3,\)"),
        (lambda: plots.points(np.zeros((3, 2)), [0.5, 0, 1]), "y must hold the integer labels"),
        (
            lambda: plots.boundary(lambda X: 0.5, np.eye(2), [0, 1]),
            r"predict_proba must return shape \(14400,\).* Got \(\) instead",
        ),
        (
            lambda: plots.boundary(lambda X: X[:, 0] * np.nan, np.eye(2), [0, 1]),
            "must return finite",
        ),
        (lambda: plots.curve([1.0], [1.0, 2.0]), "a curve needs one value for each x"),
        (
            lambda: plots.loss_surface(lambda w: w, resolution=3),
            "loss must return one finite number",
        ),
        (lambda: plots.images(np.zeros((2, 9))), r"X must have shape \(N, 64\)"),
    ],
)
def test_a_wrong_input_is_answered_with_a_sentence(draw: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw()  # type: ignore[operator]


def test_style_keeps_paper_behind_the_ink_on_any_page() -> None:
    plots.style()
    assert matplotlib.rcParams["figure.facecolor"] == palette.PAPER
    assert not matplotlib.rcParams["savefig.transparent"]


def _contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        rgb = np.array(matplotlib.colors.to_rgb(color))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_words_can_be_read_against_the_paper() -> None:
    assert _contrast(palette.INK, palette.PAPER) > 7
    assert _contrast(palette.GREY, palette.PAPER) > 4.5
    assert all(
        _contrast(c, palette.PAPER) > 3 for c in (palette.BLUE, palette.ORANGE, palette.GREEN)
    )


@pytest.mark.parametrize("color", [*palette.COLORS, palette.INK, palette.GREY])
def test_text_in_any_colour_of_the_course_is_legible_on_paper(color: str) -> None:
    assert palette.contrast(palette.for_text(color)) >= palette.LEAST_CONTRAST
    assert palette.for_text(palette.for_text(color)) == palette.for_text(color)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert palette.contrast("#000000") == pytest.approx(21)
    assert palette.contrast("#767676") == pytest.approx(4.54, abs=0.01)  # the guidelines' example
