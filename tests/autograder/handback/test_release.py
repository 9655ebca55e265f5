"""A lesson can be released through nbgrader before anybody has handed it in."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli.main import main
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, done_in

EXCHANGE = """
c.CourseDirectory.course_id = "workbook"
c.Exchange.root = {root!r}
"""


def nbgrader(course: Course, *command: str) -> str:
    """Run one of nbgrader's own commands; returns what it said."""
    done = done_in(course, "nbgrader", *command)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_lesson_goes_through_the_exchange_before_anybody_handed_in(
    course: Course, tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    course.config.write_text(course.config.read_text() + EXCHANGE.format(root=str(exchange)))
    assert main(["release", "1"]) == 0
    assert f"nbgrader release_assignment {LESSON}" in capsys.readouterr().out
    with Gradebook(f"sqlite:///{course.gradebook}", "workbook") as book:
        assert [a.name for a in book.assignments] == [LESSON]  # what formgrader lists
        assert book.find_assignment(LESSON).max_score == tiny.max_score
    nbgrader(course, "generate_assignment", LESSON, "--force")
    nbgrader(course, "release_assignment", LESSON)
    released = exchange / "workbook" / "outbound" / LESSON / f"{LESSON}.ipynb"
    text = released.read_text()
    assert "HIDDEN TESTS" not in text
    assert "rng.normal(size=(3, 2))" not in text
    assert text.rstrip("\n") == release_text(tiny).rstrip("\n")
    assert main(["release", "1"]) == 0  # again changes nothing
    assert released.read_text() == text


@pytest.mark.slow
def test_nbgraders_own_command_makes_the_source_first(course: Course, tiny: Lesson) -> None:
    said = nbgrader(course, "generate_assignment", LESSON)
    released = course.grading / "release" / LESSON / f"{LESSON}.ipynb"
    assert released.read_text().rstrip("\n") == release_text(tiny).rstrip("\n"), said
    source = course.grading / "source" / LESSON / f"{LESSON}.ipynb"
    for path in (source, released):
        path.write_text("of an older lesson")
    nbgrader(course, "generate_assignment", LESSON)
    assert released.read_text().rstrip("\n") == release_text(tiny).rstrip("\n")
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        assert book.find_assignment(LESSON).max_score == tiny.max_score


@pytest.mark.slow
def test_collecting_asks_for_no_release(course: Course) -> None:
    archive = course.grading / "downloaded" / LESSON / "archive"
    archive.mkdir(parents=True)
    (archive / "read me.txt").write_text("x")
    assert "No release notebooks" not in nbgrader(course, "zip_collect", LESSON)
