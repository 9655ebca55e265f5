"""How the course stands: everybody in every lesson, what is open, late or missing.

Totals are those of `autograder marks`.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.handback.rules import Rules
from autograder.handback.table import MarkTable, Result, Row
from autograder.lesson.lesson import Lesson


@dataclass(frozen=True)
class LessonColumn:
    """A lesson and everybody on the roster: student ids, in the table's order.

    Attributes:
        median: of the totals of those who handed in; None where nobody has.
        open: whose marks a person has still to give; while there are any, `median` may still rise.
    """

    name: str
    title: str
    max_score: float
    handed_in: tuple[str, ...]
    absent: tuple[str, ...]
    open: tuple[str, ...]
    late: tuple[str, ...]
    median: float | None


@dataclass(frozen=True)
class CourseReport:
    """All lessons that anybody has a mark in, and everybody."""

    table: MarkTable
    lessons: tuple[LessonColumn, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.table.rows

    @property
    def to_look_at(self) -> list[Row]:
        """Who lacks a lesson, was late, or has marks open; first who lacks most."""
        found = [row for row in self.rows if missing(self, row) or _noted(row)]
        return sorted(found, key=lambda row: -missing(self, row))

    @property
    def has_letters(self) -> bool:
        return bool(self.table.rules.letters)

    @property
    def how_totals_are_made(self) -> str:
        """The rule for the course total, as a sentence."""
        return how_totals_are_made(self.table.rules)


def course_report(table: MarkTable) -> CourseReport:
    """The report on a table of marks."""
    return CourseReport(table, tuple(_column(lesson, table.rows) for lesson in table.lessons))


def missing(report: CourseReport, row: Row) -> int:
    """How many lessons a student has not handed in."""
    return sum(lesson.name not in row.results for lesson in report.lessons)


def how_totals_are_made(rules: Rules) -> str:
    """The rule for the course total, as a sentence."""
    weights = "by the weights of course.toml" if rules.weights else "by their points"
    lowest = f", the lowest {rules.drop_lowest} left out" if rules.drop_lowest else ""
    return (
        f"Course: the mean of the lessons' shares of points, weighed {weights}{lowest};"
        " a lesson not handed in counts as zero."
    )


def _noted(row: Row) -> bool:
    return any(result.waits or result.seconds_late > 0 for result in row.results.values())


def _column(lesson: Lesson, rows: Sequence[Row]) -> LessonColumn:
    found: dict[str, Result | None] = {
        row.person.student: row.results.get(lesson.name) for row in rows
    }
    there = {student: result for student, result in found.items() if result is not None}
    totals = [result.total for result in there.values()]
    return LessonColumn(
        lesson.name,
        lesson.title,
        lesson.max_score,
        tuple(there),
        tuple(student for student, result in found.items() if result is None),
        tuple(student for student, result in there.items() if result.waits),
        tuple(student for student, result in there.items() if result.seconds_late > 0),
        statistics.median(totals) if totals else None,
    )
