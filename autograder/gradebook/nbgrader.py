"""Our judge at nbgrader's border: the preprocessors that take the place of `Execute`.

`configure` sets up nbgrader for a course. `PrepareCells` puts a submission's cells in order before
nbgrader touches them, and `JudgeCells` writes each verdict into its test cell in the form that
nbgrader's `SaveAutoGrades` reads. Feedback pages are made by autograder/feedback/page.py.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets import Bool, Integer

from autograder.gradebook.answers import answer_digests, waits
from autograder.gradebook.listening import listen
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, TestResult, Verdict
from autograder.lesson.build import release_config, released_notebook
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Sandbox
from autograder.store.answers import known_answers, set_answers
from autograder.store.store import Store
from autograder.submission.repair import defuse_markup, number_cells, repair
from autograder.submission.submission import Submission
from course_utils.notebook.file import in_known_form
from course_utils.notebook.names import grade_id

_MAX_RIGHT = 100
STEPS = ("source", "release", "submitted", "autograded", "feedback")


def configure(c: Any, root: Path, *, db_url: str = "") -> None:
    """Fill nbgrader's configuration object `c` for the course at `root`.

    `db_url` is the gradebook's, if it is not to be the SQLite file `grading/gradebook.db`.
    """
    _find_own_programs()
    os.environ.setdefault("AUTOGRADER_COURSE", str(root))
    c.merge(release_config())
    c.CourseDirectory.root = str(root)
    for step in STEPS:
        setattr(c.CourseDirectory, f"{step}_directory", f"grading/{step}")
    c.CourseDirectory.db_url = db_url or f"sqlite:///{Course(root).gradebook}"
    with contextlib.suppress(OSError):  # whoever writes there says what is wrong
        Course(root).grading.mkdir(exist_ok=True)
    if not c.CourseDirectory.db_url.startswith("sqlite"):
        c.CourseDirectory.course_id = "workbook"  # servers hold nbgrader to having one
    listen(c.CourseDirectory.db_url, root)
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(AUTOGRADE)
    # Sanitizing has just checked the metadata, and judging only writes outputs.
    c.NotebookExporter.optimistic_validation = True
    c.ClearMetadataPreprocessor.preserve_cell_metadata_mask = [("nbgrader",)]
    c.GenerateFeedback.preprocessors = ["autograder.feedback.page.ReadOwnWork"]
    c.GenerateFeedback.exporter_class = "autograder.feedback.page.FeedbackPage"
    c.HTMLExporter.sanitize_html = True
    c.AssignLatePenalties.plugin_class = "autograder.gradebook.roll.lateness.TypedLatePolicy"
    c.ZipCollectApp.downloaded_directory = "grading/downloaded"
    c.ZipCollectApp.extractor_plugin = "autograder.submission.extract.BoundedExtractor"


def _find_own_programs() -> None:
    """nbgrader calls `alembic` by name: the folder of this Python must be on the path."""
    folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder not in path:
        os.environ["PATH"] = os.pathsep.join([folder, *path])


class PrepareCells(NbGraderPreprocessor):
    """Puts the cells in order, numbers them for the judge, shows HTML in prose as text."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        lesson = _course().lesson(resources["nbgrader"]["notebook"])
        released = released_notebook(lesson)
        nb = in_known_form(nb)
        repair(nb, lesson, released)
        prepare_to_show(nb, released)
        return nb, resources


def prepare_to_show(nb: Any, released: Any) -> None:
    """Number the cells of a repaired notebook for the judge, and show HTML in prose as text."""
    number_cells(nb)
    defuse_markup(nb, released)


class JudgeCells(NbGraderPreprocessor):
    """Judges the submission in the sandbox, in place of executing it with its tests in a kernel.

    `known` holds judgements that were already made, by (assignment, student).
    """

    trusted = Bool(False, help="Judge without a sandbox. Only for notebooks of your own.").tag(
        config=True
    )
    seed = Integer(
        None, allow_none=True, help="Seed of the hidden tests' random inputs; fresh if not given."
    ).tag(config=True)
    figures = Bool(False, help="Keep the pictures that the cells draw.").tag(config=True)

    known: ClassVar[dict[tuple[str, str], Judgement]] = {}

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        judgement = self.known.get((about["assignment"], about["student"]))
        if judgement is None:
            judge = _judge(about["notebook"], self.trusted, self.seed)
            judgement = judge.judge(Submission(nb), figures=self.figures)
        write_verdicts(nb, judgement)
        return nb, resources


def write_verdicts(nb: Any, judgement: Judgement) -> None:
    """Put what the cells showed, and the verdicts, into the outputs of a notebook's cells."""
    tests = {test.grade_id: test for test in judgement.tests}
    for count, cell in enumerate((c for c in nb.cells if c.cell_type == "code"), 1):
        name = grade_id(cell)
        index = cell.metadata.get("autograder", {}).get("index")
        if name in tests:
            outputs = [verdict_output(tests[name])]
        else:
            outputs = judgement.outputs.get(index, [])
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        cell.execution_count = count


def verdict_output(result: TestResult) -> dict[str, Any]:
    """A verdict as a cell output: an error costs the points, a line of text does not."""
    lines = result.lines()
    if result.verdict is Verdict.PASS:
        return {"output_type": "stream", "name": "stdout", "text": lines[0] + "\n"}
    name = result.verdict.value
    return {"output_type": "error", "ename": name, "evalue": lines[0], "traceback": lines}


class CheckOnce(CheckCellMetadata):
    """nbgrader's check of its metadata, which takes long; what was right is not checked again.

    Metadata come from the release, so they are the same in one submission after another.
    """

    right: ClassVar[set[str]] = set()

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        cells = [cell for cell in nb.cells if "nbgrader" in cell.metadata]
        about = repr([(cell.cell_type, cell.metadata.nbgrader) for cell in cells])
        if about not in self.right:
            nb, resources = super().preprocess(nb, resources)
            if len(self.right) < _MAX_RIGHT:
                self.right.add(about)
        return nb, resources


class SaveScores(SaveAutoGrades):
    """nbgrader's step; but what a person has marked is opened again only for another answer."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        lesson, student = _course().lesson(about["notebook"]), about["student"]
        self._fresh = answer_digests(nb, lesson)
        with Store(about["db_url"]) as store, store.begin() as connection:
            self._known = known_answers(connection, lesson.name, student)
        nb, resources = super().preprocess(nb, resources)
        with Store(about["db_url"]) as store, store.begin() as connection:
            set_answers(connection, lesson.name, student, self._fresh)
        return nb, resources

    def _add_score(self, cell: Any, resources: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        place = (name, self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(*place)
        waited = bool(grade.needs_manual_grade)
        super()._add_score(cell, resources)
        grade = self.gradebook.find_grade(*place)
        grade.needs_manual_grade = waits(
            grade.auto_score, grade.manual_score, waited, name, self._known, self._fresh
        )
        self.gradebook.db.commit()


SANITIZE = [
    PrepareCells,
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckOnce,
]
AUTOGRADE = [
    JudgeCells,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveScores,
    AssignLatePenalties,
]


def _course() -> Course:
    return Course(Path(os.environ["AUTOGRADER_COURSE"]))


@lru_cache(maxsize=1)
def _sandbox(trusted: bool) -> Sandbox:
    sandbox = Sandbox(trusted=trusted, hidden=(_course().root,))
    atexit.register(sandbox.close)
    return sandbox


@lru_cache(maxsize=4)
def _judge(name: str, trusted: bool, seed: int | None) -> Judge:
    return Judge(_course().lesson(name), _sandbox(trusted), seed=seed)
