"""Students and due dates: nbgrader's rows, and ours beside them, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Assignment, Course, Student, SubmittedAssignment
from sqlalchemy import Connection, insert, select, update

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
    fields = (Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    query = select(Student.id, *fields).order_by(Student.id)
    return {row.id: StudentRow(*row) for row in connection.execute(query)}


def put_student(connection: Connection, row: StudentRow) -> None:
    """Add a student, or change what is known; what is None stays as it was."""
    values = {key: value for key, value in vars(row).items() if value is not None}
    same = Student.id == row.id
    if connection.execute(update(Student).where(same).values(**values)).rowcount == 0:
        connection.execute(insert(Student).values(**values))


def admitted(connection: Connection) -> set[str] | None:
    """Whose hand-ins are graded: everybody on the roster; None where there is no roster.

    There is one where students were imported or added, by our command or nbgrader's: somebody has a
    name, or is in the gradebook without having handed in. Who is in the gradebook already stays.
    """
    known = students(connection)
    enrolled = people.roster(connection, dropped=True)
    handed_in = set(connection.execute(select(SubmittedAssignment.student_id)).scalars())
    named = [row for row in known.values() if row.first_name or row.last_name or row.email]
    if not (enrolled or named or set(known) - handed_in):
        return None
    gone = {student for student, entry in enrolled.items() if not entry.active}
    return (set(known) | set(enrolled)) - gone


def due_dates(connection: Connection) -> dict[str, datetime | None]:
    """When each lesson in the gradebook is due, UTC without a zone."""
    query = select(Assignment.name, Assignment.duedate)
    return {row.name: row.duedate for row in connection.execute(query)}


def set_due_date(connection: Connection, lesson: str, moment: datetime) -> None:
    """Set when a lesson is due, UTC without a zone."""
    same = Assignment.name == lesson
    if connection.execute(update(Assignment).where(same).values(duedate=moment)).rowcount == 0:
        course_id = connection.execute(select(Course.id)).scalars().first() or ""  # as nbgrader
        row = {"name": lesson, "duedate": moment, "course_id": course_id}
        connection.execute(insert(Assignment).values(**row))
