"""The gradebook's database, opened for rows that are not marks: students, dates, attempts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from autograder.gradebook.gradebook import _gradebook, settings, told
from autograder.lesson.course import Course
from autograder.store.store import Store


@contextmanager
def opened(course: Course) -> Iterator[Connection]:
    """A transaction on nbgrader's tables and those beside them, which are made if need be.

    It is kept at the end of the block and undone when the block fails. Raises GradebookError.
    """
    with _gradebook(course):
        pass  # nbgrader makes its tables
    url = settings(course).CourseDirectory.db_url
    with told("the gradebook cannot be used"), Store(url) as store, store.begin() as connection:
        yield connection
