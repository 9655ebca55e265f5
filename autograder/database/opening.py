"""Open the gradebook so that nothing in it is lost: it is looked at, held, and copied first.

Each run that writes leaves a token in the gradebook and the same in `grading/records/runs`. Where
the two differ, the gradebook is not the one that was written last, and nobody goes on in silence.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError

from autograder.common.files import append_line
from autograder.database import backup
from autograder.database.hold import EVERYTHING, PEOPLE, held
from autograder.database.place import GradebookError, Place, place, told
from autograder.database.tables import submitted_assignment
from autograder.lesson.course import Course
from autograder.store import holds
from autograder.store.store import Store, StoreError, now, version

NEW = "--new-gradebook"


class LostError(GradebookError):
    """The gradebook is not the one that was written last; the text says what can be done."""


@contextlib.contextmanager
def reading(course: Course) -> Iterator[Store]:
    """Our tables in the gradebook. Raises LostError where it is not what was written last."""
    found = place(course)
    look(course, found)
    with _store(course, found) as store:
        yield store


@contextlib.contextmanager
def writing(
    course: Course, what: str, lesson: str = PEOPLE, *, anew: bool = False
) -> Iterator[Store]:
    """As `reading`, for a run that writes: the lesson is held, the gradebook copied first.

    `what` names the run, such as "grade 01_logistic_regression"; `anew` accepts a gradebook that is
    gone or another one, as a new beginning. Raises HeldError while another run is at work.
    """
    found = place(course)
    with told("the gradebook cannot be used"):
        course.grading.mkdir(parents=True, exist_ok=True)
    with held(course, lesson, found):
        if anew:
            _put_away_what_cannot_be_read(course, found)
        else:
            look(course, found)
        with _store(course, found) as store:
            backup.back_up(course)
            stamp(course, store, what)
            yield store


def stamp(course: Course, store: Store, what: str) -> None:
    """Make the gradebook, as it is now, the one that was written last."""
    token = secrets.token_hex(8)
    with told("the gradebook cannot be written"), store.begin() as connection:
        holds.add_run(connection, token, what)
    append_line(_runs(course), f"{token} {now().isoformat('_')} {what}\n")


def restore(course: Course, which: str = "") -> tuple[backup.Copy, backup.Copy | None]:
    """Bring a copy back and go on from there; returns it and the copy of what it replaced."""
    found = place(course)
    with held(course, EVERYTHING, found):
        copies = backup.restore(course, which)
        with _store(course, found) as store:
            stamp(course, store, f"restore {copies[0].name}")
    return copies


@contextlib.contextmanager
def _store(course: Course, found: Place) -> Iterator[Store]:
    """Our tables, beside nbgrader's, which are made first."""
    with told("the gradebook cannot be used"):
        course.grading.mkdir(parents=True, exist_ok=True)
        try:
            _make_nbgraders_tables(found)
            store = Store(found.url, lambda: backup.back_up(course))
        except StoreError as error:
            raise GradebookError(str(error)) from error
        except OperationalError:
            raise
        except DatabaseError as error:
            raise LostError(_unreadable(course, found, str(error.orig))) from error
    with store:
        yield store


def _make_nbgraders_tables(found: Place) -> None:
    """Let nbgrader make its tables where there are none."""
    engine = create_engine(found.url)
    try:
        with engine.connect() as connection:
            there = inspect(connection).has_table(submitted_assignment.name)
    finally:
        engine.dispose()
    if not there:
        from autograder.database.rows import opened  # it brings nbgrader with it

        opened(found).close()


def look(course: Course, found: Place) -> None:
    """Raise LostError where the gradebook is not the one that was written last.

    To be called before nbgrader opens it, which makes a new one where none is.
    """
    if found.file is not None:
        graded, name = _on_record(course), _name(course, found.file)
        if graded and not found.file.is_file():
            raise LostError(f"{name} is gone, but {graded}; {_ways_out(course)}")
        if graded and found.file.stat().st_size == 0:
            raise LostError(f"{name} is empty, but {graded}; {_ways_out(course)}")
        if not found.file.is_file() or found.file.stat().st_size == 0:
            return
        if said := _fault(found.file):
            raise LostError(_unreadable(course, found, said))
    engine = create_engine(found.url)
    try:
        with told("the gradebook cannot be used"), engine.connect() as connection:
            about = _missing(course, connection)
    finally:
        engine.dispose()
    if about:
        raise LostError(f"{about}; {_ways_out(course)}")


def _missing(course: Course, connection: Connection) -> str:
    """What should be in the gradebook and is not: the last run, or all that was graded."""
    last = _last_run(course)
    if last is not None:
        token, when, what = last
        if version(connection) is not None and holds.has_run(connection, token):
            return ""
        return (
            f"the gradebook is not the one that was written last: `autograder {what}` of"
            f" {when.replace('_', ' ')} UTC is not in it"
        )
    graded = _on_record(course)
    if graded and inspect(connection).has_table(submitted_assignment.name):
        number = connection.execute(select(func.count(submitted_assignment.c.id))).scalar()
        return "" if number else f"the gradebook holds no submission, but {graded}"
    return ""


def _ways_out(course: Course) -> str:
    return (
        f"nothing has been filled in: {backup.remedy(course)};"
        f" autograder grade LESSON {NEW} goes on without what persons had entered"
    )


def _unreadable(course: Course, found: Place, said: str) -> str:
    where = _name(course, found.file) if found.file else found.server
    return f"{where} cannot be read ({said}); {_ways_out(course)}"


def _name(course: Course, path: Path) -> str:
    inside = path.is_relative_to(course.root)
    return str(path.relative_to(course.root)) if inside else str(path)


def _fault(path: Path) -> str:
    """What SQLite finds wrong with a file; empty where it is sound, or locked by another."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=10)) as db:
            found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return ""  # whoever opens it next says what is wrong
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else found.split("\n")[-1]


def _runs(course: Course) -> Path:
    return course.grading / "records" / "runs"


def _last_run(course: Course) -> tuple[str, str, str] | None:
    """Token, time and name of the last run that wrote."""
    try:
        lines = _runs(course).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    parts = lines[-1].split(" ", 2) if lines else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _on_record(course: Course) -> str:
    """What is known to have been graded, as a clause; empty where nothing is."""
    number = len(list((course.grading / "records").glob("*/*.json")))
    if number:
        return f"grading/records/ knows of {number} graded submissions"
    last = _last_run(course)
    return f"`autograder {last[2]}` wrote one on {last[1].replace('_', ' ')} UTC" if last else ""


def _put_away_what_cannot_be_read(course: Course, found: Place) -> None:
    """Keep a file that is no gradebook among the copies, and clear its place."""
    if found.file is None or not found.file.is_file() or not _fault(found.file):
        return
    folder = course.grading / "backups"
    with told("grading/backups cannot be written"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.move(found.file, folder / f"{datetime.now(UTC):%Y-%m-%d_%H-%M-%S}-000.broken")
