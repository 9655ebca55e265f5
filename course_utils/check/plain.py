"""One snapshot of what a student's code returned, as plain data and nothing else.

Comparisons never touch the original object: an object can change between two looks, or answer
every comparison with "equal". What is not plain data is refused with a sentence.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.check.plain_types import BASES, base_of
from course_utils.check.show import FUNCTIONS, type_name

DEEPEST = 30
NUMERIC_KINDS = "biufc"
_NUMPY_SCALARS = frozenset(
    kind for kind in np.sctypeDict.values() if issubclass(kind, (np.number, np.bool_))
)


class NotPlain(Exception):
    """The value is not plain data; the text says what was found."""


def snapshot(value: Any, depth: int = 0) -> Any:
    """A copy of `value` made of None, bool, int, float, complex, str, list, tuple, dict, ndarray.

    NumPy scalars and arrays of shape () become Python numbers, and what is derived from a plain
    type (a named tuple, a default dict) becomes that.

    Raises:
        NotPlain: for masked arrays, other subclasses of ndarray, arrays of Python objects or of
            text, and objects of any class of one's own.
    """
    if depth > DEEPEST:
        raise NotPlain("lists nested without end")
    kind = type(value)
    if value is None or kind in (bool, int, float, complex, str):
        return value
    if kind in _NUMPY_SCALARS:
        return value.item()
    if isinstance(value, np.ndarray):
        return _array(value)
    if base := base_of(value):
        return snapshot(BASES[base](value), depth)
    if kind is dict:
        pairs = list(value.items())
        return {snapshot(k, depth + 1): snapshot(v, depth + 1) for k, v in pairs}
    if kind in (tuple, list):
        return kind(snapshot(item, depth + 1) for item in value)
    raise NotPlain(describe(value))


def _array(value: np.ndarray) -> Any:
    if type(value) is not np.ndarray or value.dtype.kind not in NUMERIC_KINDS:
        raise NotPlain(describe(value))
    return value.item() if value.ndim == 0 else np.array(value, copy=True)


def describe(value: Any) -> str:
    """What kind of thing this is, to stand after "returned": "a list", "an array of shape (3,)"."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return _describe_array(value)
    if isinstance(value, (bool, np.bool_)):
        return f"the truth value {bool(value)}"
    if isinstance(value, (int, float, complex, np.number)):
        return (
            "a complex number" if isinstance(value, (complex, np.complexfloating)) else "a number"
        )
    for kind, name in ((str, "a text"), (list, "a list"), (tuple, "a tuple"), (dict, "a dict")):
        if type(value) is kind:
            return name
    if type_name(value) in FUNCTIONS:
        return "a function (are the brackets of a call missing?)"
    if type_name(value) in ("generator", "map", "filter", "zip", "range"):
        return f"a {type_name(value)}, not yet a list"
    return f"an object of type {type_name(value)}"


def _describe_array(value: np.ndarray) -> str:
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    if type(value) is not np.ndarray:
        return f"a {type_name(value)} (a special kind of array)"
    if value.dtype.kind == "O":
        return "an array of Python objects (dtype=object)"
    if value.dtype.kind not in NUMERIC_KINDS:
        return "an array that does not hold numbers"
    kind = {"b": "an array of truth values", "c": "an array of complex numbers"}
    return f"{kind.get(value.dtype.kind, 'an array')} of shape {value.shape}"
