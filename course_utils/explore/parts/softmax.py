"""Softmax and the gradients of softmax regression as references, and trials of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts import special
from course_utils.stage import spent

Function = Callable[..., Any]
Weights = tuple[np.ndarray, np.ndarray]


def reference_softmax(Z: np.ndarray) -> np.ndarray:
    """Scores (N, K) → probabilities (N, K)."""
    return np.asarray(special.softmax(Z, axis=1))


def reference_gradients(
    X: np.ndarray, Y: np.ndarray, W: np.ndarray, b: np.ndarray, lam: float
) -> Weights:
    """Slopes of softmax regression's mean loss with its penalty: dW (D, K), db (K,)."""
    return gradients(reference_softmax, X, Y, W, b, lam)


def gradients(
    squash: Function, X: np.ndarray, Y: np.ndarray, W: np.ndarray, b: np.ndarray, lam: float
) -> Weights:
    """The same for any function from scores to probabilities whose slope is P − Y."""
    slopes = (squash(X @ W + b) - Y) / len(X)
    return np.einsum("nd,nk->dk", X, slopes) + lam * W, np.einsum("nk->k", slopes)


class Descent:
    """Steps of gradient descent from zero on N examples of K classes, made as they are asked for.

    Attributes:
        step: how many are made.
    """

    def __init__(
        self,
        slopes: Function,
        X: np.ndarray,
        y: np.ndarray,
        *,
        rate: float,
        decay: float,
        clock: Callable[[], float] = spent,
    ) -> None:
        """Slopes are (X (N, D), Y (N, K), W (D, K), b (K,), lam) → (dW, db); y holds 0 … K − 1."""
        self._slopes, self._rate, self._decay, self._clock = slopes, rate, decay, clock
        self._X, self._Y = X, (y[:, None] == np.arange(int(y.max()) + 1)).astype(float)
        classes = self._Y.shape[1]
        self._kept: list[Weights] = [(np.zeros((X.shape[1], classes)), np.zeros(classes))]

    @property
    def step(self) -> int:
        return len(self._kept) - 1

    def upto(self, step: int, seconds: float) -> Weights:
        """The weights after so many steps, or after as many as there is time for now.

        Raises:
            CheckFailed: the slopes have other shapes, or lead to numbers that are not finite.
        """
        end = self._clock() + seconds
        while self.step < step and (self.step == 0 or self._clock() < end):
            self._kept.append(self.after(*self._kept[-1]))
        return self._kept[min(step, self.step)]

    def after(self, W: np.ndarray, b: np.ndarray) -> Weights:
        """One step from any weights."""
        dW, db = self._slopes(self._X.copy(), self._Y.copy(), W.copy(), b.copy(), self._decay)
        check.shape(dW, W.shape, what="dW, as softmax_gradients returns it,")
        check.shape(db, b.shape, what="db, as softmax_gradients returns it,")
        W, b = W - self._rate * np.asarray(dW), b - self._rate * np.asarray(db)
        finite = bool(np.isfinite(W).all() and np.isfinite(b).all())
        check.true(finite, "softmax_gradients leads to weights that are not finite.")
        return W, b


def try_softmax(own: Function) -> None:
    """Raise if a `softmax` is not right for moderate scores; large ones are for the slider."""
    Z = np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.5, -3.0, 4.0]])
    check.agree(own, reference_softmax, Z, rtol=1e-6)


def try_gradients(own: Function) -> None:
    """Raise if a `softmax_gradients` is not right on a small example."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.0]]), np.eye(3)
    W, b = np.array([[0.3, -0.2, 0.1], [0.0, 0.4, -0.6]]), np.array([0.1, -0.3, 0.2])
    check.agree(own, reference_gradients, X, Y, W, b, 0.1, rtol=1e-6)
