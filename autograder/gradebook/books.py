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
    Comment,
    Grade,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

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
            notebook = self._submitted_notebook(connection, entry)
            graded = {self._graded[name]: score for name, score in entry.scores.items()}
            said = {self._answered[name]: text for name, text in entry.comments.items()}
            known = known_answers(connection, self._lesson, entry.student) or entry.before()
            names = {cell: name for name, cell in self._graded.items()}

            def must_wait(cell: str, by_hand: float | None, waited: bool) -> bool:
                name = names[cell]
                score = entry.scores[name]
                return waits(score, by_hand, waited, name, known, entry.answers)

            _save_scores(connection, notebook, graded, must_wait)
            _save_comments(connection, notebook, said)
            set_answers(connection, self._lesson, entry.student, entry.answers)
            self._penalties.apply(connection, self._lesson, entry.student)

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

    def _submitted_notebook(self, connection: Connection, entry: Entry) -> str:
        """The id of the student's notebook in the gradebook, which is made if need be."""
        if _find(connection, Student, {"id": entry.student}) is None:
            connection.execute(insert(Student).values(id=entry.student))
        place = {"assignment_id": self._assignment, "student_id": entry.student}
        submission = _find(connection, SubmittedAssignment, place)
        if submission is None:
            values = {**place, "timestamp": entry.timestamp}
            submission = _add(connection, SubmittedAssignment, values)
        elif entry.timestamp is not None:
            same = SubmittedAssignment.id == submission
            change = update(SubmittedAssignment).where(same).values(timestamp=entry.timestamp)
            connection.execute(change)
        place = {"notebook_id": self._notebook, "assignment_id": submission}
        notebook = _find(connection, SubmittedNotebook, place)
        if notebook is None:
            return _add(connection, SubmittedNotebook, place)
        return notebook


def _cells(connection: Connection, kind: Any, notebook: str, *fields: str) -> list[Any]:
    """Name, id and `fields` of a notebook's cells of one kind."""
    columns = (getattr(kind, field) for field in ("name", "id", *fields))
    return [
        tuple(row)
        for row in connection.execute(select(*columns).where(kind.notebook_id == notebook))
    ]


def _save_scores(
    connection: Connection,
    notebook: str,
    scores: Mapping[str, float | None],
    must_wait: Callable[[str, float | None, bool], bool],
) -> None:
    """The scores by cell id. Points that a person gave stay."""
    columns = (Grade.manual_score, Grade.needs_manual_grade)
    known = _present(connection, Grade, notebook, scores, *columns)
    rows = [
        {
            "auto_score": score,
            "needs_manual_grade": must_wait(cell, *known.get(cell, (None, None, False))[1:]),
            "cell_id": cell,
            "notebook_id": notebook,
        }
        for cell, score in scores.items()
    ]
    _write(connection, Grade, rows, known)


def _save_comments(
    connection: Connection, notebook: str, comments: Mapping[str, str | None]
) -> None:
    """The grader's own comments by cell id; those of persons are another column."""
    known = _present(connection, Comment, notebook, comments)
    rows = [
        {"auto_comment": text, "cell_id": cell, "notebook_id": notebook}
        for cell, text in comments.items()
    ]
    _write(connection, Comment, rows, known)


def _present(
    connection: Connection, kind: Any, notebook: str, cells: Iterable[str], *columns: Any
) -> dict[str, Any]:
    """Row id and `columns` of the notebook's grades or comments that are there, by cell id."""
    query = select(kind.cell_id, kind.id, *columns)
    query = query.where(kind.cell_id.in_(list(cells)), kind.notebook_id == notebook)
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def _write(
    connection: Connection, kind: Any, rows: list[dict[str, Any]], known: Mapping[str, Any]
) -> None:
    """Insert the rows whose cell is not `known`, update the others."""
    new = [row for row in rows if row["cell_id"] not in known]
    if new:
        connection.execute(insert(kind), new)
    old = [{**row, "_row": known[row["cell_id"]][0]} for row in rows if row["cell_id"] in known]
    if old:
        connection.execute(update(kind).where(kind.id == bindparam("_row")), old)


def _find(connection: Connection, kind: Any, place: Mapping[str, str]) -> str | None:
    """The id of the row with these values."""
    query = select(kind.id).filter_by(**place)
    return connection.execute(query).scalar()


def _add(connection: Connection, kind: Any, values: Mapping[str, Any]) -> str:
    """Insert a row; returns its id."""
    added = connection.execute(insert(kind).values(**values)).inserted_primary_key
    assert added is not None
    return str(added[0])
