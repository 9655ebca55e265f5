"""Submissions that nobody meant to break get the marks a fair person would give, or a sentence.

All of them, one class, are graded for real: sandbox, gradebook, records, report.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest

from autograder.gradebook import gradebook
from autograder.grading.grade import Order, Outcome, grade
from autograder.grading.records import Record, read_records
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.report.report import ClassReport, class_report
from autograder.submission.handed_in import find_notebook
from autograder.submission.repair import number_cells, repair
from tests.corpora.broken import CASES, LESSON
from tests.support import ROOT

UNREADABLE = [name for name, case in CASES.items() if case.problem]
MARKED = [name for name in CASES if name not in UNREADABLE]
ODD_IDS = ("Zoë 日本", "x" * 201, "né" * 60, "semi;colon", "star*", "new\nline", b"not\xfftext")


@dataclass(frozen=True)
class Class:
    """The class after grading."""

    lesson: Lesson
    outcome: Outcome
    records: dict[str, Record]
    scores: dict[str, dict[str, Any]]
    report: ClassReport


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return Course(ROOT).lesson(LESSON)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A course in which every case has handed in, and students with odd ids have too."""
    root = tmp_path_factory.mktemp("broken") / "course"
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course(root)
    perfect = json.dumps(solved_notebook(lesson))
    for name, case in CASES.items():
        folder = course.grading / "submitted" / name / LESSON
        folder.mkdir(parents=True)
        case.make(folder, json.loads(perfect))
    for odd in ODD_IDS:
        folder = course.grading / "submitted" / os.fsdecode(odd) / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_text(perfect)
    return course


@pytest.fixture(scope="module")
def graded(handed_in: Course, lesson: Lesson) -> Iterator[Class]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(handed_in.root))
        outcome = grade(Order(handed_in, lesson, workers=2, seed=3))
        records = {record.student: record for record in read_records(handed_in, LESSON)}
        scores = gradebook.scores(handed_in, LESSON)
        yield Class(lesson, outcome, records, scores, class_report(handed_in, lesson))


@pytest.mark.sandbox
@pytest.mark.parametrize("name", MARKED)
def test_a_broken_submission_gets_the_marks_it_deserves(name: str, graded: Class) -> None:
    assert name in graded.outcome.graded, graded.outcome.problems.get(name)
    judgement = graded.records[name].judgement
    lost = tuple(
        e["name"] for e in judgement["exercises"] if e["points"] == 0 and e["verdict"] != "pass"
    )
    assert lost == CASES[name].loses, judgement["exercises"]
    points = sum(graded.lesson.exercise(each).points for each in lost)
    assert graded.scores[name]["score"] == judgement["max_score"] - points
    notes = "; ".join(judgement["notes"])
    assert CASES[name].note in notes
    assert bool(CASES[name].note) == bool(notes), notes


@pytest.mark.sandbox
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_judged_is_one_sentence(name: str, graded: Class) -> None:
    problem = graded.outcome.problems[name]
    assert CASES[name].problem in problem
    assert "\n" not in problem
    assert "ask" in problem
    assert str(ROOT) not in problem


@pytest.mark.sandbox
def test_the_report_lists_what_was_odd(graded: Class) -> None:
    assert {row.student for row in graded.report.problems} >= set(UNREADABLE)
    remarks = {row.student: "; ".join(row.remarks) for row in graded.report.students}
    for name, case in CASES.items():
        assert case.problem in remarks[name]
        assert case.note in remarks[name]


@pytest.mark.sandbox
def test_what_stands_in_a_functions_place_is_named(graded: Class) -> None:
    said = {}
    for name in CASES:
        if name.startswith(("function_as", "syntax", "merge_conflict_in")):
            exercises = graded.records[name].judgement["exercises"]
            said[name] = next(e["message"] for e in exercises if e["name"] == "sigmoid")
    assert said["function_as_a_number"] == "`sigmoid` should be a function, found 0.5."
    assert said["function_as_an_array"].startswith("`sigmoid` should be a function, found ")
    for name in ("syntax_error_in_one_cell", "merge_conflict_in_a_cell"):
        assert said[name].startswith("`sigmoid` is not defined: its cell stopped with ")
        assert "<ipython-input" not in said[name]


@pytest.mark.sandbox
def test_odd_student_ids_are_graded_or_told(graded: Class) -> None:
    assert {"Zoë 日本", "né" * 60, "semi;colon"} <= set(graded.outcome.graded)
    said = [
        graded.outcome.problems[os.fsdecode(odd)] for odd in ("x" * 201, "star*", b"not\xfftext")
    ]
    assert "is too long for a student id (201 bytes of 200)" in said[0]
    assert all("cannot be a student id (it holds a special sign)" in each for each in said[1:])


@pytest.mark.parametrize("name", MARKED)
def test_a_repaired_notebook_stays_as_it_is(name: str, handed_in: Course, lesson: Lesson) -> None:
    """nbgrader's own command repairs what `autograder grade` has repaired before."""
    folder = handed_in.grading / "submitted" / name / LESSON
    notebook = find_notebook(handed_in, folder, lesson).notebook
    repair(notebook, lesson, released_notebook(lesson))
    once = copy.deepcopy(notebook)
    assert repair(notebook, lesson, released_notebook(lesson)) == []
    assert notebook == once
    number_cells(notebook)
    nbformat.validate(notebook)
