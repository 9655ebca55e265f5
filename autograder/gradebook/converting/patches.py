"""What nbgrader has no setting for, replaced by name: here and nowhere else.

`nbgrader autograde`, `nbgrader generate_feedback` and formgrader's buttons make their converter
from a name in the module of the command: nbgrader 0.9 has no trait, entry point or plug-in that
names another. It copies all that lies in a student's folder before it asks the first setting of
ours, so that name is made to mean our converter. The other reading of a student's folder that no
setting reaches is that of timestamp.txt: whatever it is, it is opened and read whole, by
formgrader's pages too.

What is typed into its commands, it reads in ways that no setting reaches either: see typed.py.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.apps import (
    api,
    autogradeapp,
    dbapp,
    generateassignmentapp,
    generatefeedbackapp,
    zipcollectapp,
)
from nbgrader.coursedir import CourseDirectory

from autograder.gradebook.converting.converters import (
    Autograde,
    GenerateAssignment,
    GenerateFeedback,
)
from autograder.gradebook.converting.typed import read_utc, refusing_dates, refusing_tables
from autograder.lesson.course import CourseError, find_course
from autograder.lesson.lesson import LessonError
from autograder.submission.timestamp import timestamp_of


def install() -> None:
    """Let the commands and buttons of this process use our converters; twice does no harm."""
    for module in (api, autogradeapp):
        module.Autograde = Autograde
    for module in (api, generatefeedbackapp):
        module.GenerateFeedback = GenerateFeedback
    for module in (api, generateassignmentapp):
        module.GenerateAssignment = GenerateAssignment
    zipcollectapp.find_all_notebooks = _released
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    if utils.parse_utc is not read_utc:
        utils.parse_utc = zipcollectapp.parse_utc = read_utc
        add, take = dbapp.DbAssignmentAddApp, dbapp.DbGenericImportApp
        add.start = refusing_dates(add.start)
        take.start = refusing_dates(refusing_tables(take.start))


def _released(folder: str) -> list[str]:
    """The notebooks that `nbgrader zip_collect` expects: of a lesson never released, its own."""
    found: list[str] = utils.find_all_notebooks(folder)
    try:
        return found or [f"{find_course().lesson(Path(folder).name).name}.ipynb"]
    except (CourseError, LessonError):
        return []


def _existing_timestamp(directory: Any, dest_path: str) -> datetime | None:
    """When what lies in a folder was handed in, if that can be read."""
    return timestamp_of(Path(dest_path)).time


def _submitted_timestamp(about: Any, assignment_id: str, student_id: str) -> datetime | None:
    """When a student handed an assignment in, if that can be read."""
    directory = about.coursedir
    step = directory.submitted_directory
    return timestamp_of(Path(directory.format_path(step, student_id, assignment_id))).time
