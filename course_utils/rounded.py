"""Whether a number is the right one, told by a slow digest of it alone.

The number is rounded so that all that marking accepts falls into one step, and so does hardly more
(up to 1.4 of its tolerance). The digest takes many rounds of SHA-256, because small numbers can be
guessed: out of sight, not secret.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course_utils.sealing import sealed, slow_key

_ROUNDS = 200_000
_STEP = 2.4  # tolerances
_SHIFTS = 8  # of the steps: so few that a shift tells nothing of the number


@dataclass(frozen=True)
class Rounded:
    """A right answer, out of sight: it is right when |got − expected| ≤ atol + rtol·|expected|.

    `shifts` says of each number in it, in eighths, by how much its steps are moved, so that the
    right one lies in the middle of a step.
    """

    rtol: float
    atol: float
    shifts: tuple[int, ...]
    digest: str

    def is_right(self, salt: str, value: Any) -> bool:
        """Whether `value` is the answer that was rounded; `salt` is the one it was rounded with."""
        try:
            text = _text(value, self.rtol, self.atol, list(self.shifts))
        except (TypeError, ValueError, OverflowError):
            return False
        return _digest(salt, text) == self.digest


def rounded(salt: str, value: Any, *, rtol: float, atol: float) -> Rounded:
    """A right answer as it is given to students.

    Args:
        salt: what sets this answer apart from all others.
        value: a number, a text, or a tuple of such.
        rtol, atol: positive, or rtol = 0.

    Raises:
        TypeError: it is something else.
    """
    shifts = tuple(_shift(_scaled(part, rtol, atol)) for part in _numbers(value))
    return Rounded(rtol, atol, shifts, _digest(salt, _text(value, rtol, atol, list(shifts))))


def to_json(answers: Mapping[str, Mapping[str, Rounded]]) -> dict[str, Any]:
    """Exercise → name → right answer, as it stands in a lesson's file."""
    return {key: {n: asdict(each) for n, each in of.items()} for key, of in answers.items()}


@lru_cache(maxsize=8)
def answers_of(lesson: str) -> dict[str, dict[str, Rounded]]:
    """What `to_json` wrote for a lesson; nothing where nothing was written."""
    return {
        exercise: {n: Rounded(**{**d, "shifts": tuple(d["shifts"])}) for n, d in of.items()}
        for exercise, of in sealed(lesson).get("answers", {}).items()
    }


def salt(lesson: str, exercise: str, name: str) -> str:
    """Of the answer `name` of an exercise."""
    return "\0".join((lesson, exercise, name))


def _text(value: Any, rtol: float, atol: float, shifts: list[int]) -> str:
    """A value up to rounding; takes from `shifts` what belongs to its numbers."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, (tuple, list)):
        return "(" + ",".join(_text(part, rtol, atol, shifts) for part in value) + ")"
    if not shifts:
        raise ValueError("more numbers than the right answer has")
    return str(_step(_scaled(value, rtol, atol), shifts.pop(0)))


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [number for part in value for number in _numbers(part)]
    return [] if isinstance(value, str) else [value]


def _scaled(value: Any, rtol: float, atol: float) -> float:
    """A number on a scale on which its tolerance is 1 everywhere."""
    if not isinstance(value, (int, float, np.number, np.ndarray)) or np.ndim(value):
        raise TypeError(f"a number was expected; found {type(value).__name__}")
    number = float(value)
    if not rtol:
        return number / atol
    return math.copysign(math.log1p(rtol * abs(number) / atol) / rtol, number)


def _step(scaled: float, shift: int) -> int:
    return math.floor(scaled / _STEP + shift / _SHIFTS)


def _shift(scaled: float) -> int:
    def off_the_middle(shift: int) -> float:
        return abs((scaled / _STEP + shift / _SHIFTS) % 1 - 0.5)

    return min(range(_SHIFTS), key=off_the_middle)


@lru_cache(maxsize=64)
def _digest(salt: str, text: str) -> str:
    return slow_key(f"{salt}\0{text}", _ROUNDS).hex()[:24]


def first_wrong(lesson: str, exercise: str, names: Mapping[str, Any]) -> str | None:
    """Of the answers to an exercise, the name of the first that is wrong; empty where all are
    right, None where it is not known what is right."""
    answers = answers_of(lesson).get(exercise)
    if not answers:
        return None
    for name, right in answers.items():
        if not right.is_right(salt(lesson, exercise, name), names.get(name)):
            return name
    return ""
