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
from autograder.submission.timestamp import NAME as TIMESTAMP
from autograder.submission.timestamp import UNKNOWN, Timestamp, timestamp_of
from course_utils.notebook.bounded import UnreadableFile, read_bounded

STAGED = "grading/staged"  # below the course
SECRET = "submission_secret.txt"  # nbgrader's exchange names a student's feedback after it
_LONGEST_SECRET = 4096  # bytes; nbgrader makes them of 64
_STUDENT = re.compile(r"[^\s*?\[\]/\\+][^*?\[\]/\\+\n]{0,120}\Z")
_LONGEST_ID = 200  # bytes: files are named after students, and a name has 255


@dataclass(frozen=True)
class HandedIn:
    """One student's file for one lesson; `problem` says why it cannot be judged, if it cannot.

    `secret` is what nbgrader's exchange put beside it, if it did.
    """

    student: str
    path: Path
    fingerprint: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    timestamp: Timestamp = UNKNOWN
    secret: str = ""

    def small_files(self) -> dict[str, str]:
        """What nbgrader keeps beside a notebook at every step, by name."""
        files = {TIMESTAMP: self.timestamp.text, SECRET: self.secret}
        return {name: text for name, text in files.items() if text}


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

    notes = (*found.notes, *repair(found.notebook, lesson, released_notebook(lesson)))
    text = json.dumps(found.notebook)  # on one line, in ASCII: quicker to write and to read
    time, secret = timestamp_of(folder), _secret(folder / SECRET)
    notes += (time.note,) if time.note else ()
    return HandedIn(
        student, found.path, found.fingerprint, text, notes, timestamp=time, secret=secret
    )


def stage(course: Course, lesson: str, handed_in: HandedIn) -> Path:
    """Copy a submission to where nbgrader's converter finds it; returns that folder."""
    folder = course.root / STAGED / handed_in.student / lesson
    shutil.rmtree(folder, ignore_errors=True)
    write_aside(folder / f"{lesson}.ipynb", handed_in.text)
    for name, text in handed_in.small_files().items():
        write_aside(folder / name, text)
    return folder


def clear_staged(course: Course, lesson: str) -> None:
    """Remove the copies of an earlier run."""
    for folder in (course.root / STAGED).glob(f"*/{lesson}"):
        shutil.rmtree(folder)


def _secret(path: Path) -> str:
    try:
        return read_bounded(path, _LONGEST_SECRET).decode()
    except (UnreadableFile, UnicodeError):  # there is none, or none that nbgrader made
        return ""


def _unusable(student: str) -> str:
    """Why a folder's name cannot be a student id; empty when it can."""
    size = len(student.encode(errors="replace"))
    if size > _LONGEST_ID:
        return f"the folder's name is too long for a student id ({size} bytes of {_LONGEST_ID})"
    if student != student.strip():
        return (
            f"the folder name {student!r} begins or ends with a space, which nbgrader cuts off;"
            " rename the folder"
        )
    if not _STUDENT.match(student) or not student.isprintable():
        return f"the folder name {student!r} cannot be a student id (it holds a special sign)"
    return ""
