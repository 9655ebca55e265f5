"""The gradebook on a PostgreSQL server, where several instructors grade at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, finish, marks, mixed_class, start_grading
from tests.support.postgres import postgres, why_no_postgres

SECOND = "02_tiny"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    if reason := why_no_postgres():
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
    with postgres() as url:
        yield url


def of_an_instructor(course: Course, folder: Path, url: str) -> Course:
    """A checkout of the course with a second lesson, and the shared gradebook."""
    shutil.copytree(course.root, folder)
    source = folder / "solutions" / SECOND / "lesson.py"
    shutil.copytree(folder / "solutions" / LESSON, source.parent)
    source.write_text(source.read_text().replace(LESSON, SECOND))
    config = folder / "nbgrader_config.py"
    text = config.read_text()
    assert ".parent)" in text
    config.write_text(text.replace(".parent)", f".parent, db_url={url!r})"))
    return Course(folder)


@pytest.mark.long  # tests/autograder/handback/test_on_a_server.py asks the server for less
def test_two_instructors_grade_two_lessons_at_once_into_one_gradebook(
    course: Course, tiny: Lesson, tmp_path: Path, database: str
) -> None:
    one = of_an_instructor(course, tmp_path / "one", database)
    two = of_an_instructor(course, tmp_path / "two", database)
    first = mixed_class(one, tiny, 4)
    second = mixed_class(two, two.lesson(SECOND), 6)
    runs = [
        start_grading(one, "--trusted", lesson="1", workers=1),
        start_grading(two, "--trusted", lesson="2", workers=1),
    ]
    for run in runs:
        code, _, complained = finish(run)
        assert code == 0, complained
    for course in (one, two):
        assert marks(course, LESSON) == first
        assert marks(course, SECOND) == second
        assert not (course.grading / "gradebook.db").exists()
    again = finish(start_grading(two, "--trusted", "--force", lesson="2", workers=1))
    assert "6 graded again: no mark changed" in again[1]
    assert marks(one, SECOND) == second
