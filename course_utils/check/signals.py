"""The warnings that NumPy owes where floating-point signals do not reach it: in a browser.

WebAssembly tells nobody that a number has overflowed, so NumPy cannot warn there. What it would
have said can be seen from outside: infinite where all that went in was finite, or no number where
all that went in was one. In `watched_call` every array that a function is given, or makes, is
looked at after each operation, and so is what NumPy's functions return for single numbers. Only an
operator between two single numbers is not.
"""

from __future__ import annotations

import copy
import functools
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest import mock

import numpy as np

# Taken before they are replaced: what looks at an operation is not looked at itself.
_isfinite, _isinf, _isnan = np.isfinite, np.isinf, np.isnan
_and, _or, _equal = np.logical_and, np.logical_or, np.equal
_asarray = np.asarray

_MAKERS = ("array", "asarray", "ascontiguousarray", "where", "zeros", "ones", "empty", "full")
_ONLY_POLES = ("log", "log2", "log10", "log1p", "reciprocal", "arctanh")
_POLE_AT_ZERO = {"divide": 1, "power": 0, "float_power": 0}  # which argument has to be zero


class Overlooked(RuntimeWarning):
    """What NumPy would have warned of."""


@functools.cache
def signals_are_missing() -> bool:
    """Whether NumPy does not notice here that a number overflows."""
    with warnings.catch_warnings(record=True) as caught, np.errstate(over="warn"):
        warnings.simplefilter("always")
        np.exp(np.array([1000.0]))
    return not caught


def watched_call(f: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """What `f` returns for copies of these arguments; warns as NumPy's error state asks for.

    Raises:
        FloatingPointError: the error state is "raise" for what happened.
    """
    mine, named = _watched(copy.deepcopy(list(args))), _watched(copy.deepcopy(dict(kwargs)))
    with mock.patch.dict(vars(np), _replacements()):
        return _plain(f(*mine, **named))


class _Watched(np.ndarray):
    """An array of which every operation is looked at; so is every array that comes of it."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **kwargs: Any
    ) -> Any:
        given, kwargs = [_plain(each) for each in inputs], _plain(kwargs)
        # Taken down now: it may change one of them in place.
        before = _Before.of(ufunc, method, given, kwargs)
        if out is not None:
            kwargs["out"] = tuple(map(_plain, out))
        result = getattr(ufunc, method)(*given, **kwargs)
        if before is not None:
            for each in result if type(result) is tuple else (result,):
                before.tell(_asarray(each))
        if out is not None:
            return out[0] if len(out) == 1 else out
        return _watched(result)


class _Before:
    """What went into an operation, as far as it tells a new infinity from an old one."""

    def __init__(self, ufunc: np.ufunc, method: str, given: Sequence[Any], where: Any) -> None:
        self._name = ufunc.__name__ if method == "__call__" else method
        self._where = True  # of the result: what was not worked out tells nothing
        finite, nan = [_isfinite(each) for each in given], [_isnan(each) for each in given]
        if method == "reduce":
            finite[0], nan[0] = _or(finite[0], ~_asarray(where)), _and(nan[0], where)
        if method == "reduce" or ufunc.signature is not None:  # not number by number
            finite, nan = [each.all() for each in finite], [each.any() for each in nan]
        else:
            self._where = where
        self._finite, self._nan = functools.reduce(_and, finite), functools.reduce(_or, nan)
        place = _POLE_AT_ZERO.get(self._name)
        self._zero = _equal(given[place], 0) if place is not None else self._name in _ONLY_POLES

    @classmethod
    def of(
        cls, ufunc: np.ufunc, method: str, given: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> _Before | None:
        """None for an operation that cannot go wrong in this way, or is not looked at."""
        if method not in ("__call__", "reduce"):
            return None
        given = list(given[: ufunc.nin] if method == "__call__" else given[:1])
        if kwargs.get("initial") is not None:  # one more number that goes in
            given.append(kwargs["initial"])
        where = kwargs.get("where", True)
        return cls(ufunc, method, given, where) if all(map(_is_real, given)) else None

    def tell(self, result: np.ndarray) -> None:
        if result.dtype.kind != "f":
            return
        fresh = _and(_and(_isinf(result), self._finite), self._where)
        if _and(fresh, self._zero).any():
            self._warn("divide", "divide by zero")
        if _and(fresh, ~_asarray(self._zero)).any():
            self._warn("over", "overflow")
        if _and(_and(_isnan(result), ~_asarray(self._nan)), self._where).any():
            self._warn("invalid", "invalid value")

    def _warn(self, kind: str, what: str) -> None:
        said = f"{what} encountered in {self._name}"
        how = dict(np.geterr())[kind]
        if how == "raise":
            raise FloatingPointError(said)
        if how == "warn":
            warnings.warn(said, Overlooked, stacklevel=4)


@functools.cache
def _replacements() -> dict[str, Any]:
    """NumPy's functions of numbers, and what makes arrays, so that what they return is watched."""
    ufuncs = {name: f for name, f in vars(np).items() if isinstance(f, np.ufunc)}
    looked_at = {name: _LookedAt(ufunc) for name, ufunc in ufuncs.items()}
    return {**looked_at, **{name: _making(getattr(np, name)) for name in _MAKERS}}


class _LookedAt:
    """A function of NumPy's that looks at what it returns for single numbers, too."""

    def __init__(self, ufunc: np.ufunc) -> None:
        self._ufunc = ufunc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args and _is_real(args[0]):
            args = (_asarray(args[0]).view(_Watched), *args[1:])
        return self._ufunc(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)


def _making(make: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(make)
    def made(*args: Any, **kwargs: Any) -> Any:
        return _watched(make(*args, **kwargs))

    return made


def _is_real(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub"
    return isinstance(value, (float, int, np.floating, np.integer, np.bool_))


def _watched(value: Any) -> Any:
    """The same, with all arrays of real numbers in it watched."""
    return _each(value, lambda a: a.view(_Watched) if type(a) is np.ndarray and _is_real(a) else a)


def _plain(value: Any) -> Any:
    """The same, with no array in it watched."""
    return _each(value, lambda a: a.view(np.ndarray) if type(a) is _Watched else a)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """What `change` makes of all that is in lists, tuples and dicts."""
    if type(value) is dict:
        return {key: _each(each, change) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_each(each, change) for each in value)
    return change(value)
