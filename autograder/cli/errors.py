"""The failures that a user can mend: each is one clear sentence, never a traceback."""

from __future__ import annotations

from autograder.common.storage import StorageError
from autograder.database.place import GradebookError
from autograder.deadlines.moments import DateError
from autograder.grading.appeal import AppealError
from autograder.grading.grade import GradeError
from autograder.handback.placing import ReturnError
from autograder.handback.rules import RulesError
from autograder.intake.downloads.archive import IntakeError
from autograder.lesson.course import CourseError
from autograder.lesson.lesson import LessonError
from autograder.lite.pyodide import LiteError
from autograder.sandbox.unavailable import SandboxUnavailable
from autograder.store.desk.accounts import AccountError
from autograder.store.store import StoreError
from autograder.submission.notebook_file import SubmissionError
from autograder.workers.cluster import ClusterError

EXPECTED = (
    AccountError,
    AppealError,
    ClusterError,
    CourseError,
    DateError,
    GradeError,
    GradebookError,
    IntakeError,
    LessonError,
    LiteError,
    ReturnError,
    RulesError,
    SandboxUnavailable,
    StorageError,
    StoreError,
    SubmissionError,
)
