"""What is asked and written of every submission in nbgrader's tables, of nbgrader's own classes.

The statements are made once: SQLAlchemy takes longer to put one together than SQLite to answer it.
Each finds its rows by an index.
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Select, Table, bindparam, insert, select, update

ROW = "_row"  # the parameter for a row's id


def _table(of: Any) -> Table:
    table: Table = of.__table__
    return table


GRADES, COMMENTS = _table(Grade), _table(Comment)
_STUDENTS, _SUBMISSIONS = _table(Student), _table(SubmittedAssignment)
_NOTEBOOKS = _table(SubmittedNotebook)
_student, _submission, _notebook = _STUDENTS.c, _SUBMISSIONS.c, _NOTEBOOKS.c

# The ids of a student's submission and its notebook, and its time: no row without the student.
FIND = (
    select(_submission.id, _submission.timestamp, _notebook.id)
    .select_from(_STUDENTS)
    .outerjoin(
        _SUBMISSIONS,
        (_submission.student_id == _student.id)
        & (_submission.assignment_id == bindparam("assignment")),
    )
    .outerjoin(
        _NOTEBOOKS,
        (_notebook.assignment_id == _submission.id)
        & (_notebook.notebook_id == bindparam("notebook")),
    )
    .where(_student.id == bindparam("student"))
)
ADD_STUDENT, ADD_SUBMISSION = insert(_STUDENTS), insert(_SUBMISSIONS)
ADD_NOTEBOOK = insert(_NOTEBOOKS)
SET_TIME = update(_SUBMISSIONS).where(_submission.id == bindparam(ROW))


def _of_cells(kind: Table, *columns: str) -> Select[Any]:
    """Cell id, row id and `columns` of a notebook's rows for some `cells`."""
    mine = kind.c.cell_id.in_(bindparam("cells", expanding=True))
    query = select(kind.c.cell_id, kind.c.id, *(kind.c[name] for name in columns))
    return query.where(mine, kind.c.notebook_id == bindparam("notebook"))


KNOWN_GRADES = _of_cells(GRADES, "auto_score", "manual_score", "needs_manual_grade")
KNOWN_COMMENTS = _of_cells(COMMENTS, "auto_comment")
