"""The roster in the gradebook: imported, listed, changed, and left with all marks kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from autograder.gradebook.roll.classbook import StudentRow, put_student, students
from autograder.intake.downloads.archive import IntakeError
from autograder.intake.people.matching import Roster
from autograder.intake.people.people import Person
from autograder.store import people as kept
from autograder.store.people import Enrolment


@dataclass(frozen=True)
class Planned:
    """What an import would change: "new", "changed", "back" (was dropped) or "same", by student."""

    states: Mapping[str, str]
    missing: tuple[Person, ...]

    def count(self, state: str) -> int:
        return list(self.states.values()).count(state)


def roster(connection: Connection) -> Roster:
    """Everybody who has not been dropped, under all names that are known."""
    return Roster(person for person, active in everybody(connection) if active)


def everybody(connection: Connection) -> list[tuple[Person, bool]]:
    """All students in the gradebook, and whether they are still in the course."""
    enrolled = kept.roster(connection, dropped=True)
    also: dict[str, list[tuple[str, str]]] = {}
    for known in kept.identities(connection):
        also.setdefault(known.student, []).append((known.kind, known.value))
    found = []
    for row in students(connection).values():
        entry = enrolled.get(row.id) or Enrolment(row.id)
        person = Person(
            row.id,
            row.first_name or "",
            row.last_name or "",
            row.email or "",
            entry.lms_id or row.lms_user_id or "",
            entry.login or "",
            tuple(also.get(row.id, ())),
        )
        found.append((person, entry.active))
    return found


def plan(connection: Connection, people: Iterable[Person]) -> Planned:
    """What importing these people would change."""
    known = {person.id: (person, active) for person, active in everybody(connection)}
    states = {}
    for person in people:
        mine, active = known.get(person.id, (None, True))
        if mine is None:
            states[person.id] = "new"
        elif not active:
            states[person.id] = "back"
        else:
            states[person.id] = "changed" if _differs(mine, person) else "same"
    gone = [person for person, active in known.values() if active and person.id not in states]
    return Planned(states, tuple(gone))


def enrol(
    connection: Connection, people: Iterable[Person], sections: Mapping[str, str] | None = None
) -> None:
    """Put people on the roster, or change what is known of them; nobody is taken off it."""
    for person in people:
        put_student(
            connection,
            StudentRow(
                person.id,
                person.first or None,
                person.last or None,
                person.email or None,
                person.lms_id or None,
            ),
        )
        section = (sections or {}).get(person.id)
        entry = Enrolment(person.id, person.lms_id or None, person.login or None, section)
        kept.enrol(connection, entry)


def drop(connection: Connection, student: str) -> None:
    """Take a student off the roster; marks and hand-ins stay. Raises IntakeError."""
    if student not in students(connection):
        near = Roster(person for person, _ in everybody(connection)).anyone(student)
        meant = f"; did you mean {', '.join(sorted(near))}?" if near else ""
        raise IntakeError(f"{student} is not on the roster{meant}; see: autograder students list")
    if not kept.drop(connection, student):
        if student in kept.roster(connection, dropped=True):
            raise IntakeError(f"{student} was dropped already; nothing is changed")
        kept.enrol(connection, Enrolment(student, active=False))


def one_student(connection: Connection, text: str) -> Person:
    """The student whose id, login, address or name `text` is; raises IntakeError."""
    found = roster(connection)
    who = found.get(text)
    matching = found.anyone(text) if who is None else {text}
    if len(matching) == 1:
        return found.get(matching.pop()) or Person(text)
    if matching:
        named = ", ".join(str(found.get(student)) for student in sorted(matching))
        raise IntakeError(f"{text!r} may be {named}; give the id")
    raise IntakeError(
        f"{text!r} is not on the roster; see: autograder students list, or add the student:"
        f" autograder students add {text}"
    )


def _differs(mine: Person, theirs: Person) -> bool:
    fields = ("first", "last", "email", "lms_id", "login")
    return any(getattr(theirs, f) not in ("", getattr(mine, f)) for f in fields)
