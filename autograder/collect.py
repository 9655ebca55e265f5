"""Find what students handed in, and lay it out as nbgrader expects it, whatever it was called.

The submitted folder is only read. A notebook that can be judged is copied, in the current format
and under the lesson's name, to a folder of its own; one that cannot becomes a sentence.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.files import write_aside
from autograder.submission import SubmissionError, read_notebook

_STUDENT = re.compile(r"[^\s*?\[\]/\\+][^*?\[\]/\\+\n]{0,120}\Z")


@dataclass(frozen=True)
class HandedIn:
    """One student's file for one lesson; `problem` says why it cannot be judged, if it cannot."""

    student: str
    path: Path
    fingerprint: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


def students_with(course: Course, lesson: str) -> list[str]:
    """Who has handed in a folder for the lesson, in order."""
    folder = course.grading / "submitted"
    return sorted(path.parent.name for path in folder.glob(f"*/{lesson}") if path.is_dir())


def collect(course: Course, lesson: str, student: str) -> HandedIn:
    """A student's submission, read and checked; never raises for what the student did."""
    folder = course.grading / "submitted" / student / lesson
    if not _STUDENT.match(student):
        problem = f"the folder name {student!r} cannot be a student id (it holds a special sign)"
        return HandedIn(student, folder, problem=problem)
    if folder.is_symlink() or folder.parent.is_symlink():
        problem = "the folder is a link to another one; put the student's own files there"
        return HandedIn(student, folder, problem=problem)
    try:
        path, notes = _the_notebook(folder, lesson)
        data = path.read_bytes()
        notebook = read_notebook(path)
    except SubmissionError as error:
        return HandedIn(student, folder, problem=str(error))
    fingerprint = hashlib.sha256(data).hexdigest()[:16]
    return HandedIn(student, path, fingerprint, nbformat.v4.writes(notebook), notes)


def stage(course: Course, lesson: str, handed_in: HandedIn) -> Path:
    """Copy a submission to where nbgrader's converter finds it; returns that folder."""
    folder = course.grading / "staged" / handed_in.student / lesson
    write_aside(folder / f"{lesson}.ipynb", handed_in.text)
    timestamp = handed_in.path.parent / "timestamp.txt"
    if timestamp.is_file() and not timestamp.is_symlink():
        shutil.copyfile(timestamp, folder / "timestamp.txt")
    return folder


def _the_notebook(folder: Path, lesson: str) -> tuple[Path, tuple[str, ...]]:
    """The file to judge among those handed in; raises SubmissionError when there is none."""
    found = [p for p in sorted(folder.rglob("*.ipynb")) if _is_plain(p, folder)]
    exact = [path for path in found if path.name == f"{lesson}.ipynb"]
    similar = [path for path in found if path.name.startswith(lesson)]
    for candidates in (exact, similar, found):
        if len(candidates) == 1:
            path = candidates[0]
            renamed = path.name != f"{lesson}.ipynb"
            return path, (f"handed in as {path.name!r}",) if renamed else ()
    if not found:
        raise SubmissionError(f"no notebook was handed in; ask for {lesson}.ipynb")
    names = ", ".join(repr(path.name) for path in found[:4])
    raise SubmissionError(f"several notebooks were handed in ({names}); ask which one counts")


def _is_plain(path: Path, folder: Path) -> bool:
    """A regular file inside the folder: no link that leads elsewhere, no checkpoint."""
    inside = path.resolve().is_relative_to(folder.resolve())
    return path.is_file() and inside and ".ipynb_checkpoints" not in path.parts
