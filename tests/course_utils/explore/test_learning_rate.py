"""Descent on the loss surface: whose steps they are, and whether the words about them are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from course_utils.check import CheckFailed
from course_utils.explore import learning_rate as explorable
from course_utils.explore.learning_rate import Params
from course_utils.explore.parts import descent
from course_utils.explore.parts.descent import INPUTS
from course_utils.stage import Line, Stage
from tests.support.explorable_kit import (
    gradient_descent,
    logistic_gradient,
    pixels,
    put,
    spoken,
    unfinished,
)


def path(shown: Stage) -> np.ndarray:
    """Where the descent that is drawn leads, (steps + 1, 2)."""
    lines = [each for each in shown.scene.layers if isinstance(each, Line)]
    return next(each.xy for each in lines if each.pane == "surface")


@pytest.mark.parametrize("inputs", INPUTS)
def test_the_least_loss_and_the_limit_of_the_rate_are_right(inputs: str) -> None:
    x, y = descent.scaled(inputs), descent.Y

    def loss(place: np.ndarray) -> float:
        z = x * place[0] + place[1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    best = minimize(loss, np.zeros(2), tol=1e-12)
    w, b, limit = descent.BEST[inputs]
    assert np.allclose(best.x, [w, b], atol=1e-3)
    assert best.fun == pytest.approx(descent.LEAST, abs=1e-6)
    p = 1 / (1 + np.exp(-(x * w + b)))
    rows = np.column_stack([x, np.ones(6)])
    bend = (rows.T * (p * (1 - p))) @ rows / 6
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(bend)[-1], rel=1e-3)


def test_the_status_says_the_loss_the_descent_ends_with() -> None:
    X, y = descent.X[:, None], descent.Y
    shown = explorable.show(gradient_descent)
    for eta, steps, words in (
        (0.01, 30, "small, it crawls"),
        (0.4, 12, "it is on its way"),
        (1.6, 30, "large, it swings to and fro"),
        (2.5, 9, "too large, it never settles"),
    ):
        put(shown, eta=eta, steps=steps)
        loss = gradient_descent(X, y, eta, 0.0, steps + 1)[2][-1]
        said = spoken(shown)
        assert f"η = {eta:g}: {words}." in said
        assert f"Mean loss after {steps} steps {loss:.3f}" in said
        assert "settle only below η = 1.78" in said


def test_standardised_inputs_settle_where_raw_ones_never_do() -> None:
    shown = explorable.show()
    put(shown, eta=8.0)
    assert "never settles" in spoken(shown)
    assert "The path leaves the picture." in spoken(shown)
    put(shown, inputs="standardised")
    assert "it settles" in spoken(shown)


def test_the_ball_rolls_from_where_it_is_put_by_the_students_own_slopes() -> None:
    asked: list[float] = []

    def watched(X: Any, y: Any, w: Any, b: float) -> Any:
        asked.append(b)
        return logistic_gradient(X, y, w, b)

    shown = explorable.show(gradient_descent, watched)
    assert dict(each[:2] for each in shown.scene.readouts)["walked by"] == "your gradient_descent"
    asked.clear()
    put(shown, w=2.0, b=-1.5, eta=0.5, steps=4)
    place = np.array([2.0, -1.5])
    for drawn in path(shown):
        assert drawn == pytest.approx(place)
        dw, db = logistic_gradient(descent.X[:, None], descent.Y, place[:1], float(place[1]))
        place = place - 0.5 * np.array([dw[0], db])
    assert asked[:2] == pytest.approx([-1.5, path(shown)[1][1]])
    assert dict(each[:2] for each in shown.scene.readouts)["walked by"] == "your logistic_gradient"
    (handle,) = shown.scene.handles
    assert handle.at == (2.0, -1.5)
    alone = explorable.show(gradient_descent, key="alone")
    put(alone, w=2.0)
    assert dict(each[:2] for each in alone.scene.readouts)["walked by"] == "not your code"


def test_play_rolls_step_by_step_and_ends() -> None:
    shown = explorable.show(gradient_descent, start=Params(eta=0.3))
    counts, answer = [], shown.take({"step": "first"})
    while answer["playing"]:
        counts.append(len(path(shown)) - 1)
        answer = shown.take({"step": "next"})
    assert counts == [*range(31)]
    shown.take({"set": {"steps": 5}})
    assert shown.take({"step": "first"})["params"]["steps"] == 6


def test_it_says_whose_function_walks() -> None:
    assert "Using your gradient_descent." in spoken(explorable.show(gradient_descent))
    both = spoken(explorable.show(gradient_descent, logistic_gradient))
    assert "Using your gradient_descent and logistic_gradient." in both
    one = spoken(explorable.show(unfinished, logistic_gradient))
    assert "Using your logistic_gradient. Not written yet: gradient_descent." in one


def test_both_of_the_students_functions_draw_the_reference_path() -> None:
    params = Params(eta=1.6)
    below = slice(70, None)  # above stands whose functions walk
    drawn = pixels(explorable.render(params)).astype(int)[below]
    for name, own in (
        ("gradient_descent", gradient_descent),
        ("logistic_gradient", logistic_gradient),
    ):
        own_path = pixels(explorable.render(params, **{name: own}))[below]
        assert np.abs(drawn - own_path).max() <= 2


def test_a_descent_that_fails_for_some_rates_is_said_to_and_the_slider_goes_on() -> None:
    def fragile(X: Any, y: Any, eta: float, tol: float, max_iters: int) -> Any:
        if eta > 2:
            raise ValueError("too bold")
        return gradient_descent(X, y, eta, tol, max_iters)

    shown = explorable.show(fragile)
    good = shown.scene.layers
    assert "ValueError: too bold" in put(shown, eta=2.5)["problem"]
    assert shown.scene.layers is good
    assert put(shown, eta=1.0)["problem"] == ""
    assert "Using your gradient_descent." in spoken(shown)
    assert shown.scene.layers is not good


def test_a_wrong_descent_is_told_why_it_is_not_used() -> None:
    def uphill(X: Any, y: Any, eta: float, tol: float, max_iters: int) -> Any:
        return gradient_descent(X, y, -eta, tol, max_iters)

    said = spoken(explorable.show(uphill))
    assert "Your gradient_descent is not ready yet: " in said
    assert "gradient_descent after 3 steps" in said
    said = spoken(explorable.show(lambda *_: (np.zeros(1), 0.0)))
    assert "must return a tuple of three" in said
    with pytest.raises(CheckFailed, match="not finite"):
        explorable.render(gradient_descent=lambda *_: (np.array([np.nan]), 0.0, []))
