"""What was given back to students: each page, in which form, with which total, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from autograder.store.store import signed
from autograder.store.tables import returned


@dataclass(frozen=True)
class Return:
    """A page that was given back.

    Attributes:
        form: "moodle", "canvas", "folders", "email" or "exchange".
        score, max_score: the total that the page tells.
        digest: SHA-256 of the page, hexadecimal.
        place: the file or folder that was made, from the course's folder where it lies in there.
    """

    student: str
    lesson: str
    form: str
    score: float
    max_score: float
    digest: str
    place: str
    who: str = ""
    at: datetime | None = None


def keep_return(connection: Connection, entry: Return) -> None:
    """Remember that a page was given back."""
    connection.execute(insert(returned).values(signed(entry)))


def returns(connection: Connection, lesson: str, student: str | None = None) -> list[Return]:
    """All that was given back for a lesson, to everybody or one, in order."""
    c = returned.c
    columns = (c.student, c.lesson, c.form, c.score, c.max_score, c.digest, c.place, c.who, c.at)
    query = select(*columns).where(c.lesson == lesson).order_by(c.id)
    if student is not None:
        query = query.where(c.student == student)
    return [Return(*row) for row in connection.execute(query)]
