"""Whether two results are the same data, and what a call changed in place."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autograder.judge.causes.near import (
    near_arrays,
    near_numbers,
    only_floats,
    plain_numbers,
)
from autograder.judge.proxy import StudentFunction, StudentObject

_RTOL, _ATOL = 1e-6, 1e-10
_FEW = 8  # numbers that are sooner compared one by one


def changed_places(args: Any, kwargs: dict[str, Any], before: list[Any]) -> list[int | str]:
    """The arguments (positions, keywords) that are not what they were `before`."""
    places = zip([*range(len(args)), *kwargs], before, [*args, *kwargs.values()], strict=True)
    return [place for place, old, new in places if not _same_argument(old, new)]


def sent(value: Any) -> Any:
    """A copy as the wire makes one: data is copied, functions and objects stay themselves."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return kind(sent(item) for item in value)
    if kind is dict:
        return {sent(key): sent(item) for key, item in value.items()}
    if kind is np.random.Generator:
        return _again(value)
    return copy.deepcopy(value) if isinstance(value, np.ndarray) else value


def unchanged(values: list[Any]) -> list[Any]:
    """Copies of what must not change in a call; a generator is meant to."""
    return [None if isinstance(v, np.random.Generator) else sent(v) for v in values]


def _again(rng: np.random.Generator) -> np.random.Generator:
    """A generator that draws the same; sooner than by deepcopy."""
    bits = type(rng.bit_generator)(0)
    bits.state = rng.bit_generator.state
    return np.random.Generator(bits)


def _same_argument(old: Any, new: Any) -> bool:
    if callable(old) or isinstance(new, np.random.Generator):
        return True
    if type(old) is np.ndarray and type(new) is np.ndarray and not old.dtype.hasobject:
        same = old.dtype == new.dtype and old.shape == new.shape
        return same and old.tobytes() == new.tobytes()  # bit by bit, as over the wire
    return alike(old, new, rtol=0.0, atol=0.0)


def alike(a: Any, b: Any, *, rtol: float = _RTOL, atol: float = _ATOL) -> bool:
    """Whether two results are the same data up to rounding; objects only by their kind."""
    if type(a) is float and type(b) is float:
        return near_numbers(a, b, rtol, atol)
    if plain_numbers(a, b):
        return near_numbers(float(a), float(b), rtol, atol)
    if isinstance(a, StudentObject) or isinstance(b, StudentObject):
        return _kind(a) == _kind(b)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[k], b[k], rtol=rtol, atol=atol) for k in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        if len(a) != len(b):
            return False
        if len(a) > _FEW and only_floats(a) and only_floats(b):
            return near_arrays(np.array(a), np.array(b), rtol, atol)
        return all(alike(x, y, rtol=rtol, atol=atol) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) and a.ndim and isinstance(b, list | tuple):
        return alike(list(a), b, rtol=rtol, atol=atol)
    if isinstance(b, np.ndarray) and b.ndim and isinstance(a, list | tuple):
        return alike(a, list(b), rtol=rtol, atol=atol)
    if isinstance(a, _DATA) and isinstance(b, _DATA):
        return _alike_arrays(np.asarray(a), np.asarray(b), rtol, atol)
    if isinstance(a, str | None) or isinstance(b, str | None):
        return type(a) is type(b) and a == b
    return _kind(a) == _kind(b)


_DATA = (bool, int, float, complex, np.ndarray, np.generic)
COMPARED = (*_DATA, str, list, tuple, dict)


def _alike_arrays(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> bool:
    if a.shape != b.shape:
        return False
    if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
        return near_arrays(a, b, rtol, atol)
    return bool(a.dtype.kind == b.dtype.kind and np.array_equal(a, b))


def _kind(value: Any) -> str:
    if isinstance(value, StudentFunction):
        return "function"
    if isinstance(value, StudentObject):
        return value.type_name
    return "function" if callable(value) else type(value).__name__
