"""What can befall a gradebook, what must be said of it, and that all comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from autograder.cli.main import main
from autograder.database.place import place
from autograder.lesson.course import Course

_OF_RUNS = ("autograder_run", "autograder_hold", "alembic_version")

Held = dict[str, list[str]]


def held(course: Course) -> Held:
    """Everything in the gradebook, by table, but which runs there were."""
    engine = create_engine(place(course).url, poolclass=NullPool)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - set(_OF_RUNS)
        return {
            table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"')).all()))
            for table in sorted(tables)
        }


class Harms:
    """Does harm to one course's gradebook, and looks at what becomes of it."""

    def __init__(self, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
        self._course, self._capsys = course, capsys
        self._file = place(course).file
        self._last_weeks = b""
        self._done = 0

    def remember(self) -> None:
        """From now on, the gradebook as it is now is last week's."""
        if self._file is not None:
            self._last_weeks = self._file.read_bytes()

    def all(self) -> None:
        """Each harm once; after each, what was there is there again."""
        for harm in self._known():
            self._try(harm)

    def one(self) -> None:
        """One of them, another one each time."""
        known = self._known()
        self._try(known[self._done % len(known)])
        self._done += 1

    def _known(self) -> list[Callable[[], str]]:
        if self._file is None:
            return [self._dropped]
        return [self._deleted, self._emptied, self._truncated, self._replaced, self._read_only]

    def _try(self, harm: Callable[[], str]) -> None:
        assert main(["backup"]) == 0
        before = held(self._course)
        self._capsys.readouterr()
        said = harm()
        if harm == self._read_only:
            assert held(self._course) == before
            return
        for command in (["marks"], ["students", "list"]):
            assert main(command) == 2, harm
            told = self._capsys.readouterr().err
            assert told.count("\n") == 1, told
            assert re.search(said, told), told
            assert "nothing has been filled in: autograder restore brings back" in told
        assert main(["restore"]) == 0
        assert held(self._course) == before, harm

    def _deleted(self) -> str:
        assert self._file is not None
        self._file.unlink()
        return "is gone"

    def _emptied(self) -> str:
        assert self._file is not None
        self._file.write_bytes(b"")
        return "is empty"

    def _truncated(self) -> str:
        assert self._file is not None
        self._file.write_bytes(self._file.read_bytes()[: self._file.stat().st_size // 2])
        return "cannot be read"

    def _replaced(self) -> str:
        assert self._file is not None
        self._file.write_bytes(self._last_weeks)
        return "is not the one that was written last"

    def _read_only(self) -> str:
        assert self._file is not None
        with _read_only(self._course):
            assert main(["students", "add", "s9999999"]) == 2
            told = self._capsys.readouterr().err
            assert "readonly database; make its folder writable" in told
        return ""

    def _dropped(self) -> str:
        engine = create_engine(place(self._course).url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        return "is not the one that was written last"


@contextmanager
def _read_only(course: Course) -> Iterator[None]:
    """The gradebook may not be written: asked for so, for root may write any file."""
    before = course.config.read_text()
    url = f"sqlite:///file:{course.gradebook}?mode=ro&uri=true"
    course.config.write_text(before.replace(".parent)", f".parent, db_url={url!r})"))
    try:
        yield
    finally:
        course.config.write_text(before)
