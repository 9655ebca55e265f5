"""nbgrader's autograding of a whole class: its steps and rows, without starting afresh each time.

nbgrader's converter makes its preprocessors, opens the gradebook and reads and writes the notebook
anew for every submission. Here they are made once, a notebook passes through them in memory, and
what it got is one transaction. Marks, rows and notebooks are those of nbgrader's converter; what is
set up in a way that only nbgrader knows, it converts itself.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import IgnorePattern
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.common.files import write_aside
from autograder.common.storage import StorageError, explain
from autograder.database.place import GradebookError, place, settings, told
from autograder.gradebook import gradebook
from autograder.gradebook.answers import answer_digests
from autograder.gradebook.books import Books, Entry
from autograder.gradebook.converting.preprocessors import (
    CheckOnce,
    prepare_to_show,
    write_verdicts,
)
from autograder.gradebook.converting.quick import (
    QuickClearOutput,
    QuickDeduplicateIds,
    QuickLimitOutput,
    QuickOverwriteCells,
)
from autograder.gradebook.converting.steps import AUTOGRADE, SANITIZE
from autograder.gradebook.converting.written import Pages
from autograder.gradebook.nbgrader import STEPS
from autograder.gradebook.penalties import Penalties
from autograder.judge.verdict import Judgement
from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.store import Store
from autograder.submission.collect import HandedIn, stage

_NO_RESPONSE = "No response."  # nbgrader's words, which formgrader shows
# What may be set in nbgrader_config.py without need for nbgrader's own converter, by section.
_UNDERSTOOD = {
    "AssignLatePenalties": {"plugin_class"},
    "Autograde": {"sanitize_preprocessors", "autograde_preprocessors"},
    "BaseConverter": set[str](),
    "CourseDirectory": {"root", "db_url", "course_id"},
    "FilesWriter": set[str](),
    "NotebookExporter": {"optimistic_validation"},
    "OverwriteCells": set[str](),
    "SaveAutoGrades": set[str](),
}


class Take(Protocol):
    """Puts one judged submission into the gradebook and writes its autograded notebook.

    Raises NotebookError when nbgrader refuses the notebook, GradebookError for all else.
    """

    def __call__(self, handed_in: HandedIn, judgement: Judgement) -> None: ...


@contextmanager
def autograding(course: Course, lesson: Lesson) -> Iterator[Take]:
    """For a lesson that is in the gradebook: what takes its submissions, one after another."""
    config = settings(course)

    def take_slowly(handed_in: HandedIn, judgement: Judgement) -> None:
        stage(course, lesson.name, handed_in)
        gradebook.autograde(course, lesson.name, handed_in.student, judgement)

    try:
        quick = _understood(config) and not _has_other_files(course, lesson.name)
        books = _open(course, config, lesson.name) if quick else None
    except LookupError:
        books = None
    if books is None:
        yield take_slowly
        return
    with books:
        steps = _Steps(course, lesson, config, books)

        def take(handed_in: HandedIn, judgement: Judgement) -> None:
            try:
                steps.take(handed_in, judgement)
            except StorageError:
                raise
            except (SQLAlchemyError, OSError) as error:
                about = f"the gradebook cannot take {handed_in.student}: {explain(error)}"
                raise GradebookError(about) from error
            except Exception:  # an odd notebook: nbgrader's converter says what is wrong with it
                take_slowly(handed_in, judgement)

        yield take


def _open(course: Course, config: Config, lesson: str) -> Books:
    found = place(course)
    with told("the gradebook cannot be opened"):
        Store(found.url).close()  # our tables are there
        return Books(found, lesson, Penalties(config))


def _understood(config: Config) -> bool:
    """Whether nothing is set that changes what nbgrader's converter would do."""
    steps = {f"{step}_directory" for step in STEPS}
    allowed = {**_UNDERSTOOD, "CourseDirectory": _UNDERSTOOD["CourseDirectory"] | steps}
    ours = config.Autograde.get("sanitize_preprocessors") == SANITIZE
    ours = ours and config.Autograde.get("autograde_preprocessors") == AUTOGRADE
    return ours and all(set(config.get(name, {})) <= words for name, words in allowed.items())


