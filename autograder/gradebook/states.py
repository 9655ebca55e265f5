"""All that a total is made of, for every student of a lesson, in a few queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Select, select


@dataclass
class State:
    """One student's marks for a lesson, and what bears on them.

    Attributes:
        auto, hand, extra: points by grade id: the judge's, a person's in their place, extra credit.
        comments: a person's, by grade id.
        penalty: points off for lateness.
        due: when the lesson is due, UTC; `extension` is what the student has on top.
    """

    submission: str
    notebook: str
    penalty: float | None
    due: datetime | None
    extension: timedelta | None
    handed_in: datetime | None
    auto: dict[str, float] = field(default_factory=dict)
    hand: dict[str, float] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> float:
        """All points before a penalty, as nbgrader adds them up."""
        graded = {**self.auto, **self.hand}
        return sum(graded.values()) + sum(self.extra[name] for name in self.extra if name in graded)

    @property
    def score(self) -> float:
        return max(0.0, self.raw - (self.penalty or 0.0))

    @property
    def seconds_late(self) -> float:
        """After the due date and the extension; 0 where either time is not known."""
        if self.due is None or self.handed_in is None:
            return 0.0
        end = self.due + (self.extension or timedelta())
        return max(0.0, (self.handed_in - end).total_seconds())


def states(connection: Connection, lesson: str, student: str | None = None) -> dict[str, State]:
    """Everybody's state (or that of `student` only), by student id."""
    found: dict[str, State] = {}
    columns = (
        SubmittedAssignment.student_id,
        SubmittedAssignment.id,
        SubmittedNotebook.id,
        SubmittedNotebook.late_submission_penalty,
        Assignment.duedate,
        SubmittedAssignment.extension,
        SubmittedAssignment.timestamp,
    )
    for who, *about in _rows(connection, select(*columns), SubmittedNotebook, lesson, student):
        found[who] = State(*about)
    graded = select(
        SubmittedAssignment.student_id,
        BaseCell.name,
        Grade.auto_score,
        Grade.manual_score,
        Grade.extra_credit,
    )
    for who, name, auto, hand, extra in _rows(connection, graded, Grade, lesson, student):
        state = found[who]
        for kept, points in ((state.auto, auto), (state.hand, hand), (state.extra, extra)):
            if points is not None:
                kept[name] = points
    said = select(SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
    for who, name, comment in _rows(connection, said, Comment, lesson, student):
        if comment:
            found[who].comments[name] = comment
    return found


def _rows(
    connection: Connection, query: Select[Any], kind: Any, lesson: str, student: str | None
) -> Iterator[Any]:
    query = query.select_from(kind)
    if kind is not SubmittedNotebook:
        query = query.join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
        query = query.join(BaseCell.__table__, kind.cell_id == BaseCell.id)
    query = query.join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    ).join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    query = query.where(Assignment.name == lesson).order_by(SubmittedAssignment.student_id)
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    yield from connection.execute(query)
