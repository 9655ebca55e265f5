"""The helpers of the lesson on many classes."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

from matplotlib import pyplot as plt

from course_utils import multiclass


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_loss_of_zero_weights_is_the_logarithm_of_the_number_of_classes() -> None:
    X, Y = np.ones((3, 784)), np.eye(10)[[1, 5, 9]]
    loss = multiclass.penalized_loss(X, Y, np.zeros((784, 10)), np.zeros(10), 1.0)
    assert loss == pytest.approx(np.log(10))


def test_the_loss_agrees_with_a_batch_worked_by_hand() -> None:
    X = np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 1.0]])
    Y = np.eye(3)[[0, 2, 1]]
    W, b = np.array([[0.1, 0.2, -0.3], [0.0, -0.1, 0.4]]), np.array([0.05, 0.0, -0.05])
    assert multiclass.penalized_loss(X, Y, W, b, 0.0) == pytest.approx(1.205311505332447)
    assert multiclass.penalized_loss(X, Y, W, b, 0.1) == pytest.approx(1.220811505332447)


def test_the_loss_of_huge_scores_is_exact() -> None:
    X, Y = np.array([[1.0], [1.0]]), np.eye(2)
    with np.errstate(all="raise", under="ignore"):
        loss = multiclass.penalized_loss(X, Y, np.array([[1000.0, -1000.0]]), np.zeros(2), 0.0)
    assert loss == pytest.approx(1000.0)


def test_the_biases_are_not_penalised() -> None:
    X, Y = np.zeros((1, 2)), np.eye(2)[[0]]
    weak = multiclass.penalized_loss(X, Y, np.zeros((2, 2)), np.array([3.0, -1.0]), 0.0)
    strong = multiclass.penalized_loss(X, Y, np.zeros((2, 2)), np.array([3.0, -1.0]), 9.0)
    assert weak == strong


def test_a_matrix_writes_its_entries_and_leaves_counts_of_zero_empty() -> None:
    ax = multiclass.matrix([[1.25, 0.0], [0.0, -2.0]], title="table", rows=["a", "b"])
    assert [text.get_text() for text in ax.texts] == ["1.25", "0.00", "0.00", "-2.00"]
    assert ax.get_title(loc="left") == "table" or ax.get_title() == "table"
    counts = multiclass.matrix(np.array([[3, 0], [1, 2]]), form="{:d}")
    assert [text.get_text() for text in counts.texts] == ["3", "", "1", "2"]


def test_a_matrix_refuses_what_is_none() -> None:
    with pytest.raises(ValueError, match=r"shape \(R, C\)"):
        multiclass.matrix([1.0, 2.0])


def test_weights_are_drawn_one_picture_for_each_class() -> None:
    ax = multiclass.weight_images(np.random.default_rng(0).normal(size=(64, 10)))
    figure = ax.figure.get_figure(root=True)
    assert figure is not None
    assert len(figure.axes) == 10


def test_weights_must_fit_the_pictures() -> None:
    with pytest.raises(ValueError, match=r"\(64, K\)"):
        multiclass.weight_images(np.zeros((10, 64)))
