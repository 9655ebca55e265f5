"""What is kept while answers are marked: who looks at which, acts, opinions, flags, the sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from autograder.store.desk.tables import act, deal, flag, opinion, sample
from autograder.store.store import now

DEALT = timedelta(minutes=20)


@dataclass(frozen=True)
class Question:
    """What is marked by hand: a graded cell of a lesson."""

    lesson: str
    cell: str


@dataclass(frozen=True)
class Deal:
    """Answers that a marker looks at; `second`: somebody else has marked them already."""

    student: str
    marker: str
    second: bool


@dataclass(frozen=True)
class Act:
    """One deed of a marker, whole: `before` and `after` are what it changed, as JSON."""

    id: str
    what: str
    who: str
    before: Sequence[Mapping[str, Any]] = ()
    after: Sequence[Mapping[str, Any]] = ()
    undone: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class Opinion:
    """What one marker thinks of one answer; `chosen` are the ids of rubric items."""

    student: str
    marker: str
    points: float
    comment: str = ""
    chosen: Sequence[int] = field(default=())
    act: str = ""


@dataclass(frozen=True)
class Flag:
    """An answer that a marker wants somebody else to look at."""

    student: str
    marker: str
    note: str


def _of(table: Table, question: Question) -> Any:
    return (table.c.lesson == question.lesson) & (table.c.cell == question.cell)


def deals(connection: Connection, question: Question) -> dict[str, Deal]:
    """Who looks at which answers now, by student."""
    query = select(deal.c.student, deal.c.marker, deal.c.second)
    query = query.where(_of(deal, question), deal.c.until > now()).order_by(deal.c.student)
    return {row.student: Deal(*row) for row in connection.execute(query)}


def deal_out(
    connection: Connection,
    question: Question,
    marker: str,
    students: Iterable[str],
    *,
    second: bool = False,
) -> bool:
    """Give a marker these answers to look at; False where another has just got one of them."""
    connection.execute(delete(deal).where(_of(deal, question), deal.c.until <= now()))
    about = {**vars(question), "marker": marker, "second": second, "until": now() + DEALT}
    try:
        with connection.begin_nested():
            connection.execute(insert(deal), [{**about, "student": who} for who in students])
    except IntegrityError:
        return False
    return True


def hold_on(connection: Connection, question: Question, marker: str) -> None:
    """The marker is still at it."""
    mine = _of(deal, question) & (deal.c.marker == marker)
    connection.execute(update(deal).where(mine).values(until=now() + DEALT))


def take_back(connection: Connection, question: Question, marker: str) -> None:
    """Let others have what a marker looked at."""
    connection.execute(delete(deal).where(_of(deal, question), deal.c.marker == marker))


def begin_act(connection: Connection, entry: Act) -> bool:
    """Keep an act; False where one of that id was kept before: it is done already."""
    values = vars(entry) | {"at": entry.at or now()}
    try:
        with connection.begin_nested():
            connection.execute(insert(act).values(values))
    except IntegrityError:
        return False
    return True


def is_done(connection: Connection, number: str) -> bool:
    """Whether an act of that id was kept, undone or not."""
    return connection.execute(select(act.c.id).where(act.c.id == number)).first() is not None


def recent_acts(connection: Connection, marker: str, most: int = 200) -> list[Act]:
    """What a marker did and did not undo, the last first."""
    c = act.c
    query: Any = select(c.id, c.what, c.who, c.before, c.after, c.undone, c.at)
    query = query.where(c.who == marker, c.undone.is_(False)).order_by(c.number.desc())
    return [Act(*row) for row in connection.execute(query.limit(most))]


def undo_act(connection: Connection, number: str) -> None:
    """Mark an act as undone, and forget the opinions that it was."""
    connection.execute(update(act).where(act.c.id == number).values(undone=True))
    connection.execute(delete(opinion).where(opinion.c.act == number))


def keep_opinion(connection: Connection, question: Question, entry: Opinion) -> None:
    """Remember what a marker thinks of an answer, in place of before."""
    same = _of(opinion, question) & (opinion.c.student == entry.student)
    connection.execute(delete(opinion).where(same, opinion.c.marker == entry.marker))
    values = {**vars(question), **vars(entry), "chosen": list(entry.chosen), "at": now()}
    connection.execute(insert(opinion).values(values))


def opinions(connection: Connection, question: Question) -> list[Opinion]:
    """All that markers think, in order."""
    c = opinion.c
    query = select(c.student, c.marker, c.points, c.comment, c.chosen, c.act)
    query = query.where(_of(opinion, question)).order_by(c.at, c.student, c.marker)
    return [Opinion(*row) for row in connection.execute(query)]


def comments_given(connection: Connection, question: Question, most: int) -> list[tuple[str, int]]:
    """The comments that answers to a question got, the most frequent first, with how many."""
    c, number = opinion.c, func.count()
    query = select(c.comment, number).where(_of(opinion, question), c.comment != "")
    query = query.group_by(c.comment).order_by(number.desc(), c.comment).limit(most)
    return [(row[0], row[1]) for row in connection.execute(query)]


def set_flag(connection: Connection, question: Question, entry: Flag | None, student: str) -> None:
    """Flag an answer for somebody else, or take the flag away."""
    connection.execute(delete(flag).where(_of(flag, question), flag.c.student == student))
    if entry is not None:
        values = {**vars(question), **vars(entry), "at": now()}
        connection.execute(insert(flag).values(values))


def flags(connection: Connection, question: Question) -> dict[str, Flag]:
    """The answers that are flagged, by student."""
    query = select(flag.c.student, flag.c.marker, flag.c.note).where(_of(flag, question))
    return {row.student: Flag(*row) for row in connection.execute(query.order_by(flag.c.at))}


def flagged(connection: Connection) -> dict[Question, int]:
    """How many answers are flagged, by question."""
    c = flag.c
    query = select(c.lesson, c.cell, func.count()).group_by(c.lesson, c.cell)
    return {Question(row[0], row[1]): row[2] for row in connection.execute(query)}


def set_sample(connection: Connection, question: Question, percent: float) -> None:
    """From now on so many per cent of the answers are marked twice."""
    connection.execute(delete(sample).where(_of(sample, question)))
    connection.execute(insert(sample).values(**vars(question), percent=percent))


def sample_of(connection: Connection, question: Question) -> float:
    """How many per cent of the answers are marked twice."""
    query = select(sample.c.percent).where(_of(sample, question))
    return float(connection.execute(query).scalar() or 0.0)
