"""A right answer with a slip laid around it: its arguments or its results are others."""

from __future__ import annotations

from collections.abc import Iterable

Slip = tuple[str, str, str]  # its name, the wrong answer, the sentence
SMALL = ("1e-15", "1e-12", "1e-10", "1e-9", "1e-8", "1e-7", "1e-6", "1e-5")  # usual floors
LOG_OF_MORE = (
    "You add a small number within the logarithm, so it is not exact, and finite where it is not."
)
_HELPERS = '''

import functools as _functools
import inspect as _inspect

import numpy as _np


def _array(value, ndim):
    return isinstance(value, _np.ndarray) and value.ndim == ndim


def _number(value):
    return isinstance(value, int | float | _np.number) and not isinstance(value, bool)


def _whole(value):
    return _number(value) and not isinstance(value, float | _np.floating)


def _floats(value):
    return isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") == "f"


def _each(value, change):
    """The numbers and arrays in a result, changed."""
    if isinstance(value, tuple | list):
        return type(value)(_each(part, change) for part in value)
    if isinstance(value, dict):
        return {key: _each(part, change) for key, part in value.items()}
    return value if value is None or isinstance(value, str | bool) else change(value)


def _lists(value, change):
    """The lists in a result, changed."""
    if isinstance(value, tuple):
        return tuple(_lists(part, change) for part in value)
    if isinstance(value, dict):
        return {key: _lists(part, change) for key, part in value.items()}
    return change(value) if isinstance(value, list) and value else value


def _columns(args):
    return next((arg.shape[1] for arg in args if _array(arg, 2)), 1)


def _rows(args):
    return next((len(arg) for arg in args if isinstance(arg, _np.ndarray) and arg.ndim), 1)
'''
_OF_FUNCTION = """

_right = NAME


@_functools.wraps(_right)
def NAME(*args, **kwargs):
"""
_OF_METHOD = """

_right = CLASS.METHOD


@_functools.wraps(_right)
def _wrong(*args, **kwargs):
LINES

CLASS.METHOD = _wrong
"""
GIVEN = (
    "given = dict(zip(_inspect.signature(_right).parameters, args)) | kwargs",
    "value = given[{name!r}]",
)


def around(source: str, name: str, lines: Iterable[str]) -> str:
    """The answer, with the function `name` replaced by one with these lines: they call `_right`."""
    body = "".join(f"    {line}\n" for line in lines)
    return source + _HELPERS + _OF_FUNCTION.replace("NAME", name) + body


def around_method(source: str, cls: str, method: str, lines: Iterable[str]) -> str:
    """The answer, with a method of its class replaced."""
    body = "\n".join(f"    {line}" for line in lines)
    wrapped = _OF_METHOD.replace("CLASS", cls).replace("METHOD", method).replace("LINES", body)
    return source + _HELPERS + wrapped
