"""What markers write before it is a mark: rubric items, and drafts that outlive a closed page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from autograder.store.desk.marking import Question
from autograder.store.desk.tables import draft, rubric_item
from autograder.store.store import now

LONGEST_PLACE = 255


@dataclass(frozen=True)
class Item:
    """A rubric item: what an answer does, and the points for it (below zero: taken off)."""

    id: int
    text: str
    points: float


def rubric(connection: Connection, question: Question) -> list[Item]:
    """The items of a question, in order."""
    c = rubric_item.c
    query = select(c.id, c.text, c.points).where(c.active, c.lesson == question.lesson)
    query = query.where(c.cell == question.cell).order_by(c.id)
    return [Item(*row) for row in connection.execute(query)]


def add_item(
    connection: Connection, question: Question, text: str, points: float, who: str
) -> None:
    """Put an item at the end of the rubric."""
    entry = {**vars(question), "text": text, "points": points, "active": True}
    connection.execute(insert(rubric_item).values(entry | {"who": who, "changed": now()}))


def drop_item(connection: Connection, question: Question, number: int, who: str) -> None:
    """Take an item out of the rubric; marks that were given with it stay."""
    c = rubric_item.c
    same = (c.id == number) & (c.lesson == question.lesson) & (c.cell == question.cell)
    change = update(rubric_item).where(same)
    connection.execute(change.values(active=False, who=who, changed=now()))


def place(*parts: str) -> str:
    """A name for where something is written, as long as the table takes."""
    whole = " ".join(parts)
    if len(whole) <= LONGEST_PLACE:
        return whole
    return hashlib.sha256(whole.encode()).hexdigest()


def keep_draft(
    connection: Connection, marker: str, place: str, fields: Mapping[str, str] | None
) -> None:
    """Remember what somebody is writing and where; None: it is done with."""
    connection.execute(delete(draft).where(draft.c.marker == marker, draft.c.place == place))
    if fields:
        values = {"marker": marker, "place": place, "fields": dict(fields), "changed": now()}
        connection.execute(insert(draft).values(values))


def draft_of(connection: Connection, marker: str, place: str) -> dict[str, str]:
    """What somebody had begun to write there; empty where nothing is."""
    query = select(draft.c.fields).where(draft.c.marker == marker, draft.c.place == place)
    return dict(connection.execute(query).scalar() or {})
