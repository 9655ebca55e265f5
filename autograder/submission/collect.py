"""Find what students handed in, and lay it out as nbgrader expects it, whatever it was called.

The submitted folder is only read. A notebook that can be judged is copied, its cells in order and
under the lesson's name, to a folder of its own; one that cannot becomes a sentence.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from autograder.common.files import write_aside
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.handed_in import find_notebook
from autograder.submission.notebook_file import SubmissionError
from autograder.submission.repair import repair

_STUDENT = re.compile(r"[^\s*?\[\]/\\+][^*?\[\]/\\+\n]{0,120}\Z")
_LONGEST_ID = 200  # bytes: files are named after students, and a name has 255


@dataclass(frozen=True)
class HandedIn:
    """One student's file for one lesson; `problem` says why it cannot be judged, if it cannot."""

    student: str
    path: Path
    fingerprint: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def timestamp(self) -> Path:
        """Where nbgrader says when it was handed in: beside the notebook or in a folder above."""
        folders = [self.path.parent]
        while folders[-1].parent.name not in (self.student, ""):
            folders.append(folders[-1].parent)
        places = [folder / "timestamp.txt" for folder in folders]
        return next((place for place in places if place.is_file()), places[-1])


def students_with(course: Course, lesson: str) -> list[str]:
    """Who has handed in a folder for the lesson, in order."""
    folder = course.grading / "submitted"
    return sorted(path.parent.name for path in folder.glob(f"*/{lesson}") if path.is_dir())


def submitted(course: Course, lesson: Lesson, student: str) -> Path:
    """The folder of what a student handed in for the lesson."""
    return course.grading / "submitted" / student / lesson.name


def collect(
    course: Course, lesson: Lesson, student: str, history: tuple[str, ...] = ()
) -> HandedIn:
    """A student's submission, read and put in order; never raises for what the student did.

    `history` are the fingerprints of notebooks that were graded already: one beside them that is
    not among them is a new attempt, which counts.
    """
    folder = submitted(course, lesson, student)
    if problem := _unusable(student):
        return HandedIn(student, folder, problem=problem)
    if folder.is_symlink() or folder.parent.is_symlink():
        problem = "the folder is a link to another one; put the student's own files there"
        return HandedIn(student, folder, problem=problem)
    try:
        found = find_notebook(course, folder, lesson, history)
    except SubmissionError as error:
        return HandedIn(student, folder, problem=str(error))
    from autograder.lesson.build import released_notebook  # it brings nbgrader with it

    notes = repair(found.notebook, lesson, released_notebook(lesson))
    text = json.dumps(found.notebook, ensure_ascii=False)  # on one line: quicker to write and read
    return HandedIn(student, found.path, found.fingerprint, text, (*found.notes, *notes))


def stage(course: Course, lesson: str, handed_in: HandedIn) -> Path:
    """Copy a submission to where nbgrader's converter finds it; returns that folder."""
    folder = course.grading / "staged" / handed_in.student / lesson
    write_aside(folder / f"{lesson}.ipynb", handed_in.text)
    timestamp = handed_in.timestamp
    if timestamp.is_file() and not timestamp.is_symlink():
        shutil.copyfile(timestamp, folder / "timestamp.txt")
    return folder


def _unusable(student: str) -> str:
    """Why a folder's name cannot be a student id; empty when it can."""
    size = len(student.encode(errors="replace"))
    if size > _LONGEST_ID:
        return f"the folder's name is too long for a student id ({size} bytes of {_LONGEST_ID})"
    if not _STUDENT.match(student) or not student.isprintable():
        return f"the folder name {student!r} cannot be a student id (it holds a special sign)"
    return ""
