"""All that a total is made of, for every student of a lesson, in a few queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select

from autograder.database.tables import (
    assignment,
    base_cell,
    comment,
    grade,
    submitted_assignment,
    submitted_notebook,
)
from autograder.store.store import OfLesson


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
    found = standings(connection, lesson, student)
    for who, name, auto, hand, extra in _GRADES.rows(connection, lesson, student):
        state = found[who]
        for kept, points in ((state.auto, auto), (state.hand, hand), (state.extra, extra)):
            if points is not None:
                kept[name] = points
    for who, name, words in _COMMENTS.rows(connection, lesson, student):
        if words:
            found[who].comments[name] = words
    return found


def standings(connection: Connection, lesson: str, student: str | None = None) -> dict[str, State]:
    """As `states`, without marks and comments: times, and what lateness cost."""
    return {who: State(*about) for who, *about in _TIMES.rows(connection, lesson, student)}


def _query(kind: Table, *columns: Any) -> OfLesson:
    """Student ids and `columns`, by student."""
    query = select(submitted_assignment.c.student_id, *columns).select_from(kind)
    if kind is not submitted_notebook:
        query = query.join(submitted_notebook, kind.c.notebook_id == submitted_notebook.c.id)
        query = query.join(base_cell, kind.c.cell_id == base_cell.c.id)
    query = query.join(
        submitted_assignment, submitted_notebook.c.assignment_id == submitted_assignment.c.id
    ).join(assignment, submitted_assignment.c.assignment_id == assignment.c.id)
    student = submitted_assignment.c.student_id
    return OfLesson(query.order_by(student), assignment.c.name, student)


_TIMES = _query(
    submitted_notebook,
    submitted_assignment.c.id,
    submitted_notebook.c.id,
    submitted_notebook.c.late_submission_penalty,
    assignment.c.duedate,
    submitted_assignment.c.extension,
    submitted_assignment.c.timestamp,
)
_GRADES = _query(
    grade, base_cell.c.name, grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit
)
_COMMENTS = _query(comment, base_cell.c.name, comment.c.manual_comment)
