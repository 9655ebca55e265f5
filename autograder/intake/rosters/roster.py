"""A registrar's or system's table as people: which row is the headings, which column is what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.common.text import counted
from autograder.intake.downloads.archive import IntakeError
from autograder.intake.people.names import put_together, same_form, split_full
from autograder.intake.people.people import Person
from autograder.intake.rosters.headings import FIELDS, columns_by_hand, fields_of, understood
from autograder.intake.rosters.tables import Rows, read_rows

_SEARCHED = 30  # rows in which the headings are looked for
_ID = re.compile(r"[^\s*?\[\]/\\+][^*?\[\]/\\+\n]{0,120}\Z")
_INSTEAD_OF_ID = ("login", "email", "lms_id")


@dataclass(frozen=True)
class RosterTable:
    """What a table says.

    Attributes:
        columns: the heading that each field is taken from, as it stands there.
        unused: headings that nothing is taken from.
        remarks: rows that were left out or put together, one sentence each.
    """

    people: tuple[Person, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    sections: Mapping[str, str] | None = None


def read_roster(path: Path, by_hand: Mapping[str, str] | None = None) -> RosterTable:
    """The people in a table. `by_hand` names columns, {"id": "Kennung"}, over what is recognised.

    Raises IntakeError: no such column, nothing that can be an id, one id for different people.
    """
    rows = read_rows(path, understood)
    start = _start(rows, by_hand or {})
    headings = rows[start]
    columns = _columns(path, headings, by_hand or {})
    people, remarks = _people(path, rows[start + 1 :], columns)
    if not people:
        raise IntakeError(
            f"{path.name} names nobody: there is no row with an id below its headings"
        )
    if "id" not in (by_hand or {}) and columns["id"] == columns.get(_instead(columns)):
        name = headings[columns["id"][0]]
        remarks.insert(
            0, f"there is no column of ids: {name!r} is taken; --map id=COLUMN for another"
        )
    used = {position for places in columns.values() for position in places}
    return RosterTable(
        tuple(people),
        {kind: " + ".join(headings[p] for p in places) for kind, places in columns.items()},
        tuple(name for p, name in enumerate(headings) if p not in used and name),
        tuple(remarks),
        _sections(rows[start + 1 :], columns),
    )


def refuse_id(student: str) -> None:
    """Raises IntakeError for what cannot be a student's id, which names files and folders."""
    if not _ID.match(student) or student != student.strip() or not student.isprintable():
        raise IntakeError(f"{student!r} cannot be a student id (it holds a special sign)")


def _start(rows: Rows, by_hand: Mapping[str, str]) -> int:
    """The row of headings: the first of those with the most that are understood."""

    def known(position: int) -> tuple[int, int]:
        named = sum(word in rows[position] for word in by_hand.values())
        return named, understood(rows[position])

    return max(range(min(len(rows), _SEARCHED)), key=lambda p: (known(p), -p))


def _columns(path: Path, headings: list[str], by_hand: Mapping[str, str]) -> dict[str, list[int]]:
    found = fields_of(headings)
    try:
        given = columns_by_hand(headings, by_hand)
    except KeyError as error:
        wrong = error.args[0]
        fields, named = ", ".join(FIELDS), ", ".join(filter(None, headings))
        raise IntakeError(
            f"--map: {wrong!r} is no column of {path.name} and no field; columns: {named};"
            f" fields: {fields}; write --map id=COLUMN"
        ) from error
    taken = {position for places in given.values() for position in places}
    found = {kind: [p for p in places if p not in taken] for kind, places in found.items()}
    found = {kind: places for kind, places in (found | given).items() if places}
    if "id" not in found:
        instead = _instead(found)
        if not instead:
            named = ", ".join(filter(None, headings)) or "none"
            raise IntakeError(
                f"{path.name} has no column that can be a student's id (id, matriculation number,"
                f" login, e-mail …); it has: {named}; name one: --map id=COLUMN"
            )
        found["id"] = found[instead]
    return found


def _instead(found: Mapping[str, list[int]]) -> str:
    return next((kind for kind in _INSTEAD_OF_ID if found.get(kind)), "")


def _people(
    path: Path, rows: Rows, columns: Mapping[str, list[int]]
) -> tuple[list[Person], list[str]]:
    found: dict[str, Person] = {}
    remarks, nameless = [], 0
    for row in rows:
        person = _person(row, columns)
        if not person.id:
            nameless += 1
            continue
        try:
            refuse_id(person.id)
        except IntakeError as error:
            remarks.append(f"{error}; left out")
            continue
        known = found.setdefault(person.id, person)
        if known != person:
            found[person.id] = _same_person(path, known, person)
    if nameless:
        remarks.append(f"{counted(nameless, 'row')} without an id left out")
    shared = Counter(person.email.casefold() for person in found.values() if person.email)
    remarks += [f"{count} students share {email}" for email, count in shared.items() if count > 1]
    return list(found.values()), remarks


def _person(row: list[str], columns: Mapping[str, list[int]]) -> Person:
    def cell(kind: str) -> str:
        return put_together(row[p] for p in columns.get(kind, ()) if p < len(row))

    first, last = cell("first"), cell("last")
    if not (first and last) and cell("full"):
        first, last = split_full(cell("full"))
    login = cell("login")
    email = cell("email") or (login if "@" in login else "")
    return Person(cell("id"), first, last, email, cell("lms_id"), login)


def _same_person(path: Path, one: Person, two: Person) -> Person:
    """Two rows of one student, such as one for each group; raises IntakeError for two people."""
    values = {}
    for name in ("first", "last", "email", "lms_id", "login"):
        mine, theirs = getattr(one, name), getattr(two, name)
        if mine and theirs and same_form(mine).casefold() != same_form(theirs).casefold():
            raise IntakeError(
                f"{path.name} has the id {one.id} twice, for {one.full or mine} and"
                f" {two.full or theirs}; mend the table, or name the column of ids: --map id=COLUMN"
            )
        values[name] = mine or theirs
    return replace(one, **values)


def _sections(rows: Rows, columns: Mapping[str, list[int]]) -> dict[str, str]:
    """The section of each student, where the table has one."""
    if "section" not in columns:
        return {}
    ids, places = columns["id"][0], columns["section"][0]
    full = (row for row in rows if len(row) > max(ids, places))
    return {row[ids]: row[places] for row in full if row[ids] and row[places]}
