"""Right or wrong at once, where an exercise asks for numbers of which only one each is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_utils.check.failure import CheckFailed
from course_utils.rounded import first_wrong


def settle(lesson: str, exercise: str, names: Mapping[str, Any]) -> bool:
    """Whether it is known that the answers among `names` are right.

    Raises:
        CheckFailed: one of them is wrong.
    """
    wrong = first_wrong(lesson, exercise, names)
    if wrong:
        raise not_right(wrong, names.get(wrong))
    return wrong is not None


def not_right(name: str, value: Any) -> CheckFailed:
    """The failure of one answer."""
    return CheckFailed(f"{name} is not right yet.", got=value)
