"""What a subclass of a plain type holds, read with the plain type's own methods, never with its."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

BASES: dict[type, Callable[[Any], Any]] = {
    dict: lambda value: dict(dict.items(value)),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    str: str.__str__,
    float: float.__pos__,
    int: int.__pos__,
    complex: complex.__pos__,
}


def base_of(value: Any) -> type | None:
    """The plain type that a value's class is derived from; None if it is one, or can be called."""
    kind = type(value)
    if kind in BASES or kind is bool or callable(value) or issubclass(kind, np.number):
        return None
    return next((base for base in BASES if issubclass(kind, base)), None)
