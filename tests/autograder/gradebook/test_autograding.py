"""Our quick way through nbgrader's autograding leaves what nbgrader's own converter leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.common.files import write_aside
from autograder.gradebook import gradebook
from autograder.gradebook.autograding import autograding
from autograder.judge.verdict import Judgement
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.collect import collect
from autograder.workers.task import task
from autograder.workers.workers import judge_task

LESSON = "01_tiny"
# Says nothing new to nbgrader, but is not among the settings that the quick way understands.
SLOWLY = "\nc.Autograde.create_student = True\n"


@contextmanager
def books(course: Course) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course.grading / 'gradebook.db'}") as book:
        yield book


def rows(course: Course) -> list[Any]:
    """Everything that the gradebook holds of submissions, without the rows' own numbers."""
    with books(course) as book:
        return [
            (
                submission.to_dict() | {"id": ""},
                [
                    (
                        notebook.late_submission_penalty,
                        sorted((g.to_dict() | {"id": ""} for g in notebook.grades), key=str),
                        sorted((c.to_dict() | {"id": ""} for c in notebook.comments), key=str),
                    )
                    for notebook in submission.notebooks
                ],
            )
            for submission in sorted(
                book.assignment_submissions(LESSON), key=lambda s: s.student.id
            )
        ]


def pages(course: Course) -> dict[str, str]:
    folder = course.grading / "autograded"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in files)
    text = {str(path.relative_to(folder)): path.read_text() for path in files}
    # nbformat gives cells that come without an id a random one
    return {name: re.sub(r'"id": "[0-9a-f]{8}"', '"id": "?"', said) for name, said in text.items()}


@pytest.fixture(scope="module")
def submissions(tiny: Lesson) -> dict[str, tuple[str, Judgement]]:
    """Notebooks of every kind with their judgements, by student."""
    copied = solved_notebook(tiny)
    again = next(cell for cell in copied.cells if cell.id == "test_double")
    copied.cells.append(nbformat.from_dict({**again, "id": "copied"}))
    odd = solved_notebook(tiny, {"scale": "scale_factor = 3.0\nprint(0.5)"})
    odd.cells = [cell for cell in odd.cells if cell.id != "test_scale"]
    odd.cells.insert(0, nbformat.v4.new_raw_cell("<b>raw</b>"))
    odd.cells.insert(2, nbformat.v4.new_code_cell("print('own')", metadata={"tags": ["mine"]}))
    odd.metadata["kernelspec"] = {"name": "other", "display_name": "Other", "language": "python"}
    texts = {
        "copied": nbformat.writes(copied),
        "late": nbformat.writes(solved_notebook(tiny)),
        "odd": nbformat.writes(odd),
        "untouched": release_text(tiny),
    }
    wrong = tiny.exercise("double").misconceptions[0].source
    texts["wrong"] = nbformat.writes(solved_notebook(tiny, {"double": wrong}))
    return {
        student: (text, judge_task(task(tiny, text, seed=1, trusted=True)))
        for student, text in texts.items()
    }


def take_all(course: Course, submissions: dict[str, tuple[str, Judgement]]) -> None:
    """Hand everything in and take it twice: half of it is new, then all of it is known."""
    lesson = course.lesson(LESSON)
    gradebook.prepare(course, lesson)
    with books(course) as book:
        book.update_or_create_assignment(LESSON, duedate=datetime(2024, 3, 1, 12))
    for student, (text, _) in submissions.items():
        folder = course.grading / "submitted" / student / LESSON
        write_aside(folder / f"{LESSON}.ipynb", text)
        if student == "late":
            write_aside(folder / "timestamp.txt", "2024-03-02 12:00:00 UTC\n")
    for _ in range(2):
        with autograding(course, lesson) as take:
            for student, (_, judgement) in submissions.items():
                take(collect(course, course.lesson(LESSON), student), judgement)
        with books(course) as book:
            grade = book.find_grade("test_double", LESSON, LESSON, "wrong")
            grade.manual_score = 1.5
            comment = book.find_comment("double", LESSON, LESSON, "wrong")
            comment.manual_comment = "Nearly."
            book.db.commit()


def test_rows_and_notebooks_are_those_of_nbgraders_converter(
    course: Course, tmp_path: Path, submissions: dict[str, tuple[str, Judgement]]
) -> None:
    take_all(course, submissions)
    ours = rows(course), pages(course)
    assert len(ours[0]) == len(submissions)
    assert not (course.grading / "staged").exists()  # nothing went through nbgrader's converter
    mark = gradebook.marks(course, LESSON)["wrong"].cells["test_double"]
    assert (mark.score, mark.by_hand, mark.waits) == (1.5, True, False)  # the same answer
    course.grading.rename(tmp_path / "ours")
    course.config.write_text(course.config.read_text() + SLOWLY)
    take_all(course, submissions)
    assert (course.grading / "staged").exists()
    assert rows(course) == ours[0]
    assert pages(course) == ours[1]


def test_a_notebook_that_nbgrader_refuses_is_refused_in_its_words(
    course: Course, tiny: Lesson, submissions: dict[str, tuple[str, Judgement]]
) -> None:
    text, judgement = submissions["late"]
    gradebook.prepare(course, tiny)
    write_aside(course.grading / "submitted" / "ann" / LESSON / f"{LESSON}.ipynb", text)
    broken = {index: [{"output_type": "nonsense"}] for index in range(len(tiny.cells))}
    failed = Judgement(LESSON, 1, judgement.tests, judgement.written, broken)
    with autograding(course, tiny) as take, pytest.raises(gradebook.NotebookError, match="ann"):
        take(collect(course, tiny, "ann"), failed)
