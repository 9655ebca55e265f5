"""What can be stepped through: inputs, both passes, and whose numbers they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.circuits import Wire

Function = Callable[..., Any]
Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Input:
    """An input of a circuit, and its slider."""

    name: str
    start: float
    between: tuple[float, float] = (-5.0, 5.0)
    step: float = 0.5


@dataclass(frozen=True)
class Run:
    """Both passes through a circuit.

    Attributes:
        wires: with the values and gradients that were computed.
        slopes: of each gate for each number that comes in, to be told in words.
        gates: of each gate that can be measured, its function of those numbers.
        own: whether the slopes are the student's, to be held to what is measured.
    """

    wires: list[Wire]
    slopes: dict[str, tuple[float, ...]]
    gates: dict[str, Callable[..., float]]
    own: bool = False


@dataclass(frozen=True)
class Circuit:
    """A circuit: its inputs, whose function computes it, and how it is run."""

    name: str
    inputs: tuple[Input, ...]
    run: Callable[[Numbers], Run]
