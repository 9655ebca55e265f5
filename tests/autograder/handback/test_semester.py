"""A whole semester, as docs/semester.md walks it: at its end each mark is the spreadsheet's."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder.cli.main import _parser
from autograder.lesson.course import Course
from autograder.proofs.demo import demo_course
from tests.support import ROOT
from tests.support.postgres import postgres, why_no_postgres
from tests.support.semester_walk import Walk

STUDENTS = 60
DOCUMENT = (ROOT / "docs" / "semester.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^\$ \.venv/bin/autograder (.+)$", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize("command", SHOWN)
def test_each_command_of_the_document_is_one(command: str) -> None:
    assert _parser(shlex.split(command)).parse_args(shlex.split(command)).command


def test_the_document_shows_every_step() -> None:
    steps = {command.split()[0] for command in SHOWN}
    assert steps >= {"students", "dates", "extend", "collect", "grade", "report", "select"}
    assert steps >= {"history", "judge", "return", "marks", "restore"}


@pytest.mark.slow
def test_a_small_semester(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nine students, one of them absent, the others on a system each; two short lessons."""
    second = course.root / "solutions" / "02_tiny"
    shutil.copytree(course.root / "solutions" / "01_tiny", second)
    for path in second.glob("*.py"):
        path.write_text(path.read_text().replace("01_tiny", "02_tiny"))
    Walk(course, 9, inbox(tmp_path), capsys, whole=False).all()


@pytest.fixture(params=["sqlite", "postgres"])
def real(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Course]:
    """The course itself, with all its lessons, and nothing graded yet."""
    course = demo_course(Course(ROOT), tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    with ExitStack() as stack:
        if request.param == "postgres":
            if reason := why_no_postgres():
                (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
            url = stack.enter_context(postgres())
            text = course.config.read_text()
            assert ".parent)" in text
            course.config.write_text(text.replace(".parent)", f".parent, db_url={url!r})"))
        yield course


@pytest.mark.slow
@pytest.mark.long
def test_a_whole_semester(real: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty students, all lessons, all systems; every harm after every step."""
    Walk(real, STUDENTS, inbox(tmp_path), capsys, whole=True).all()


def inbox(folder: Path) -> Path:
    made = folder / "inbox"
    made.mkdir()
    return made
