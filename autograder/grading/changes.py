"""Which marks a run changed, of notebooks that are what they were when they were graded before.

A student whose mark moves without a new notebook will ask why: each change is told in the terminal
and kept in a table, in the order in which it happened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.common.files import append_line
from autograder.common.text import csv_text
from autograder.grading.records import Record
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson

if TYPE_CHECKING:  # it brings nbgrader with it
    from autograder.gradebook.marks import Marks

HEADER = ("time", "lesson", "student", "exercise", "before", "after")


@dataclass(frozen=True)
class Change:
    """The points for one exercise, before and after; `by_hand` where a person's mark stays."""

    student: str
    exercise: str
    before: float
    after: float
    by_hand: bool = False

    def __str__(self) -> str:
        stays = " (a mark given by hand stays)" if self.by_hand else ""
        return f"{self.student}, {self.exercise}: {self.before:g} → {self.after:g}{stays}"


def changes(before: Record | None, after: Record) -> list[Change]:
    """What differs between two records of the same notebook, in the exercises' order."""
    if before is None or before.fingerprint != after.fingerprint:
        return []
    old, new = _points(before.judgement), _points(after.judgement)
    return [
        Change(after.student, name, old.get(name, 0.0), new.get(name, 0.0))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, 0.0) != new.get(name, 0.0)
    ]


def keep(course: Course, lesson: str, found: list[Change]) -> None:
    """Add changes to the lesson's table of changes."""
    if not found:
        return
    path = table(course, lesson)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    by_name = sorted(found, key=lambda change: change.student)
    rows = [(now, lesson, csv_text(c.student), c.exercise, c.before, c.after) for c in by_name]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows if path.exists() else [HEADER, *rows])
    append_line(path, text.getvalue())


def table(course: Course, lesson: str) -> Path:
    """Where the changes of all runs are kept."""
    return course.grading / "report" / f"{lesson}-changes.csv"


def with_hands(found: list[Change], lesson: Lesson, marks: Mapping[str, Marks]) -> list[Change]:
    """The changes, told apart by whether a person's mark stands above the new points."""
    tests = {exercise.name: exercise.tests for exercise in lesson.exercises}

    def by_hand(change: Change) -> bool:
        cells = marks[change.student].cells if change.student in marks else {}
        mine = (cells.get(test.grade_id) for test in tests.get(change.exercise, ()))
        return any(mark is not None and mark.by_hand for mark in mine)

    return [replace(change, by_hand=by_hand(change)) for change in found]


def _points(judgement: Mapping[str, Any]) -> dict[str, float]:
    """The points that the judge gave, by exercise; written answers have none."""
    exercises = judgement.get("exercises", [])
    return {e["name"]: e["points"] for e in exercises if e.get("points") is not None}
