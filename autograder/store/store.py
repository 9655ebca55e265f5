"""Opens the tables in nbgrader's database, and brings an older form of them up to date."""

from __future__ import annotations

import getpass
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Self

from sqlalchemy import Column, Connection, Engine, Select, bindparam, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from autograder.store.tables import VERSION_TABLE

NEWEST = "0004"
_TRIES = 5
_one_at_a_time = Lock()  # Alembic keeps what it is at in globals


class StoreError(RuntimeError):
    """The tables cannot be used; the text says why and what to do."""


class Store:
    """The tables, opened; a context manager. nbgrader's own tables must be there already.

    `before_upgrade` is called once before tables that hold something are changed to a newer form.
    Raises StoreError where a newer version has written them, SQLAlchemyError where the database
    cannot be used.
    """

    def __init__(self, url: str, before_upgrade: Callable[[], object] = lambda: None) -> None:
        self.engine = create_engine(url)
        try:
            _upgrade(self.engine, before_upgrade)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: kept at the end of the block, undone when the block fails."""
        with self.engine.begin() as connection:
            yield connection


def now() -> datetime:
    """This moment as the tables keep it: UTC without a zone, whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def as_kept(moment: datetime) -> datetime:
    """A moment with a zone (without one it is UTC) as the tables keep it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def signed(entry: Any) -> dict[str, Any]:
    """A row of what a dataclass says, with who and when where it does not say so."""
    return vars(entry) | {"who": entry.who or who(), "at": entry.at or now()}


def who() -> str:
    """The person at this computer, by login name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"


def version(connection: Connection) -> str | None:
    """The form in which the tables are; None where there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def _upgrade(engine: Engine, before: Callable[[], object]) -> None:
    for left in reversed(range(_TRIES)):
        with engine.connect() as connection:
            found = version(connection)
        if found == NEWEST:
            return
        if found is not None and found > NEWEST:
            raise StoreError(
                f"the gradebook was written by a newer version of this course (tables {found},"
                f" known here: {NEWEST}); bring this checkout up to date: git pull, then make setup"
            )
        if found is not None:
            before()
        try:
            _migrate(engine)
        except (IntegrityError, OperationalError, ProgrammingError):
            if not left:
                raise
            time.sleep(random.uniform(0.1, 0.5))  # somebody else is at it


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "autograder.store:migrations")
    with _one_at_a_time, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)


class OfLesson:
    """A query for a lesson's rows, made once.

    SQLAlchemy takes longer to put one together than SQLite to answer it.

    Parameters
    ----------
    query : what is asked, of all lessons and students.
    lesson, student : the columns that say whose a row is.
    """

    def __init__(self, query: Select[Any], lesson: Column[Any], student: Column[Any]) -> None:
        self._everybody = query.where(lesson == bindparam("of_lesson"))
        self._one = self._everybody.where(student == bindparam("of_student"))

    def rows(
        self, connection: Connection, lesson: str, student: str | None = None
    ) -> Sequence[Any]:
        """The rows of everybody, or those of `student` only."""
        if student is None:
            return connection.execute(self._everybody, {"of_lesson": lesson}).all()
        return connection.execute(self._one, {"of_lesson": lesson, "of_student": student}).all()
