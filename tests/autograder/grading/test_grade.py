"""A class is graded whole: in parallel, resumable, into nbgrader's own gradebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import nbformat
import pytest

from autograder.database.place import GradebookError
from autograder.grading.grade import GradeError, Order, Outcome, grade
from autograder.grading.records import read_record
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT
from tests.support.classes import LESSON, hand_in, marks, solved
from tests.support.stock import put_stock_execution_back, run_nbgrader


def honest_class(course: Course, lesson: Lesson) -> None:
    hand_in(course, "perfect", solved(lesson))
    hand_in(course, "untouched", release_text(lesson))
    for exercise in lesson.exercises:
        for wrong in exercise.misconceptions:
            text = solved(lesson, **{exercise.name: wrong.source})
            hand_in(course, f"{exercise.name}-{wrong.name}", text)
    hand_in(course, "noisy", solved(lesson, scale="scale_factor = 3.0\nprint(0.5)"))


def run(course: Course, **options: object) -> Outcome:
    settings = {"workers": 1, "trusted": True, "seed": 1, **options}
    return grade(Order(course, course.lesson(LESSON), **settings))  # type: ignore[arg-type]


def test_a_class_is_graded_and_then_left_alone(course: Course, tiny: Lesson) -> None:
    honest_class(course, tiny)
    first = run(course)
    assert len(first.graded) == 7
    assert marks(course) == {
        "perfect": 10,
        "untouched": 0,
        "double-squared": 8,
        "double-in_place": 8,
        "scale-two": 9,
        "Counter-no_count": 8,
        "noisy": 10,
    }
    again = run(course)
    assert (again.graded, len(again.kept)) == ([], 7)
    hand_in(course, "untouched", release_text(tiny), "another.ipynb")
    assert len(run(course).kept) == 7  # the same work under another name
    for path in (course.grading / "autograded" / "noisy").rglob("*.ipynb"):
        path.unlink()
    assert run(course).graded == ["noisy"]


LIGHT = """
import sys
from autograder.cli.main import main

