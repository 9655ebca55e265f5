"""Due dates as they were typed, rules for lateness, and extensions, also before a hand-in.

The moment a lesson is due is nbgrader's to keep (`assignment.duedate`), and so is an extension once
there is a submission that it can lie on. Here is what nbgrader has no place for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from autograder.store.store import OfLesson, as_kept, now, who
from autograder.store.tables import due, extension


@dataclass(frozen=True)
class Due:
    """How a lesson's due date was given.

    Attributes:
        local: the date and time as typed, such as "2026-10-11T23:59".
        timezone: the zone's name, such as "Europe/Berlin".
        late: the rule for lateness as typed, such as "10% a day, at most 5 days".
    """

    lesson: str
    local: str | None = None
    timezone: str | None = None
    late: str | None = None
    who: str = ""


@dataclass(frozen=True)
class Extension:
    """More time for one student; `until` None takes an extension back. The latest counts."""

    student: str
    lesson: str
    until: datetime | None
    reason: str = ""
    who: str = ""
    given: datetime | None = None


def set_due(connection: Connection, entry: Due) -> None:
    """Keep how a due date was given. What is None stays as it was."""
    given = {k: v for k, v in vars(entry).items() if v is not None}
    values = given | {"who": entry.who or who(), "changed": now()}
    same = due.c.lesson == entry.lesson
    if connection.execute(update(due).where(same).values(values)).rowcount == 0:
        connection.execute(insert(due).values(values))


def dues(connection: Connection) -> dict[str, Due]:
    """How each lesson's due date was given, by lesson."""
    c = due.c
    query = select(c.lesson, c.local, c.timezone, c.late, c.who).order_by(c.lesson)
    return {row.lesson: Due(*row) for row in connection.execute(query)}


def extend(connection: Connection, entry: Extension) -> None:
    """Give a student more time (or take it back); earlier ones stay on record."""
    until = None if entry.until is None else as_kept(entry.until)
    given = {"until": until, "who": entry.who or who(), "given": entry.given or now()}
    connection.execute(insert(extension).values(vars(entry) | given))


def extensions(connection: Connection, lesson: str) -> Mapping[str, Extension]:
    """The extension that counts for each student who has one, by student id."""
    found = {entry.student: entry for entry in extension_history(connection, lesson)}
    return {student: entry for student, entry in found.items() if entry.until is not None}


def extension_history(
    connection: Connection, lesson: str, student: str | None = None
) -> list[Extension]:
    """All that was ever given or taken back, in order."""
    return [Extension(*row) for row in _GIVEN.rows(connection, lesson, student)]


_E = extension.c
_GIVEN = OfLesson(
    select(_E.student, _E.lesson, _E.until, _E.reason, _E.who, _E.given).order_by(_E.id),
    _E.lesson,
    _E.student,
)
