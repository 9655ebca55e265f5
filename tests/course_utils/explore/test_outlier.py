"""A far point: least squares tilts, logistic regression does not, and the numbers say so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from course_utils.explore import outlier as explorable
from course_utils.explore.outlier import Params
from course_utils.explore.parts.logistic import reference_gradient
from tests.support.explorable_kit import logistic_gradient, pixels, put, spoken


def angle(w: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(w[1], w[0])))


@pytest.mark.parametrize("params", [Params(), Params(12, 6, 1), Params(-4, 5, 3)])
def test_both_fits_and_the_status_agree_with_scikit_learn(params: Params) -> None:
    X, y = explorable._examples(params)
    near_X, near_y = explorable._near()
    models = (LinearRegression, lambda: LogisticRegression(C=1e8, tol=1e-8, max_iter=1000))
    shown = explorable.show(start=params)
    tilts, wrongs = [], []
    for make in models:
        fit, without = make().fit(X, y), make().fit(near_X, near_y)
        tilts.append(abs(angle(np.ravel(fit.coef_)) - angle(np.ravel(without.coef_))))
        wrongs.append(int(np.sum((fit.predict(X) > 0.5) != y)))
    assert (
        f"tilt least squares by {tilts[0]:.0f}° ({wrongs[0]} of {len(y)} examples on the wrong "
        f"side) and logistic regression by {tilts[1]:.0f}° ({wrongs[1]} of {len(y)})."
    ) in spoken(shown)


def test_a_far_point_on_its_own_side_tilts_least_squares_alone() -> None:
    said = spoken(explorable.show())
    assert "tilt least squares by 46°" in said
    assert "logistic regression by 0°" in said


def test_the_students_gradient_is_asked_everywhere_and_draws_the_same() -> None:
    asked = []

    def own(X: Any, y: Any, w: Any, b: Any) -> Any:
        asked.append(len(X))
        return logistic_gradient(X, y, w, b)

    drawn = pixels(explorable.render(logistic_gradient=own)).astype(int)
    assert asked
    assert np.abs(drawn - pixels(explorable.render())).max() <= 2
    assert "Using your logistic_gradient." in spoken(explorable.show(own))


def test_a_gradient_that_fails_for_some_places_is_said_to_and_the_hand_goes_on() -> None:
    def fragile(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float) -> Any:
        if X.max() > 11:
            raise OverflowError("too far for me")
        return reference_gradient(X, y, w, b)

    shown = explorable.show(fragile)
    good = shown.take({"rest": True})["layers"]
    answer = put(shown, x1=12)
    assert "OverflowError: too far for me" in answer["problem"]
    assert answer["layers"] == good
    assert put(shown, x1=9)["problem"] == ""
