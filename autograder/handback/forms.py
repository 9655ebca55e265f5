"""Marks in the forms that systems import as they are: Canvas, Moodle, Blackboard.

The column of a lesson carries the system's own name for it where course.toml gives it; otherwise
the lesson's title, and the system makes a new column. Who handed in nothing has an empty cell,
which leaves what the system holds. Text is exactly what the roster says: the system matches it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from autograder.handback.table import MarkTable, Person, Row
from autograder.lesson.lesson import Lesson


def number(value: float | None) -> str:
    """At most four decimals, none that are zero; empty for None."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def canvas(table: MarkTable) -> bytes:
    """A gradebook CSV, with the row of points possible."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    names = [_column(table, lesson, "canvas", lesson.title) for lesson in table.lessons]
    possible = ["    Points Possible", "", "", "", ""]
    lines = [[*head, *names], [*possible, *(number(one.max_score) for one in table.lessons)]]
    for row in table.rows:
        who = row.person
        ids = [
            who.known_as("canvas", "id") or who.lms_id,
            who.known_as("canvas", "sis_id") or who.student,
            who.known_as("canvas", "login") or who.login,
        ]
        lines.append([_last_first(who), *ids, who.section, *_totals(table, row)])
    return _written(lines, ",").encode()


def moodle(table: MarkTable) -> bytes:
    """A CSV for Moodle's grade import, which finds users by any of the first columns."""
    head = ["Username", "ID number", "Email address", "First name", "Last name"]
    names = [_column(table, lesson, "moodle", lesson.title) for lesson in table.lessons]
    lines = [[*head, *names]]
    for row in table.rows:
        who = row.person
        login = who.known_as("moodle", "login") or who.login
        ids = [login, who.known_as("moodle", "id_number") or who.student, who.email]
        lines.append([*ids, who.first_name, who.last_name, *_totals(table, row)])
    return _written(lines, ",").encode()


def blackboard(table: MarkTable) -> bytes:
    """What Blackboard's grade centre works with: tabs, UTF-16 with its mark, quotes round all."""
    head = ["Last Name", "First Name", "Username", "Student ID"]
    names = [
        _column(table, one, "blackboard", f"{one.title} [Total Pts: {number(one.max_score)} Score]")
        for one in table.lessons
    ]
    lines = [[*head, *names]]
    for row in table.rows:
        who = row.person
        login = who.known_as("blackboard", "login") or who.login or who.student
        lines.append([who.last_name, who.first_name, login, who.student, *_totals(table, row)])
    return b"\xff\xfe" + _written(lines, "\t", csv.QUOTE_ALL).encode("utf-16-le")


def _column(table: MarkTable, lesson: Lesson, system: str, otherwise: str) -> str:
    return table.rules.columns.get(system, {}).get(lesson.name, otherwise)


def _totals(table: MarkTable, row: Row) -> list[str]:
    found = (row.results.get(lesson.name) for lesson in table.lessons)
    return [number(result.total) if result else "" for result in found]


def _last_first(who: Person) -> str:
    return who.name or who.student


def _written(lines: Iterable[list[str]], by: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=by, lineterminator="\r\n", quoting=quoting).writerows(lines)  # type: ignore[arg-type]
    return text.getvalue()
