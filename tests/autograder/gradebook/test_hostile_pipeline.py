"""Hostile notebooks through all of nbgrader: the gradebook, formgrader's page and the feedback."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.common.files import write_aside
from autograder.feedback.feedback import page_path, write_feedback
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, Outcome, grade
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.submission.notebook_file import read_notebook
from tests.corpora.hostile import HOSTILE, LESSON, handed_in
from tests.support import ROOT

pytestmark = pytest.mark.sandbox

CHOSEN = (
    "always_equal",
    "bonus_cell",
    "evil_exception",
    "fake_verdict",
    "halves_of_characters",
    "os_exit",
    "script_in_markdown",
    "script_in_outputs",
    "script_in_raw_cell",
    "warning_flood",
)
HONEST = "honest"
HALVES = r"""{"cell_type": "code", "execution_count": null, "id": "halves", "metadata": {},
 "outputs": [], "source": ["lone = '\ud800'\n", "print(lone)"]}"""


@dataclass(frozen=True)
class Graded:
    """A class after grading, with its feedback pages written."""

    course: Course
    outcome: Outcome
    scores: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(ROOT / "solutions" / LESSON, root / "solutions" / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        lesson = course.lesson(LESSON)
        perfect = solved_notebook(lesson)
        notebooks = {path.stem: handed_in(path, perfect) for path in HOSTILE if path.stem in CHOSEN}
        for student, notebook in {HONEST: perfect, **notebooks}.items():
            _hand_in(course, student, notebook)
        outcome = grade(Order(course, lesson, workers=2, seed=5))
        assert not write_feedback(course, lesson).problems
        yield Graded(course, outcome, gradebook.scores(course, LESSON))


def _hand_in(course: Course, student: str, notebook: Any) -> None:
    text = nbformat.writes(notebook)
    if student == "halves_of_characters":  # reading replaced them: have one as a student would
        text = text.replace('"cells": [', '"cells": [' + HALVES + ",", 1)
    write_aside(course.grading / "submitted" / student / LESSON / f"{LESSON}.ipynb", text)


def test_everybody_is_graded(graded: Graded) -> None:
    assert not graded.outcome.problems
    assert sorted(graded.outcome.graded) == sorted((HONEST, *CHOSEN))


@pytest.mark.parametrize("student", CHOSEN)
def test_the_gradebook_holds_what_the_judge_said(graded: Graded, student: str) -> None:
    lesson = graded.course.lesson(LESSON)
    path = next(path for path in HOSTILE if path.stem == student)
    expected = read_notebook(path).metadata.hostile.expected
    lost = sum(
        float(test.options["points"])
        for exercise in lesson.exercises
        if exercise.name in expected
        for test in exercise.tests
    )
    honest, mine = graded.scores[HONEST], graded.scores[student]
    assert mine["max_score"] == honest["max_score"], "points were added"
    assert mine["score"] == honest["score"] - lost


@pytest.mark.parametrize("student", CHOSEN)
def test_no_script_of_a_students_is_in_the_feedback(graded: Graded, student: str) -> None:
    page = page_path(graded.course, LESSON, student).read_text(encoding="utf-8")
    assert live_parts(page) == []


@pytest.mark.parametrize(
    "student",
    [pytest.param(name, marks=() if "script" in name else pytest.mark.long) for name in CHOSEN],
)
def test_no_script_of_a_students_is_in_formgrader(graded: Graded, student: str) -> None:
    assert live_parts(formgrader_page(graded.course, student)) == []


def formgrader_page(course: Course, student: str) -> str:
    """The page on which a person marks a submission, made as formgrader makes it."""
    config = gradebook.settings(course)
    config.merge(
        Config(
            {
                "HTMLExporter": {
                    "template_name": "formgrade",
                    "extra_template_basedirs": [handlers.template_path],
                }
            }
        )
    )
    with Gradebook(config.CourseDirectory.db_url) as book:
        submission = book.find_submission_notebook(LESSON, LESSON, student)
        resources = {
            "assignment_id": LESSON,
            "notebook_id": LESSON,
            "submission_id": submission.id,
            "index": 0,
            "total": 1,
            "base_url": "/",
            "mathjax_url": "/mathjax.js",
            "student": student,
            "last_name": None,
            "first_name": None,
            "notebook_path": "/",
            "keyword_filter": None,
            "is_jupyterlab": True,
        }
    path = course.grading / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    page, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    return page


_MARK = re.compile(r"live-(?!notebook)")  # a class of formgrader's own


_REFRESH = {"http-equiv": "refresh"}.items()


class _Live(HTMLParser):
    """Collects what would run, load or lead away, where it has to do with a student's "live-…"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("script", "style") else ""
        for name, value in attributes:
            text = re.sub(r"[\s\0]", "", value or "").lower()
            runs = name.startswith("on") and ("alert" in text or _MARK.search(text))
            leads = text.startswith(("javascript:", "vbscript:", "data:text"))
            if runs or leads or name in ("srcdoc", "formaction"):
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag in ("iframe", "base", "object", "embed") or dict(attributes).items() >= _REFRESH:
            self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and _MARK.search(data):
            self.found.append(f"{self._inside}: {data[:80]}")


def live_parts(page: str) -> list[str]:
    """What of a student's would come to life in a page."""
    parser = _Live()
    parser.feed(page)
    assert "decision_line" in page
    assert "\x1b" not in page
    return parser.found


def test_live_parts_would_be_found() -> None:
    for attack in (
        "<script>alert('live-one')</script>",
        "<img src=x onerror=\"alert('live-two')\">",
        "<a href=\" JavaScript:alert('x')\">x</a>",
        '<iframe srcdoc="x"></iframe>',
    ):
        assert live_parts(f"decision_line {attack}"), attack
    assert live_parts("decision_line &lt;script&gt;alert('live-one')&lt;/script&gt;") == []
