"""What a person needs beside a written answer: its picture, the model answer, the guide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.lesson.course import Course
from autograder.lesson.lesson import Cell, Lesson, LessonError
from course_utils.notebook.names import grade_id


def pictures_beside(lesson: Lesson, question: Cell, nb: Any) -> list[dict[str, Any]]:
    """The outputs with the picture that a written question refers to, as the answers drew it."""
    name = question.options.get("figure")
    texts = {c.source.strip() for c in lesson.cells if c.kind == "look" and c.key == name}
    cells = (cell for cell in nb.cells if cell.cell_type == "code" and not grade_id(cell))
    found = [cell for cell in cells if cell.source.strip() in texts]
    return [output for cell in found for output in cell.outputs if is_picture(output)]


def is_picture(output: Any) -> bool:
    """Whether an output of a cell is a picture."""
    return "image/png" in output.get("data", {})


class ShowBeside(NbGraderPreprocessor):
    """Puts all that below a written answer where formgrader shows a submission.

    The notebook in grading/autograded/ stays as it is.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        if "submission_id" not in resources:
            return nb, resources  # not a page of formgrader's
        try:
            course = Course(Path(os.environ["AUTOGRADER_COURSE"]))
            lesson = course.lesson(resources["assignment_id"])
        except (KeyError, LessonError):
            return nb, resources  # an assignment of nbgrader's own making
        questions = {cell.grade_id: cell for cell in lesson.written}
        shown = []
        for cell in nb.cells:
            shown.append(cell)
            if question := questions.get(grade_id(cell)):
                shown += _beside(lesson, question, nb)
        nb.cells = shown
        return nb, resources


def _beside(lesson: Lesson, question: Cell, nb: Any) -> list[Any]:
    pictures = pictures_beside(lesson, question, nb)
    text = "\n".join(["**For you, not shown to students**", "", *question.only("SOLUTION")])
    guide = nbformat.v4.new_markdown_cell(text)
    if not pictures:
        return [guide]
    about = f"# the picture for this answer: {question.options['figure']}, by the student's code"
    return [nbformat.v4.new_code_cell(about, outputs=pictures), guide]
