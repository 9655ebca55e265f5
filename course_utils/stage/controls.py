"""Sliders, lists, buttons and ▶ beside a picture. Each carries the name of a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Range:
    """A slider of numbers; a handle that sets the same parameter keeps to its `fine` step.

    Attributes:
        digits: after the point, as shown and spoken.
        fine: the step of a handle's pull; 0 for none.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    tooltip: str
    digits: int = 1
    fine: float = 0.01

    def to_page(self, value: Any) -> Any:
        """The slider's place for a value."""
        return value

    def from_page(self, value: Any) -> Any:
        """The value for a slider's place."""
        return min(max(float(value), self.low), self.high)

    @property
    def wire(self) -> dict[str, Any]:
        """As the page takes it."""
        return {"kind": "range", "texts": None, **vars(self)}

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Lowest, highest, step of a pull."""
        return self.low, self.high, self.fine


@dataclass(frozen=True)
class Whole(Range):
    """A slider of whole numbers."""

    digits: int = 0
    fine: float = 1

    def from_page(self, value: Any) -> Any:
        """The value for a slider's place."""
        return round(super().from_page(value))


@dataclass(frozen=True)
class Choice:
    """A list to pick from, of (text, value)."""

    name: str
    label: str
    options: tuple[tuple[str, Any], ...]
    tooltip: str

    def to_page(self, value: Any) -> Any:
        """The place of a value in the list.

        Raises:
            ValueError: the list does not hold it.
        """
        values = [each for _, each in self.options]
        if value not in values:
            known = ", ".join(map(repr, values))
            raise ValueError(f"{self.name} must be one of {known}. Got {value!r} instead.")
        return values.index(value)

    def from_page(self, value: Any) -> Any:
        """The value at a place of the list."""
        return self.options[min(max(round(float(value)), 0), len(self.options) - 1)][1]

    @property
    def wire(self) -> dict[str, Any]:
        """As the page takes it."""
        texts = [text for text, _ in self.options]
        return {"kind": "choice", "name": self.name, "label": self.label, "texts": texts,
                "tooltip": self.tooltip}  # fmt: skip

    @property
    def bounds(self) -> tuple[float, float, float]:
        """First place, last place, step."""
        return 0, len(self.options) - 1, 1


@dataclass(frozen=True)
class Stops(Choice):
    """A slider that stands at one of a few values, given as (text, value)."""

    @property
    def wire(self) -> dict[str, Any]:
        """As the page takes it."""
        last = len(self.options) - 1
        return {**super().wire, "kind": "range", "low": 0, "high": last, "step": 1, "digits": 0}


@dataclass(frozen=True)
class Button:
    """A button: what it does to the parameters."""

    name: str
    label: str
    press: Callable[[Any], Any]
    tooltip: str


def reset(press: Callable[[Any], Any]) -> Button:
    """The button that brings the start back."""
    return Button("reset", "reset", press, "back to the start")


@dataclass(frozen=True)
class Play:
    """▶: parameters step by step, at a pace that the student chooses.

    Attributes:
        step: parameters and whether ▶ was only now pressed → the next ones, or None at the end.
        seconds: from one step to the next at speed 1.
    """

    label: str
    step: Callable[[Any, bool], Any]
    tooltip: str
    seconds: float = 0.1


def onward(name: str, values: Sequence[Any]) -> Callable[[Any, bool], Any]:
    """A `step` of ▶ that takes one parameter through its values, one after the other.

    Where it stands at the last of them, ▶ begins at the first again.
    """

    def step(params: Any, is_first: bool) -> Any:
        following = values.index(getattr(params, name)) + 1
        if following == len(values) and not is_first:
            return None
        return replace(params, **{name: values[following % len(values)]})

    return step
