"""Who is on the roster, and who a student is to other systems.

Names and e-mail addresses are nbgrader's to keep (its `student` table).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from autograder.store.store import now
from autograder.store.tables import enrolment, identity


@dataclass(frozen=True)
class Enrolment:
    """A student on the roster. `active` is False once dropped; nothing of theirs is deleted."""

    student: str
    lms_id: str | None = None
    login: str | None = None
    section: str | None = None
    active: bool = True


@dataclass(frozen=True)
class Identity:
    """What a system calls a student.

    Attributes:
        system: "canvas", "moodle", "blackboard", "github", …
        kind: what the value is: "id", "login", "sis_id", "email", "name", …
    """

    student: str
    system: str
    kind: str
    value: str


def enrol(connection: Connection, entry: Enrolment) -> None:
    """Put a student on the roster, or change the entry. What is None stays as it was."""
    values = {k: v for k, v in vars(entry).items() if v is not None} | {"changed": now()}
    same = enrolment.c.student == entry.student
    if connection.execute(update(enrolment).where(same).values(values)).rowcount == 0:
        connection.execute(insert(enrolment).values(values))


def drop(connection: Connection, student: str) -> bool:
    """Mark a student as gone; returns whether there was one on the roster, still active."""
    same = (enrolment.c.student == student) & enrolment.c.active
    change = update(enrolment).where(same).values(active=False, changed=now())
    return connection.execute(change).rowcount > 0


def roster(connection: Connection, *, dropped: bool = False) -> dict[str, Enrolment]:
    """Everybody on the roster by student id, in order; with `dropped`, those who left as well."""
    names = ("student", "lms_id", "login", "section", "active")
    query = select(*(enrolment.c[name] for name in names)).order_by(enrolment.c.student)
    if not dropped:
        query = query.where(enrolment.c.active)
    return {row.student: Enrolment(*row) for row in connection.execute(query)}


def identify(connection: Connection, entry: Identity) -> None:
    """Remember what a system calls a student; knowing it already changes nothing."""
    if not connection.execute(select(identity.c.id).filter_by(**vars(entry))).first():
        connection.execute(insert(identity).values(vars(entry)))


def forget(connection: Connection, entry: Identity) -> None:
    """Take back what `identify` remembered."""
    connection.execute(delete(identity).filter_by(**vars(entry)))


def identities(connection: Connection, student: str | None = None) -> list[Identity]:
    """What all systems call a student, or everybody."""
    c = identity.c
    query = select(c.student, c.system, c.kind, c.value).order_by(c.id)
    if student is not None:
        query = query.where(c.student == student)
    return [Identity(*row) for row in connection.execute(query)]
