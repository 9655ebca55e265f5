"""A network of single numbers: the spare training is right, and the student's own is preferred."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from course_utils.explore import value_network
from course_utils.explore.value_network import ETA, PROBLEMS, Params, examples, render, show, spare
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import controls, picture, status, unfinished
from tests.support.worked import reference


def loss_of(numbers: np.ndarray, X: np.ndarray, y: np.ndarray) -> float:
    """The mean logistic loss, written out unit by unit."""
    units, total = (len(numbers) - 1) // 4, 0.0
    for x, label in zip(X, y, strict=True):
        score = numbers[-1]
        for n in range(units):
            w1, w2, b = numbers[3 * n : 3 * n + 3]
            score += numbers[3 * units + n] * np.tanh(w1 * x[0] + w2 * x[1] + b)
        total += np.log(1 + np.exp(-score if label == 1 else score))
    return float(total / len(y))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_spare_training_steps_along_the_gradient(problem: str) -> None:
    X, y = examples(problem)
    film = spare(X, y, 3, 0.5, 3)
    for (loss, numbers), (_, moved) in pairwise(film):
        assert loss == pytest.approx(loss_of(numbers, X, y))
        check_gradient(lambda part: loss_of(part, X, y), (numbers - moved) / 0.5, numbers)


def test_the_lessons_thirty_lines_make_the_same_film() -> None:
    lesson = reference(4)
    X, y = examples(PROBLEMS[0])
    look = next(cell for cell in lesson_cells() if cell.key == "thirty_lines")
    space: dict[str, Any] = {"Value": lesson.Value, "np": np}
    exec(look.source, space)
    for (loss, numbers), (right, there) in zip(
        space["learn"](X, y, 2, ETA, 4), spare(X, y, 2, ETA, 4), strict=True
    ):
        assert loss == pytest.approx(right)
        np.testing.assert_allclose(numbers, there)


def lesson_cells() -> Any:
    from autograder.lesson.course import Course
    from tests.support import ROOT

    return Course(ROOT).lesson("04_backprop_circuits").cells


def test_the_network_solves_both_problems() -> None:
    for problem in PROBLEMS:
        X, y = examples(problem)
        film = spare(X, y, value_network.UNITS[problem], ETA, value_network.STEPS + 1)
        assert film[-1][0] < 0.1 < film[0][0]


def test_the_slider_walks_through_the_training() -> None:
    box = show()
    slider = controls(box)["step"]
    last, said = picture(box), status(box)
    assert "After 120 steps" in said
    assert "4 of 4 right" in said
    slider.value = 0
    assert picture(box) != last
    assert "After 0 steps" in status(box)
    controls(box)["points"].value = PROBLEMS[1]
    assert "of 40 right" in status(box)


def test_ones_own_network_is_used_once_it_works() -> None:
    assert "Using your network of Values." in status(show(learn=spare))
    assert "is not written yet" in status(show(learn=unfinished))


@pytest.mark.parametrize(
    "learn",
    [
        lambda X, y, units, eta, steps: spare(X, y, units, 2 * eta, steps),
        lambda X, y, units, eta, steps: spare(X, y, units, eta, steps)[1:],
        lambda X, y, units, eta, steps: [(0.0, [1.0])] * steps,
        lambda X, y, units, eta, steps: None,
    ],
)
def test_a_training_that_goes_wrong_is_said_and_not_shown(learn: Any) -> None:
    box = show(learn=learn)
    assert "is not ready yet" in status(box)
    assert "4 of 4 right" in status(box)


def test_settings_that_the_controls_do_not_offer_are_refused() -> None:
    for params in (Params(step=121), Params(problem="spirals")):
        with pytest.raises(ValueError, match="the points must be one of"):
            render(params)
