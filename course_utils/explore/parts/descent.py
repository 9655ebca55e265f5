"""Paths of gradient descent on six examples in a row, by the student's own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts.logistic import flat, reference_gradient

STEPS = 30
INPUTS = ("as they are", "standardised")
X, Y = np.arange(6.0), np.array([0, 0, 1, 0, 1, 1])
BEST = {  # weight and bias of least loss, and the largest rate at which a descent settles there
    INPUTS[0]: (1.214, -3.035, 1.779),
    INPUTS[1]: (2.073, 0.0, 15.31),
}
LEAST = 0.412998
Descend = Callable[..., Any]
Path = tuple[np.ndarray, np.ndarray]  # places (STEPS + 1, 2): w and b; mean losses (STEPS + 1,)


class Walks:
    """Paths by these functions; each is walked once.

    From zero gradient_descent walks, which knows no other place to begin; from elsewhere, or where
    it is not there, a loop of ours over the slopes of logistic_gradient.
    """

    def __init__(self, descent: Descend | None, gradient: Descend | None) -> None:
        self._descent: Descend | None = descent
        self._gradient: Descend | None = gradient
        self._walked: dict[tuple[Any, ...], Path] = {}

    def who(self, start: tuple[float, float]) -> str:
        """Whose functions walk from there."""
        if self._descent and not any(start):
            return "your gradient_descent"
        return "your logistic_gradient" if self._gradient else "not your code"

    def __call__(self, inputs: str, eta: float, start: tuple[float, float]) -> Path:
        """The path of STEPS steps from a start (w, b).

        Raises:
            CheckFailed: a function returns other shapes, or numbers that are not finite.
        """
        key = (inputs, eta, start)
        if key not in self._walked:
            if len(self._walked) > 200:
                self._walked.clear()
            if self._descent and not any(start):
                places = _by_descent(self._descent, inputs, eta)
            else:
                places = _by_gradient(self._gradient or reference_gradient, inputs, eta, start)
            self._walked[key] = places, mean_loss(inputs, places[:, 0], places[:, 1])
        return self._walked[key]


def mean_loss(inputs: str, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The mean cross-entropy at weights and biases of one shape."""
    scores = scaled(inputs) * w[..., None] + b[..., None]
    return np.asarray(np.mean(np.logaddexp(0, scores) - Y * scores, axis=-1))


def scaled(inputs: str) -> np.ndarray:
    """The six inputs, as they are or standardised."""
    return X if inputs == INPUTS[0] else (X - X.mean()) / X.std()


def verdict(inputs: str, eta: float, losses: np.ndarray) -> str:
    """How a whole walk went, in a few words."""
    gap = losses - LEAST
    if eta > BEST[inputs][2]:
        return "too large, it never settles"
    if np.any(np.diff(losses) > 1e-9):
        return "large, it swings to and fro"
    if gap[-1] > 0.5 * gap[0]:
        return "small, it crawls"
    return "it settles" if gap[-1] < 0.01 * max(float(gap[0]), 0.1) else "it is on its way"


def try_descent(descent: Descend) -> None:
    """Raise if a `gradient_descent` is not right for a few steps."""
    for count in (0, 3):
        got = descent(X[:, None], Y.copy(), 0.3, 0.0, count)
        three = isinstance(got, tuple) and len(got) == 3
        check.true(three, "gradient_descent must return a tuple of three: (w, b, losses).")
        place = np.zeros(2)
        for _ in range(count):
            place = place - 0.3 * flat(reference_gradient, X[:, None], Y, place)
        what = f"gradient_descent after {count} steps"
        check.close((got[0], got[1]), (place[:1], float(place[1])), what=what, rtol=1e-6)


def _by_gradient(
    gradient: Descend, inputs: str, eta: float, start: tuple[float, float]
) -> np.ndarray:
    places, table = [np.array(start)], scaled(inputs)[:, None]
    for _ in range(STEPS):
        places.append(places[-1] - eta * flat(gradient, table, Y, places[-1]))
    return np.array(places)


def _by_descent(descent: Descend, inputs: str, eta: float) -> np.ndarray:
    """Runs of 0, 1, 2, … steps from zero: the only way to see the places between."""
    places = []
    for count in range(STEPS + 1):
        w, b, _ = descent(scaled(inputs)[:, None].copy(), Y.copy(), eta, 0.0, count)
        check.shape(w, (1,), what="w, as gradient_descent returns it,")
        places.append([float(np.ravel(w)[0]), float(b)])
    finite = bool(np.isfinite(places).all())
    check.true(finite, "gradient_descent leads to numbers that are not finite.")
    return np.array(places)
