"""What is typed into nbgrader's own commands: understood, or refused in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.deadlines.moments import DateError
from autograder.gradebook.converting.typed import read_utc
from autograder.lesson.course import Course
from tests.support.classes import LESSON, done_in

DUE = datetime(2026, 10, 12, 21, 59)
MOMENTS = (
    "2026-10-12 23:59:00 Europe/Berlin",
    "2026-10-12 23:59 +0200",
    "2026-10-12T23:59+02:00",
    "2026-10-12T21:59:00Z",
    "2026-10-12 21:59:00 UTC",
    "2026-10-12 21:59:00.000000 UTC",
    "2026-10-12 09:59 PM",
    "12 October 2026 21:59",
    "2026-10-12 21:59",
)


@pytest.mark.parametrize("typed", MOMENTS)
def test_a_moment_is_kept_in_utc(typed: str) -> None:
    assert read_utc(typed) == DUE


def test_what_is_a_moment_already_stays_one() -> None:
    assert read_utc(None) is None
    assert read_utc(DUE) == read_utc(DUE.replace(tzinfo=UTC)) == DUE


@pytest.mark.parametrize("zone", ["CEST", "AEST", "Berlin", "Atlantis"])
@pytest.mark.parametrize("day", ["2026-10-12 23:59:00", "2026-10-12T23:59", "12 Oct 2026 23:59"])
def test_a_zone_that_may_mean_anything_is_refused(day: str, zone: str) -> None:
    with pytest.raises(DateError, match=f"'{zone}' is no time zone"):
        read_utc(f"{day} {zone}")


@pytest.mark.parametrize("typed", ["soon", "", "2026-13-40 10:00", "2026-10-12 23:59CEST"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(DateError, match="is not a date and time; write it as"):
        read_utc(typed)


def refused(course: Course, *command: str) -> str:
    """Run one of nbgrader's own commands that must not work; returns the sentence it ends with."""
    done = done_in(course, "nbgrader", *command)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_due_date_in_no_known_zone_is_not_kept(course: Course) -> None:
    due = ("--duedate", "2026-10-12 23:59:00 CEST")
    assert "'CEST' is no time zone" in refused(course, "db", "assignment", "add", LESSON, *due)
    (course.root / "dates.csv").write_text(f"name,duedate\n{LESSON},2026-10-12 23:59 CEST\n")
    said = refused(course, "db", "assignment", "import", "dates.csv")
    assert "'CEST' is no time zone" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("\ufeffStudent ID;Last Name\ns1;Müller\n".encode(), "Student ID, Last Name"),
        ("id;last_name\ns1;Müller\n".encode("cp1252"), "id, last_name"),
        ("\ufeffid,last_name\ns1,Müller\n".encode(), "id, last_name"),
        (b"", "none"),
    ],
)
def test_a_table_that_nbgrader_cannot_read_is_told_its_columns(
    course: Course, text: bytes, columns: str
) -> None:
    (course.root / "registrar.csv").write_bytes(text)
    said = refused(course, "db", "student", "import", "registrar.csv")
    assert f"registrar.csv has the columns: {columns}; nbgrader needs 'id'" in said
    assert said.endswith("autograder students import registrar.csv")
