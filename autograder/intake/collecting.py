"""Collect downloads: plan, order, and, once somebody agreed, keep everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from autograder.database.hold import EVERYTHING
from autograder.database.opening import reading, writing
from autograder.deadlines.moments import read_zone
from autograder.gradebook.roll.classbook import due_dates
from autograder.gradebook.roll.schedule import zone_of
from autograder.intake.attempts import Delivery, deliveries
from autograder.intake.deliver import deliver, hold, kept_attempts, open_rows, settle_aside
from autograder.intake.downloads.archive import Download, IntakeError
from autograder.intake.downloads.lessons import Lessons
from autograder.intake.downloads.reading import is_table, sheets_beside
from autograder.intake.plan import HAND_IN, Row, Wanted, plan, refuse_unused
from autograder.intake.rosters.enrol import one_student, roster
from autograder.lesson.course import Course
from autograder.store import dates


@dataclass
class Collection:
    """Downloads that are open, and what would become of their files. A context manager.

    Attributes:
        rows: every file, in the order of the downloads; hand-ins as `deliveries` has them.
        due: when each lesson is due for each student with an extension ("" for all others), UTC.
    """

    course: Course
    deliveries: list[Delivery] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    due: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    zones: dict[str, ZoneInfo] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def problems(self) -> list[Row]:
        """What needs a person: files that cannot be taken, or are nobody's."""
        return [row for row in self.others if row.kind not in (HAND_IN, "left over")]

    def is_late(self, row: Row) -> bool | None:
        """Whether a hand-in is late; None where neither its time nor the system says."""
        assert row.person is not None
        due = self.due.get((row.lesson, row.person.id), self.due.get((row.lesson, "")))
        if row.handed_in is None or due is None:
            return row.late
        return row.handed_in > due

    def write(self) -> None:
        """Keep everything, put in place what counts, hold aside what is nobody's."""
        with writing(self.course, "collect", EVERYTHING) as store, store.begin() as connection:
            for delivery in self.deliveries:
                deliver(self.course, connection, delivery)
                settle_aside(connection, delivery)
            for row in open_rows(self.others):
                hold(self.course, connection, row)


def collect(
    course: Course,
    paths: Sequence[Path],
    *,
    lesson: str = "",
    by_hand: Mapping[str, str] | None = None,
    timezone: str = "",
) -> Collection:
    """Read downloads (and tables that go with them); nothing is written.

    Raises IntakeError: nothing to read, no roster, a `--map` that fits nothing.
    """
    tables = [path for path in paths if is_table(path)]
    downloads = [path for path in paths if path not in tables]
    if not downloads:
        raise IntakeError("name the archive or folder that you downloaded, not only a table")
    found = Collection(course)
    try:
        with reading(course) as store, store.begin() as connection:
            wanted = _wanted(course, connection, lesson, by_hand or {}, timezone)
            rows = []
            for path in downloads:
                download = found._stack.enter_context(Download(path))
                mine = plan(download, sheets_beside(path, tables), wanted)
                found.systems[download.name] = mine[0].system if mine else "nothing in it"
                rows += mine
            refuse_unused(wanted)
            pairs = {(r.person.id, r.lesson) for r in rows if r.kind == HAND_IN and r.person}
            kept = kept_attempts(course, connection, sorted(pairs))
            found.deliveries, found.others = deliveries(rows, kept)
            _dates(connection, found, {lesson for _, lesson in pairs}, wanted)
    except BaseException:
        found._stack.close()
        raise
    return found


def _wanted(
    course: Course,
    connection: Connection,
    lesson: str,
    by_hand: Mapping[str, str],
    timezone: str,
) -> Wanted:
    people = roster(connection)
    if not len(people):
        raise IntakeError(
            "there is no roster to find students on: first autograder students import FILE (a table"
            " of the registrar or of the system, such as its grades file)"
        )
    lessons = Lessons(course.all_lessons())
    here = read_zone(timezone) if timezone else zone_of(connection, "")
    zones = {} if timezone else {name: zone_of(connection, name) for name in lessons.names}
    assigned = {
        file: tuple(one_student(connection, text.strip()) for text in who.split(","))
        for file, who in by_hand.items()
    }
    return Wanted(lessons, people, zones, here, lesson, assigned)


def _dates(connection: Connection, found: Collection, lessons: set[str], wanted: Wanted) -> None:
    due = due_dates(connection)
    for lesson in lessons:
        found.due[lesson, ""] = due.get(lesson)
        found.zones[lesson] = wanted.zones.get(lesson, wanted.here)
        for student, entry in dates.extensions(connection, lesson).items():
            if entry.until and due.get(lesson):
                found.due[lesson, student] = max(entry.until, due[lesson] or entry.until)
