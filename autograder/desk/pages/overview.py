"""The class: each lesson at each stage, and what needs attention."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response

from autograder.desk.access.visit import Visit
from autograder.desk.desk import Desk
from autograder.gradebook import byhand
from autograder.gradebook.roll.schedule import lesson_dates
from autograder.grading.records import Record, read_records
from autograder.lesson.lesson import Lesson
from autograder.report.rows import About, StudentRow, student_row
from autograder.store import aside, returns
from autograder.store.desk import marking

MOST_NAMED = 25


@dataclass(frozen=True)
class Open:
    """A question to mark by hand: how many answers wait, of how many, and are flagged."""

    cell: str
    waits: int
    total: int
    flagged: int


@dataclass(frozen=True)
class Stages:
    """How far a lesson is: numbers of students, and the questions to mark."""

    lesson: Lesson
    due: str
    handed_in: int
    judged: int
    returned: int
    questions: tuple[Open, ...]

    @property
    def waits(self) -> int:
        return sum(question.waits for question in self.questions)


def page(visit: Visit) -> Response:
    """Lessons and stages; for markers only what there is to mark."""
    lessons, handed_in = visit.desk.lessons(), _handed_in(visit.desk)
    with visit.desk.looking() as connection:
        found = [_stages(connection, lesson, handed_in) for lesson in lessons]
    return visit.page("class.html.j2", stages=found, job=visit.jobs.newest)


def attention(visit: Visit) -> Response:
    """What a person should look at: stopped programs, odd notebooks, files that are nobody's."""
    found = []
    for lesson in visit.desk.lessons():
        rows = [row for row in _rows(visit.desk, lesson) if row.problem or row.remarks]
        rows.sort(key=lambda row: (not row.problem, not row.stopped, row.student))
        if rows:
            found.append((lesson, rows[:MOST_NAMED], len(rows) - MOST_NAMED))
    with visit.desk.looking() as connection:
        held = aside.held_aside(connection)
    return visit.page("attention.html.j2", found=found, held=held)


def records_of(desk: Desk, lesson: str) -> list[Record]:
    """The records of a lesson, read anew when one has changed."""
    folder = desk.course.grading / "records" / lesson
    seen = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return desk.kept(("records", lesson), seen, lambda: read_records(desk.course, lesson))


def _rows(desk: Desk, lesson: Lesson) -> list[StudentRow]:
    records = records_of(desk, lesson.name)
    return [student_row(lesson, each.student, each, None, About()) for each in records]


def _handed_in(desk: Desk) -> Counter[str]:
    """How many students have a folder for each lesson; counted anew when a folder has changed."""
    place = desk.course.grading / "submitted"
    students = [each for each in os.scandir(place) if each.is_dir()] if place.is_dir() else []
    seen = hash(tuple((each.name, each.stat().st_mtime_ns) for each in students))

    def count() -> Counter[str]:
        found: Counter[str] = Counter()
        for student in students:
            with os.scandir(student) as inside:
                found.update(each.name for each in inside if each.is_dir())
        return found

    return desk.kept("handed in", seen, count)


def _stages(connection: Connection, lesson: Lesson, handed_in: Counter[str]) -> Stages:
    written = [cell.grade_id for cell in lesson.written]
    counts = byhand.waiting(connection, lesson.name, written)
    flags = marking.flagged(connection)
    given = returns.returns(connection, lesson.name)
    questions = tuple(
        Open(cell, *counts[cell], flags.get(marking.Question(lesson.name, cell), 0))
        for cell in written
        if cell in counts
    )
    return Stages(
        lesson,
        lesson_dates(connection, lesson.name).shown,
        handed_in[lesson.name],
        max((total for _, total in counts.values()), default=0),
        len({page.student for page in given}),
        questions,
    )
