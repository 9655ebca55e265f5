"""The failures that a user can mend: each is one clear sentence, never a traceback."""

from __future__ import annotations

from autograder.cluster import ClusterError
from autograder.course import CourseError
from autograder.grade import GradeError
from autograder.gradebook import GradebookError
from autograder.lesson import LessonError
from autograder.notebook_file import SubmissionError
from autograder.storage import StorageError
from autograder.unavailable import SandboxUnavailable

EXPECTED = (
    ClusterError,
    CourseError,
    GradeError,
    GradebookError,
    LessonError,
    SandboxUnavailable,
    StorageError,
    SubmissionError,
)
