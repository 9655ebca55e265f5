"""Polynomial degree: the student's fits, their errors, and what is said of them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from course_utils import data
from course_utils.explore.parts.polynomials import SCALE, points
from course_utils.explore.polynomial_degree import Params, render, show
from course_utils.stage import Line, Stage
from tests.support.explorable_kit import pixels, put, spoken


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

    shown = show(watched, features)
    assert "Using your fit_polynomial and polynomial_features." in spoken(shown)
    assert (10, 9, 0.0) in asked
    before = len(asked)
    put(shown, degree=4)
    assert len(asked) == before  # all degrees are fitted at once
    put(shown, lam=0.01)
    assert asked[before:] == [(10, degree, 0.01) for degree in range(10)]


def test_a_point_is_pulled_added_and_deleted_and_the_students_fit_follows() -> None:
    shown = show(fit, features, start=Params(degree=3))
    before = curve(shown)
    shown.take({"drag": {"points to fit": [4, 0.5, 1.9]}, "rest": False})
    x, held_x, t, held_t = (each.copy() for each in points(14, 1))
    x[4], t[4] = 0.5, 1.9
    assert np.allclose(curve(shown), features(SCALE, 3) @ fit(x, t, 3, 0.0), atol=1e-6)
    assert not np.allclose(curve(shown), before)
    shown.take({"add": ["", 0.25, -1.0], "rest": True})
    x, t = np.append(x, 0.25), np.append(t, -1.0)
    assert np.allclose(curve(shown), features(SCALE, 3) @ fit(x, t, 3, 0.0), atol=1e-6)
    shown.take({"remove": ["points to fit", 10], "rest": True})
    assert "on the 10 points" in shown.scene.said
    shown.take({"drag": {"points held back": [0, 0.1, 2.0]}, "rest": True})
    held_x[0], held_t[0] = 0.1, 2.0
    error = np.mean((features(held_x, 3) @ fit(x[:-1], t[:-1], 3, 0.0) - held_t) ** 2)
    assert f"{error:.3f} on the 4 held back" in shown.scene.said
    shown.take({"press": "reset", "rest": True})
    assert np.array_equal(curve(shown), before)


def curve(shown: Stage) -> np.ndarray:
    """The heights of the polynomial that is drawn."""
    lines = [each for each in shown.scene.layers if isinstance(each, Line)]
    return next(each.xy[:, 1] for each in lines if each.color == "class2")


def test_play_goes_from_degree_to_degree() -> None:
    shown, seen = show(), []
    answer = shown.take({"step": "first"})
    while answer["playing"]:
        seen.append(answer["params"]["degree"])
        answer = shown.take({"step": "next"})
    assert seen == [*range(10)]


def test_right_answers_of_another_style_look_the_same() -> None:
    for params in (Params(3), Params(5, 1e-4, 30, 2)):  # but for the rounding at degree 9
        own = pixels(render(params, fit_polynomial=fit, polynomial_features=features))
        differ = np.any(own != pixels(render(params)), axis=-1)
        assert differ.mean() < 0.003


def test_the_errors_that_are_said_are_those_of_the_fit() -> None:
    shown = show(start=Params(degree=2, count=30, draw=4))
    x, t = data.sine(n=30, noise=0.25, seed=43)
    x, held_x, t, held_t = data.split(x, t, 0.3, seed=4)
    c = fit(x, t, 2, 0.0)
    training = np.mean((features(x, 2) @ c - t) ** 2)
    held = np.mean((features(held_x, 2) @ c - held_t) ** 2)
    assert f"mean squared error {training:.3f} on the 21 points" in spoken(shown)
    assert f"{held:.3f} on the 9 held back" in spoken(shown)


def test_the_training_error_falls_with_the_degree_and_the_other_does_not() -> None:
    shown = show()
    errors = []
    for degree in range(10):
        put(shown, degree=degree)
        found = re.search(r"error ([\d.,]+) on the .* ([\d.,]+) on the 4 held", spoken(shown))
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

    shown = show(no_penalty, features)
    good = shown.scene.layers
    assert "RuntimeError: no idea" in put(shown, lam=1e-3)["problem"]
    assert shown.scene.layers is good
    assert put(shown, lam=1e-2)["problem"] == ""
    assert shown.scene.layers is not good


def test_a_degree_that_fails_leaves_the_others_in_the_picture() -> None:
    def few(x: np.ndarray, y: np.ndarray, M: int, lam: float) -> np.ndarray:
        if M > 6:
            raise MemoryError("too high")
        return fit(x, y, M, lam)

    shown = show(few, features, start=Params(degree=3))
    assert shown.take({"rest": True})["problem"] == ""
    assert "MemoryError: too high" in put(shown, degree=8)["problem"]


@pytest.mark.parametrize("result", [np.zeros(3), np.full(4, np.nan)])
def test_wrong_shapes_and_infinite_numbers_are_told(result: np.ndarray) -> None:
    with pytest.raises(AssertionError, match=r"of degree 3 is infinite|shape"):
        render(Params(3), fit_polynomial=lambda x, y, M, lam: result)
