"""The marks and comments that nbgrader's gradebook holds, cell by cell, in one query each.

Asking nbgrader for them one by one takes a query per cell; a class has thousands of cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
)


@dataclass(frozen=True)
class Mark:
    """The points for one graded cell.

    Attributes:
        waits: whether a person still has to look at it.
        by_hand: whether a person gave `score`.
        auto: the judge's points; None where only a person gives them.
    """

    score: float
    max_score: float
    waits: bool
    by_hand: bool
    auto: float | None = None


@dataclass
class Marks:
    """One student's marks and comments for a lesson, by grade id."""

    cells: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0

    @property
    def score(self) -> float:
        """All points, less the penalty for lateness; never below zero, as nbgrader exports it."""
        total = sum(mark.score for mark in self.cells.values())
        return max(0.0, total - self.late_penalty)

    @property
    def max_score(self) -> float:
        return sum(mark.max_score for mark in self.cells.values())

    @property
    def waits(self) -> bool:
        """Whether anything still has to be marked by a person."""
        return any(mark.waits for mark in self.cells.values())


def read_marks(gradebook: Any, lesson: str, student: str | None = None) -> dict[str, Marks]:
    """The marks of everybody who was graded (or of `student` only), by student id."""
    result: dict[str, Marks] = {}
    penalties = (SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
    for who, penalty in _rows(gradebook, SubmittedNotebook, penalties, lesson, student):
        result.setdefault(who, Marks()).late_penalty += penalty or 0.0
    graded = (
        SubmittedAssignment.student_id,
        BaseCell.name,
        Grade.score,
        GradeCell.max_score,
        Grade.needs_manual_grade,
        Grade.manual_score,
        Grade.auto_score,
    )
    for who, name, score, largest, waits, by_hand, auto in _rows(
        gradebook, Grade, graded, lesson, student
    ):
        mark = Mark(score or 0.0, largest or 0.0, bool(waits), by_hand is not None, auto)
        result[who].cells[name] = mark
    said = (SubmittedAssignment.student_id, BaseCell.name, Comment.comment)
    for who, name, comment in _rows(gradebook, Comment, said, lesson, student):
        if comment:
            result[who].comments[name] = comment
    return result


def _rows(
    gradebook: Any, kind: Any, columns: tuple[Any, ...], lesson: str, student: str | None
) -> Any:
    """The `columns` of every grade, comment or notebook of a lesson's submissions, in order."""
    query = gradebook.db.query(*columns).select_from(kind)
    if kind is not SubmittedNotebook:
        query = query.join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
        query = query.join(BaseCell, kind.cell_id == BaseCell.id)
    if kind is Grade:
        query = query.join(GradeCell.__table__, GradeCell.__table__.c.id == BaseCell.id)
    query = query.join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    ).join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    query = query.filter(Assignment.name == lesson)
    if student is not None:
        query = query.filter(SubmittedAssignment.student_id == student)
    return query.all()
