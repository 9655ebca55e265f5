"""How lessons make a course total: weights, the lowest left out, letters; `[marks]` of course.toml.

[marks]
drop_lowest = 1                # of each student's lessons
count_further = true           # read where lessons are: further exercises have points too

[marks.weights]                # without it, a lesson weighs as many as its points
01_logistic_regression = 2

[marks.letters]                # from so many per cent of the course on
A = 90
B = 80

[marks.columns.canvas]         # what a system calls the lesson's column, if it has one
01_logistic_regression = "Logistic regression (4711)"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from autograder.lesson.choice.selection import FILE, read_table
from autograder.lesson.lesson import LessonError

SYSTEMS = ("blackboard", "canvas", "moodle")


class RulesError(ValueError):
    """course.toml cannot be used; the text names the file, the key and what was expected."""


@dataclass(frozen=True)
class Rules:
    """The table, checked.

    Attributes:
        drop_lowest: how many of each student's lessons are left out of the course total.
        weights: by lesson; empty: as many as a lesson has points.
        letters: with the per cent from which on they are given, the best first.
        columns: a system's name for a lesson's column, by system and lesson.
    """

    drop_lowest: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)
    letters: tuple[tuple[str, float], ...] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def letter(self, percent: float | None) -> str:
        """The letter for a course total; empty where there is none."""
        if percent is None:
            return ""
        return next((name for name, least in self.letters if percent >= least - 1e-9), "")

    def weight(self, lesson: str, points: float) -> float:
        return self.weights.get(lesson, 0.0) if self.weights else points


def read_rules(root: Path, lessons: Sequence[str]) -> Rules:
    """The rules of the course at `root`, whose lessons have these names; raises RulesError."""
    try:
        about = read_table(root)
    except LessonError as error:
        raise RulesError(str(error)) from error
    marks = _table(about.get("marks", {}), "marks")
    _known(marks, "marks", ("columns", "count_further", "drop_lowest", "letters", "weights"))
    weights = _numbers(marks, "weights", 0, None)
    for lesson in weights:
        _lesson(lesson, f"marks.weights.{lesson}", lessons)
    if weights and not any(weights.values()):
        raise RulesError(f"{FILE}, marks.weights: expected at least one weight above 0")
    letters = _numbers(marks, "letters", 0, 100)
    if len(set(letters.values())) < len(letters):
        raise RulesError(f"{FILE}, marks.letters: expected different limits, found one twice")
    ordered = tuple(sorted(letters.items(), key=lambda item: -item[1]))
    return Rules(_drop(marks, lessons), weights, ordered, _columns(marks, lessons))


def _drop(marks: Mapping[str, Any], lessons: Sequence[str]) -> int:
    found = marks.get("drop_lowest", 0)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < len(lessons):
        most = len(lessons) - 1
        raise RulesError(
            f"{FILE}, marks.drop_lowest: expected a whole number from 0 to {most}, found {found!r}"
        )
    return found


def _columns(marks: Mapping[str, Any], lessons: Sequence[str]) -> dict[str, dict[str, str]]:
    columns = _table(marks.get("columns", {}), "marks.columns")
    _known(columns, "marks.columns", SYSTEMS)
    for system, names in columns.items():
        for lesson, name in _table(names, f"marks.columns.{system}").items():
            key = f"marks.columns.{system}.{lesson}"
            _lesson(lesson, key, lessons)
            if not isinstance(name, str) or not name.strip():
                raise RulesError(f"{FILE}, {key}: expected a column's name, found {name!r}")
    return columns


def _numbers(
    marks: Mapping[str, Any], name: str, least: float, most: float | None
) -> dict[str, float]:
    found = _table(marks.get(name, {}), f"marks.{name}")
    for key, value in found.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not isfinite(value) or value < least or (most and value > most):
            limits = f"from {least} to {most}" if most else f"of at least {least}"
            raise RulesError(
                f"{FILE}, marks.{name}.{key}: expected a number {limits}, found {value!r}"
            )
    return {key: float(value) for key, value in found.items()}


def _table(found: Any, key: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise RulesError(f"{FILE}, {key}: expected a table [{key}], found {found!r}")
    return found


def _known(found: Mapping[str, Any], key: str, names: Sequence[str]) -> None:
    for name in found:
        if name not in names:
            known = ", ".join(names)
            raise RulesError(f"{FILE}, {key}.{name}: there is no such key; there are: {known}")


def _lesson(name: str, key: str, lessons: Sequence[str]) -> None:
    if name not in lessons:
        known = ", ".join(lessons)
        raise RulesError(f"{FILE}, {key}: there is no lesson of that name; there are: {known}")
