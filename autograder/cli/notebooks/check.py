"""`autograder check`"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.cli.shared import no_lesson_in
from autograder.common.terminal import progress
from autograder.lesson.course import CourseError, find_course
from course_utils.notebook.outline import Outline

HELP = "run the visible tests of your own notebook"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path)


def _lesson(notebook: Any) -> Outline | None:
    """The lesson of this course that a notebook is of."""
    from autograder.lesson.build import released_notebook
    from course_utils.notebook.recognise import lesson_of

    try:
        lessons = find_course().all_lessons()
    except CourseError:  # a notebook can be checked anywhere
        return None
    found = lesson_of(notebook, lessons)
    return None if found is None else replace(found.outline, released=released_notebook(found))


def run(options: argparse.Namespace) -> int:
    from autograder.submission.notebook_file import SubmissionError, read_notebook
    from course_utils import selfcheck
    from course_utils.notebook.names import other_language

    notebook: Path = options.notebook
    nb = read_notebook(notebook)
    if (language := other_language(nb)) and _lesson(nb) is None:
        raise SubmissionError(no_lesson_in(notebook.name, language))
    try:
        with progress(notebook.name, len(nb.cells)) as tick:
            found = selfcheck.check_notebook(notebook, lambda: tick(""), _lesson)
    except selfcheck.SelfCheckError as error:
        raise SubmissionError(str(error)) from error
    return selfcheck.report(found)
