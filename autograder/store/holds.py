"""Who works on a lesson, for other checkouts to read, and which runs the gradebook has seen."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, inspect, select

from autograder.store.store import now, who
from autograder.store.tables import hold, run


def set_holder(connection: Connection, lesson: str, holder: str | None) -> None:
    """Say who works on a lesson; None: nobody does any more."""
    connection.execute(delete(hold).where(hold.c.lesson == lesson))
    if holder is not None:
        connection.execute(insert(hold).values(lesson=lesson, holder=holder))


def holder(connection: Connection, lesson: str) -> str | None:
    """Who said last to work on a lesson; a process that was killed stands there still."""
    return connection.execute(select(hold.c.holder).where(hold.c.lesson == lesson)).scalar()


def add_run(connection: Connection, token: str, what: str) -> None:
    """Remember that a run wrote; `token` is its own."""
    connection.execute(insert(run).values(token=token, what=what, who=who(), at=now()))


def has_run(connection: Connection, token: str) -> bool:
    """Whether this database is one that the run wrote into."""
    if not inspect(connection).has_table(run.name):  # from before runs were kept
        return False
    return connection.execute(select(run.c.token).where(run.c.token == token)).first() is not None
