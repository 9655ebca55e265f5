"""From roster to returned pages with the gradebook on a PostgreSQL server, none of it in a file."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.common.terminal import console
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, give, solved
from tests.support.made import zipped
from tests.support.postgres import postgres, why_no_postgres

ROSTER = "id,first name,last name,e-mail\nada,Ada,Example,ada@example.org\nmax,Max,Muster,\n"
WORKSHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade,Last modified (submission)
Participant 700101,Ada Example,ada,ada@example.org,,,"Sunday, 11 October 2026, 9:00 AM"
Participant 700102,Max Muster,max,,,,"Tuesday, 13 October 2026, 9:00 AM"
"""
FOLDER = "{}_{}_assignsubmission_file_"


@pytest.fixture
def served(course: Course, monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """A course whose gradebook is on a server."""
    if reason := why_no_postgres():
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
    monkeypatch.setattr(console, "_width", 400)
    with postgres() as url:
        text = course.config.read_text().replace(".parent)", f".parent, db_url={url!r})")
        course.config.write_text(text)
        yield course


@pytest.mark.slow
def test_a_class_goes_from_roster_to_returned_pages(
    served: Course, tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download = tmp_path / "download"
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER)
    members = [
        (f"{FOLDER.format('Ada Example', 700101)}/x.ipynb", solved(tiny)),
        (
            f"{FOLDER.format('Max Muster', 700102)}/x.ipynb",
            solved(tiny, scale="scale_factor = 2.0"),
        ),
    ]
    archive = zipped(download / "moodle.zip", members)
    (download / "worksheet.csv").write_text(WORKSHEET)
    grade = ["grade", "1", "--trusted", "--workers", "1"]
    due = ["--due", "2026-10-11T23:59", "--timezone", "Europe/Berlin", "--late", "10% a day"]

    assert main(["students", "import", str(roster), "--yes"]) == 0
    assert main(["dates", "1", *due]) == 0
    assert main(["collect", str(archive), "--yes", "--timezone", "Europe/Berlin"]) == 0
    assert main(grade) == 0
    give(served, "ada", "why", 3.0)
    give(served, "max", "why", 4.0)
    assert main(["select", "1", "--points", "quadruple=5"]) == 0
    assert main(grade) == 0
    capsys.readouterr()

    # 10 automatic points and two more; max lost one, and two days begun take 20 % off.
    assert main(["return", "1", "--format", "moodle"]) == 0
    assert f"2 pages of {LESSON}" in capsys.readouterr().out
    with zipfile.ZipFile(served.grading / "returned" / LESSON / "moodle.zip") as pages:
        ada, max_ = (pages.read(name).decode() for name in sorted(pages.namelist()))
    assert "15 of 16 points" in ada
    assert "12 of 16 points" in max_

    assert main(["marks", "--format", "csv"]) == 0
    table = csv.DictReader((served.grading / "marks" / "marks.csv").open(encoding="utf-8-sig"))
    totals = {row["student"]: row[f"{LESSON}/total"] for row in table}
    assert totals == {"ada": "15", "max": "12"}
    assert main(["extend", "max", "1", "--until", "2026-10-13"]) == 0
    assert main(["return", "1", "--format", "folders", "--student", "max"]) == 0
    capsys.readouterr()
    assert main(["history", "max"]) == 0
    said = capsys.readouterr().out
    assert "returned (moodle): 12 of 16 points" in said
    assert "returned (folders): 15 of 16 points" in said
    assert "total 12 → 15: extension" in said
    assert not (served.grading / "gradebook.db").exists()
