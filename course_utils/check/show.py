"""Short, safe text for any value. Never calls code of an object it does not know."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.check.plain_types import BASES, base_of

MOST_CHARACTERS = 400
MOST_ITEMS = 8
SHORT = 24  # entries of an array that are all shown
FUNCTIONS = ("function", "builtin_function_or_method", "method")
_QUIET = (int, float, complex, bool, type(None))


class StandIn:
    """Stands for a value that lives elsewhere, and whose type is called `type_name` there."""

    type_name: str

    def call_each(self, cases: list[tuple[Any, ...]]) -> list[Any]:
        """What it returns when it is called with the arguments of each case."""
        raise TypeError(f"a {self.type_name} cannot be called")


def show(value: Any) -> str:
    """A short text of `value`: arrays and lists are shortened, unknown objects only named."""
    text = _text(value, depth=0)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 2] + " …"


def type_name(value: Any) -> str:
    """The name of the value's type, safe to print."""
    kind = type(value)
    name = value.type_name if issubclass(kind, StandIn) else kind.__name__
    return ascii(str(name))[1:-1][:60]


def function_name(f: Any) -> str:
    """The name of a function or of something that can be called like one."""
    name = getattr(f, "__name__", None)
    return ascii(name)[1:-1][:60] if type(name) is str else "the function"


def number(value: Any) -> str:
    """A number with at most ten digits: 0.1 and not 0.1000000000000000055."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        # Python refuses to print integers of thousands of digits; nobody wants to read one either.
        plain = int(value)
        return str(plain) if plain.bit_length() <= 200 else f"{np.sign(plain):+d}e… (huge)"
    text = format(value, ".10g")
    return text + ".0" if text.lstrip("-").isdigit() else text


def _text(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is np.ndarray:
        return _array(value)
    if kind in _QUIET or (isinstance(value, np.generic) and kind.__module__ == "numpy"):
        numeric = isinstance(value, (int, float, complex, np.number, np.bool_))
        return number(value) if numeric else ascii(value)
    if kind is str:
        return repr(value if len(value) <= 80 else value[:79] + "…")
    if kind in (list, tuple, dict) and depth >= 3:
        return "…"
    if kind in (list, tuple):
        return _sequence(value, depth)
    if kind is dict:
        items = [f"{_text(k, 3)}: {_text(v, depth + 1)}" for k, v in list(value.items())[:12]]
        return "{" + ", ".join(items + ["…"] * (len(value) > 12)) + "}"
    if isinstance(value, np.random.Generator):
        return "a random generator"
    if type_name(value) in FUNCTIONS or (callable(value) and kind.__module__ == "numpy"):
        name = function_name(value)
        return "a function without a name" if name == "<lambda>" else name
    if base := base_of(value):
        return _text(BASES[base](value), depth)
    return f"<{type_name(value)}>"


def _sequence(value: list[Any] | tuple[Any, ...], depth: int) -> str:
    items = [_text(item, depth + 1) for item in value[:MOST_ITEMS]]
    items += ["…"] * (len(value) > MOST_ITEMS)
    if type(value) is list:
        return "[" + ", ".join(items) + "]"
    return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"


def _array(value: np.ndarray) -> str:
    if value.dtype.kind not in "biufc":
        return f"<array of shape {value.shape}, dtype {ascii(str(value.dtype))[1:-1][:40]}>"
    if value.ndim == 0:
        return number(value[()])
    text = np.array2string(value, precision=6, threshold=SHORT, edgeitems=3, separator=", ")
    if value.size == 0 or len(text) > MOST_CHARACTERS:
        return f"an array of shape {value.shape}" + (f": {text[:200]} …" if value.size else "")
    return text
