"""nbgrader's feedback step with a page of our own: small, offline, and only about the answers.

`nbgrader generate_feedback`, formgrader's button and `autograder feedback` all use it, set up by
`autograder.gradebook.nbgrader.configure`.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.feedback.markup import code_html, output_html, prose_html, safe_text
from autograder.feedback.symbols import VERDICT_SIGNS
from autograder.feedback.view import FeedbackView, feedback_view
from autograder.gradebook.marks import read_marks
from autograder.grading.records import read_record
from autograder.lesson.build import release_text
from autograder.lesson.course import Course

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = "feedback.html.j2"


class ReadOwnWork(NbGraderPreprocessor):
    """Works out what the page says, from the notebook, the gradebook and the lesson's release."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        student, name = about["student"], about["assignment"]
        with Gradebook(about["db_url"]) as gradebook:
            marks = read_marks(gradebook, name, student)[student]
        course = Course(Path(os.environ["AUTOGRADER_COURSE"]))
        lesson = course.lesson(name)
        release = _released(lesson.name, lesson.digest, course)
        record = read_record(course, name, student)
        notes = record.judgement.get("notes", ()) if record else ()
        about["feedback"] = feedback_view(lesson, release, nb, marks, student, notes)
        return nb, resources


class FeedbackPage(Exporter):
    """Writes the page that `ReadOwnWork` worked out."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        nb, resources = super().from_notebook_node(nb, resources, **options)
        resources["output_extension"] = self.file_extension
        return render(resources["nbgrader"]["feedback"]), resources


def render(view: FeedbackView) -> str:
    """The page as HTML."""
    return environment().get_template(NAME).render(page=view)


@cache
def environment(*folders: Path) -> jinja2.Environment:
    """Templates, `folders` first, that escape whatever `markup` has not made."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["signs"] = VERDICT_SIGNS
    made.filters.update(code=code_html, prose=prose_html, output=output_html, safe_text=safe_text)
    made.filters["points"] = lambda number: f"{number:.10g}"
    return made


@lru_cache(maxsize=16)
def _released(name: str, digest: str, course: Course) -> Any:
    """The released notebook; `digest` makes an edited lesson count as another."""
    return nbformat.reads(release_text(course.lesson(name)), as_version=4)
