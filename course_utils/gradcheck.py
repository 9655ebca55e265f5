"""Is this the gradient of that function? Measured by central differences.

One random direction detects a mistake at the price of two evaluations; only then is each entry
measured, to say which one is wrong (the scheme of HIPS autograd's test_util.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_ENTRIES = 200


class NotMeasurable(ValueError):
    """There is no slope to compare: a wrong shape, or a value that is no finite number."""


@dataclass(frozen=True)
class GradientReport:
    """What a gradient check found.

    Attributes:
        ok: the gradient agrees with the measured slope.
        error: |analytic − numeric|, along the random direction when ok, else at the worst entry.
        worst_index: the entry that is furthest off, as a tuple of integers (() where x is a single
            number); None when all is well, or when no single entry could be blamed.
        analytic: the slope the gradient claims, there.
        numeric: the slope that was measured, there.
        function: the name of the function.
    """

    ok: bool
    error: float
    worst_index: tuple[int, ...] | None
    analytic: float
    numeric: float
    function: str = "f"

    @property
    def place(self) -> str:
        """The worst entry as one writes it in square brackets: "2" or "0, 1"."""
        return ", ".join(str(i) for i in self.worst_index or ())

    def __str__(self) -> str:
        if self.ok:
            slope = f"slope {self.numeric:.6g}, off by {self.error:.1e}"
            return f"{self.function}: the gradient agrees ({slope})"
        where = "along a random direction" if self.worst_index is None else f"at [{self.place}]"
        return (
            f"{self.function}: the gradient is wrong {where}: "
            f"analytic {self.analytic:.6g}, numeric {self.numeric:.6g} (off by {self.error:.1e})"
        )


def check_gradient(
    f: Callable[[Any], Any],
    gradient: Any,
    x: Any,
    *,
    h: float = 1e-5,
    rng: np.random.Generator | None = None,
    tol: float = 1e-6,
) -> GradientReport:
    """Compare `gradient` with the slope of `f` at `x`, (f(x+h·u) − f(x−h·u)) / 2h.

    A slope passes when it is off by at most tol times the length of the gradient, plus what
    rounding in f can do to a central difference. A float array x is moved in place, so f may also
    read it from outside, and is put back even when f raises; anything else is copied.

    Args:
        f: array of x's shape → number.
        gradient: array of x's shape, or a function of x that returns one.
        x: a number, or an array of any shape and of integers or floats.
        h: the step; 1e-5 balances truncation (∝ h²) and rounding (∝ 1/h).
        rng: draws the direction; by default always the same one.
        tol: allowed error, relative to the length of the gradient.

    Raises:
        NotMeasurable: the gradient is not of x's shape, or not finite; or f(x) is not a finite
            number.
    """
    point = _Point(f, x)
    claimed = gradient(point.argument()) if callable(gradient) else gradient
    claimed = np.asarray(claimed, dtype=float)
    if claimed.shape != point.x.shape:
        raise NotMeasurable(
            f"the gradient must have the shape of x, {point.x.shape}. Got {claimed.shape} instead."
        )
    if not np.isfinite(claimed).all():
        raise NotMeasurable("the gradient must be finite. Got nan or inf instead.")
    rng = np.random.default_rng(0) if rng is None else rng
    name = str(getattr(f, "__name__", "f"))
    if claimed.size == 0:
        return GradientReport(True, 0.0, None, 0.0, 0.0, name)

    direction = rng.normal(size=claimed.shape)
    direction /= np.linalg.norm(direction)
    numeric = point.slope(direction, h)
    analytic = float(np.sum(claimed * direction))
    allowed = tol * max(float(np.linalg.norm(claimed)), abs(numeric)) + point.rounding(h)
    error = abs(analytic - numeric)
    if error <= allowed:
        return GradientReport(True, error, None, analytic, numeric, name)
    return _locate(point, claimed, h=h, rng=rng, allowed=allowed, name=name) or GradientReport(
        False, error, None, analytic, numeric, name
    )


def _locate(
    point: _Point,
    claimed: np.ndarray,
    *,
    h: float,
    rng: np.random.Generator,
    allowed: float,
    name: str,
) -> GradientReport | None:
    """Measure entry by entry; the worst one, or None when none of them is off by itself."""
    entries = np.arange(claimed.size)
    if claimed.size > MOST_ENTRIES:
        entries = rng.choice(claimed.size, size=MOST_ENTRIES, replace=False)
    worst: GradientReport | None = None
    for entry in entries:
        index = tuple(int(i) for i in np.unravel_index(entry, claimed.shape))
        direction = np.zeros(claimed.shape)
        direction[index] = 1.0
        numeric, analytic = point.slope(direction, h), float(claimed[index])
        error = abs(analytic - numeric)
        if worst is None or error > worst.error:
            worst = GradientReport(False, error, index, analytic, numeric, name)
    return worst if worst is not None and worst.error > allowed / 10 else None


class _Point:
    """Where the slope is measured: moves x, asks f, puts x back."""

    def __init__(self, f: Callable[[Any], Any], x: Any) -> None:
        self.f = f
        self.is_number = np.ndim(x) == 0
        floats = isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.flags.writeable
        self.x: np.ndarray = x if floats else np.array(x, dtype=float)
        self.largest = 0.0

    def argument(self) -> Any:
        return float(self.x) if self.is_number else self.x

    def slope(self, direction: np.ndarray, h: float) -> float:
        """The slope of f along `direction`, by a central difference."""
        before = self.x.copy()
        try:
            self.x[...] = before + h * direction
            above = self._value()
            self.x[...] = before - h * direction
            below = self._value()
        finally:
            self.x[...] = before
        self.largest = max(self.largest, abs(above), abs(below))
        return (above - below) / (2 * h)

    def rounding(self, h: float) -> float:
        """How far off a central difference may be for rounding alone, with room to spare."""
        return 100 * float(np.finfo(float).eps) * max(self.largest, 1.0) / h

    def _value(self) -> float:
        value = self.f(self.argument())
        if np.ndim(value) != 0:
            shape = np.shape(value)
            raise NotMeasurable(
                f"the function must return a single number. Got an array of shape {shape} instead."
            )
        try:
            number = float(value)
        except (TypeError, ValueError):
            kind = type(value).__name__
            raise NotMeasurable(
                f"the function must return a single number. Got {kind} instead."
            ) from None
        if not np.isfinite(number):
            raise NotMeasurable(f"the function must be finite around x. Got {number} instead.")
        return number
