"""Who is graded, which attempt, and what lateness costs, through nbgrader's own mechanism."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.database.opening import reading
from autograder.gradebook import gradebook
from autograder.gradebook.roll.classbook import students
from autograder.grading.grade import Order, Outcome, grade
from autograder.grading.records import read_records
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, hand_in, marks, run_in, solved

TIME = "timestamp.txt"
WRONG_SCALE = "scale_factor = 2.0"  # nine points of ten


def run(course: Course, *names: str, force: bool = False) -> Outcome:
    lesson = course.lesson(LESSON)
    return grade(Order(course, lesson, names, workers=1, trusted=True, seed=1, force=force))


def at(course: Course, student: str, time: str) -> None:
    """Say when a student handed in."""
    (course.grading / "submitted" / student / LESSON / TIME).write_text(f"{time} UTC")


def test_the_rule_that_was_typed_is_taken_off(course: Course, tiny: Lesson) -> None:
    due = ["--due", "2026-10-12T23:59", "--timezone", "Europe/Berlin"]
    assert main(["dates", "1", *due, "--late", "10% a day, at most 3 days"]) == 0
    times = {
        "intime": "2026-10-12 21:59:00",
        "late": "2026-10-12 21:59:01",
        "later": "2026-10-20 0:0",
    }
    for student, time in times.items():
        hand_in(course, student, solved(tiny))
        at(course, student, time)
    run(course)
    assert marks(course) == {"intime": 10, "late": 10, "later": 10}
    penalties = {
        who: about["late_penalty"] for who, about in gradebook.scores(course, LESSON).items()
    }
    assert penalties == {"intime": 0, "late": 1, "later": 3}


def test_a_time_of_hand_in_that_is_put_right_counts_without_judging(
    course: Course, tiny: Lesson
) -> None:
    assert main(["dates", "1", "--due", "2026-10-12T23:59Z", "--late", "10% a day"]) == 0
    for student in ("late", "intime"):
        hand_in(course, student, solved(tiny))
        at(course, student, "2026-10-13 10:00:00")
    run(course)
    at(course, "intime", "2026-10-12 20:00:00")
    (course.grading / "submitted" / "late" / LESSON / TIME).write_text("on Friday")
    again = run(course)
    assert sorted(again.kept) == ["intime", "late"]
    assert [(move.student, move.before, move.after) for move in again.moves] == [("intime", 9, 10)]
    assert "handed in 2026-10-13 10:00:00 → 2026-10-12 20:00:00 UTC" in again.moves[0].reason
    kept = course.grading / "autograded" / "intime" / LESSON / TIME
    assert kept.read_text() == "2026-10-12 20:00:00 UTC"
    assert run(course).moves == []


def test_more_time_given_before_the_hand_in_counts(course: Course, tiny: Lesson) -> None:
    assert main(["dates", "1", "--due", "2026-10-12T12:00Z", "--late", "10% a day"]) == 0
    assert main(["students", "add", "ada"]) == 0
    assert main(["extend", "ada", "1", "--until", "2026-10-13T12:00Z"]) == 0
    hand_in(course, "ada", solved(tiny))
    at(course, "ada", "2026-10-13 11:00:00")
    run(course)
    assert gradebook.scores(course, LESSON)["ada"]["late_penalty"] == 0
    assert main(["dates", "1", "--due", "2026-10-11T12:00Z"]) == 0
    run(course, force=True)
    assert gradebook.scores(course, LESSON)["ada"]["late_penalty"] == 0, "the moment stays granted"
    assert main(["extend", "ada", "1", "--until", "none"]) == 0
    run(course, force=True)
    assert gradebook.scores(course, LESSON)["ada"]["late_penalty"] == 2


def test_nbgrader_s_own_setting_counts_where_no_rule_was_typed(
    course: Course, tiny: Lesson
) -> None:
    with course.config.open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    assert main(["dates", "1", "--due", "2026-10-12T12:00Z"]) == 0
    hand_in(course, "ada", solved(tiny))
    at(course, "ada", "2026-10-13 11:00:00")
    run(course)
    assert gradebook.scores(course, LESSON)["ada"]["late_penalty"] == 10


def test_who_is_not_on_the_roster_is_held_aside_until_admitted(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["students", "add", "s2600310", "--last", "Example"]) == 0
    hand_in(course, "s26O0310", solved(tiny))
    hand_in(course, "s2600310", solved(tiny))
    outcome = run(course)
    assert outcome.graded == ["s2600310"]
    assert "is not on the roster (is it s2600310?" in outcome.problems["s26O0310"]
    assert [record.student for record in read_records(course, LESSON)] == ["s2600310"]
    with reading(course) as store, store.begin() as connection:
        assert set(students(connection)) == {"s2600310"}
    assert main(["students", "add", "s26O0310"]) == 0
    assert run(course).graded == ["s26O0310"]


def test_without_a_roster_everybody_is_graded(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ann", solved(tiny))
    run(course)
    hand_in(course, "bob", solved(tiny))
    assert run(course).graded == ["bob"]


def test_a_student_who_handed_in_nothing_leaves_no_trace(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ann", solved(tiny))
    outcome = run(course, "s9999999")
    assert "handed in nothing for 01_tiny" in outcome.problems["s9999999"]
    assert read_records(course, LESSON) == []


def test_who_was_dropped_keeps_marks_and_is_not_graded_again(course: Course, tiny: Lesson) -> None:
    assert main(["students", "add", "ada"]) == 0
    hand_in(course, "ada", solved(tiny))
    run(course)
    assert main(["students", "drop", "ada"]) == 0
    hand_in(course, "ada", release_text(tiny))
    assert "not on the roster" in run(course).problems["ada"]
    assert marks(course) == {"ada": 10}


def test_a_notebook_put_beside_a_graded_one_is_a_new_attempt(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ada", solved(tiny, scale=WRONG_SCALE))
    run(course)
    hand_in(course, "ada", solved(tiny), "attempt 2.ipynb")
    assert run(course).graded == ["ada"]
    assert marks(course) == {"ada": 10}
    (record,) = read_records(course, LESSON)
    assert "it is a new attempt, and counts" in " ".join(record.judgement["notes"])
    assert run(course).kept == ["ada"]
    run(course, force=True)
    assert marks(course) == {"ada": 10}, "the later one goes on to count"
    hand_in(course, "ada", solved(tiny, scale=WRONG_SCALE, double="x = 1\n"), "attempt 3.ipynb")
    run(course)
    assert marks(course)["ada"] < 9


def test_nbgrader_s_own_commands_find_the_folder_that_they_need(course: Course) -> None:
    gradebook.settings(course)
    assert course.grading.is_dir()
    config = gradebook.settings(course)
    assert config.ZipCollectApp.downloaded_directory == "grading/downloaded"
    assert Path(course.root / "downloaded").exists() is False


def test_nbgrader_s_export_lies_where_git_ignores_it(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ann", solved(tiny))
    run(course)
    run_in(course, "nbgrader", "export")
    assert "ann" in (course.grading / "grades.csv").read_text()
    assert not list(course.root.glob("*.csv"))
