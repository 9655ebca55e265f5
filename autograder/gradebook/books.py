"""The gradebook held open while a class is graded: the rows that nbgrader's autograding writes.

nbgrader opens the gradebook nine times for one submission, asks for it cell by cell and commits
some forty times. Here what the gradebook knows of a lesson is read once, and a submission is one
transaction of a few statements, each of which finds its rows by an index: the thousandth costs what
the first did. The rows are nbgrader's own, made of its own classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from autograder.database import statements
from autograder.database.place import Place
from autograder.database.rows import opened
from autograder.gradebook.answers import waits
from autograder.gradebook.penalties import Penalties
from autograder.store.answers import known_answers, set_answers


@dataclass(frozen=True)
class Kept:
    """A cell as the gradebook keeps it, under the names that nbgrader's preprocessors ask for."""

    cell_type: str
    locked: bool
    source: str
    checksum: str
    max_score: float = 0.0


@dataclass(frozen=True)
class Entry:
    """What autograding found of one submission, by grade id.

    Attributes:
        student: the student's id.
        timestamp: when it was handed in, UTC without a zone; None leaves what is known.
        scores: of the graded cells; None where a person gives the points.
        comments: of the cells that students write into.
        answers: digests of what was answered, of the graded cells.
        before: finds the same digests of the notebook graded before; asked where the gradebook has
            none.
    """

    student: str
    timestamp: datetime | None
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    answers: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], Mapping[str, str]] = dict


class Books:
    """The open gradebook, for one lesson. A context manager.

    Attributes:
        kernelspec: of the lesson's notebook, as JSON.

    Raises:
        LookupError: the gradebook does not hold the lesson as exactly one notebook without tasks.
    """

    def __init__(self, found: Place, lesson: str, penalties: Penalties) -> None:
        self._gradebook = opened(found)
        self._lesson, self._penalties = lesson, penalties
        try:
            self._read(lesson)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Books:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._gradebook.close()

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Kept:
        """The cell as it was released; raises nbgrader's MissingEntry (as its gradebook does)."""
        try:
            return self._sources[name]
        except KeyError:
            raise MissingEntry(f"{assignment} has no cell {name!r}") from None

    find_graded_cell = find_source_cell

    def has_source(self, name: str, source: str) -> bool:
        """Whether the cell of that name was released with just this text."""
        return name in self._sources and self._sources[name].source == source

    def save(self, entry: Entry) -> None:
        """Write a submission's rows in one transaction; raises SQLAlchemyError."""
        try:
            self._save(entry)
        except IntegrityError:  # another instructor has just added the same student
            self._save(entry)

    def _save(self, entry: Entry) -> None:
        with self._gradebook.engine.begin() as connection:
            notebook, new = self._submitted_notebook(connection, entry)
            graded = {self._graded[name]: score for name, score in entry.scores.items()}
            said = {self._answered[name]: text for name, text in entry.comments.items()}
            answers = known_answers(connection, self._lesson, entry.student)
            known = answers or entry.before()
            names = {cell: name for name, cell in self._graded.items()}

            def must_wait(cell: str, by_hand: float | None, waited: bool) -> bool:
                name = names[cell]
                score = entry.scores[name]
                return waits(score, by_hand, waited, name, known, entry.answers)

            grades, comments = ({}, {}) if new else _present(connection, notebook, graded, said)
            _save_scores(connection, notebook, graded, grades, must_wait)
            _save_comments(connection, notebook, said, comments)
            if answers != entry.answers:
                set_answers(connection, self._lesson, entry.student, entry.answers)
            self._penalties.apply_to(connection, self._lesson, entry.student)

    def _read(self, lesson: str) -> None:
        with self._gradebook.engine.connect() as connection:
            about = select(Assignment.id).where(Assignment.name == lesson)
            self._assignment = connection.execute(about).scalar_one()
            notebooks = select(Notebook.id, Notebook.kernelspec)
            notebooks = notebooks.where(Notebook.assignment_id == self._assignment)
            found = connection.execute(notebooks).all()
            if len(found) != 1:
                raise LookupError(f"{lesson} has {len(found)} notebooks in the gradebook, not one")
            self._notebook, self.kernelspec = found[0]
            cells = _cells(connection, GradeCell, self._notebook, "max_score")
            self._graded = {name: cell for name, cell, _ in cells}
            worth = {name: points for name, _, points in cells}
            self._answered = dict(_cells(connection, SolutionCell, self._notebook))
            if _cells(connection, TaskCell, self._notebook):
                raise LookupError(f"{lesson} has task cells, which only nbgrader knows how to keep")
            fields = ("cell_type", "locked", "source", "checksum")
            self._sources = {
                name: Kept(kind, locked, source, checksum, worth.get(name, 0.0))
                for name, _, kind, locked, source, checksum in _cells(
                    connection, SourceCell, self._notebook, *fields
                )
            }

    def _submitted_notebook(self, connection: Connection, entry: Entry) -> tuple[str, bool]:
        """The id of the student's notebook in the gradebook, and whether it is new there."""
        mine = {
            "student": entry.student,
            "assignment": self._assignment,
            "notebook": self._notebook,
        }
        found = connection.execute(statements.FIND, mine).one_or_none()
        if found is None:
            connection.execute(statements.ADD_STUDENT, {"id": entry.student})
        submission, time, notebook = found or (None, None, None)
        if submission is None:
            values = {"assignment_id": self._assignment, "student_id": entry.student}
            values["timestamp"] = entry.timestamp
            submission = _added(connection, statements.ADD_SUBMISSION, values)
        elif entry.timestamp not in (None, time):
            change = {statements.ROW: submission, "timestamp": entry.timestamp}
            connection.execute(statements.SET_TIME, change)
        if notebook is not None:
            return notebook, False
        values = {"notebook_id": self._notebook, "assignment_id": submission}
        return _added(connection, statements.ADD_NOTEBOOK, values), True