code = main(["grade", sys.argv[1]])
print(code, sorted({"matplotlib", "nbgrader", "numpy"} & set(sys.modules)))
"""


def test_a_run_with_nothing_to_do_starts_neither_nbgrader_nor_the_judge(
    course: Course, tiny: Lesson
) -> None:
    hand_in(course, "ann", solved(tiny))
    run(course)
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, LESSON],
        cwd=course.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout + done.stderr


def test_a_new_version_a_changed_lesson_and_force_grade_again(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ann", release_text(tiny))
    hand_in(course, "bob", solved(tiny))
    run(course)
    hand_in(course, "ann", solved(tiny))
    assert run(course).graded == ["ann"]
    assert marks(course) == {"ann": 10, "bob": 10}
    source = course.sources()[0] / "lesson.py"
    source.write_text(source.read_text().replace("size=(3, 2)", "size=(4, 2)"))
    assert sorted(run(course).graded) == ["ann", "bob"]
    assert sorted(run(course, force=True).graded) == ["ann", "bob"]


def test_a_gradebook_that_was_taken_away_is_filled_again_only_when_that_is_asked_for(
    course: Course, tiny: Lesson
) -> None:
    hand_in(course, "ann", solved(tiny))
    run(course)
    (course.grading / "gradebook.db").unlink()
    with pytest.raises(GradebookError, match=r"gradebook.db is gone, but grading/records/"):
        run(course)
    assert not (course.grading / "gradebook.db").exists()
    assert run(course, anew=True).graded == ["ann"]
    assert marks(course) == {"ann": 10}
    assert run(course).kept == ["ann"]


def test_odd_submissions_are_lines_in_the_outcome_and_the_rest_is_graded(
    course: Course, tiny: Lesson
) -> None:
    hand_in(course, "fine", solved(tiny))
    hand_in(course, "renamed", solved(tiny), f"{LESSON} (1).ipynb")
    hand_in(course, "truncated", solved(tiny)[:500])
    hand_in(course, "empty", "")
    hand_in(course, "binary", "x", "x.txt").with_name(f"{LESSON}.ipynb").write_bytes(b"\x89PNG\xff")
    hand_in(course, "two", solved(tiny), "a.ipynb")
    hand_in(course, "two", solved(tiny, scale="scale_factor = 3.5"), "b.ipynb")
    (course.grading / "submitted" / "nothing" / LESSON).mkdir(parents=True)
    (course.grading / "submitted" / "linked" / LESSON).mkdir(parents=True)
    link = course.grading / "submitted" / "linked" / LESSON / f"{LESSON}.ipynb"
    link.symlink_to(course.sources()[0] / "lesson.py")
    (course.grading / "submitted" / "borrower").symlink_to(course.grading / "submitted" / "fine")
    outcome = run(course)
    assert sorted(outcome.graded) == ["fine", "renamed"]
    assert set(outcome.problems) == {
        "truncated",
        "empty",
        "binary",
        "two",
        "nothing",
        "linked",
        "borrower",
    }
    assert marks(course) == {"fine": 10, "renamed": 10}
    record = read_record(course, LESSON, "renamed")
    assert record is not None
    assert "handed in as" in record.judgement["notes"][0]


def test_a_duplicated_cell_does_not_stop_the_class(course: Course, tiny: Lesson) -> None:
    notebook = solved_notebook(tiny)
    copy = next(cell for cell in notebook.cells if cell.id == "test_double")
    notebook.cells.append(nbformat.from_dict({**copy, "id": "copied"}))
    hand_in(course, "copier", nbformat.writes(notebook))
    hand_in(course, "other", solved(tiny))
    run(course)
    assert marks(course) == {"copier": 10, "other": 10}


def test_grading_before_anybody_handed_in_says_where_to_put_notebooks(course: Course) -> None:
    with pytest.raises(GradeError, match=r"grading/submitted/<student>/01_tiny/"):
        run(course)


def test_one_student_can_be_graded_alone(course: Course, tiny: Lesson) -> None:
    hand_in(course, "ann", solved(tiny))
    hand_in(course, "bob", solved(tiny))
    assert run(course, students=("bob",)).graded == ["bob"]


def broken_class(lesson: Lesson) -> dict[str, Any]:
    """What nbgrader itself can read of what other programs leave behind."""
    stripped, retyped, copied = (solved_notebook(lesson) for _ in range(3))
    for number, cell in enumerate(stripped.cells):
        cell.metadata, cell.id = {}, f"x{number}"
    for cell in retyped.cells:
        if cell.id in ("start-code", "double", "test_double"):
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]
    double = next(cell for cell in copied.cells if cell.id == "double")
    copied.cells.append(nbformat.from_dict({**double, "id": "copied"}))
    double.source = "# YOUR CODE HERE\nraise NotImplementedError"
    return {"stripped": stripped, "retyped": retyped, "copied": copied}


@pytest.mark.long  # tests/autograder/gradebook/test_door.py asks the same
@pytest.mark.sandbox
def test_nbgraders_own_command_gives_the_same_marks(course: Course, tiny: Lesson) -> None:
    honest_class(course, tiny)
    for name, notebook in broken_class(tiny).items():
        hand_in(course, name, json.dumps(notebook))
    run(course, trusted=False, workers=2)
    ours = marks(course)
    assert {ours[name] for name in broken_class(tiny)} == {10.0}
    run_nbgrader(course, LESSON)
    assert marks(course) == ours


@pytest.mark.long  # tests/lessons/test_stock.py asks the same of real lessons
def test_stock_execution_gives_honest_students_the_same_marks(course: Course, tiny: Lesson) -> None:
    hand_in(course, "perfect", solved(tiny))
    hand_in(course, "untouched", release_text(tiny))
    wrong = {e.name: e.misconceptions[0].source for e in tiny.exercises if e.misconceptions}
    hand_in(course, "mistaken", solved(tiny, **wrong))
    run(course)
    ours = marks(course)
    put_stock_execution_back(course)
    run_nbgrader(course, LESSON)
    assert marks(course) == ours


def test_pictures_are_kept_when_they_are_asked_for_and_who_is_judged_is_told(
    course: Course, tiny: Lesson
) -> None:
    hand_in(course, "ann", solved(tiny))
    page = course.grading / "autograded" / "ann" / LESSON / f"{LESSON}.ipynb"
    run(course)
    assert "twice three is 6" not in page.read_text()
    told: list[Sequence[str]] = []
    options = {"workers": 1, "trusted": True, "seed": 1, "force": True, "figures": True}
    grade(Order(course, course.lesson(LESSON), **options), at_work=told.append)  # type: ignore[arg-type]
    assert "twice three is 6" in page.read_text()
    assert told[0] == ["ann"]
