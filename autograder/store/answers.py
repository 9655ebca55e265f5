"""What a student's answers were when they were last graded: a digest for each graded cell."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from autograder.store.tables import answer


def known_answers(connection: Connection, lesson: str, student: str) -> dict[str, str]:
    """The digests by grade id."""
    place = {"of_lesson": lesson, "of_student": student}
    return {row.cell: row.digest for row in connection.execute(_KNOWN, place)}


def set_answers(
    connection: Connection, lesson: str, student: str, digests: Mapping[str, str]
) -> None:
    """Remember the digests in place of those before."""
    connection.execute(_FORGET, {"of_lesson": lesson, "of_student": student})
    place = {"lesson": lesson, "student": student}
    rows = [{**place, "cell": cell, "digest": digest} for cell, digest in digests.items()]
    if rows:
        connection.execute(_ADD, rows)


_MINE = (answer.c.lesson == bindparam("of_lesson")) & (answer.c.student == bindparam("of_student"))
_KNOWN = select(answer.c.cell, answer.c.digest).where(_MINE)
_FORGET = delete(answer).where(_MINE)
_ADD = insert(answer)
