"""The calls that a test cell makes whatever the answer returns, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.inside.wire import NUMBERS_AND_TEXT, Encoder, WireError, as_items

_MOST_AT_ONCE = 64  # calls in one message
_MOST_BYTES = 2**20  # of arguments in one message


@dataclass(frozen=True)
class Planned:
    """A call with `arguments` (a tuple and a dict of data) under an error state."""

    name: str
    arguments: tuple[tuple[Any, ...], dict[str, Any]]
    state: Mapping[str, str]

    def is_call(self, name: str, arguments: Any, state: Mapping[str, str]) -> bool:
        """Whether this is the same call, bit by bit."""
        return self.name == name and self.state == state and same(self.arguments, arguments)


@dataclass(frozen=True)
class Batch:
    """Some calls ready for the wire: how many, of which functions, their text and its blob."""

    count: int
    names: frozenset[str]
    text: str
    blob: bytes


class Plan:
    """The calls of one test cell.

    Parameters
    ----------
    calls : in their order; None stands for one that is known only when it is made.
    spans : by the number of a statement: its calls, from and up to which.
    """

    def __init__(
        self, calls: Sequence[Planned | None], spans: Mapping[int, tuple[int, int]]
    ) -> None:
        self.calls, self.spans = tuple(calls), dict(spans)
        self._batches: dict[int, Batch] = {}

    @cached_property
    def worth_it(self) -> bool:
        """Whether there are two calls at least that can travel together."""
        return any(a and b for a, b in zip(self.calls, self.calls[1:], strict=False))

    def batch(self, start: int) -> Batch:
        """The calls from `start` up to the next that is not known yet, or as many as are sent."""
        if start not in self._batches:
            self._batches[start] = self._made(start)
        return self._batches[start]

    def _made(self, start: int) -> Batch:
        encoder, calls, names = Encoder(refuse), list[Any](), set[str]()
        for planned in self.calls[start : start + _MOST_AT_ONCE]:
            if planned is None or len(bytes(encoder)) > _MOST_BYTES:
                break
            names.add(planned.name)
            state = planned.state or None
            calls.append([planned.name, state, encoder.add(list(planned.arguments))])
        text = as_items({"calls": calls})
        return Batch(len(calls), frozenset(names), text, bytes(encoder))


def same(a: Any, b: Any) -> bool:
    """Whether both are sent alike, bit by bit; never for what is no data."""
    kind = type(a)
    if kind is not type(b):
        return False
    if kind is np.ndarray or isinstance(a, np.generic):
        alike = a.dtype == b.dtype and a.shape == b.shape and not a.dtype.hasobject
        return bool(alike and a.tobytes() == b.tobytes())
    if kind is tuple or kind is list:
        return len(a) == len(b) and all(map(same, a, b))
    if kind is dict:
        return list(a) == list(b) and all(map(same, a.values(), b.values()))
    if kind is np.random.Generator:
        return bool(a.bit_generator.state == b.bit_generator.state)
    return kind in NUMBERS_AND_TEXT and repr(a) == repr(b)


def refuse(value: Any) -> Any:
    """For an encoder of data alone. Raises WireError."""
    raise WireError(f"a {type(value).__name__} is no data")
