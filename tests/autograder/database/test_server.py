"""A gradebook on a PostgreSQL server is copied by pg_dump, and brought back from the copy."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import NullPool, create_engine, text

from autograder.cli.main import main
from autograder.database import backup
from autograder.database.opening import LostError, writing
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.lesson.course import Course
from autograder.store.people import Enrolment, enrol, roster
from tests.support.postgres import postgres, why_no_postgres


@pytest.fixture
def shared(course: Course) -> Iterator[Course]:
    """A course whose gradebook is on a server."""
    if reason := why_no_postgres():
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
    with postgres() as url:
        text = course.config.read_text().replace(".parent)", f".parent, db_url={url!r})")
        course.config.write_text(text)
        yield course


def test_what_was_on_the_server_comes_back(
    shared: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(shared, "students import") as store, store.begin() as connection:
        enrol(connection, Enrolment("ann", "51767"))
    with opened(place(shared)) as book:
        book.add_student("ann", first_name="Ann")
    assert main(["backup"]) == 0
    engine = create_engine(place(shared).url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    with (
        pytest.raises(LostError, match=r"not the one that was written last: `autograder students"),
        writing(shared, "students import"),
    ):
        pass
    assert main(["restore"]) == 0
    with opened(place(shared)) as book:
        assert book.find_student("ann").first_name == "Ann"
    with writing(shared, "students list") as store, store.begin() as connection:
        assert roster(connection)["ann"].lms_id == "51767"
    monkeypatch.setattr(backup, "_program", lambda name: None)
    capsys.readouterr()
    assert main(["backup"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "pg_dump is not installed here: whoever runs that server backs it up" in said
