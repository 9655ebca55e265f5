"""Regularisation path: the student's training for every λ, and what is said of it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from course_utils.explore.parts.digits import trainer
from course_utils.explore.regularisation_path import PENALTIES, Params, render, show
from tests.support.explorable_kit import put, spoken, ticking, unfinished


def gradients(X: np.ndarray, Y: np.ndarray, W: np.ndarray, b: np.ndarray, lam: float) -> Any:
    E = np.exp(X @ W + b)
    G = (E / E.sum(axis=1, keepdims=True) - Y) / len(X)
    return X.T @ G + W * lam, G.sum(axis=0)


def fit(X: Any, y: Any, K: int, eta: float, lam: float, epochs: int, size: int, rng: Any) -> Any:
    W, b, Y = np.zeros((X.shape[1], K)), np.zeros(K), np.eye(K)[y]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), size):
            now = order[i : i + size]
            dW, db = gradients(X[now], Y[now], W, b, lam)
            W, b = W - eta * dW, b - eta * db
    return W, b, [0.0] * epochs


def predict(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.argmax(X @ W, axis=1) if b is None else np.argmax(b + X @ W, axis=1)


def test_the_students_own_functions_train_when_the_cell_runs_and_never_after() -> None:
    asked = []

    def watched(*settings: Any) -> Any:
        asked.append(settings[4])
        return fit(*settings)

    shown = show(watched, gradients, predict, clock=ticking(0))
    assert "Using your fit_softmax, softmax_gradients and predict." in spoken(shown)
    assert set(PENALTIES) <= set(asked)
    before = len(asked)
    put(shown, lam=0.1)
    assert len(asked) == before


def test_a_training_that_takes_long_is_still_the_students_and_what_is_not_trained_is_said() -> None:
    asked = []

    def watched(*settings: Any) -> Any:
        asked.append(settings[4])
        return fit(*settings)

    shown = show(watched, gradients, predict, clock=ticking(2.0))
    assert shown.scene.readouts[-1][:2] == ("not trained yet", "8 of 9 strengths")
    put(shown, lam=0.1)
    assert asked[-1] == 0.1
    assert shown.scene.readouts[-1][1] == "7 of 9 strengths"
    assert "reference" not in spoken(shown)


def test_play_goes_from_strength_to_strength() -> None:
    shown, seen = show(start=Params(0.3)), []
    answer = shown.take({"step": "first"})
    while answer["playing"]:
        seen.append(answer["params"]["lam"])
        answer = shown.take({"step": "next"})
    assert seen == [*range(len(PENALTIES))]


def test_the_gradients_alone_are_enough_to_train_with() -> None:
    asked = []

    def watched(*settings: Any) -> Any:
        asked.append(1)
        return gradients(*settings)

    shown = show(unfinished, watched, clock=ticking(0))
    assert "Using your softmax_gradients. Not written yet: fit_softmax." in spoken(shown)
    assert len(asked) > 1000


def test_right_answers_of_another_style_look_nearly_the_same() -> None:
    own = trainer({"fit_softmax": fit, "predict": predict})((0.01, 40, 0.2))
    reference = trainer({})((0.01, 40, 0.2))
    assert np.allclose(own.W, reference.W, atol=1e-8)
    assert (own.learned, own.held) == (reference.learned, reference.held)


def test_a_penalty_helps_where_labels_are_wrong_and_shrinks_the_weights() -> None:
    train = trainer({})
    free, bound = train((0.0, 150, 0.2)), train((0.03, 150, 0.2))
    assert free.learned > bound.learned
    assert bound.held > free.held + 0.03
    assert np.abs(bound.W).max() < np.abs(free.W).max() / 2


def test_what_is_said_is_what_was_trained() -> None:
    shown = show(start=Params(lam=0.1, count=40, wrong=0.0))
    model = trainer({})((0.1, 40, 0.0))
    said = re.search(
        r"for ([\d.]+)% of the 40 .* for ([\d.]+)% of the 898 .* is ([\d.]+)\.", spoken(shown)
    )
    assert said
    numbers = [100 * model.learned, 100 * model.held, np.abs(model.W).max()]
    assert np.allclose([float(number) for number in said.groups()], numbers, atol=0.051)


def test_a_strength_at_which_training_fails_is_said_there_and_the_slider_goes_on() -> None:
    def fragile(*settings: Any) -> Any:
        if settings[4] == 0.1:
            raise OverflowError("too strong for me")
        return fit(*settings)

    shown = show(fragile, clock=ticking(0))
    good = shown.scene.layers
    assert "OverflowError: too strong for me" in put(shown, lam=0.1)["problem"]
    assert shown.scene.layers is good
    assert put(shown, lam=0.3)["problem"] == ""


@pytest.mark.parametrize(
    "result", [(np.zeros((64, 9)), np.zeros(10), []), (np.full((64, 10), np.nan), np.zeros(10), [])]
)
def test_wrong_shapes_and_infinite_weights_are_told(result: Any) -> None:
    with pytest.raises(AssertionError, match="fit_softmax return"):
        render(Params(), fit_softmax=lambda *settings: result)
