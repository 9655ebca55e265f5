"""What a student's answers were when they were last graded: a digest for each graded cell."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from autograder.store.tables import answer


def known_answers(connection: Connection, lesson: str, student: str) -> dict[str, str]:
    """The digests by grade id."""
    query = select(answer.c.cell, answer.c.digest)
    query = query.where(answer.c.lesson == lesson, answer.c.student == student)
    return {row.cell: row.digest for row in connection.execute(query)}


def set_answers(
    connection: Connection, lesson: str, student: str, digests: Mapping[str, str]
) -> None:
    """Remember the digests in place of those before."""
    connection.execute(delete(answer).where(answer.c.lesson == lesson, answer.c.student == student))
    place = {"lesson": lesson, "student": student}
    rows = [{**place, "cell": cell, "digest": digest} for cell, digest in digests.items()]
    if rows:
        connection.execute(insert(answer), rows)
