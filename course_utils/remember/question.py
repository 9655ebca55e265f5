"""A question with a choice or a number for an answer."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One thing asked, in plain text.

    Attributes:
        text: the question.
        right: the place of the right option, or the right number where there are no options.
        because: one sentence that says why.
        options: what to choose from; none: a number is asked.
        within: how far off a number may be.
    """

    text: str
    right: float
    because: str
    options: tuple[str, ...] = ()
    within: float = 0.0

    def __post_init__(self) -> None:
        if self.options and self.right not in range(len(self.options)):
            raise ValueError(
                f"right is the place of an option, 0 to {len(self.options) - 1}; got {self.right}"
            )

    @property
    def answer(self) -> str:
        """The right answer as it is said."""
        if self.options:
            return self.options[int(self.right)]
        return f"{self.right:.4g}".replace("-", "−")

    def accepts(self, said: str) -> bool:
        """Whether `said` answers the question at all: one of the options, or a number."""
        if self.options:
            return _typed(said) in map(_typed, self.options)
        return not math.isnan(number(said))

    def is_right(self, said: str) -> bool:
        """Whether an answer that is accepted is the right one."""
        if self.options:
            return _typed(said) == _typed(self.answer)
        slack = self.within or 0.005 * abs(self.right)
        return abs(number(said) - self.right) <= slack + 1e-9

    def verdict(self, said: str) -> str:
        """What is told about an answer, in plain text."""
        if self.is_right(said):
            return f"You said {said}. Right. {self.because}"
        return f"You said {said}. It is {self.answer}. {self.because}"


def _typed(text: str) -> str:
    """As a keyboard has it: with hyphens for minus signs."""
    return text.replace("−", "-")


def number(said: str) -> float:
    """A number as people type it, a fraction or a percentage included; nan for anything else."""
    text = _typed(said.strip()).replace(",", ".").replace(" ", "")
    scale = 0.01 if text.endswith("%") else 1.0
    top, slash, bottom = text.removesuffix("%").partition("/")
    try:
        value = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return math.nan
    return scale * value if math.isfinite(value) else math.nan
