"""A student's answer as the marker sees it, read from the autograded notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4.rwbase import rejoin_lines

from autograder.desk.desk import Desk, refuse
from autograder.desk.marking.pictures import redrawn
from autograder.feedback.view import CellView, FeedbackView, Section, feedback_view
from autograder.gradebook.marks import Marks
from autograder.lesson.build import release_text
from autograder.lesson.lesson import Cell, Lesson, LessonError
from autograder.store.desk.marking import Question
from course_utils.notebook.names import grade_id

_GUIDE = "**Marking guide.**"
_MODEL = "**Model answer.**"
_ITEM = re.compile(
    r"(\d+(?:\.\d+)?)\s+points?:\s+(.+?)(?=\s*\d+(?:\.\d+)?\s+points?:|\Z)", re.DOTALL
)
_EACH = re.compile(r"(\d+(?:\.\d+)?)\s+points?\s+each:\s+(.*?)(?=\n\n|\Z)", re.DOTALL)
_LETTERED = re.compile(r"\([a-z]\)\s+(.+?)(?=[;,]?\s*(?:and\s+)?\([a-z]\)|\.\s|\.?\Z)", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A question that is marked by hand.

    Attributes:
        prompt: what students were asked, Markdown.
        model, guide: the model answer and how to mark, Markdown; empty where there is none.
    """

    question: Question
    title: str
    points: float
    prompt: str
    model: str
    guide: str

    @property
    def items(self) -> list[tuple[float, str]]:
        """Points and words of what the guide lists as "1 point: …" or "1 point each: (a) …"."""
        found = _ITEM.findall(self.guide)
        for points, listed in _EACH.findall(self.guide):
            found += [(points, text) for text in _LETTERED.findall(listed)]
        return [(float(points), " ".join(text.split()).rstrip(".") + ".") for points, text in found]


def asked(desk: Desk, lesson: str, cell: str) -> Asked:
    """The question of that name; raises LessonError."""
    found = desk.lesson(lesson)
    for written in found.written:
        if written.grade_id == cell:
            return _asked(found, written)
    raise LessonError(f"{found.name} has no question {cell} that is marked by hand")


def _asked(lesson: Lesson, cell: Cell) -> Asked:
    text = "\n".join(cell.only("SOLUTION"))
    model, _, guide = text.partition(_GUIDE)
    model = model.replace(_MODEL, "", 1)
    about = (Question(lesson.name, cell.grade_id), lesson.title, float(cell.options["points"]))
    return Asked(*about, cell.without("SOLUTION").strip(), model.strip(), guide.strip())


def notebook_of(desk: Desk, lesson: str, student: str) -> Any:
    """The autograded notebook; raises GradebookError where there is none that can be read."""
    with _readable(lesson):
        text = _place(desk, lesson, student).read_text(encoding="utf-8")
        return nbformat.v4.reads(text)  # as grading wrote it


def stretch_of(desk: Desk, lesson: Lesson, cell: str, student: str) -> Any:
    """Of the autograded notebook what belongs to one question; raises GradebookError.

    Its cells are the answer's, those up to the next graded cell, and the lesson's pictures, which a
    question may be about. To make a notebook of all cells takes ten times as long.
    """
    graded = {w.grade_id for w in lesson.written} | set(lesson.tests)
    graded |= {exercise.name for exercise in lesson.exercises}
    looks = {c.source.strip() for c in lesson.cells if c.kind == "look"}
    with _readable(lesson.name):
        whole = json.loads(_place(desk, lesson.name, student).read_text(encoding="utf-8"))
        kept, inside = [], False
        for each in whole["cells"]:
            name = grade_id(each)
            inside = name == cell if name in graded else inside
            if inside or (not name and "".join(each["source"]).strip() in looks):
                kept.append(each)
        return rejoin_lines(nbformat.from_dict({**whole, "cells": kept}))


@contextmanager
def _readable(lesson: str) -> Iterator[None]:
    """Whatever is wrong with a graded notebook, as a sentence with a remedy."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        said = (
            f"the graded notebook of this answer is gone: autograder grade {lesson} makes it anew"
        )
        refuse(True, said)


def _place(desk: Desk, lesson: str, student: str) -> Path:
    return desk.course.grading / "autograded" / student / lesson / f"{lesson}.ipynb"


def work_of(desk: Desk, lesson: Lesson, student: str, marks: Marks) -> FeedbackView:
    """All of a student's work on a lesson, its pictures drawn anew."""
    shown = feedback_view(
        lesson, _release(desk, lesson), notebook_of(desk, lesson.name, student), marks, student
    )
    for section in shown.sections:
        section.answers = [redrawn(view) for view in section.answers]
        section.extra = [redrawn(view) for view in section.extra]
    return shown


def answer_of(desk: Desk, question: Asked, student: str) -> list[CellView]:
    """The cells of one answer, without the words of the question; raises GradebookError."""
    lesson = desk.lesson(question.question.lesson)
    with _readable(lesson.name):
        seen = _place(desk, lesson.name, student).stat()
    name = (question, lesson.digest, student, seen.st_mtime_ns, seen.st_ino)
    return desk.recent.of(name, lambda: _answer(desk, lesson, question, student))


def _answer(desk: Desk, lesson: Lesson, question: Asked, student: str) -> list[CellView]:
    notebook = stretch_of(desk, lesson, question.question.cell, student)
    shown = feedback_view(lesson, _release(desk, lesson), notebook, Marks(), student)
    name = question.question.cell
    section = next((s for s in shown.sections if s.name == name), Section(name))
    cells = [redrawn(_without(view, question.prompt)) for view in section.answers]
    return cells + [redrawn(view) for view in section.extra if any(view.outputs) or view.source]


def _without(view: CellView, prompt: str) -> CellView:
    source = view.source.replace("&lt;", "<") if view.markdown else view.source
    if view.markdown and source.startswith(prompt):
        return replace(view, source=source[len(prompt) :].strip())
    return view


def _release(desk: Desk, lesson: Lesson) -> Any:
    """The released notebook."""
    return desk.kept(
        ("release", lesson.name),
        lesson.digest,
        lambda: nbformat.reads(release_text(lesson), as_version=4),
    )
