"""Students and due dates: nbgrader's rows, and ours beside them, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from autograder.database.tables import assignment, course, student, submitted_assignment
from autograder.store import people


@dataclass(frozen=True)
class StudentRow:
    """A student as nbgrader keeps them."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None


def students(connection: Connection) -> dict[str, StudentRow]:
    """Everybody in the gradebook, by id, in order."""
    fields = (student.c.first_name, student.c.last_name, student.c.email, student.c.lms_user_id)
    query = select(student.c.id, *fields).order_by(student.c.id)
    return {row.id: StudentRow(*row) for row in connection.execute(query)}


def put_student(connection: Connection, row: StudentRow) -> None:
    """Add a student, or change what is known; what is None stays as it was."""
    values = {key: value for key, value in vars(row).items() if value is not None}
    same = student.c.id == row.id
    if connection.execute(update(student).where(same).values(**values)).rowcount == 0:
        connection.execute(insert(student).values(**values))


def admitted(connection: Connection) -> set[str] | None:
    """Whose hand-ins are graded: everybody on the roster; None where there is no roster.

    There is one where students were imported or added, by our command or nbgrader's: somebody has a
    name, or is in the gradebook without having handed in. Who is in the gradebook already stays.
    """
    known = students(connection)
    enrolled = people.roster(connection, dropped=True)
    handed_in = set(connection.execute(select(submitted_assignment.c.student_id)).scalars())
    named = [row for row in known.values() if row.first_name or row.last_name or row.email]
    if not (enrolled or named or set(known) - handed_in):
        return None
    gone = {name for name, entry in enrolled.items() if not entry.active}
    return (set(known) | set(enrolled)) - gone


def due_dates(connection: Connection) -> dict[str, datetime | None]:
    """When each lesson in the gradebook is due, UTC without a zone."""
    query = select(assignment.c.name, assignment.c.duedate)
    return {row.name: row.duedate for row in connection.execute(query)}


def set_due_date(connection: Connection, lesson: str, moment: datetime) -> None:
    """Set when a lesson is due, UTC without a zone."""
    same = assignment.c.name == lesson
    if connection.execute(update(assignment).where(same).values(duedate=moment)).rowcount == 0:
        course_id = connection.execute(select(course.c.id)).scalars().first() or ""  # as nbgrader
        row = {"name": lesson, "duedate": moment, "course_id": course_id}
        connection.execute(insert(assignment).values(**row))
