"""The logistic function, softmax and their logarithms, exact for large scores too."""

from __future__ import annotations

from typing import Any

import numpy as np


def expit(z: Any) -> Any:
    """1 / (1 + exp(−z)) for any shape; never overflows."""
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1.0) / (1.0 + small)


def log_expit(z: Any) -> Any:
    """The logarithm of `expit`."""
    return -np.logaddexp(0.0, -np.asarray(z, dtype=float))


def logsumexp(z: Any) -> float:
    """The logarithm of the sum of exp(z), z of shape (K,)."""
    return float(np.logaddexp.reduce(np.asarray(z, dtype=float)))


def softmax(z: Any, axis: int = -1) -> np.ndarray:
    """exp(z) / sum of exp(z) along an axis."""
    z = np.asarray(z, dtype=float)
    shares = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(shares / shares.sum(axis=axis, keepdims=True))


def rel_entr(p: Any, q: Any) -> np.ndarray:
    """p log(p/q) entry by entry: 0 where p is 0, infinite where only q is."""
    p, q = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(q, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)
