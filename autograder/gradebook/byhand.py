"""Marks and comments by a person, in nbgrader's own rows, and who gave them: one transaction.

What formgrader does row by row (see `listening`), for a program that knows who is at it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, case, func, select, update

from autograder.database.tables import (
    assignment,
    base_cell,
    comment,
    grade,
    notebook,
    submitted_assignment,
    submitted_notebook,
)
from autograder.gradebook.penalties import Penalties
from autograder.store.hands import COMMENT, POINTS, Hand, keep_hand
from autograder.store.tables import answer as digests

_GRADED, _SAID = "GradeCell", "SolutionCell"


@dataclass(frozen=True)
class Answer:
    """A graded cell of one student's, as the gradebook has it.

    Attributes:
        key: nbgrader's id of the notebook, which tells nobody's name.
        waits: whether a person still has to look at it.
        auto, points: the judge's points, and a person's; None where there are none.
        comment: a person's.
        digest: of what the student wrote; empty where it is not known.
    """

    student: str
    key: str
    waits: bool
    auto: float | None
    points: float | None
    comment: str
    digest: str


def answers(
    connection: Connection,
    lesson: str,
    cell: str,
    student: str | None = None,
    keys: Collection[str] | None = None,
) -> list[Answer]:
    """Every student's answer to a question, in an order that tells nothing (by `key`).

    Only the student's, or only those of the keys, where these are given.
    """
    a, n, g = submitted_assignment.c, submitted_notebook.c, grade.c
    query: Any = select(
        a.student_id,
        n.id,
        g.needs_manual_grade,
        g.auto_score,
        g.manual_score,
        comment.c.manual_comment,
        digests.c.digest,
    )
    said = (comment.c.notebook_id == n.id) & (comment.c.cell_id == _cell(lesson, cell, _SAID))
    wrote = (digests.c.student == a.student_id) & (digests.c.cell == cell)
    query = (
        query.select_from(grade)
        .join(submitted_notebook, n.id == g.notebook_id)
        .join(submitted_assignment, a.id == n.assignment_id)
        .outerjoin(comment, said)
        .outerjoin(digests, wrote & (digests.c.lesson == lesson))
        .where(g.cell_id == _cell(lesson, cell, _GRADED))
        .order_by(n.id)
    )
    if student is not None:
        query = query.where(a.student_id == student)
    if keys is not None:
        query = query.where(n.id.in_(keys))
    return [
        Answer(who, key, bool(waits), auto, points, said or "", digest or "")
        for who, key, waits, auto, points, said, digest in connection.execute(query)
    ]


def waiting(
    connection: Connection, lesson: str, cells: Collection[str] = ()
) -> dict[str, tuple[int, int]]:
    """By grade id: how many answers wait for a person, and how many there are.

    Only of those cells, where any are named.
    """
    waits = func.sum(case((grade.c.needs_manual_grade, 1), else_=0))
    query: Any = (
        select(base_cell.c.name, waits, func.count())
        .select_from(grade)
        .join(base_cell, base_cell.c.id == grade.c.cell_id)
        .join(notebook, notebook.c.id == base_cell.c.notebook_id)
        .join(assignment, assignment.c.id == notebook.c.assignment_id)
        .where(assignment.c.name == lesson)
        .group_by(base_cell.c.name)
    )
    if cells:
        query = query.where(base_cell.c.name.in_(cells))
    return {name: (many, total) for name, many, total in connection.execute(query)}


def give(
    connection: Connection,
    lesson: str,
    answer: Answer,
    cell: str,
    points: float | None,
    rule: Penalties,
    *,
    who: str,
    why: str = "",
) -> None:
    """Write the points that a person gives (None takes them back), and the penalty that follows."""
    values = {
        "manual_score": points,
        "needs_manual_grade": points is None and answer.auto is None,
    }
    same = (grade.c.notebook_id == answer.key) & (grade.c.cell_id == _cell(lesson, cell, _GRADED))
    connection.execute(update(grade).where(same).values(values))
    if answer.points != points:
        entry = (answer.student, lesson, cell, POINTS, answer.points, points)
        keep_hand(connection, Hand(*entry, why=why, who=who))
    rule.apply(connection, lesson, answer.student)


def comments(connection: Connection, lesson: str, cell: str) -> dict[str, str]:
    """What persons said about a cell, by student; empty where they said nothing."""
    query = select(submitted_assignment.c.student_id, comment.c.manual_comment)
    query = _of_submissions(query, comment).where(comment.c.cell_id == _cell(lesson, cell, _SAID))
    return {who: said or "" for who, said in connection.execute(query)}


def say(
    connection: Connection, lesson: str, student: str, cell: str, text: str, *, who: str
) -> None:
    """Write a person's comment on a cell, in place of the one before; LookupError without one."""
    query = select(submitted_notebook.c.id, comment.c.id, comment.c.manual_comment)
    query = _of_submissions(query, comment)
    query = query.where(comment.c.cell_id == _cell(lesson, cell, _SAID))
    found = connection.execute(query.where(submitted_assignment.c.student_id == student)).first()
    if found is None:
        raise LookupError(f"{student} has no cell {cell} in {lesson}")
    _, row, before = found
    if (before or "") != text:
        change = update(comment).where(comment.c.id == row)
        connection.execute(change.values(manual_comment=text or None))
        entry = (student, lesson, cell, COMMENT, before or None, text or None)
        keep_hand(connection, Hand(*entry, who=who))


def _of_submissions(query: Any, kind: Table) -> Any:
    return (
        query.select_from(kind)
        .join(submitted_notebook, submitted_notebook.c.id == kind.c.notebook_id)
        .join(submitted_assignment, submitted_assignment.c.id == submitted_notebook.c.assignment_id)
    )


def _cell(lesson: str, name: str, kind: str) -> Any:
    """The id of a lesson's cell, as a query: nbgrader keeps one cell as several rows."""
    query = select(base_cell.c.id).join(notebook, notebook.c.id == base_cell.c.notebook_id)
    query = query.join(assignment, assignment.c.id == notebook.c.assignment_id)
    query = query.where(assignment.c.name == lesson)
    chosen = query.where(base_cell.c.name == name, base_cell.c.type == kind)
    return chosen.scalar_subquery()
