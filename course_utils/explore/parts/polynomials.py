"""Polynomials of every degree through noisy points of a sine, some of which are held back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data

DEGREES = range(10)
NOISE, HELD = 0.25, 0.3
SCALE = np.linspace(0, 1, 201)
Function = Callable[..., Any]


@dataclass(frozen=True)
class Fits:
    """The fits of every degree to one set of points: one row or entry for each of DEGREES.

    Where a function failed for a degree its entries are NaN, and `problems` says how.
    """

    curves: np.ndarray  # (degrees, 201) over SCALE
    training: np.ndarray
    held: np.ndarray
    largest: np.ndarray  # coefficient, by size
    problems: dict[int, Exception]


Points = tuple[np.ndarray, ...]  # x and x held back, t and t held back


class Fitter:
    """Points and a penalty → the fits of all degrees, by some features and some way of fitting."""

    def __init__(self, functions: dict[str, Function]) -> None:
        self._features = functions["polynomial_features"]
        self._fit = functions["fit_polynomial"]

    def __call__(self, points: Points, lam: float) -> Fits:
        """The fits; a degree that fails is noted, not raised."""
        curves = np.full((len(DEGREES), len(SCALE)), np.nan)
        training, held, largest = np.full((3, len(DEGREES)), np.nan)
        problems: dict[int, Exception] = {}
        for k, degree in enumerate(DEGREES):
            try:
                curves[k], training[k], held[k], largest[k] = self._one(points, degree, lam)
            except Exception as error:  # raised where the student asks for this degree
                problems[degree] = error
        return Fits(curves, training, held, largest, problems)

    def _one(
        self, points: Points, degree: int, lam: float
    ) -> tuple[np.ndarray, float, float, float]:
        x, held_x, t, held_t = points
        everywhere = np.concatenate([x, held_x, SCALE])
        c = self._fit(x.copy(), t.copy(), degree, lam)
        check.shape(c, (degree + 1,), what=f"fit_polynomial of degree {degree}")
        table = self._features(everywhere.copy(), degree)
        what = f"polynomial_features of degree {degree}"
        check.shape(table, (len(everywhere), degree + 1), what=what)
        said = np.asarray(table, dtype=float) @ np.asarray(c, dtype=float)
        finite = bool(np.isfinite(said).all())
        check.true(finite, f"The polynomial of degree {degree} is infinite or nan somewhere.")
        fitted, others = said[: len(x)], said[len(x) : -len(SCALE)]
        errors = float(np.mean((fitted - t) ** 2)), float(np.mean((others - held_t) ** 2))
        return said[-len(SCALE) :], *errors, float(np.max(np.abs(c)))


@cache
def points(count: int, draw: int) -> Points:
    """x and x held back, t and t held back."""
    x, t = data.sine(n=count, noise=NOISE, seed=10 * draw + 3)
    return data.split(x, t, HELD, seed=draw)


def _features(x: np.ndarray, M: int) -> np.ndarray:
    return np.vander(x, M + 1, increasing=True)


def _fit(x: np.ndarray, y: np.ndarray, M: int, lam: float) -> np.ndarray:
    """By singular values, after the constant has been taken out of everything."""
    powers = _features(x, M)[:, 1:]
    middle = powers.mean(axis=0)
    U, s, Vt = np.linalg.svd((powers - middle) / np.sqrt(len(x)), full_matrices=False)
    shrunk = s / np.maximum(s**2 + lam, 1e-30) * (U.T @ (y - y.mean())) / np.sqrt(len(x))
    slopes = shrunk @ Vt
    return np.concatenate([[y.mean() - middle @ slopes], slopes])


REFERENCE: dict[str, Function] = {"fit_polynomial": _fit, "polynomial_features": _features}


def try_fit(own: Function) -> None:
    x, t = np.array([0.0, 0.2, 0.5, 0.6, 1.0]), np.array([0.3, 1.0, -0.2, -0.9, 0.1])
    for degree, lam in ((2, 0.0), (3, 0.1), (0, 0.5)):
        check.agree(own, _fit, x, t, degree, lam, rtol=1e-5, atol=1e-7)


def try_features(own: Function) -> None:
    for degree in (3, 0):
        check.agree(own, _features, np.array([0.0, 0.5, -2.0]), degree)
