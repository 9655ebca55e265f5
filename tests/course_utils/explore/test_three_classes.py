"""Softmax against sigmoids: who is right about how many, and what colour a region has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course_utils.explore import three_classes as explorable
from course_utils.explore.three_classes import DATA, Params
from course_utils.stage import Regions, Stage
from tests.support.explorable_kit import pixels, put, sigmoid, softmax, spoken, ticking


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
    said = spoken(explorable.show(softmax, softmax_gradients, start=Params(name, 160, 1.0, 2.0)))
    assert f"Right: softmax {right}, sigmoids {exact} of {len(y)}." in said
    there, each = models[softmax][1], models[sigmoid][1]
    assert f"softmax says class {there.argmax()} ({there.max():.2f})" in said
    assert f"their sum is {each.sum():.2f}." in said
    assert "Using your softmax and softmax_gradients." in said


def test_sigmoids_lose_the_class_in_the_middle_of_a_row() -> None:
    said = spoken(explorable.show(start=Params("in a row", x1=0.0, x2=0.0)))
    assert "softmax says class 1" in said
    assert "the sigmoids none of these" in said
    assert "Right: softmax 75, sigmoids 50 of 75." in said


def test_the_students_functions_draw_the_same() -> None:
    own = explorable.render(softmax=softmax, softmax_gradients=softmax_gradients)
    assert np.abs(pixels(own).astype(int) - pixels(explorable.render())).max() <= 8


def test_a_softmax_that_fails_for_some_places_is_said_to_and_the_slider_goes_on() -> None:
    def fragile(Z: np.ndarray) -> np.ndarray:
        return softmax(Z) + (1 if len(Z) == 1 and Z[0, 0] > 2 else 0)

    shown = explorable.show(fragile)
    good = shown.scene.layers
    problem = put(shown, x1=-4.0)["problem"]
    assert "softmax returned rows that are no probabilities." in problem
    assert shown.scene.layers is good
    assert put(shown, x1=1.0)["problem"] == ""
    assert "Using your softmax." in spoken(shown)


def test_gradients_that_fail_while_training_are_told_and_wrong_ones_not_used() -> None:
    def fragile(X: Any, Y: Any, W: Any, b: Any, lam: float) -> Any:
        if len(X) > 70 and np.abs(W).max() > 0.1:
            raise RuntimeError("lost in the middle")
        return softmax_gradients(X, Y, W, b, lam)

    shown = explorable.show(softmax, fragile)
    assert "RuntimeError: lost in the middle" in shown.take({"rest": True})["problem"]
    assert shown.controls
    said = spoken(explorable.show(softmax, lambda *given: softmax_gradients(*given)[::-1]))
    assert "Your softmax_gradients is not ready yet: " in said


def test_the_direction_of_a_class_is_pulled_and_fit_goes_on_from_there() -> None:
    shown = explorable.show(softmax, softmax_gradients)
    tip = next(each for each in shown.scene.handles if each.name == "softmax 1")
    answer = shown.take({"pull": {tip.name: [-2.0, 1.0]}, "rest": True})
    assert answer["problem"] == ""
    turned = next(each for each in shown.scene.handles if each.name == "softmax 1")
    assert turned.at == pytest.approx((-2.0, 1.0))
    assert turned.said == "−2.50, 1.25"
    others = [each for each in shown.scene.handles if each.name != "softmax 1"]
    assert others == [each for each in explorable.show(softmax, softmax_gradients, key="other")
                      .scene.handles if each.name != "softmax 1"]  # fmt: skip
    X, y = explorable._examples("triangle")
    W, b = (each.copy() for each in trained("triangle", softmax, 320))
    W[:, 1] = -2.5, 1.25
    assert_regions(shown, "softmax", W, b)
    right = int(np.sum((X @ W + b).argmax(axis=1) == y))
    assert f"Right: softmax {right}," in shown.scene.said
    shown.take({"step": "first"})
    for _ in range(explorable.FIT_STEPS):
        dW, db = softmax_gradients(X, np.eye(3)[y], W, b, 1e-3)
        W, b = W - 0.5 * dW, b - 0.5 * db
    assert_regions(shown, "softmax", W, b)
    put(shown, steps=0)
    assert_regions(shown, "softmax", np.zeros((2, 3)), np.zeros(3))
    assert put(shown, steps=320)["readouts"][-1][1].endswith("from where you put it")
    shown.take({"press": "reset"})
    assert "320 from zero" in shown.scene.readouts[-1][1]


def trained(name: str, squash: Any, steps: int) -> Any:
    X, y = explorable._examples(name)
    W, b = np.zeros((2, 3)), np.zeros(3)
    for _ in range(steps):
        G = (squash(X @ W + b) - np.eye(3)[y]) / len(X)
        W, b = W - 0.5 * (X.T @ G + 1e-3 * W), b - 0.5 * G.sum(axis=0)
    return W, b


def assert_regions(shown: Stage, kind: str, W: np.ndarray, b: np.ndarray) -> None:
    """The field that is drawn is the softmax of these weights."""
    (field,) = [each for each in shown.scene.layers
                if isinstance(each, Regions) and each.pane == kind]  # fmt: skip
    side = np.linspace(-4, 4, explorable.CELLS)
    grid = np.column_stack([each.ravel() for each in np.meshgrid(side, side)])
    assert np.allclose(field.values.reshape(-1, 3), softmax(grid @ W + b), atol=1e-9)


def test_gradients_that_take_long_are_still_the_students_and_go_on_at_the_next_picture() -> None:
    shown = explorable.show(softmax, softmax_gradients, clock=ticking(0.5))
    said = shown.scene.readouts[-1][1]
    assert "your code takes long: of 320" in said
    first = int(said.split()[0])
    assert 0 < first < 320
    shown.take({"rest": True})
    assert int(shown.scene.readouts[-1][1].split()[0]) > first
    assert "Not your code" not in spoken(shown)
