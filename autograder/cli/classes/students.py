"""`autograder students`"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from autograder.cli.shared import ask_first, assignments, confirmed
from autograder.common.terminal import console
from autograder.common.text import counted, plain
from autograder.lesson.course import find_course

if TYPE_CHECKING:
    from autograder.intake.rosters.enrol import Planned
    from autograder.intake.rosters.roster import RosterTable

HELP = "the roster: import, list, add, drop"
_FIRST_ROWS = 5
_STATES = {"new": "new", "changed": "changed", "back": "back again", "same": "as before"}


def arguments(parser: argparse.ArgumentParser) -> None:
    do = parser.add_subparsers(metavar="import|list|add|drop", required=True, dest="do")
    take = do.add_parser("import", help="read a registrar's or system's table (CSV, TSV, XLSX)")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument(
        "--map", action="append", default=[], metavar="id=COLUMN", help="name a column by hand"
    )
    ask_first(take)
    do.add_parser("list", help="who is on the roster, and what is held aside")
    add = do.add_parser("add", help="one student, or more of what is known of one")
    add.add_argument("student", metavar="ID")
    for field in ("first", "last", "email", "lms-id", "login"):
        add.add_argument(f"--{field}", default="")
    gone = do.add_parser("drop", help="take a student off the roster; marks stay")
    gone.add_argument("student", metavar="ID")


def run(options: argparse.Namespace) -> int:
    todo = {"import": _import, "list": _list, "add": _add, "drop": _drop}
    return todo[options.do](options)


def _import(options: argparse.Namespace) -> int:
    from autograder.database.opening import reading, writing
    from autograder.intake.rosters import enrol
    from autograder.intake.rosters.roster import read_roster

    course = find_course()
    table = read_roster(options.file, assignments(options.map, "id=COLUMN"))
    with reading(course) as store, store.begin() as connection:
        planned = enrol.plan(connection, table.people)
    _show(table, planned)
    if set(planned.states.values()) == {"same"}:
        console.print("Nothing to change.")
        return 0
    number = len(table.people)
    these = "this student" if number == 1 else f"these {number} students"
    if not confirmed(f"Put {these} on the roster?", yes=options.yes):
        return 1
    with writing(course, "students import") as store, store.begin() as connection:
        enrol.enrol(connection, table.people, table.sections)
    console.print(f"The roster has {counted(number, 'student')} of {plain(options.file.name)}.")
    return 0


def _show(table: RosterTable, planned: Planned) -> None:
    """The table as it was understood, its first rows, and what would change."""
    shown = Table("field", "column", *["row"] * min(_FIRST_ROWS, len(table.people)))
    for kind, column in table.columns.items():
        values = [_value(person, kind, table) for person in table.people[:_FIRST_ROWS]]
        shown.add_row(kind, *map(plain, (column, *values)))
    console.print(shown)
    if table.unused:
        console.print(f"Not used: {plain(', '.join(table.unused))}", markup=False)
    for remark in table.remarks:
        console.print(f"  ! {plain(remark)}", markup=False)
    counts = [f"{planned.count(s)} {said}" for s, said in _STATES.items() if planned.count(s)]
    console.print(f"{counted(len(table.people), 'student')}: {', '.join(counts)}")
    if planned.missing:
        names = ", ".join(str(person) for person in planned.missing[:_FIRST_ROWS])
        more = " …" if len(planned.missing) > _FIRST_ROWS else ""
        console.print(
            f"Not in this table, and still on the roster ({len(planned.missing)}):"
            f" {plain(names)}{more} (to take one off: autograder students drop ID)",
            markup=False,
            soft_wrap=True,
        )


def _value(person: object, kind: str, table: RosterTable) -> str:
    if kind == "section":
        return (table.sections or {}).get(getattr(person, "id", ""), "")
    return str(getattr(person, kind))


def _list(options: argparse.Namespace) -> int:
    from autograder.database.opening import reading
    from autograder.intake.rosters.enrol import everybody
    from autograder.store.aside import held_aside

    with reading(find_course()) as store, store.begin() as connection:
        people = everybody(connection)
        waiting = held_aside(connection)
    table = Table("id", "last name", "first name", "e-mail", "LMS id", "login", "")
    for person, active in people:
        cells = (person.id, person.last, person.first, person.email, person.lms_id, person.login)
        table.add_row(*map(plain, cells), "" if active else "dropped")
    console.print(table)
    staying = sum(active for _, active in people)
    gone = f", {len(people) - staying} dropped" if staying < len(people) else ""
    console.print(f"{counted(staying, 'student')} on the roster{gone}")
    for entry in waiting:
        console.print(
            f"  held aside: {plain(entry.name)} ({plain(entry.lesson)}): {plain(entry.reason)}",
            markup=False,
            soft_wrap=True,
        )
    return 0


def _add(options: argparse.Namespace) -> int:
    from autograder.database.opening import writing
    from autograder.intake.people.people import Person
    from autograder.intake.rosters import enrol
    from autograder.intake.rosters.roster import refuse_id

    refuse_id(options.student)
    fields = (options.first, options.last, options.email, options.lms_id, options.login)
    person = Person(options.student, *fields)
    with writing(find_course(), "students add") as store, store.begin() as connection:
        state = enrol.plan(connection, [person]).states[person.id]
        enrol.enrol(connection, [person])
    console.print(f"{plain(str(person))}: {_STATES[state]} on the roster", markup=False)
    return 0


def _drop(options: argparse.Namespace) -> int:
    from autograder.database.opening import writing
    from autograder.intake.rosters import enrol

    with writing(find_course(), "students drop") as store, store.begin() as connection:
        enrol.drop(connection, options.student)
    student = plain(options.student)
    console.print(
        f"{student} is off the roster; marks and hand-ins stay"
        f" (to take back: autograder students add {student})",
        markup=False,
        soft_wrap=True,
    )
    return 0
