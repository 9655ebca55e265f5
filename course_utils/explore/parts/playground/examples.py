"""The points that a playground's networks learn from, and others of the same kind."""

from __future__ import annotations

from functools import cache

import numpy as np

from course_utils import data

DATA = ("moons", "circles", "same value?", "spirals", "two clouds")
NOISES = (0.0, 0.5, 1.0, 1.5, 2.0)  # times as much as usual
EXAMPLES = 160
REACH = 2.6  # all points lie within −REACH … REACH


@cache
def examples(name: str, noise: float = 1.0) -> tuple[np.ndarray, ...]:
    """Points to learn from and their labels, then others of the same kind."""
    n = 2 * EXAMPLES
    if name == "moons":
        X, y = data.moons(n=n, noise=0.22 * noise, seed=1)
        X = 1.5 * X
    elif name == "circles":
        X, y = data.circles(n=n, noise=0.2 * noise, seed=2)
        X = 1.5 * X
    elif name == "same value?":
        X, y = data.same_value(n=n, noise=0.2 * noise, seed=3)
        X = 2.4 * X - 1.2
    elif name == "spirals":
        X, y = data.spirals(n=n, noise=0.04 * noise, seed=4)
        X = 2.2 * X
    else:
        spread = 0.7 * max(noise, 0.1)
        X, y = data.blobs(n=n, centers=((-0.8, -0.4), (0.8, 0.4)), spread=spread, seed=5)
    X = np.clip(X, 0.02 - REACH, REACH - 0.02)
    return X[:EXAMPLES], y[:EXAMPLES], X[EXAMPLES:], y[EXAMPLES:]
