"""Totals as they were last seen, and every change of one, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from autograder.store.store import now, who
from autograder.store.tables import move, total


@dataclass(frozen=True)
class Total:
    """A student's points for a lesson after all penalties; `about` is what they are made of."""

    student: str
    lesson: str
    score: float
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """A total that changed. `before` is None where there was none, `after` where there is none."""

    student: str
    lesson: str
    before: float | None
    after: float | None
    reason: str
    who: str = ""
    noticed: datetime | None = None


def totals(connection: Connection, lesson: str) -> dict[str, Total]:
    """The totals as they were last seen, by student."""
    c = total.c
    query = select(c.student, c.lesson, c.score, c.about).where(c.lesson == lesson)
    return {row.student: Total(*row) for row in connection.execute(query)}


def set_total(connection: Connection, entry: Total) -> None:
    """Remember a total as it is now."""
    values = vars(entry) | {"noticed": now()}
    same = (total.c.student == entry.student) & (total.c.lesson == entry.lesson)
    if connection.execute(update(total).where(same).values(values)).rowcount == 0:
        connection.execute(insert(total).values(values))


def forget_total(connection: Connection, student: str, lesson: str) -> None:
    """Have no total any more."""
    same = (total.c.student == student) & (total.c.lesson == lesson)
    connection.execute(delete(total).where(same))


def keep_move(connection: Connection, entry: Move) -> None:
    """Remember that a total changed, and why."""
    given = {"who": entry.who or who(), "noticed": entry.noticed or now()}
    connection.execute(insert(move).values(vars(entry) | given))


def moves(
    connection: Connection, lesson: str | None = None, student: str | None = None
) -> list[Move]:
    """Every change of a total, of a lesson, a student or both, in order."""
    c = move.c
    query = select(c.student, c.lesson, c.before, c.after, c.reason, c.who, c.noticed)
    query = query.order_by(c.id)
    if lesson is not None:
        query = query.where(c.lesson == lesson)
    if student is not None:
        query = query.where(c.student == student)
    return [Move(*row) for row in connection.execute(query)]
