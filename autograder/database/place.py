"""Where the gradebook is: what the course's nbgrader_config.py says, read afresh."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config, PyFileConfigLoader

from autograder.common.storage import StorageError, explain
from autograder.lesson.course import Course


class GradebookError(RuntimeError):
    """nbgrader could not do its part; the text says what it said."""


@dataclass(frozen=True)
class Place:
    """A database, and nbgrader's id of the course in it."""

    url: str
    course_id: str

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on a server."""
        url = make_url(self.url)
        named = url.get_backend_name() == "sqlite" and url.database
        return Path(str(named).removeprefix("file:")) if named else None

    @property
    def server(self) -> str:
        """The server's address as a person reads it, without a password."""
        return make_url(self.url).render_as_string(hide_password=True)


def settings(course: Course) -> Config:
    """The course's nbgrader configuration; what lies beside it can be imported, as by nbgrader."""
    os.environ["AUTOGRADER_COURSE"] = str(course.root)
    if str(course.root) not in sys.path:
        sys.path.append(str(course.root))
    return PyFileConfigLoader(course.config.name, str(course.root)).load_config()


def place(course: Course) -> Place:
    """Where the gradebook is; raises GradebookError when the configuration is not enough."""
    about = settings(course).CourseDirectory
    url, course_id = about.db_url, about.get("course_id", "")
    if not (url.startswith("sqlite") or course_id):
        raise GradebookError(
            "db_url names a server, where nbgrader needs CourseDirectory.course_id as well;"
            " set both in nbgrader_config.py: configure(c, root, db_url=...)"
        )
    return Place(url, course_id)


@contextmanager
def told(about: str) -> Iterator[None]:
    """What a database or file system says within the block, as GradebookError with a remedy."""
    try:
        yield
    except ModuleNotFoundError as error:
        install = "pip install 'psycopg[binary]' for PostgreSQL"
        raise GradebookError(f"db_url needs {error.name}, which is missing; {install}") from error
    except StorageError:  # says it all already
        raise
    except (SQLAlchemyError, OSError) as error:
        raise GradebookError(f"{about}: {explain(error)}") from error
