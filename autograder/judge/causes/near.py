"""Whether numbers are the same up to rounding: `np.allclose(…, equal_nan=True)`, but sooner.

A search for a cause compares thousands of small results, and most differ in their first number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

_DOUBLES = frozenset(map(np.dtype, (np.float64, np.int64, np.bool_)))  # reckoned with as float64
_PYTHON = (float, int, bool)
_LARGEST = 2**63  # from here on an int is no int64


def near_numbers(a: float, b: float, rtol: float, atol: float) -> bool:
    """Whether |a − b| ≤ atol + rtol·|b| in float64; NaN is near NaN only, inf the same inf."""
    if a == b:
        return True
    if b - b != 0.0:  # inf or NaN
        return math.isnan(a) and math.isnan(b)
    return abs(a - b) <= atol + rtol * abs(b)


def near_arrays(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> bool:
    """The same for each pair of entries of two arrays of numbers, of one shape."""
    if a.dtype not in _DOUBLES or b.dtype not in _DOUBLES:
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))
    if a.size == 0:
        return True
    if not near_numbers(float(a.item(0)), float(b.item(0)), rtol, atol):
        return False
    if a.size == 1 or (a.dtype == b.dtype and a.tobytes() == b.tobytes()):
        return True
    x, y = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(all="ignore"):
        near = (np.abs(x - y) <= atol + rtol * np.abs(y)) & np.isfinite(y)
    same = near | (x == y)
    return bool(same.all() or (same | (np.isnan(x) & np.isnan(y))).all())


def plain_numbers(a: Any, b: Any) -> bool:
    """Whether both are Python's own numbers that NumPy reckons with as float64."""
    return (
        type(a) in _PYTHON
        and type(b) in _PYTHON
        and -_LARGEST <= a < _LARGEST
        and -_LARGEST <= b < _LARGEST
    )


def only_floats(values: Sequence[Any]) -> bool:
    """Whether this holds nothing but Python's floats, one at least."""
    return set(map(type, values)) == {float}
