"""Everything a student handed in for a lesson, and every time it was judged.

The notebooks lie under `grading/attempts/`; here is what is known of them. The sources of lessons
are kept by digest, so that a judgement can be repeated after the lesson has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from autograder.common.files import write_aside
from autograder.store.store import OfLesson, now, who
from autograder.store.tables import attempt, counting, judgement, lesson_source


@dataclass(frozen=True)
class Attempt:
    """One hand-in.

    Attributes:
        number: 1 for the student's first for the lesson; None before it is kept.
        handed_in: when, UTC without a zone, if that is known.
        source: the archive or folder it came from.
        original_name: what the system had called it, which it wants back on feedback files.
        digest: SHA-256 of the file's bytes, hexadecimal.
        kept: where the file lies, from `grading/`.
        counts: whether it is the one that is marked.
        about: what else the system said: its name, group members, remarks.
    """

    student: str
    lesson: str
    digest: str
    kept: str
    handed_in: datetime | None = None
    source: str = ""
    original_name: str = ""
    counts: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class Judged:
    """One judgement of an attempt; `verdicts` is that of `autograder judge --json`, with checks."""

    attempt: int
    seed: int
    lesson_digest: str
    score: float
    max_score: float
    verdicts: Mapping[str, Any]
    judged: datetime | None = None


def keep_attempt(connection: Connection, entry: Attempt) -> Attempt:
    """Remember a hand-in under the student's next number; the same file again changes nothing.

    Returns it as it is kept. The file counts as the same when digest and time of hand-in are; a
    time that was not known before is filled in.
    """
    for known in attempts(connection, entry.lesson, entry.student):
        if known.digest == entry.digest and entry.handed_in in (known.handed_in, None):
            return known
        if known.digest == entry.digest and known.handed_in is None:
            return _fill_in(connection, known, entry)
    place = (attempt.c.student == entry.student) & (attempt.c.lesson == entry.lesson)
    largest = connection.execute(select(func.max(attempt.c.number)).where(place)).scalar()
    values = {k: v for k, v in vars(entry).items() if k != "id"}
    values |= {"number": (largest or 0) + 1, "noticed": now()}
    connection.execute(insert(attempt).values(values))
    return attempts(connection, entry.lesson, entry.student)[-1]


def same_file(connection: Connection, entry: Attempt) -> Attempt | None:
    """The attempt with the same file, whatever its time: the one that counts, else the last."""
    known = [
        a for a in attempts(connection, entry.lesson, entry.student) if a.digest == entry.digest
    ]
    return max(known, key=lambda a: (a.counts, a.number), default=None)


def _fill_in(connection: Connection, known: Attempt, entry: Attempt) -> Attempt:
    values = {
        "handed_in": entry.handed_in,
        "source": entry.source or known.source,
        "original_name": entry.original_name or known.original_name,
        "about": {**known.about, **entry.about},
    }
    connection.execute(update(attempt).where(attempt.c.id == known.id).values(values))
    return next(a for a in attempts(connection, entry.lesson, entry.student) if a.id == known.id)


def keep_file(
    grading: Path, student: str, lesson: str, data: bytes, ending: str
) -> tuple[str, str]:
    """Keep a file that was handed in under `grading/attempts`; returns its digest and place.

    `ending` is that of its name, such as ".ipynb". Raises StorageError.
    """
    digest = hashlib.sha256(data).hexdigest()
    kept = Path("attempts") / student / lesson / f"{digest[:16]}{ending}"
    if not (grading / kept).is_file():
        write_aside(grading / kept, data)
    return digest, str(kept)


def let_count(connection: Connection, student: str, lesson: str, number: int) -> None:
    """Make one attempt the one that is marked."""
    connection.execute(_LET_COUNT, {"of": student, "for": lesson, "one": number})


def set_counting(connection: Connection, lesson: str, *, best: bool) -> None:
    """From now on the best attempt of a lesson counts, or again the latest."""
    values = {"best": best, "who": who(), "changed": now()}
    same = counting.c.lesson == lesson
    if connection.execute(update(counting).where(same).values(values)).rowcount == 0:
        connection.execute(insert(counting).values(values | {"lesson": lesson}))


def best_counts(connection: Connection, lesson: str) -> bool:
    """Whether the best attempt of a lesson counts, and not the latest."""
    query = select(counting.c.best).where(counting.c.lesson == lesson)
    return bool(connection.execute(query).scalar())


def attempts(connection: Connection, lesson: str, student: str | None = None) -> list[Attempt]:
    """Everything that was handed in for a lesson, by everybody or one, in order."""
    return [Attempt(*row) for row in _ATTEMPTS.rows(connection, lesson, student)]


_A = attempt.c
_ASKED = (_A.student, _A.lesson, _A.digest, _A.kept, _A.handed_in, _A.source, _A.original_name)
_ATTEMPTS = OfLesson(
    select(*_ASKED, _A.counts, _A.about, _A.number, _A.id).order_by(_A.student, _A.number),
    _A.lesson,
    _A.student,
)
_LET_COUNT = (
    update(attempt)
    .where(_A.student == bindparam("of"), _A.lesson == bindparam("for"))
    .values(counts=_A.number == bindparam("one"))
)


def keep_judgement(connection: Connection, entry: Judged) -> None:
    """Remember a judgement; earlier ones of the same attempt stay."""
    values = vars(entry) | {"judged": entry.judged or now()}
    connection.execute(insert(judgement).values(values))


def judgements(connection: Connection, number: int) -> list[Judged]:
    """Every judgement of the attempt with that id, in order."""
    c = judgement.c
    columns = (c.attempt, c.seed, c.lesson_digest, c.score, c.max_score, c.verdicts, c.judged)
    query = select(*columns).where(c.attempt == number).order_by(c.id)
    return [Judged(*row) for row in connection.execute(query)]


@dataclass(frozen=True)
class Latest:
    """The attempt that was judged last, and how."""

    number: int
    digest: str
    kept: str
    seed: int
    lesson_digest: str


def latest(connection: Connection, lesson: str) -> dict[str, Latest]:
    """The last judgement of each student's, by student."""
    a, j = attempt.c, judgement.c
    query = select(a.student, a.number, a.digest, a.kept, j.seed, j.lesson_digest)
    query = query.join(judgement, j.attempt == a.id).where(a.lesson == lesson).order_by(j.id)
    return {row[0]: Latest(*row[1:]) for row in connection.execute(query)}


def keep_source(connection: Connection, lesson: str, digest: str, text: str) -> None:
    """Keep a lesson's source under its digest."""
    if kept_source(connection, digest) is None:
        values = {"digest": digest, "lesson": lesson, "text": text, "kept": now()}
        connection.execute(insert(lesson_source).values(values))


def kept_source(connection: Connection, digest: str) -> str | None:
    """The source that had this digest, if it was kept."""
    query = select(lesson_source.c.text).where(lesson_source.c.digest == digest)
    return connection.execute(query).scalar()
