"""Softmax against sigmoids: who is right about how many, and what colour a region has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.explore import three_classes as explorable
from course_utils.explore.three_classes import DATA, Params
from course_utils.live import Canvas
from course_utils.live.class_field import ClassField
from course_utils.palette import COLORS
from tests.support.explorable_kit import (
    controls,
    picture,
    pixels,
    sigmoid,
    softmax,
    status,
    ticking,
)


def softmax_gradients(X: Any, Y: Any, W: Any, b: Any, lam: float) -> Any:
    G = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ G + lam * W, G.sum(axis=0)


@pytest.mark.parametrize("name", DATA)
def test_the_status_counts_what_both_models_get_right(name: str) -> None:
    X, y = explorable._examples(name)
    Y, models = np.eye(3)[y], {}
    for squash in (softmax, sigmoid):
        W, b = np.zeros((2, 3)), np.zeros(3)
        for _ in range(160):
            G = (squash(X @ W + b) - Y) / len(X)
            W, b = W - 0.5 * (X.T @ G + 1e-3 * W), b - 0.5 * G.sum(axis=0)
        models[squash] = squash(X @ W + b), squash(np.array([[1.0, 2.0]]) @ W + b)[0]
    right = int(np.sum(models[softmax][0].argmax(axis=1) == y))
    exact = int(np.sum(((models[sigmoid][0] > 0.5) == (Y == 1)).all(axis=1)))
    said = status(explorable.show(softmax, softmax_gradients, start=Params(name, 160, 1.0, 2.0)))
    assert f"Right: softmax {right}, sigmoids {exact} of {len(y)}." in said
    there, each = models[softmax][1], models[sigmoid][1]
    assert f"softmax says class {there.argmax()} ({there.max():.2f})" in said
    assert f"their sum is {each.sum():.2f}." in said
    assert "Using your softmax and softmax_gradients." in said


def test_sigmoids_lose_the_class_in_the_middle_of_a_row() -> None:
    said = status(explorable.show(start=Params("in a row", x1=0.0, x2=0.0)))
    assert "softmax says class 1" in said
    assert "the sigmoids none of these" in said
    assert "Right: softmax 75, sigmoids 50 of 75." in said


def test_the_students_functions_draw_the_same() -> None:
    own = explorable.render(softmax=softmax, softmax_gradients=softmax_gradients)
    assert np.abs(pixels(own).astype(int) - pixels(explorable.render())).max() <= 8


def test_a_softmax_that_fails_for_some_places_is_said_to_and_the_slider_goes_on() -> None:
    def fragile(Z: np.ndarray) -> np.ndarray:
        return softmax(Z) + (1 if len(Z) == 1 and Z[0, 0] > 2 else 0)

    box = explorable.show(fragile)
    x1, good = controls(box)["cross x₁"], picture(box)
    x1.value = -4.0
    assert "softmax returned rows that are no probabilities." in status(box)
    assert picture(box) == good
    x1.value = 1.0
    assert "Using your softmax." in status(box)


def test_gradients_that_fail_while_training_are_told_and_wrong_ones_not_used() -> None:
    def fragile(X: Any, Y: Any, W: Any, b: Any, lam: float) -> Any:
        if len(X) > 70 and np.abs(W).max() > 0.1:
            raise RuntimeError("lost in the middle")
        return softmax_gradients(X, Y, W, b, lam)

    box = explorable.show(softmax, fragile, clock=ticking(0))
    assert "RuntimeError: lost in the middle" in status(box)
    assert list(controls(box))  # the controls are there
    said = status(explorable.show(softmax, lambda *given: softmax_gradients(*given)[::-1]))
    assert "Your softmax_gradients is not ready yet: " in said


@pytest.mark.parametrize("winner", [True, False])
def test_a_field_has_the_colours_of_its_regions(winner: bool) -> None:
    canvas = Canvas(width=100, height=100, scale=1)
    ax = canvas.axes(0, 0, 1, 1)
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    ax.axis("off")
    field = canvas.moves(ClassField(ax, cells=20, winner=winner))
    side = (field.grid[:, 0] > 0).astype(int)
    field.set_values(np.eye(3)[side])
    seen = canvas.pixels()[..., :3] / 255
    for column, c in ((10, 0), (90, 1)):
        shade = 1 - 0.52 * (1 - np.array(to_rgb(COLORS[c])))
        assert np.abs(seen[50, column] - shade).max() < 0.02
    above = field.grid[:, 1] > 0
    if not winner:
        field.set_values(np.where(above[:, None], 0.9, 0.1) * np.ones(3))
        seen = canvas.pixels()[..., :3] / 255
        assert np.allclose(seen[10, 50], 0.72, atol=0.01)  # several: grey, and above is above
        assert np.allclose(seen[90, 50], 1.0)  # none: white
