"""A network of single numbers: the spare training is right, and the student's own is preferred."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from course_utils.explore.parts.playground.film import ETA, UNITS, examples, spare
from course_utils.explore.value_network import PROBLEMS, STEPS, Params, render, show
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import put, spoken, unfinished
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
        film = spare(X, y, UNITS[problem], ETA, STEPS + 1)
        assert film[-1][0] < 0.1 < film[0][0]


def test_play_walks_through_the_training_to_its_end() -> None:
    shown = show()
    steps, word = [], "first"
    while shown.take({"step": word, "rest": False})["playing"]:
        steps.append(shown.params.step)
        word = "next"
    assert steps == list(range(1, STEPS + 1))
    assert "After 120 steps" in spoken(shown)
    assert "4 of 4 right" in spoken(shown)
    put(shown, step=0)
    assert "After 0 steps" in spoken(shown)
    put(shown, problem=PROBLEMS[1])
    assert "of 40 right" in spoken(shown)


def test_a_film_is_asked_for_piece_by_piece() -> None:
    asked = []

    def watched(X: Any, y: Any, units: int, eta: float, steps: int) -> Any:
        asked.append(steps)
        return spare(X, y, units, eta, steps)

    shown = show(learn=watched)
    asked.clear()
    for step in range(1, 40):
        put(shown, step=step)
    assert asked == [16, 32, 64]
    put(shown, step=STEPS)
    assert asked == [16, 32, 64, STEPS + 1]


def test_ones_own_network_is_used_as_it_is() -> None:
    assert show(learn=spare).note == "Using your network of Values."
    assert show(learn=unfinished).note.startswith("Not your code yet. Arrays train it. Your")
    wrong = show(learn=lambda X, y, units, eta, steps: spare(X, y, units, 2 * eta, steps))
    assert "It is drawn as it is, and it is not right yet:" in wrong.note
    X, y = examples(PROBLEMS[0])
    loss, _ = spare(X, y, 2, 2 * ETA, 10)[9]
    assert f"loss {loss:.3f}" in put(wrong, step=9)["said"]


@pytest.mark.parametrize(
    "learn",
    [
        lambda X, y, units, eta, steps: spare(X, y, units, eta, steps)[1:],
        lambda X, y, units, eta, steps: [(0.0, [1.0])] * steps,
        lambda X, y, units, eta, steps: None,
    ],
)
def test_what_is_no_film_is_said_and_replaced(learn: Any) -> None:
    assert "Not your code yet. Arrays train it. Your network of Values is not ready yet:" in (
        show(learn=learn).note
    )


def test_a_training_that_leads_to_no_number_is_said_from_that_step_on() -> None:
    def lost(X: Any, y: Any, units: int, eta: float, steps: int) -> Any:
        film = spare(X, y, units, eta, steps)
        return film[:4] + [(np.nan, np.nan * numbers) for _, numbers in film[4:]]

    shown = show(learn=lost)
    assert put(shown, step=3)["problem"] == ""
    answer = put(shown, step=4)
    assert "After step 4 the network says infinity or nan." in answer["problem"]
    assert answer["said"].startswith("After 3 steps: loss 0.")


def test_a_film_that_changes_is_said() -> None:
    calls = iter(range(99))

    def fickle(X: Any, y: Any, units: int, eta: float, steps: int) -> Any:
        return spare(X, y, units, eta * (1 + next(calls)), steps)

    shown = show(learn=fickle)
    answer = put(shown, step=12)
    assert answer["problem"] == "Your learn does something else when it is asked again."


def test_the_page_has_the_weights_of_the_film_so_far() -> None:
    sent = show().sample.wire
    assert (sent["at"], sent["sizes"], len(sent["epochs"])) == ("step", [2, 2, 2], 8)


def test_settings_that_the_controls_do_not_offer_are_refused() -> None:
    for params in (Params(step=121), Params(problem="spirals")):
        with pytest.raises(ValueError, match="the points must be one of"):
            render(params)
