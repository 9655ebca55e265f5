"""Polynomial degree: the student's fits, their errors, and what is said of them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from course_utils import data
from course_utils.explore import polynomial_degree
from course_utils.explore.polynomial_degree import Params, render, show
from tests.support.explorable_kit import controls, picture, pixels, status, ticking


def features(x: np.ndarray, M: int) -> np.ndarray:
    return np.array([x**m for m in range(M + 1)]).T


def fit(x: np.ndarray, y: np.ndarray, M: int, lam: float) -> np.ndarray:
    """By the linear system of the lesson, which is less exact than the reference."""
    A = features(x, M)
    D = np.diag([0.0] + [1.0] * M)
    return np.linalg.solve(A.T @ A / len(x) + lam * D, A.T @ y / len(x))


def test_the_students_own_functions_draw_the_picture() -> None:
    asked = []

    def watched(x: np.ndarray, y: np.ndarray, M: int, lam: float) -> np.ndarray:
        asked.append((len(x), M, lam))
        return fit(x, y, M, lam)

    box = show(watched, features, clock=ticking(0))
    assert "Using your fit_polynomial and polynomial_features." in status(box)
    assert (10, 9, 0.0) in asked
    before = len(asked)
    controls(box)["degree M"].value = 4
    controls(box)["penalty λ"].value = 0.01
    assert len(asked) == before  # nothing is fitted while a slider moves


def test_right_answers_of_another_style_look_the_same() -> None:
    for params in (Params(3), Params(5, 1e-4, 30, 2)):  # but for the rounding at degree 9
        own = pixels(render(params, fit_polynomial=fit, polynomial_features=features))
        differ = np.any(own != pixels(render(params)), axis=-1)
        assert differ.mean() < 0.003


def test_the_errors_that_are_said_are_those_of_the_fit() -> None:
    box = show(start=Params(degree=2, count=30, draw=4))
    x, t = data.sine(n=30, noise=0.25, seed=43)
    x, held_x, t, held_t = data.split(x, t, 0.3, seed=4)
    c = fit(x, t, 2, 0.0)
    training = np.mean((features(x, 2) @ c - t) ** 2)
    held = np.mean((features(held_x, 2) @ c - held_t) ** 2)
    assert f"mean squared error {training:.3f} on the 21 points" in status(box)
    assert f"{held:.3f} on the 9 held back" in status(box)


def test_the_training_error_falls_with_the_degree_and_the_other_does_not() -> None:
    box = show()
    errors = []
    for degree in range(10):
        controls(box)["degree M"].value = degree
        found = re.search(r"error ([\d.,]+) on the .* ([\d.,]+) on the 4 held", status(box))
        assert found
        errors.append([float(number.replace(",", "")) for number in found.groups()])
    training, held = np.array(errors).T
    assert np.all(np.diff(training) <= 0)
    assert held[9] > 10 * held.min()


def test_a_fit_that_fails_at_some_degree_is_said_there_and_the_slider_goes_on() -> None:
    def no_penalty(x: np.ndarray, y: np.ndarray, M: int, lam: float) -> np.ndarray:
        if lam == 1e-3:
            raise RuntimeError("no idea")
        return fit(x, y, M, lam)

    box = show(no_penalty, features, clock=ticking(0))
    good = picture(box)
    controls(box)["penalty λ"].value = 1e-3
    assert 'role="alert"' in status(box)
    assert "RuntimeError: no idea" in status(box)
    assert picture(box) == good
    controls(box)["penalty λ"].value = 1e-2
    assert 'role="status"' in status(box)
    assert picture(box) != good


@pytest.mark.parametrize("result", [np.zeros(3), np.full(4, np.nan)])
def test_wrong_shapes_and_infinite_numbers_are_told(result: np.ndarray) -> None:
    with pytest.raises(AssertionError, match=r"fit_polynomial of degree 0|shape"):
        render(Params(3), fit_polynomial=lambda x, y, M, lam: result)


def test_slow_functions_leave_the_rest_to_the_reference() -> None:
    said = status(polynomial_degree.show(fit, features, clock=ticking(1)))
    assert re.search(r"Your fit is right but slow: \d+ of the 240 settings show a reference", said)
