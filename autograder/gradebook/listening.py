"""Takes note at once of what a person enters through nbgrader, in formgrader above all.

nbgrader keeps a mark, but neither who gave it nor when, and leaves the penalty for lateness as it
was. Within the same transaction both are put right here. After it, the gradebook is copied where
the newest copy is some minutes old: a person who marks for hours runs no command of ours.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, event, inspect, make_url, select
from sqlalchemy.orm import Session, object_session

from autograder.common.storage import StorageError
from autograder.database import backup
from autograder.database.place import GradebookError
from autograder.gradebook.penalties import Penalties, penalties
from autograder.lesson.course import Course
from autograder.store.hands import COMMENT, EXTRA, POINTS, Hand, keep_hand
from autograder.store.store import version

_LISTENED: dict[Any, dict[str, str]] = {
    Grade: {"manual_score": POINTS, "extra_credit": EXTRA},
    Comment: {"manual_comment": COMMENT},
}
COPY_AFTER = 900.0  # seconds
_MARKED = "marked by a person"
_courses: dict[str, Path] = {}


def listen(db_url: str, root: Path) -> None:
    """From now on, in this process, listen to what is written into the course's gradebook."""
    _courses[_address(db_url)] = root
    for kind in _LISTENED:
        for moment in ("after_insert", "after_update"):
            if not event.contains(kind, moment, _heard):
                event.listen(kind, moment, _heard)
    if not event.contains(Session, "after_commit", _committed):
        event.listen(Session, "after_commit", _committed)


def _heard(_: Any, connection: Connection, row: Any) -> None:
    root = _courses.get(_address(str(connection.engine.url)))
    changed = [(what, *_change(row, name)) for name, what in _LISTENED[type(row)].items()]
    changed = [(what, before, after) for what, before, after in changed if before != after]
    if root is None or not changed:
        return
    session = object_session(row)
    if session is not None:
        session.info[_MARKED] = root
    lesson, student, cell = _about(connection, row)
    if version(connection) is not None:
        for what, before, after in changed:
            keep_hand(connection, Hand(student, lesson, cell, what, before, after))
    if isinstance(row, Grade):
        try:
            config = Course(root).config
            _rule(root, config.stat().st_mtime_ns).apply(connection, lesson, student)
        except (GradebookError, OSError):
            return  # the next command says what is wrong with the rule


def _committed(session: Session) -> None:
    root = session.info.pop(_MARKED, None)
    if root is not None:
        copy_if_due(Course(root), time.time())


def copy_if_due(course: Course, now: float) -> None:
    """Copy the gradebook if the newest copy is older than COPY_AFTER at the time `now` (epoch)."""
    try:
        newest = backup.newest(course)
        if newest is None or now - newest.path.stat().st_mtime > COPY_AFTER:
            backup.back_up(course)
    except (GradebookError, StorageError, OSError):
        return  # the mark is kept; the next command says what stands in the way of a copy


def _change(row: Any, name: str) -> tuple[Any, Any]:
    """The value before and after; empty words and none at all are the same."""
    history = inspect(row).attrs[name].history
    if not history.has_changes():
        return None, None
    before = history.deleted[0] if history.deleted else None
    after = getattr(row, name)
    return (None if before == "" else before), (None if after == "" else after)


def _about(connection: Connection, row: Any) -> tuple[str, str, str]:
    """Lesson, student and grade id of a grade or comment."""
    query = (
        select(Assignment.name, SubmittedAssignment.student_id)
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(SubmittedNotebook.id == row.notebook_id)
    )
    lesson, student = connection.execute(query).one()
    table = BaseCell.__table__
    cell = connection.execute(select(table.c.name).where(table.c.id == row.cell_id)).scalar_one()
    return lesson, student, cell


def _address(db_url: str) -> str:
    return make_url(db_url).set(password=None).render_as_string()


@lru_cache(maxsize=8)
def _rule(root: Path, changed: int) -> Penalties:
    return penalties(Course(root))
