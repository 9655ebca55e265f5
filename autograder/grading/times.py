"""When what is graded already was handed in: a time that was put right afterwards counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, update

from autograder.common.files import write_aside
from autograder.database.tables import submitted_assignment
from autograder.gradebook.states import State, states
from autograder.lesson.course import Course
from autograder.store.store import Store
from autograder.store.tables import attempt
from autograder.submission.timestamp import NAME, timestamp_of


def put_times_right(course: Course, lesson: str, students: Collection[str], store: Store) -> bool:
    """Have the gradebook know the times that stand beside the graded notebooks of `students` now.

    Only a file that is not what it was when it was graded counts: a time that somebody set in the
    gradebook stays. So does one whose file is gone, or says no time. Returns whether any differs.
    """
    found = {}
    for student in students:
        about = timestamp_of(course.grading / "submitted" / student / lesson)
        known = timestamp_of(course.grading / "autograded" / student / lesson)
        if about.time is not None and about.time != known.time:
            found[student] = about
    if not found:
        return False
    with store.begin() as connection:
        there = states(connection, lesson)
        other = {
            student: about
            for student, about in found.items()
            if student in there and there[student].handed_in != about.time
        }
        for student, about in other.items():
            assert about.time is not None
            _set(connection, lesson, student, there[student], about.time)
    for student, about in other.items():
        write_aside(course.grading / "autograded" / student / lesson / NAME, about.text)
    return bool(other)


def _set(connection: Connection, lesson: str, student: str, state: State, time: datetime) -> None:
    same = submitted_assignment.c.id == state.submission
    connection.execute(update(submitted_assignment).where(same).values(timestamp=time))
    counts = attempt.c.counts & (attempt.c.student == student) & (attempt.c.lesson == lesson)
    connection.execute(update(attempt).where(counts).values(handed_in=time))
