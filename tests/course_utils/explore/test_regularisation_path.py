"""Regularisation path: the student's training for every λ, and what is said of it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from course_utils.explore.parts.digits import trainer
from course_utils.explore.regularisation_path import PENALTIES, Params, render, show
from tests.support.explorable_kit import controls, picture, status, ticking, unfinished


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

    box = show(watched, gradients, predict, clock=ticking(0))
    assert "Using your fit_softmax, softmax_gradients and predict." in status(box)
    assert set(PENALTIES) <= set(asked)
    before = len(asked)
    controls(box)["penalty λ"].value = 0.1
    assert len(asked) == before


def test_the_gradients_alone_are_enough_to_train_with() -> None:
    asked = []

    def watched(*settings: Any) -> Any:
        asked.append(1)
        return gradients(*settings)

    box = show(unfinished, watched, clock=ticking(0))
    assert "Using your softmax_gradients. Not written yet: fit_softmax." in status(box)
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
    box = show(start=Params(lam=0.1, count=40, wrong=0.0))
    model = trainer({})((0.1, 40, 0.0))
    said = re.search(
        r"for ([\d.]+)% of the 40 .* for ([\d.]+)% of the 898 .* is ([\d.]+)\.", status(box)
    )
    assert said
    numbers = [100 * model.learned, 100 * model.held, np.abs(model.W).max()]
    assert np.allclose([float(number) for number in said.groups()], numbers, atol=0.051)


def test_a_strength_at_which_training_fails_is_said_there_and_the_slider_goes_on() -> None:
    def fragile(*settings: Any) -> Any:
        if settings[4] == 0.1:
            raise OverflowError("too strong for me")
        return fit(*settings)

    box = show(fragile, clock=ticking(0))
    good = picture(box)
    controls(box)["penalty λ"].value = 0.1
    assert 'role="alert"' in status(box)
    assert "OverflowError: too strong for me" in status(box)
    assert picture(box) == good
    controls(box)["penalty λ"].value = 0.3
    assert 'role="status"' in status(box)


@pytest.mark.parametrize(
    "result", [(np.zeros((64, 9)), np.zeros(10), []), (np.full((64, 10), np.nan), np.zeros(10), [])]
)
def test_wrong_shapes_and_infinite_weights_are_told(result: Any) -> None:
    with pytest.raises(AssertionError, match="fit_softmax return"):
        render(Params(), fit_softmax=lambda *settings: result)
