"""The judge's functions that a student's process may call: reference answers, and what tests give.

The process knows them by number. What it sends is data, as everywhere on the wire.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.inside.wire import Encoder, WireError
from autograder.judge.calls.state import quietly

_MAX_NESTING = 12  # calls back within calls back
_MAX_FUNCTIONS = 10_000


class Lent:
    """Functions by number, and the calls that come for them.

    Attributes:
        nesting: how many of them are being answered, one within the other.
    """

    def __init__(self) -> None:
        self.nesting = 0
        self._functions: dict[int, Callable[..., Any]] = {}
        self._numbers: dict[int, int] = {}
        self._new_numbers = itertools.count()
        self._kept: set[int] = set()

    def number(self, function: Callable[..., Any], *, keep: bool = False) -> int:
        """The number under which the process may call `function`: in this test, or for good.

        Raises RuntimeError: there are too many.
        """
        if id(function) not in self._numbers:
            if len(self._functions) >= _MAX_FUNCTIONS:
                raise RuntimeError(f"a test gave more than {_MAX_FUNCTIONS} functions away")
            number = next(self._new_numbers)
            self._numbers[id(function)] = number
            self._functions[number] = function
        if keep:
            self._kept.add(self._numbers[id(function)])
        return self._numbers[id(function)]

    def find(self, number: Any) -> Callable[..., Any] | None:
        """The function of this number, if there is one."""
        return self._functions.get(number) if type(number) is int else None

    def forget(self) -> None:
        """Forget what the last test gave away."""
        for number in self._functions.keys() - self._kept:
            del self._numbers[id(self._functions.pop(number))]

    def answer(
        self, message: dict[str, Any], arguments: Any, encoder: Encoder
    ) -> tuple[dict[str, Any], bytes]:
        """What is to be sent for a call. Raises WireError: it had an unknown form."""
        if type(arguments) is not list or len(arguments) != 2 or type(arguments[1]) is not dict:
            raise WireError("a call had an unknown form")
        args, kwargs = arguments
        answer: dict[str, Any] = {"answer": message.get("n")}
        blob = b""
        self.nesting += 1
        try:
            value = quietly(self._callable(message.get("callback")), args, kwargs)
            # What was drawn from a generator here has to be gone from the student's, too.
            drawn_from = [g for g in (*args, *kwargs.values()) if _is_generator(g)]
            answer["value"], blob = encoder.encode([value, drawn_from])
        except Exception as error:
            bases = [cls.__name__ for cls in type(error).__mro__]
            answer["raised"] = {"bases": bases, "text": str(error)[:1000]}
        finally:
            self.nesting -= 1
        return answer, blob

    def _callable(self, number: Any) -> Callable[..., Any]:
        """The function of this number; raises what its caller is told."""
        function = self.find(number)
        if function is None:
            raise RuntimeError("there is no such function, or its test is over")
        if self.nesting > _MAX_NESTING:
            raise RecursionError("functions of both sides call each other too deep")
        return function


def _is_generator(value: Any) -> bool:
    return isinstance(value, np.random.Generator)
