"""Put hand-ins where they are graded, with every attempt kept.

    grading/attempts/<student>/<lesson>/<digest>.ipynb     every file that was ever handed in
    grading/submitted/<student>/<lesson>/<lesson>.ipynb    the one that counts, and its time

What is kept is written first, then known, then put in its place: the same command again finishes
what a killed one had begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from autograder.common.files import write_aside
from autograder.intake.attempts import Delivery
from autograder.intake.downloads.archive import MOST_FILE
from autograder.intake.downloads.arrivals import is_notebook
from autograder.intake.plan import OPEN, Row
from autograder.lesson.course import Course
from autograder.store import aside
from autograder.store.attempts import Attempt, attempts, keep_attempt, let_count
from autograder.submission.collect import SECRET
from autograder.submission.timestamp import NAME as TIMESTAMP
from autograder.submission.timestamp import read_timestamp
from course_utils.notebook.bounded import UnreadableFile, read_bounded

_SHORT = 16  # of a digest, in a file's name


def kept_attempts(
    course: Course, connection: Connection, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[Attempt]]:
    """What there is already by (student, lesson): known attempts, then what lies in submitted/."""
    found = {}
    for student, lesson in pairs:
        known = attempts(connection, lesson, student)
        digests = {attempt.digest for attempt in known}
        found[student, lesson] = known + [
            attempt
            for attempt in _present(course, student, lesson)
            if attempt.digest not in digests
        ]
    return found


def deliver(course: Course, connection: Connection, delivery: Delivery) -> None:
    """Keep a student's new files for a lesson, and put the one that counts in its place."""
    student, lesson = delivery.student, delivery.lesson
    for before in kept_attempts(course, connection, [(student, lesson)])[student, lesson]:
        if before.number is None:  # put there by hand
            _keep(course, connection, before, (course.grading / before.kept).read_bytes())
    numbers = {}
    for row in (*delivery.again, *delivery.new):
        numbers[row.digest] = _keep_row(course, connection, delivery, row)
    every = attempts(connection, lesson, student)
    if delivery.counts is not None:
        let_count(connection, student, lesson, numbers[delivery.counts.digest])
    elif every and not any(attempt.counts for attempt in every):
        let_count(connection, student, lesson, every[-1].number or 1)
    put_in_place(course, connection, student, lesson)


def put_in_place(course: Course, connection: Connection, student: str, lesson: str) -> None:
    """Make submitted/ hold the attempt that counts, and its time; all others stay in attempts/."""
    every = attempts(connection, lesson, student)
    counting = next((attempt for attempt in every if attempt.counts), None)
    if counting is None:
        return
    folder = course.grading / "submitted" / student / lesson
    target = folder / f"{lesson}.ipynb"
    data = (course.grading / counting.kept).read_bytes()
    stays = _digest(target) == counting.digest
    if not stays:
        write_aside(target, data)
    known = {attempt.digest for attempt in every}
    for path in _notebooks(folder):
        if path != target and _digest(path) in known:
            path.unlink()
    timestamp = folder / TIMESTAMP
    if counting.handed_in is not None:
        write_aside(timestamp, f"{counting.handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    elif not stays and (timestamp.is_file() or timestamp.is_symlink()):
        timestamp.unlink()  # beside the same file it may have been written by hand
    secret = (course.grading / counting.kept).with_suffix(f".{SECRET}")
    if secret.is_file():
        write_aside(folder / SECRET, secret.read_bytes())


def hold(course: Course, connection: Connection, row: Row) -> None:
    """Hold a file aside that is nobody's yet."""
    kept = f"aside/{row.lesson}/{row.digest[:_SHORT]}.ipynb"
    write_aside(course.grading / kept, row.member.read())
    about = {"system": row.system, "candidates": [person.id for person in row.candidates]}
    entry = aside.Aside(
        row.lesson, row.member.path, kept, row.digest, row.why, row.handed_in, about
    )
    aside.hold_aside(connection, entry)


def settle_aside(connection: Connection, delivery: Delivery) -> None:
    """Strike off what had been held aside and is this student's."""
    mine = {row.digest for row in (*delivery.new, *delivery.again)}
    for entry in aside.held_aside(connection, delivery.lesson):
        if entry.digest in mine and entry.id is not None:
            aside.settle(connection, entry.id, delivery.student)


def open_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of files that are nobody's yet and can be held aside."""
    return [row for row in rows if row.kind == OPEN and row.digest and row.lesson]


def _keep_row(course: Course, connection: Connection, delivery: Delivery, row: Row) -> int:
    told: dict[str, Any] = {
        "system": row.system,
        "why": row.why,
        "time from": row.when_from,
        "late": row.late,
        "try": row.arrival.attempt or None,
        "group": list(row.group) or None,
    }
    about = {key: value for key, value in told.items() if value not in (None, "")}
    entry = Attempt(
        delivery.student,
        delivery.lesson,
        row.digest,
        _place(delivery.student, delivery.lesson, row.digest),
        row.handed_in,
        row.source,
        row.member.path,
        about=about,
    )
    data = row.member.read()
    for member in row.arrival.beside:
        if member.name == SECRET:
            path = (course.grading / entry.kept).with_suffix(f".{SECRET}")
            write_aside(path, member.read(2**20))
    return _keep(course, connection, entry, data)


def _keep(course: Course, connection: Connection, entry: Attempt, data: bytes) -> int:
    kept = _place(entry.student, entry.lesson, entry.digest)
    if not (course.grading / kept).is_file():
        write_aside(course.grading / kept, data)
    values = vars(entry) | {"kept": kept}
    number = keep_attempt(connection, Attempt(**values)).number
    assert number is not None
    return number


def _place(student: str, lesson: str, digest: str) -> str:
    return f"attempts/{student}/{lesson}/{digest[:_SHORT]}.ipynb"


def _present(course: Course, student: str, lesson: str) -> list[Attempt]:
    """The notebooks in submitted/, as attempts that are not known yet."""
    folder = course.grading / "submitted" / student / lesson
    when = read_timestamp(folder / TIMESTAMP).time
    return [
        Attempt(
            student,
            lesson,
            digest,
            path.relative_to(course.grading).as_posix(),
            when,
            "submitted/",
            path.name,
        )
        for path in _notebooks(folder)
        if (digest := _digest(path))
    ]


def _notebooks(folder: Path) -> list[Path]:
    """The notebooks in a folder; what is a link is not opened."""
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return []
    found = (path for path in sorted(folder.rglob("*")) if is_notebook(path.name))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(read_bounded(path, MOST_FILE)).hexdigest()
    except UnreadableFile:
        return ""