def _cells(connection: Connection, kind: Any, notebook: str, *fields: str) -> list[Any]:
    """Name, id and `fields` of a notebook's cells of one kind."""
    columns = (getattr(kind, field) for field in ("name", "id", *fields))
    return [
        tuple(row)
        for row in connection.execute(select(*columns).where(kind.notebook_id == notebook))
    ]


def _present(
    connection: Connection, notebook: str, graded: Iterable[str], said: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The notebook's grades and comments that are there, by cell id."""
    grades = connection.execute(
        statements.KNOWN_GRADES, {"cells": list(graded), "notebook": notebook}
    )
    comments = connection.execute(
        statements.KNOWN_COMMENTS, {"cells": list(said), "notebook": notebook}
    )
    return {row.cell_id: row for row in grades}, {row.cell_id: row for row in comments}


def _save_scores(
    connection: Connection,
    notebook: str,
    scores: Mapping[str, float | None],
    known: Mapping[str, Any],
    must_wait: Callable[[str, float | None, bool], bool],
) -> None:
    """The scores by cell id. Points that a person gave stay."""
    new, old = [], []
    for cell, score in scores.items():
        row = known.get(cell)
        by_hand, waited = (row.manual_score, row.needs_manual_grade) if row else (None, False)
        values = {"auto_score": score, "needs_manual_grade": must_wait(cell, by_hand, waited)}
        if row is None:
            new.append({**values, "cell_id": cell, "notebook_id": notebook})
        elif (row.auto_score, waited) != (score, values["needs_manual_grade"]):
            old.append({**values, statements.ROW: row.id})
    _write(connection, statements.GRADES, new, old)


def _save_comments(
    connection: Connection,
    notebook: str,
    comments: Mapping[str, str | None],
    known: Mapping[str, Any],
) -> None:
    """The grader's own comments by cell id; those of persons are another column."""
    new, old = [], []
    for cell, text in comments.items():
        row = known.get(cell)
        if row is None:
            new.append({"auto_comment": text, "cell_id": cell, "notebook_id": notebook})
        elif row.auto_comment != text:
            old.append({"auto_comment": text, statements.ROW: row.id})
    _write(connection, statements.COMMENTS, new, old)


def _write(
    connection: Connection, kind: Any, new: list[dict[str, Any]], old: list[dict[str, Any]]
) -> None:
    """Insert the new rows, update the old ones."""
    if new:
        connection.execute(insert(kind), new)
    if old:
        connection.execute(update(kind).where(kind.c.id == bindparam(statements.ROW)), old)


def _added(connection: Connection, statement: Any, values: Mapping[str, Any]) -> str:
    """Insert a row; returns its id."""
    added = connection.execute(statement, values).inserted_primary_key
    assert added is not None
    return str(added[0])
