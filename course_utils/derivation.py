"""A derivation line by line: what each line claims against what the lines before it measure.

A wrong line in a chain of formulas spoils every line after it. `ladder` compares each line with the
one above by itself, so the first wrong line is the one that is named.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.errors import explain

OK, WRONG, WAITING = "✓", "✗", "·"


@dataclass(frozen=True)
class Line:
    """One line of a derivation.

    Attributes:
        name: the function that holds this line.
        meaning: what it should be, in terms of the lines before it: "the slope of …".
        claimed: gives the line's own result.
        measured: gives the same from the lines before it.
    """

    name: str
    meaning: str
    claimed: Callable[[], Any]
    measured: Callable[[], Any]


def ladder(lines: Iterable[Line], *, tol: float = 1e-6) -> str:
    """A text with one entry for each line: it holds, it does not, or it waits to be written.

    Args:
        lines: the derivation, from the top.
        tol: allowed difference, absolute for numbers up to 1 and relative beyond.
    """
    lines = list(lines)
    width = max((len(line.name) for line in lines), default=0)
    return "\n".join(_entry(line, width, tol) for line in lines)


def slope(f: Callable[[np.ndarray], Any], x: Any, *, h: float = 1e-5) -> np.ndarray:
    """The gradient of `f` (array of x's shape → number) at x, measured by central differences."""
    x = np.asarray(x, dtype=float).copy()
    result = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        result[index] = (float(f(x + step)) - float(f(x - step))) / (2 * h)
    return result


def _entry(line: Line, width: int, tol: float) -> str:
    name = line.name.ljust(width)
    try:
        claimed = _numbers(line.claimed)
    except Exception as error:
        return f"{WAITING} {name}  {explain(error)}"
    try:
        measured = _numbers(line.measured)
    except NotImplementedError:
        return f"{WAITING} {name}  It waits for a line above to be written."
    except Exception as error:
        return f"{WAITING} {name}  It cannot be compared with the lines above. {explain(error)}"
    if claimed.shape != measured.shape:
        problem = f"its shape is {claimed.shape}; expected {measured.shape}."
        return f"{WRONG} {name}  should be {line.meaning}, but {problem}"
    allowed = tol * np.maximum(1.0, np.abs(measured))
    if bool(np.all(np.abs(claimed - measured) <= allowed)):
        return f"{OK} {name}  is {line.meaning}: {_show(claimed)}"
    problem = f"says {_show(claimed)} where {_show(measured)} is measured."
    return f"{WRONG} {name}  should be {line.meaning}, but {problem}"


def _numbers(get: Callable[[], Any]) -> np.ndarray:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.asarray(get(), dtype=float)


def _show(values: np.ndarray) -> str:
    return np.array2string(values, precision=4, suppress_small=True, threshold=8, edgeitems=3)
