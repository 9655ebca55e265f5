"""What the hidden layers make of the plane and of the points, in shades and two coordinates."""

from __future__ import annotations

import numpy as np

from course_utils.explore.parts.playground.functions import Layers


def maps(outputs: np.ndarray, kind: str) -> np.ndarray:
    """Outputs of units (M, units) as shades: ½ is 0, or the middle of what a sigmoid can say."""
    if kind not in ("tanh", "relu"):
        return outputs
    top = np.ones(outputs.shape[1]) if kind == "tanh" else np.abs(outputs).max(axis=0)
    return np.asarray(0.5 + 0.5 * outputs / np.maximum(top, 1e-9))


def shadow(
    hidden: np.ndarray, w: np.ndarray, b: float, before: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Points of the hidden space in two coordinates, where w · h + b = 0, and the second direction.

    Two units are shown as they are, and one with its points spread out. Of more, the first
    coordinate runs along w, so that the cut is upright, and the second along the widest spread
    across it; `before` is that direction in the frame before, for the same sign.
    """
    far = 1e3 * np.array([-1.0, 1.0])
    length = max(float(np.linalg.norm(w)), 1e-9)
    if len(w) == 2:
        foot, along = -b * w / length**2, np.array([-w[1], w[0]]) / length
        return hidden, (foot[0] + far * along[0], foot[1] + far * along[1]), before
    at = np.full(2, -b / length)
    if len(w) == 1:
        spread = np.linspace(-1, 1, 7)[np.arange(len(hidden)) % 7]
        sign = 1.0 if w[0] >= 0 else -1.0
        return np.column_stack([hidden[:, 0], spread]), (sign * at, far), before
    score = hidden @ w / length
    rest = hidden - np.outer(score, w / length)
    rest = rest - rest.mean(axis=0)
    second = np.linalg.svd(rest, full_matrices=False)[2][0]
    second = second if second @ before >= 0 else -second
    return np.column_stack([score, rest @ second]), (at, far), second


def score(layers: Layers) -> tuple[np.ndarray, float]:
    """Weights and bias of the second score over the first."""
    W, b = layers[-1]
    return W[:, 1] - W[:, 0], float(b[1] - b[0])
