"""The random numbers of a test: the same for everybody, whatever failed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_NAME = "rng"  # of the generator that a test cell is given


class Draws:
    """Where the test's generator stands when each of its statements begins.

    A check that fails leaves numbers undrawn. Without this, the checks after it would have other
    inputs than they have for those who pass it.

    Parameters
    ----------
    states : of the generator, by the number of a statement, as the right answer leaves them.
    """

    def __init__(self, states: Mapping[int, Mapping[str, Any]]) -> None:
        self._states = dict(states)

    def begin(self, statement: int, namespace: Mapping[str, Any]) -> None:
        """Have the generator among the test's names stand where it should."""
        if statement in self._states and (state := state_in(namespace)) is not None:
            due = self._states[statement]
            if state != due and state["bit_generator"] == due["bit_generator"]:
                namespace[_NAME].bit_generator.state = due


def state_in(namespace: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The state of the generator among a test's names; None where there is none."""
    rng = namespace.get(_NAME)
    return rng.bit_generator.state if isinstance(rng, np.random.Generator) else None
