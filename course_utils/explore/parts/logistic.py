"""The gradient of logistic regression as a reference, and a trial of the student's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts.special import expit

Gradient = Callable[..., Any]


def reference_gradient(
    X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float
) -> tuple[np.ndarray, float]:
    """Slopes of the mean cross-entropy: X (N, D), y (N,), w (D,), b → dw (D,), db."""
    with_ones = np.column_stack([X, np.ones(len(X))])
    slopes = (expit(with_ones @ np.append(w, b)) - y) @ with_ones / len(X)
    return slopes[:-1], float(slopes[-1])


def try_gradient(gradient: Gradient) -> None:
    """Raise if a `logistic_gradient` is not right on a small example."""
    X, y = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 0.5]]), np.array([0, 1, 1])
    check.agree(gradient, reference_gradient, X, y, np.array([0.4, -0.3]), 0.1, rtol=1e-6)


def flat(gradient: Gradient, X: np.ndarray, y: np.ndarray, place: np.ndarray) -> np.ndarray:
    """What a `logistic_gradient` says at place (D + 1,), weights first, as one array (D + 1,).

    Raises:
        CheckFailed: it returns other shapes, or numbers that are not finite.
    """
    dw, db = gradient(X.copy(), y.copy(), place[:-1].copy(), float(place[-1]))
    check.shape(dw, (X.shape[1],), what="dw, as logistic_gradient returns it,")
    check.shape(db, (), what="db, as logistic_gradient returns it,")
    slopes = np.append(dw, db)
    check.true(bool(np.isfinite(slopes).all()), "logistic_gradient returned infinity or nan.")
    return slopes
