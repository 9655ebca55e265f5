"""Data sets made here: clouds, moons, rings, spirals, a noisy sine, sixteen short messages."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from course_utils.data.chance import Data, Seed, even_labels, shuffled


def blobs(
    *,
    n: int = 200,
    centers: Sequence[Sequence[float]] = ((-1.5, -1.0), (1.5, 1.0)),
    spread: float | Sequence[float] = 1.0,
    seed: Seed,
) -> Data:
    """Round clouds of points, one class for each center.

    Args:
        n: number of points, shared out evenly.
        centers: (K, D) the middle of each cloud.
        spread: standard deviation of the clouds, one for all or one for each.
        seed: integer or Generator.
    """
    rng, middle = np.random.default_rng(seed), np.asarray(centers, dtype=float)
    if middle.ndim != 2:
        raise ValueError(f"centers must have shape (K, D). Got {middle.shape} instead.")
    y = even_labels(n, len(middle))
    deviation = np.broadcast_to(np.asarray(spread, dtype=float), (len(middle),))
    X = middle[y] + deviation[y, None] * rng.normal(size=(n, middle.shape[1]))
    return shuffled(X, y, rng)


def moons(*, n: int = 200, noise: float = 0.1, seed: Seed) -> Data:
    """Two interleaving half circles, D = 2: no straight line parts them.

    Args:
        n: number of points.
        noise: standard deviation of what is added to every coordinate.
        seed: integer or Generator.
    """
    rng, y = np.random.default_rng(seed), even_labels(n, 2)
    angle = math.pi * rng.uniform(size=n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    X = np.where(y[:, None] == 0, upper, lower) - np.array([0.5, 0.25])
    return shuffled(X + noise * rng.normal(size=X.shape), y, rng)


def circles(*, n: int = 200, inner: float = 0.45, noise: float = 0.08, seed: Seed) -> Data:
    """A ring of radius 1 (class 0) around a ring of radius `inner` (class 1), D = 2.

    Args:
        n: number of points.
        inner: radius of the inner ring, between 0 and 1.
        noise: standard deviation of what is added to every coordinate.
        seed: integer or Generator.
    """
    rng, y = np.random.default_rng(seed), even_labels(n, 2)
    angle = 2 * math.pi * rng.uniform(size=n)
    radius = np.where(y == 0, 1.0, inner)[:, None]
    X = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return shuffled(X + noise * rng.normal(size=X.shape), y, rng)


def spirals(*, n: int = 300, turns: float = 1.0, noise: float = 0.03, seed: Seed) -> Data:
    """Two spiral arms, one class each, within about the unit circle, D = 2.

    Args:
        n: number of points.
        turns: how often each arm winds around the middle; 1 is learnable in seconds, 2 is hard.
        noise: standard deviation of what is added to every coordinate.
        seed: integer or Generator.
    """
    rng, y = np.random.default_rng(seed), even_labels(n, 2)
    radius = 0.1 + 0.9 * np.sqrt(rng.uniform(size=n))
    angle = 2 * math.pi * turns * radius + math.pi * y
    X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shuffled(X + noise * rng.normal(size=X.shape), y, rng)


def same_value(*, n: int = 4, noise: float = 0.0, seed: Seed | None = None) -> Data:
    """Do the two 0/1 inputs have the same value? (XNOR; no line can answer it.)

    Without options the four exact examples 00, 01, 10, 11 with labels 1, 0, 0, 1, in this order.

    Args:
        n: number of points, shared out evenly over the four corners.
        noise: standard deviation of what is added to every coordinate; needs a seed.
        seed: integer or Generator; without one nothing is random and nothing is shuffled.
    """
    corner = np.arange(n) % 4
    X = np.column_stack([corner // 2, corner % 2]).astype(float)
    y = (X[:, 0] == X[:, 1]).astype(int)
    if seed is None:
        if noise:
            raise ValueError(f"seed must be given with noise={noise}. Got None instead.")
        return X, y
    rng = np.random.default_rng(seed)
    return shuffled(X + noise * rng.normal(size=X.shape), y, rng)


def xor(*, n: int = 4, noise: float = 0.0, seed: Seed | None = None) -> Data:
    """Do the two 0/1 inputs differ? The labels of `same_value`, the other way round."""
    X, y = same_value(n=n, noise=noise, seed=seed)
    return X, 1 - y


def outliers(*, n: int = 60, far: int = 8, distance: float = 6.0, seed: Seed) -> Data:
    """Two clouds that a line parts, and points of class 1 far out on their own, right side, D = 2.

    Least squares on the labels tilts towards the far points, which are "too correct"; logistic
    regression hardly notices them. The far points are the last `far` rows, so that they can be
    moved or left out: X[:-far].

    Args:
        n: number of points near the line.
        far: number of points far from it.
        distance: how far beyond the middle of class 1 they lie.
        seed: integer or Generator.
    """
    rng = np.random.default_rng(seed)
    near, labels = blobs(n=n, centers=((-1.2, 0.0), (1.2, 0.0)), spread=0.55, seed=rng)
    beyond = np.array([1.2 + distance, -0.5 * distance])
    X = np.vstack([near, beyond + 0.4 * rng.normal(size=(far, 2))])
    return X, np.concatenate([labels, np.ones(far, dtype=int)])


def line_sides(
    *, slope: float, intercept: float, n: int = 40, margin: float = 0.4, seed: Seed
) -> Data:
    """Points on both sides of the line x2 = slope · x1 + intercept, y = 1 on the origin's side.

    With (0.5, 1.5) and (1, -2) the two cases of lesson 1's neuron set by hand: origin green.

    Args:
        slope: of the line.
        intercept: of the line, not 0 (the origin must lie on one side).
        n: number of points, shared out evenly over the two sides.
        margin: how far from the line every point is at least.
        seed: integer or Generator.
    """
    if intercept == 0:
        raise ValueError("intercept must not be 0: the origin would lie on the line.")
    rng, y = np.random.default_rng(seed), even_labels(n, 2)
    length = math.hypot(1.0, slope)
    normal = np.array([slope, -1.0]) * np.sign(intercept) / length
    along = rng.uniform(-3.5, 3.5, size=(n, 1)) * np.array([1.0, slope]) / length
    side = np.where(y == 1, 1.0, -1.0) * rng.uniform(margin, margin + 2.5, size=n)
    X = np.array([0.0, intercept]) + along + side[:, None] * normal
    return shuffled(X, y, rng)


def sine(*, n: int = 10, noise: float = 0.3, seed: Seed) -> Data:
    """Noisy points on one turn of a sine: t = sin(2πx) + noise (Bishop, PRML, figure 1.2).

    Args:
        n: number of points, evenly spaced over 0 ≤ x ≤ 1.
        noise: standard deviation of the noise.
        seed: integer or Generator.

    Returns:
        x (N,), t (N,): a regression problem, so t are floats.
    """
    x = np.linspace(0, 1, n)
    return x, np.sin(2 * math.pi * x) + noise * np.random.default_rng(seed).normal(size=n)


# (label, words): 1 when the message is about the weather, 0 when it is about cooking.
_MESSAGES = (
    (1, "rain and wind all day"),
    (0, "add salt and stir the soup"),
    (1, "the sun is out and the sky is clear"),
    (0, "bake the bread until it is brown"),
    (1, "snow in the hills and wind at night"),
    (0, "chop the onion and heat the oil"),
    (1, "clouds in the morning then sun"),
    (0, "the soup is too hot add cold milk"),
    (1, "cold wind from the north with rain"),
    (0, "stir the rice and add oil"),
    (1, "a hot day with a clear sky"),
    (0, "heat the milk then add salt"),
    (1, "rain then snow then more rain"),
    (0, "the bread and the soup are out of the oven"),
    (1, "the night is cold and the sky is clear"),
    (0, "brown the onion in hot oil"),
)


def documents() -> tuple[list[list[str]], np.ndarray]:
    """Sixteen short messages: is this about the weather (1) or about cooking (0)?

    Some words tell ("rain", "soup"), some do not ("the", "and"), and some mislead ("hot", "cold").

    Returns:
        documents: list of lists of words, in small letters.
        y (16,): labels, 0 or 1.
    """
    texts = [text.split() for _, text in _MESSAGES]
    return texts, np.array([label for label, _ in _MESSAGES])
