"""Hand-ins that belong to nobody known: held aside and named until somebody says whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from autograder.store.store import now, who
from autograder.store.tables import aside


@dataclass(frozen=True)
class Aside:
    """A file that is held aside.

    Attributes:
        name: as the archive or folder had it.
        kept: where it lies, from `grading/`.
        digest: SHA-256 of its bytes, hexadecimal.
        handed_in: when, UTC without a zone, if that is known.
        reason: why it is nobody's.
        about: what was read of it: the system, ids and names in it.
        student: whose it turned out to be, once settled.
    """

    lesson: str
    name: str
    kept: str
    digest: str
    reason: str
    handed_in: datetime | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    student: str | None = None


def hold_aside(connection: Connection, entry: Aside) -> int:
    """Remember a file; the same file again is the same entry. Returns its number."""
    same = {"lesson": entry.lesson, "name": entry.name, "digest": entry.digest}
    known = connection.execute(select(aside.c.id).filter_by(**same)).scalar()
    if known is not None:
        return int(known)
    values = {k: v for k, v in vars(entry).items() if k != "id"} | {"noticed": now()}
    added = connection.execute(insert(aside).values(values)).inserted_primary_key
    assert added is not None
    return int(added[0])


def settle(connection: Connection, number: int, student: str) -> None:
    """Say whose a file is."""
    change = update(aside).where(aside.c.id == number)
    connection.execute(change.values(student=student, settled=now(), who=who()))


def held_aside(connection: Connection, lesson: str | None = None) -> list[Aside]:
    """What nobody has settled yet, in order."""
    c = aside.c
    columns = (c.lesson, c.name, c.kept, c.digest, c.reason, c.handed_in, c.about, c.id, c.student)
    query = select(*columns).where(c.student.is_(None)).order_by(c.id)
    if lesson is not None:
        query = query.where(c.lesson == lesson)
    return [Aside(*row) for row in connection.execute(query)]
