"""Which of the files in a student's folder counts, whatever it was called and wherever it lies.

Nothing is unpacked and no link is followed. Where a person would have to ask, so does this:
SubmissionError says what to ask for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.common.text import listed, plain
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.notebook_file import SubmissionError, read_notebook
from course_utils.notebook.bounded import UnreadableFile, read_bounded
from course_utils.notebook.file import MAX_FILE
from course_utils.notebook.names import other_language
from course_utils.notebook.recognise import exercises_in, lesson_of

_MOST = 20  # notebooks in one folder that are looked at


@dataclass(frozen=True)
class Found:
    """A notebook that was handed in, its file's fingerprint, and what to know about it."""

    path: Path
    fingerprint: str
    notebook: Any
    notes: tuple[str, ...] = ()


def find_notebook(
    course: Course, folder: Path, lesson: Lesson, history: tuple[str, ...] = ()
) -> Found:
    """The notebook to judge; raises SubmissionError when there is none, or no telling which.

    One that is not in `history`, the fingerprints of those that were graded, comes before them.
    """
    paths = _notebooks(folder)
    if not paths:
        raise SubmissionError(_nothing(folder, lesson))
    if len(paths) > _MOST:
        raise SubmissionError(f"{len(paths)} notebooks were handed in; ask which one counts")
    read, problems = _read(course, paths, lesson)
    if not read:
        raise SubmissionError(problems[0])
    found = _new_attempt(read, lesson, history) or _the_one(read, lesson)
    renamed = found.path.name != f"{lesson.name}.ipynb"
    notes = [f"handed in as {_shown(found.path.name)}"] if renamed else []
    if len(paths) > 1:
        others = [path.name for path in paths if path != found.path]
        graded = {each.path for each in read if each.fingerprint in history}
        if history and found.path not in graded and graded:
            notes.append(
                f"{_shown(found.path.name)} was handed in beside a notebook that was graded before:"
                " it is a new attempt, and counts"
            )
        notes.append(f"other notebooks were handed in too ({_listed(others)}); they do not count")
    return Found(found.path, found.fingerprint, found.notebook, tuple(notes))


def is_only_notebook(folder: Path, fingerprint: str) -> bool:
    """Whether one notebook lies in the folder, and is the one that was known by `fingerprint`."""
    if folder.is_symlink() or folder.parent.is_symlink():
        return False
    try:
        paths = _notebooks(folder)
        return len(paths) == 1 and _fingerprint(paths[0]) == fingerprint
    except (OSError, UnreadableFile):
        return False


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(read_bounded(path, MAX_FILE, links=True)).hexdigest()[:16]


def _read(course: Course, paths: list[Path], lesson: Lesson) -> tuple[list[Found], list[str]]:
    """The notebooks that can be judged under the lesson, and why the others cannot."""
    read, problems = [], []
    for path in paths:
        try:
            notebook = read_notebook(path)
            refuse_another_lesson(course, path.name, notebook, lesson)
            fingerprint = _fingerprint(path)
        except (SubmissionError, UnreadableFile) as error:
            problems.append(str(error))
        else:
            read.append(Found(path, fingerprint, notebook))
    return read, problems


def refuse_another_lesson(course: Course, name: str, notebook: Any, lesson: Lesson) -> None:
    """Raise SubmissionError where the notebook in the file `name` is plainly not of this lesson."""
    (count,) = exercises_in(notebook, lesson)
    if 2 * count > len(lesson.exercises) or not lesson.exercises:
        return
    other = lesson_of(notebook, [lesson, *course.all_lessons()])
    name = _shown(name)
    if other is None:
        language = other_language(notebook)
        written = f" and is written in {plain(language)}, not Python" if language else ""
        raise SubmissionError(
            f"{name} holds no exercise of {lesson.name}{written}; ask for {lesson.name}.ipynb"
            " with the answers in it"
        )
    if other.name != lesson.name:
        raise SubmissionError(
            f"{name} holds the lesson {other.name}, not {lesson.name}; ask for {lesson.name}.ipynb"
        )


def _new_attempt(read: list[Found], lesson: Lesson, history: tuple[str, ...]) -> Found | None:
    """What was put beside notebooks that were graded; without any, the one that was graded last."""
    graded = [found for found in read if found.fingerprint in history]
    if not graded:
        return None
    known = {_texts(found.notebook) for found in graded} | {_untouched(lesson)}
    fresh = [found for found in read if _texts(found.notebook) not in known]
    if fresh:
        return _the_one(fresh, lesson)
    return max(graded, key=lambda found: history.index(found.fingerprint))


def _the_one(read: list[Found], lesson: Lesson) -> Found:
    """The one that a person would take: the only one that was worked on, or rightly named."""
    if len(read) == 1:
        return read[0]
    untouched = _untouched(lesson)
    distinct: dict[tuple[str, ...], Found] = {}
    for found in sorted(read, key=lambda each: each.path.name != f"{lesson.name}.ipynb"):
        distinct.setdefault(_texts(found.notebook), found)
    worked_on = [found for texts, found in distinct.items() if texts != untouched]
    candidates = worked_on or list(distinct.values())
    named = [found for found in candidates if found.path.name == f"{lesson.name}.ipynb"]
    for those in (candidates, named):
        if len(those) == 1:
            return those[0]
    names = _listed([found.path.name for found in candidates])
    raise SubmissionError(f"several notebooks were handed in ({names}); ask which one counts")


def _untouched(lesson: Lesson) -> tuple[str, ...]:
    from autograder.lesson.build import released_notebook  # it brings nbgrader with it

    return _texts(released_notebook(lesson))


def _texts(notebook: Any) -> tuple[str, ...]:
    return tuple(cell.source.strip() for cell in notebook.cells)


def _notebooks(folder: Path) -> list[Path]:
    """The notebooks in a folder; where there are none, files that somebody gave a second ending."""
    files = [path for path in sorted(folder.rglob("*")) if _is_plain(path, folder)]
    exact = [path for path in files if path.suffix.lower() == ".ipynb"]
    return exact or [path for path in files if ".ipynb." in path.name.lower()]


def _nothing(folder: Path, lesson: Lesson) -> str:
    others = [path.name for path in sorted(folder.rglob("*")) if _is_plain(path, folder)]
    others = [name for name in others if name != "timestamp.txt"]
    instead = f", only {_listed(others)}" if others else ""
    return f"no notebook was handed in{instead}; ask for {lesson.name}.ipynb"


def _is_plain(path: Path, folder: Path) -> bool:
    """A regular file inside the folder: no link that leads elsewhere, nothing hidden."""
    parts = path.relative_to(folder).parts
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return False
    try:
        return path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _listed(names: list[str]) -> str:
    return listed([*map(_shown, names)], 4)


def _shown(name: str) -> str:
    """A file's name as text that can be written and shown, whatever is in it."""
    return repr(name if len(name) <= 80 else f"{name[:40]}…{name[-30:]}")
