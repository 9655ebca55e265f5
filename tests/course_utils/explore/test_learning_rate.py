"""Descent on the loss surface: whose steps they are, and whether the words about them are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from course_utils.check import CheckFailed
from course_utils.explore import learning_rate as explorable
from course_utils.explore.learning_rate import INPUTS, Params
from tests.support.explorable_kit import (
    controls,
    gradient_descent,
    logistic_gradient,
    picture,
    pixels,
    status,
    ticking,
    unfinished,
)


@pytest.mark.parametrize("inputs", INPUTS)
def test_the_least_loss_and_the_limit_of_the_rate_are_right(inputs: str) -> None:
    x, y = explorable._inputs(inputs), explorable._Y

    def loss(place: np.ndarray) -> float:
        z = x * place[0] + place[1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    best = minimize(loss, np.zeros(2), tol=1e-12)
    w, b, limit = explorable._BEST[inputs]
    assert np.allclose(best.x, [w, b], atol=1e-3)
    assert best.fun == pytest.approx(explorable._LEAST, abs=1e-6)
    p = 1 / (1 + np.exp(-(x * w + b)))
    rows = np.column_stack([x, np.ones(6)])
    bend = (rows.T * (p * (1 - p))) @ rows / 6
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(bend)[-1], rel=1e-3)


def test_the_status_says_the_loss_the_descent_ends_with() -> None:
    X, y = explorable._X[:, None], explorable._Y
    box = explorable.show(gradient_descent)
    for eta, steps, words in (
        (0.01, 30, "small, it crawls"),
        (0.4, 12, "it is on its way"),
        (1.6, 30, "large, it swings to and fro"),
        (2.5, 9, "too large, it never settles"),
    ):
        found = controls(box)
        found["learning rate η"].value, found["steps shown"].value = eta, steps
        loss = gradient_descent(X, y, eta, 0.0, steps + 1)[2][-1]
        said = status(box)
        assert f"η = {eta:g}: {words}." in said
        assert f"Mean loss after {steps} steps {loss:.3f}" in said
        assert "settle only below η = 1.78" in said


def test_standardised_inputs_settle_where_raw_ones_never_do() -> None:
    box = explorable.show()
    controls(box)["learning rate η"].value = 8.0
    assert "never settles" in status(box)
    assert "The path leaves the picture." in status(box)
    controls(box)["inputs x"].value = "standardised"
    assert "it settles" in status(box)


def test_it_says_whose_function_walks() -> None:
    assert "Using your gradient_descent." in status(explorable.show(gradient_descent))
    both = status(explorable.show(gradient_descent, logistic_gradient))
    assert "Using your gradient_descent and logistic_gradient." in both
    one = status(explorable.show(unfinished, logistic_gradient))
    assert "Using your logistic_gradient. Not written yet: gradient_descent." in one


def test_both_of_the_students_functions_draw_the_reference_path() -> None:
    params = Params(eta=1.6)
    drawn = pixels(explorable.render(params)).astype(int)
    for name, own in (
        ("gradient_descent", gradient_descent),
        ("logistic_gradient", logistic_gradient),
    ):
        assert np.abs(drawn - pixels(explorable.render(params, **{name: own}))).max() <= 2


def test_a_descent_that_fails_for_some_rates_is_said_to_and_the_slider_goes_on() -> None:
    def fragile(X: Any, y: Any, eta: float, tol: float, max_iters: int) -> Any:
        if eta > 2:
            raise ValueError("too bold")
        return gradient_descent(X, y, eta, tol, max_iters)

    box = explorable.show(fragile, clock=ticking(0))
    rate, good = controls(box)["learning rate η"], picture(box)
    rate.value = 2.5
    assert 'role="alert"' in status(box)
    assert "ValueError: too bold" in status(box)
    assert picture(box) == good
    rate.value = 1.0
    assert "Using your gradient_descent." in status(box)
    assert picture(box) != good


def test_a_wrong_descent_is_told_why_it_is_not_used() -> None:
    def uphill(X: Any, y: Any, eta: float, tol: float, max_iters: int) -> Any:
        return gradient_descent(X, y, -eta, tol, max_iters)

    said = status(explorable.show(uphill))
    assert "Your gradient_descent is not ready yet: " in said
    assert "gradient_descent after 3 steps" in said
    said = status(explorable.show(lambda *_: (np.zeros(1), 0.0)))
    assert "must return a tuple of three" in said
    with pytest.raises(CheckFailed, match="not finite"):
        explorable.render(gradient_descent=lambda *_: (np.array([np.nan]), 0.0, []))
