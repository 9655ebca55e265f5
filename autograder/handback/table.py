"""Everybody's marks in every lesson, and what they make of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from autograder.database.opening import reading
from autograder.database.place import told
from autograder.gradebook.gradebook import marks, scores
from autograder.gradebook.marks import Marks
from autograder.gradebook.notice import notice
from autograder.gradebook.roll.classbook import StudentRow, students
from autograder.gradebook.states import State, states
from autograder.handback.rules import Rules
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.moves import Move
from autograder.store.people import Enrolment, identities, roster


@dataclass(frozen=True)
class Person:
    """A student as the roster knows them. `ids` goes by (system, kind)."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    login: str = ""
    section: str = ""
    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Last name first; empty where none is known."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part)

    def known_as(self, system: str, kind: str) -> str:
        """What a system calls the student; empty where that is not known."""
        return self.ids.get((system, kind), "")


@dataclass(frozen=True)
class Result:
    """One student's marks in one lesson.

    Attributes:
        points: by exercise or written question; None where a person has still to give them.
        penalty: points off for lateness.
        total: after the penalty, never below zero.
        seconds_late: after the due date and any extension.
    """

    points: Mapping[str, float | None]
    penalty: float
    total: float
    handed_in: datetime | None
    seconds_late: float

    @property
    def waits(self) -> bool:
        """Whether a person has still to mark something."""
        return None in self.points.values()


@dataclass(frozen=True)
class Row:
    """One student. Who has not handed in a lesson has no result in it."""

    person: Person
    results: Mapping[str, Result]
    percent: float | None
    letter: str


@dataclass(frozen=True)
class MarkTable:
    """Everybody on the roster, by name, absent ones too; `moves` were noticed just now."""

    lessons: tuple[Lesson, ...]
    rows: tuple[Row, ...]
    rules: Rules
    moves: tuple[Move, ...] = ()

    @property
    def waiting(self) -> int:
        """How many results have something that a person has still to mark."""
        return sum(result.waits for row in self.rows for result in row.results.values())


def mark_table(
    course: Course, lessons: Sequence[Lesson], rules: Rules, *, noticing: bool = True
) -> MarkTable:
    """The table of these lessons; raises GradebookError. Without `noticing` nothing is written."""
    moves: list[Move] = []
    results: dict[str, dict[str, Result]] = {}
    for lesson in lessons:
        moves += notice(course, lesson.name) if noticing else []
        for student, result in _results(course, lesson).items():
            results.setdefault(student, {})[lesson.name] = result
    rows = []
    for person in people(course):
        mine = results.get(person.student, {})
        percent = course_percent(lessons, mine, rules)
        rows.append(Row(person, mine, percent, rules.letter(percent)))
    return MarkTable(tuple(lessons), tuple(rows), rules, tuple(moves))


def lessons_with_marks(course: Course) -> list[Lesson]:
    """The lessons with points that anybody has a mark in; raises GradebookError."""
    found = [lesson for lesson in course.all_lessons() if lesson.max_score]
    return [lesson for lesson in found if scores(course, lesson.name)]


def people(course: Course) -> list[Person]:
    """Everybody in the gradebook who was not dropped, by last name, first name, id."""
    with (
        told("the gradebook cannot be used"),
        reading(course) as store,
        store.begin() as connection,
    ):
        everybody = roster(connection, dropped=True)
        ids: dict[str, dict[tuple[str, str], str]] = {}
        for known in identities(connection):
            ids.setdefault(known.student, {})[known.system, known.kind] = known.value
        named = students(connection)
    found = []
    for student in sorted(named.keys() | everybody.keys()):
        entry = everybody.get(student, Enrolment(student))
        if entry.active:
            row = named.get(student, StudentRow(student))
            name = (row.first_name or "", row.last_name or "")
            about = (*name, row.email or "", entry.lms_id or row.lms_user_id or "")
            more = (entry.login or "", entry.section or "", ids.get(student, {}))
            found.append(Person(student, *about, *more))
    key = str.casefold
    return sorted(found, key=lambda p: (key(p.last_name), key(p.first_name), key(p.student)))


def course_percent(
    lessons: Sequence[Lesson], results: Mapping[str, Result], rules: Rules
) -> float | None:
    """The course total in per cent: the weighted mean of the shares of points, without the lowest.

    A lesson that was not handed in counts as zero. None where no lesson has a weight.
    """
    shares = []
    for lesson in lessons:
        weight = rules.weight(lesson.name, lesson.max_score)
        if weight > 0 and lesson.max_score > 0:
            result = results.get(lesson.name)
            shares.append(((result.total if result else 0.0) / lesson.max_score, weight))
    kept = sorted(shares, key=lambda pair: pair[0])[min(rules.drop_lowest, len(shares) - 1) :]
    if not kept:
        return None
    return 100 * sum(share * weight for share, weight in kept) / sum(weight for _, weight in kept)


def _results(course: Course, lesson: Lesson) -> dict[str, Result]:
    given = marks(course, lesson.name)
    with reading(course) as store, store.begin() as connection:
        found = states(connection, lesson.name)
    return {
        student: _result(lesson, given[student], state)
        for student, state in found.items()
        if student in given
    }


def _result(lesson: Lesson, given: Marks, state: State) -> Result:
    points = {}
    for name, cells in exercises(lesson).items():
        mine = [given.cells[cell] for cell in cells if cell in given.cells]
        waits = any(mark.waits for mark in mine)
        points[name] = None if waits or not mine else sum(mark.score for mark in mine)
    penalty = given.late_penalty
    return Result(points, penalty, given.score, state.handed_in, state.seconds_late)


def exercises(lesson: Lesson) -> dict[str, list[str]]:
    """The graded cells of each exercise and written question, in the lesson's order."""
    found = {e.name: [test.grade_id for test in e.tests] for e in lesson.exercises}
    return found | {cell.key: [cell.grade_id] for cell in lesson.written}
