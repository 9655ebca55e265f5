"""What persons gave: points, overrides, extra credit, comments; each change with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from autograder.store.store import signed
from autograder.store.tables import hand

POINTS, EXTRA, COMMENT = "points", "extra credit", "comment"


@dataclass(frozen=True)
class Hand:
    """One change by a person.

    Attributes:
        cell: the grade id.
        what: POINTS, EXTRA or COMMENT.
        before, after: points, or words; None where there are none.
    """

    student: str
    lesson: str
    cell: str
    what: str
    before: float | str | None
    after: float | str | None
    why: str = ""
    who: str = ""
    at: datetime | None = None


def keep_hand(connection: Connection, entry: Hand) -> None:
    """Remember what a person gave."""
    connection.execute(insert(hand).values(signed(entry)))


def hands(connection: Connection, lesson: str, student: str | None = None) -> list[Hand]:
    """Everything that persons gave for a lesson, to everybody or one, in order."""
    c = hand.c
    columns = (c.student, c.lesson, c.cell, c.what, c.before, c.after, c.why, c.who, c.at)
    query = select(*columns).where(c.lesson == lesson).order_by(c.id)
    if student is not None:
        query = query.where(c.student == student)
    return [Hand(*row) for row in connection.execute(query)]
