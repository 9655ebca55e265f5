"""The steps of nbgrader's autograding that are ours: they take the place of `Execute`.

`PrepareCells` puts a submission's cells in order before nbgrader touches them, and `JudgeCells`
writes each verdict into its test cell in the form that nbgrader's `SaveAutoGrades` reads.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from nbgrader.preprocessors import (
    CheckCellMetadata,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Bool, Integer

from autograder.gradebook.answers import answer_digests, waits
from autograder.judge.verdict import Judgement, TestResult, Verdict
from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from autograder.store.answers import known_answers, set_answers
from autograder.store.store import Store
from autograder.submission.repair import defuse_markup, number_cells, repair
from course_utils.notebook.file import in_known_form
from course_utils.notebook.names import grade_id

_MAX_RIGHT = 100


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
    """Writes what the judge said into the test cells, in place of executing them in a kernel.

    `known` holds the judgements of those who are being graded, by (assignment, student). The
    settings are for nbgrader's commands, which grade as `autograder grade` does.
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
            raise LookupError("this notebook was not judged; grade it with `nbgrader autograde`")
        write_verdicts(nb, judgement)
        return nb, resources


def write_verdicts(nb: Any, judgement: Judgement) -> None:
    """Put what the cells showed, and the verdicts, into the outputs of a notebook's cells."""
    tests = {test.grade_id: test for test in judgement.tests}
    for count, cell in enumerate((c for c in nb.cells if c["cell_type"] == "code"), 1):
        name = grade_id(cell)
        index = cell["metadata"].get("autograder", {}).get("index")
        if name in tests:
            outputs = [verdict_output(tests[name])]
        else:
            outputs = judgement.outputs.get(index, [])
        cell["outputs"] = [nbformat.from_dict(output) for output in outputs]
        cell["execution_count"] = count


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


def _course() -> Course:
    return Course(Path(os.environ["AUTOGRADER_COURSE"]))
