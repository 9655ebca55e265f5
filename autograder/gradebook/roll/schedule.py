"""Dates of the lessons as an instructor sets and sees them; the moments are nbgrader's to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from autograder.deadlines.late import LatePolicy, read_policy
from autograder.deadlines.moments import here, in_utc, local, read_moment, read_zone
from autograder.gradebook.roll.classbook import due_dates, set_due_date
from autograder.store import dates
from autograder.store.dates import Due, Extension
from autograder.store.store import version


@dataclass(frozen=True)
class LessonDates:
    """When a lesson is due (UTC without a zone), in whose clock, and what lateness costs."""

    lesson: str
    due: datetime | None
    zone: ZoneInfo
    late: LatePolicy | None
    extensions: tuple[Extension, ...] = ()

    @property
    def shown(self) -> str:
        """The due date in the lesson's own clock, with its distance from UTC."""
        if self.due is None:
            return "no due date"
        there = local(self.due, self.zone)
        distance = f"{there:%z}"
        return f"{there:%a %Y-%m-%d %H:%M} {self.zone.key} (UTC{distance[:3]}:{distance[3:]})"


def policy_of(connection: Connection, lesson: str) -> LatePolicy | None:
    """The rule for lateness that was typed for a lesson."""
    if version(connection) is None:
        return None
    entry = dates.dues(connection).get(lesson)
    return read_policy(entry.late) if entry and entry.late else None


def zone_of(connection: Connection, lesson: str) -> ZoneInfo:
    """The clock in which a lesson is due: its own, another lesson's, or this computer's."""
    entries = dates.dues(connection)
    mine = entries.get(lesson)
    others = [entry.timezone for entry in entries.values() if entry.timezone]
    name = (mine.timezone if mine else None) or (others[-1] if others else None)
    return read_zone(name) if name else here()


def lesson_dates(connection: Connection, lesson: str) -> LessonDates:
    """What is set for a lesson."""
    entry = dates.dues(connection).get(lesson)
    granted = dates.extensions(connection, lesson)
    return LessonDates(
        lesson,
        due_dates(connection).get(lesson),
        zone_of(connection, lesson),
        read_policy(entry.late) if entry and entry.late else None,
        tuple(granted[student] for student in sorted(granted)),
    )


def set_dates(
    connection: Connection, lesson: str, *, due: str = "", timezone: str = "", late: str = ""
) -> LessonDates:
    """Set what is not empty, as it was typed; raises DateError."""
    zone = read_zone(timezone) if timezone else zone_of(connection, lesson)
    policy = read_policy(late) if late else None
    typed = due or _typed_before(connection, lesson, timezone)
    if typed:
        set_due_date(connection, lesson, in_utc(read_moment(typed, zone)))
    given = Due(lesson, typed or None, zone.key, policy.text if policy else None)
    dates.set_due(connection, given)
    return lesson_dates(connection, lesson)


def grant(
    connection: Connection, students: Iterable[str], lesson: str, until: str, reason: str = ""
) -> datetime | None:
    """Give students until a moment (in UTC it is returned), or take it back: "none".

    Raises DateError.
    """
    zone = zone_of(connection, lesson)
    moment = None if until.strip().lower() == "none" else in_utc(read_moment(until, zone))
    for student in students:
        dates.extend(connection, Extension(student, lesson, moment, reason))
    return moment


def _typed_before(connection: Connection, lesson: str, timezone: str) -> str:
    """The date as it was typed, where only its zone is changed."""
    entry = dates.dues(connection).get(lesson)
    return (entry.local or "") if entry and timezone else ""
