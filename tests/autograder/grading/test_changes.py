"""A test is mended and the class graded again: just the right marks move, and it says which."""

from __future__ import annotations

import re

import pytest

from autograder.cli.main import main
from autograder.gradebook import gradebook
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, hand_in, marks, solved

MENDED = 'check.close(scale_factor, 3.0, what="scale_factor")'
FAULTY = MENDED.replace("3.0", "2.0")
TWO = "scale_factor = 2.0"


def grade(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["grade", "1", "--trusted", "--workers", "1", *options]) == 0
    return capsys.readouterr().out


def mark_by_hand(course: Course) -> None:
    """As formgrader does: points and words for a written answer, and above a test's points."""
    with gradebook._gradebook(course) as book:
        for student, test, points in (("perfect", "why", 3.5), ("stubborn", "test_scale", 0.5)):
            mark = book.find_grade(test, LESSON, LESSON, student)
            mark.manual_score, mark.needs_manual_grade = points, False
        book.find_comment("why", LESSON, LESSON, "perfect").manual_comment = "Well said."
        book.db.commit()


def test_a_mended_test_moves_the_marks_it_should_says_which_and_keeps_what_persons_gave(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    source = course.sources()[0] / "lesson.py"
    source.write_text(source.read_text().replace(MENDED, FAULTY))
    hand_in(course, "perfect", solved(tiny))
    hand_in(course, "two", solved(tiny, scale=TWO))
    hand_in(course, "stubborn", solved(tiny, scale=TWO))
    hand_in(course, "new", solved(tiny, scale=TWO))
    hand_in(course, "untouched", release_text(tiny))
    assert "graded again" not in grade(capsys)
    before = {"perfect": 9, "two": 10, "stubborn": 10, "new": 10, "untouched": 0}
    assert marks(course) == before
    mark_by_hand(course)
    hand_in(course, "new", solved(tiny))

    source.write_text(source.read_text().replace(FAULTY, MENDED))
    said = grade(capsys)
    assert "5 graded, 0 were graded already" in said
    assert re.findall(r"^  (\w+), (scale: .*)", said, re.MULTILINE) == [
        ("perfect", "scale: 0 → 1"),
        ("stubborn", "scale: 1 → 0 (a mark given by hand stays)"),
        ("two", "scale: 1 → 0"),
    ]
    assert "4 graded again: 3 marks changed, of 3 students" in said
    totals = re.findall(rf"^  (\w+), {LESSON}: (.*)", said, re.MULTILINE)
    assert totals == [
        ("perfect", "9 → 12.5 (by hand: why – → 3.5)"),
        ("stubborn", "10 → 9.5 (by hand: test_scale – → 0.5)"),
        ("perfect", "12.5 → 13.5 (the lesson was changed; test_scale 0 → 1)"),
        ("two", "10 → 9 (the lesson was changed; test_scale 1 → 0)"),
    ]
    after = {"perfect": 13.5, "two": 9, "stubborn": 9.5, "new": 10, "untouched": 0}
    assert marks(course) == after
    found = gradebook.marks(course, LESSON)["perfect"]
    assert found.cells["why"].by_hand
    assert found.comments["why"] == "Well said."

    table = course.grading / "report" / f"{LESSON}-changes.csv"
    header, *lines = [line.split(",", 1)[1] for line in table.read_text().splitlines()]
    assert [header, *sorted(lines)] == [
        "lesson,student,exercise,before,after",
        f"{LESSON},perfect,scale,0.0,1.0",
        f"{LESSON},stubborn,scale,1.0,0.0",
        f"{LESSON},two,scale,1.0,0.0",
    ]
    assert "5 graded again: no mark changed" in grade(capsys, "--force")
    assert marks(course) == after
    assert len(table.read_text().splitlines()) == 4
