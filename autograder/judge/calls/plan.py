"""The calls that a test cell makes whatever the answer returns, in their order."""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.inside.wire import Encoder, WireError

_MOST_AT_ONCE = 64  # calls in one message
_MOST_BYTES = 2**20  # of arguments in one message
_NO_REFERENCES = 2  # the version of marshal's format in which equal values are equal bytes


@dataclass(frozen=True)
class Planned:
    """A call as it is sent: `form` tells it from any other, `goes_on` whether more are made after
    it although it raises: the right answer does."""

    name: str
    arguments: Any
    form: bytes
    state: Mapping[str, str]
    goes_on: bool


@dataclass(frozen=True)
class Batch:
    """Some calls ready for the wire."""

    names: frozenset[str]
    calls: Sequence[Any]
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
            calls.append([planned.name, state, planned.goes_on, encoder.add(planned.arguments)])
        return Batch(frozenset(names), calls, bytes(encoder))


def form(payload: Any, blob: bytes, state: Mapping[str, str]) -> bytes:
    """What two calls have in common that send the same, bit by bit, under the same error state."""
    return marshal.dumps((payload, blob, dict(state)), _NO_REFERENCES)


def refuse(value: Any) -> Any:
    """For an encoder of data alone. Raises WireError."""
    raise WireError(f"a {type(value).__name__} is no data")
