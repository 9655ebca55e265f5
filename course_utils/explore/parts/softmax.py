"""Softmax and the gradients of softmax regression as references, and trials of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts import special

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


def try_softmax(own: Function) -> None:
    """Raise if a `softmax` is not right for moderate scores; large ones are for the slider."""
    Z = np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.5, -3.0, 4.0]])
    check.agree(own, reference_softmax, Z, rtol=1e-6)


def try_gradients(own: Function) -> None:
    """Raise if a `softmax_gradients` is not right on a small example."""
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.0]]), np.eye(3)
    W, b = np.array([[0.3, -0.2, 0.1], [0.0, 0.4, -0.6]]), np.array([0.1, -0.3, 0.2])
    check.agree(own, reference_gradients, X, Y, W, b, 0.1, rtol=1e-6)