def _has_other_files(course: Course, lesson: str) -> bool:
    """Whether the lesson comes with files that nbgrader puts beside each autograded notebook."""
    folder = course.grading / "source" / lesson
    return any(path.name != f"{lesson}.ipynb" for path in folder.iterdir())


class _Steps:
    """The steps of nbgrader's autograding for one lesson, and the open gradebook."""

    def __init__(self, course: Course, lesson: Lesson, config: Config, books: Books) -> None:
        self._course, self._lesson, self._books = course, lesson, books
        self._released = released_notebook(lesson)
        self._directory = CourseDirectory(config=config)
        self._pages = Pages()
        before = (QuickClearOutput, QuickDeduplicateIds)
        after = (IgnorePattern, ClearMetadataPreprocessor, QuickLimitOutput)
        self._before: list[Any] = [
            *(step(config=config) for step in before),
            QuickOverwriteCells(books, config=config),
            CheckOnce(config=config),
        ]
        self._after: list[Any] = [step(config=config) for step in after]

    def take(self, handed_in: HandedIn, judgement: Judgement) -> None:
        """Convert a submission, write what it got, then its page."""
        # As `collect` wrote it: repaired, in the form that nbformat would bring it to.
        notebook = json.loads(handed_in.text, object_hook=nbformat.NotebookNode)
        prepare_to_show(notebook, self._released)
        resources = self._resources(handed_in.student)
        for step in self._before:
            notebook, resources = step(notebook, resources)
        if kernelspec := json.loads(self._books.kernelspec or "null"):
            notebook.metadata["kernelspec"] = kernelspec
        write_verdicts(notebook, judgement)
        for step in self._after:
            notebook, resources = step(notebook, resources)
        page = self._pages.write(notebook)
        entry = _entry(notebook, self._books, handed_in.student, handed_in.timestamp.time)
        answers = answer_digests(notebook, self._lesson)
        before = partial(self._before_answers, entry.student)
        self._books.save(replace(entry, answers=answers, before=before))
        self._write(handed_in, page + "\n")

    def _before_answers(self, student: str) -> dict[str, str]:
        """Of the notebook graded before; none where it cannot be read."""
        name = self._lesson.name
        page = self._course.grading / "autograded" / student / name / f"{name}.ipynb"
        try:
            notebook = nbformat.v4.reads(page.read_text(encoding="utf-8"))
            return answer_digests(notebook, self._lesson)
        except (OSError, ValueError, KeyError, AttributeError):
            return {}

    def _resources(self, student: str) -> dict[str, Any]:
        about = {
            "student": student,
            "assignment": self._lesson.name,
            "notebook": self._lesson.name,
            "db_url": self._directory.db_url,
        }
        return {"nbgrader": about}

    def _write(self, handed_in: HandedIn, page: str) -> None:
        """The autograded notebook, read-only as nbgrader leaves it, and what nbgrader keeps
        beside it: nothing else."""
        folder = self._course.grading / "autograded" / handed_in.student / self._lesson.name
        files = {f"{self._lesson.name}.ipynb": page, **handed_in.small_files()}
        for name, text in files.items():
            write_aside(folder / name, text)
        for path in folder.iterdir():
            if path.name in files:
                path.chmod(0o444)
            elif path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def _entry(notebook: Any, books: Books, student: str, timestamp: datetime | None) -> Entry:
    """What nbgrader's SaveAutoGrades finds in an autograded notebook."""
    scores, comments = {}, {}
    for cell in notebook.cells:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade"):
            scores[about["grade_id"]] = utils.determine_grade(cell)[0]
        if about.get("solution"):
            untouched = _is_untouched(cell, books)
            comments[about["grade_id"]] = _NO_RESPONSE if untouched else None
    return Entry(student, timestamp, scores, comments)


def _is_untouched(cell: Any, books: Books) -> bool:
    """Whether nbgrader finds a cell as it was released; no other text has its checksum."""
    about = cell["metadata"]["nbgrader"]
    return bool(
        books.has_source(about["grade_id"], cell["source"])
        and about.get("checksum") == utils.compute_checksum(cell)
    )
